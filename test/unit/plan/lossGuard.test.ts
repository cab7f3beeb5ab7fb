/** The guard on losses: what each kind of loss is counted of, and against how many that the files manage. */
import { describe, expect, it } from "vitest";
import type { Entity, Kind, MemberState } from "../../../src/model/entity.ts";
import type { Draft, Loss } from "../../../src/kinds/draft.ts";
import { maxLoss } from "../../../src/plan/guards/maxLoss.ts";
import { roleSides } from "../../../src/kinds/role/direction.ts";
import { account, accountKey, admins, at, filesOf, inputOf, member, share, team } from "./planning.ts";

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `x${from + index}`);
const ten = names(0, 10);
const declaredAndNot = names(0, 20);
const owner = { kind: "member", key: at("ana") } as const;

function drafts(kind: Kind, loss: Loss, keys: readonly string[]): Draft[] {
  const verb = loss === "leaving" ? "deactivate" : loss === "key" ? "revoke_key" : "unshare";
  return keys.map((key) => {
    return {
      id: key,
      kind,
      verb,
      key,
      loss,
      phase: 8,
      before: { account: "ci" },
      after: null,
      source: null,
    } as unknown as Draft;
  });
}

interface Tried {
  readonly policy?: string;
  readonly rest?: string;
  readonly members?: string;
  readonly live: readonly Entity[];
  readonly lost: readonly Draft[];
}

function numbersOf({ policy = "", rest = "", members = "", live, lost }: Tried) {
  const files = filesOf({
    policy: ["  guards: { max_loss: 20% }", ...(policy === "" ? [] : [policy])].join("\n"),
    members,
    rest,
  });
  const { organization, differences, acting } = inputOf(files, { entities: [...admins, ...live] });
  const trips = maxLoss({
    organization,
    live: differences.live,
    drafts: lost,
    roles: roleSides(organization, differences.live),
    settings: organization.policy.guards,
    acting,
    adopting: false,
  });
  return trips.map(({ numbers }) => numbers);
}

/** Ten of twenty that are live stand in the files; five are lost. */
const kinds = {
  teams: {
    rest: ["teams:", ...ten.map((name) => `  ${name}: { members: [] }`)].join("\n"),
    live: declaredAndNot.map((name) => team(name)),
    lost: drafts("team", "team", ten.slice(0, 5)),
  },
  shares: {
    rest: [
      "teams:",
      "  all:",
      "    members: []",
      `    shares: { pipelines: { ${ten.map((name) => `${name}: view`).join(", ")} } }`,
    ].join("\n"),
    live: [
      team("all"),
      ...declaredAndNot.map((name) => share("pipeline", name, { kind: "team", key: "all" }, "view")),
    ],
    lost: drafts("share", "share", ten.slice(0, 5)),
  },
  keys: {
    rest: [
      "service_accounts:",
      "  ci:",
      "    role: editor",
      "    owner: ana@acme.example",
      "    keys:",
      ...ten.map((name) => `      ${name}: { scopes: [pipelines:read] }`),
    ].join("\n"),
    live: [account("ci", "editor", owner), ...declaredAndNot.map((name) => accountKey("ci", name))],
    lost: drafts("key", "key", ten.slice(0, 5)),
  },
} as const;

describe("a loss of one kind", () => {
  it.each(["teams", "shares", "keys"] as const)("%s, is measured against what the files manage", (kind) => {
    expect(numbersOf(kinds[kind])).toEqual([{ lost: 5, live: 10, limit: 2 }]);
    // What no file names is managed where the policy says what becomes of it.
    const policy = `  unlisted: { ${kind}: delete }`;
    expect(numbersOf({ ...kinds[kind], policy })).toEqual([{ lost: 5, live: 20, limit: 4 }]);
  });

  it.each(["teams", "shares", "keys"] as const)("%s, may come to the limit, and not beyond", (kind) => {
    const { lost, ...rest } = kinds[kind];
    expect(numbersOf({ ...rest, lost: lost.slice(0, 2) })).toEqual([]);
    expect(numbersOf({ ...rest, lost: lost.slice(0, 3) })).toEqual([{ lost: 3, live: 10, limit: 2 }]);
  });

  const people = (state: MemberState): Entity[] =>
    declaredAndNot.map((name) => member(name, "editor", state));
  const leaving = drafts("member", "leaving", names(10, 17).map(at));

  it.each([
    ["active", "  unlisted: { members: deactivate }", 22],
    ["deactivated", "  unlisted: { members: remove }", 20],
  ] as const)("people who are %s, is counted apart", (state, policy, managed) => {
    // Two admins stand in the files, and seven are touched.
    const lost = { lost: 7, limit: 2 };
    const touched = state === "active" ? 9 : 7;
    expect(numbersOf({ live: people(state), lost: leaving })).toEqual([{ ...lost, live: touched }]);
    expect(numbersOf({ live: people(state), lost: leaving, policy })).toEqual([
      { lost: 7, live: managed, limit: 4 },
    ]);
  });

  it("people, takes somebody who is deactivated and then removed for one", () => {
    const twice = names(10, 12).map(at);
    const lost = [...drafts("member", "leaving", twice), ...drafts("member", "leaving", twice)];
    expect(numbersOf({ live: people("active"), lost })).toEqual([]);
  });

  it("people, does not add up those who are active and those who are not", () => {
    const live = [
      ...names(0, 2).map((name) => member(name, "editor")),
      ...names(2, 4).map((name) => member(name, "editor", "deactivated")),
    ];
    expect(numbersOf({ live, lost: drafts("member", "leaving", names(0, 4).map(at)) })).toEqual([]);
  });

  it("invitations, is measured against those that are pending", () => {
    const lost = drafts("member", "invitation", names(10, 15).map(at));
    const live = people("pending");
    expect(numbersOf({ live, lost })).toEqual([{ lost: 5, live: 5, limit: 2 }]);
    const policy = "  unlisted: { invitations: cancel }";
    expect(numbersOf({ live, lost, policy })).toEqual([{ lost: 5, live: 20, limit: 4 }]);
    // What becomes of members says nothing of invitations.
    const other = "  unlisted: { members: deactivate }";
    expect(numbersOf({ live, lost, policy: other })).toEqual([{ lost: 5, live: 5, limit: 2 }]);
  });

  it("places in a team, is measured against the people in that team", () => {
    const places = (slug: string, many: number): Entity[] =>
      names(0, many).map((name) => {
        const key = `${slug}/${at(name)}`;
        return { kind: "team_membership", key, team: slug, member: at(name), role: "member", id: key };
      });
    const lost = drafts(
      "team_membership",
      "team_membership",
      names(0, 4).map((name) => `one/${at(name)}`),
    );
    const of = (many: number) =>
      numbersOf({
        live: [...people("active"), team("one"), team("two"), ...places("one", many), ...places("two", 3)],
        lost,
      });
    expect(of(15)).toEqual([{ lost: 4, live: 15, limit: 3 }]);
    expect(of(20)).toEqual([]);
  });

  it("says the share as people wrote it", () => {
    const { organization, differences, acting } = inputOf(
      filesOf({ policy: "  guards: { max_loss: 12.5% }", rest: kinds.teams.rest }),
      { entities: [...admins, ...kinds.teams.live] },
    );
    const [trip] = maxLoss({
      organization,
      live: differences.live,
      drafts: kinds.teams.lost,
      roles: roleSides(organization, differences.live),
      settings: organization.policy.guards,
      acting,
      adopting: false,
    });
    expect(trip?.message).toBe("5 of 10 teams would be deleted; at most 1 at once (guards.max_loss 12.5%)");
  });
});
