/** Which live team each declared one is where the files carry its id. */
import { expect, it } from "vitest";
import { diff, type Diff } from "../../../src/diff/diff.ts";
import type { Team } from "../../../src/model/entities/team.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const live = (id: string, slug: string): Team => ({ kind: "team", key: slug, slug, id });

function bound(ids: string, teams: string, there: readonly Team[]): Diff {
  const [organization] = organizationsOf({
    "acme/organization.yaml": `organization: { provider: planasonix, id: org_1, unlisted: { teams: delete } }\nteams: { ${teams} }\n`,
    "acme/ids.yaml": `ids: { teams: { ${ids} } }\n`,
  });
  if (organization === undefined) throw new Error("the files declare no organization");
  return diff(organization, stateOf(there));
}

const held = ({ heldBack }: Diff): string[] =>
  heldBack.map(({ key, binding, declared }) =>
    [declared === null ? "live" : "declared", key, binding.code, binding.ids.join(",")].join(" "),
  );

it("is the one with that id, which is renamed and never deleted", () => {
  const found = bound("ops: team_1", "ops: {}", [live("team_1", "operations")]);
  expect([...found.renames]).toEqual([["ops", "operations"]]);
  expect([found.changes, held(found)]).toEqual([[], []]);
});

it("goes by its slug when that id is not live", () => {
  const found = bound("ops: team_1", "ops: {}", [live("team_2", "ops")]);
  expect([found.renames.size, found.changes, held(found)]).toEqual([0, [], []]);
});

it("is left open when its slug is another live team's", () => {
  const found = bound("ops: team_1", "ops: {}", [live("team_1", "operations"), live("team_2", "ops")]);
  expect(held(found)).toEqual([
    "live operations ambiguous team_1,team_2",
    "declared ops ambiguous team_1,team_2",
  ]);
  expect(found.changes).toEqual([]);
});

it("is left open when the live slug is declared as another team", () => {
  const found = bound("ops: team_1", "ops: {}, operations: {}", [live("team_1", "operations")]);
  expect(held(found)).toEqual(["declared ops ambiguous team_1"]);
});

it("is left open when another gives the same one as its former name", () => {
  const teams = "ops: {}, work: { previously: [operations] }";
  const found = bound("ops: team_1", teams, [live("team_1", "operations")]);
  expect(held(found)).toEqual([
    "live operations ambiguous team_1",
    "declared ops ambiguous team_1",
    "declared work ambiguous team_1",
  ]);
  expect([found.changes, found.renames.size]).toEqual([[], 0]);
});

it("is the one that it was, though a team that is there gives the same former name", () => {
  const teams = "ops: { previously: [operations] }, work: { previously: [operations] }";
  const found = bound("", teams, [live("team_1", "operations"), live("team_2", "work")]);
  expect([...found.renames]).toEqual([["ops", "operations"]]);
  expect([found.changes, held(found)]).toEqual([[], []]);
});
