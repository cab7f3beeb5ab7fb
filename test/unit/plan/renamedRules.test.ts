/** Rules that a change loosens while it gives whom or what they are about another name: under that they are the same. */
import { describe, expect, it } from "vitest";
import { policyChanges } from "../../../src/plan/policyChanges.ts";
import { settledInForce } from "../../../src/plan/openTasks.ts";
import { organizationsOf, type Files } from "../../fakes/world.ts";
import { actions, admins, at, blocks, filesOf, member, planSince, team } from "./planning.ts";

describe("a protected person who gets another address", () => {
  const policy = `  guards: { protected: [${at("old")}] }`;
  const live = { entities: [...admins, member("old", "admin")] };

  it("is lowered no sooner for that, in the change that protects them no more", () => {
    const before = filesOf({ policy, members: `  ${at("old")}: admin` });
    const after = filesOf({ members: `  ${at("new")}: { role: viewer, previously: [${at("old")}] }` });
    const plan = planSince(before, after, live);
    expect(actions(plan)).toEqual(["change_email new", "demote new"]);
    expect(blocks(plan)).toEqual(["block protected"]);
  });

  it("is known by their id as well", () => {
    const ids = "ids: { acme: usr_old }";
    const before = filesOf({ policy, members: `  ${at("old")}: { role: admin, ${ids} }` });
    const after = filesOf({ members: `  ${at("new")}: { role: viewer, ${ids} }` });
    expect(blocks(planSince(before, after, live))).toEqual(["block protected"]);
  });
});

describe("a list that is left open while its thing is renamed", () => {
  const told = (before: Files, after: Files): string[] =>
    policyChanges(new Map(organizationsOf(before).map((it) => [it.key, it])), organizationsOf(after)).map(
      (change) => `${change.setting}: ${change.before ?? "-"} -> ${change.after ?? "-"}`,
    );

  it("is told of a team", () => {
    const before = filesOf({ rest: `teams: { fin: { members: [${at("ana")}], shares: {} } }` });
    const after = filesOf({ rest: "teams: { finance: { previously: [fin] } }" });
    expect(told(before, after)).toEqual([
      "members of finance: all managed -> only who is listed managed",
      "shares of finance: listed -> left alone",
    ]);
    const plan = planSince(before, after, { entities: [...admins, team("fin")] });
    expect(actions(plan)).toEqual(["rename_team finance"]);
  });

  it("is told of a person, and so is another id", () => {
    const before = filesOf({ members: `  ${at("kim")}: { role: viewer, shares: {}, ids: { acme: usr_1 } }` });
    const after = filesOf({
      members: `  ${at("kim.lee")}: { role: viewer, previously: [${at("kim")}], ids: { acme: usr_2 } }`,
    });
    expect(told(before, after)).toEqual([
      `shares of ${at("kim.lee")}: listed -> left alone`,
      `ids.members.${at("kim.lee")}: usr_1 -> usr_2`,
    ]);
  });

  it("is not told of files that may add to a team under its new name as before", () => {
    const teams = (slug: string, more: string) =>
      filesOf({ rest: `teams: { ${slug}: { ${more}open_to: [teams/x.yaml] } }` });
    expect(told(teams("fin", ""), teams("finance", "previously: [fin], "))).toEqual([]);
  });
});

describe("a settled task", () => {
  it("stays settled by whoever settled it, under their new address", () => {
    const settled = (by: string) =>
      `  settled: [{ task: 0123456789abcdef, by: ${at(by)}, reason: done by hand }]`;
    const [base] = organizationsOf(filesOf({ policy: settled("old"), members: `  ${at("old")}: admin` }));
    const [now] = organizationsOf(
      filesOf({
        policy: settled("new"),
        members: `  ${at("new")}: { role: admin, previously: [${at("old")}] }`,
      }),
    );
    if (base === undefined || now === undefined) throw new Error("no organization");
    expect(settledInForce(now, base).map(({ by }) => by)).toEqual([at("new")]);
  });
});
