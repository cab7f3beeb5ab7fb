/** How long a task stands: until it is done, who left is back, or the files of before say that it is settled. */
import { describe, expect, it } from "vitest";
import type { MemberState } from "../../../src/model/entities/member.ts";
import type { Organization } from "../../../src/model/organization.ts";
import type { OpenTask } from "../../../src/model/task.ts";
import { openTasks, owedRotations, settledInForce } from "../../../src/plan/openTasks.ts";
import { stateOf } from "../../fakes/planasonix.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { account, accountKey, admins, at, filesOf, member } from "./planning.ts";

function organizationOf(more: Parameters<typeof filesOf>[0]): Organization {
  const [organization] = organizationsOf(filesOf(more));
  if (organization === undefined) throw new Error("the files declare no organization");
  return organization;
}

const told = {
  person: at("kim"),
  since: "2026-10-01",
  message: "kim could have copied it",
} as const;
const grant: OpenTask = {
  id: "1".repeat(16),
  task: "revoke_grant",
  key: "crm:sales",
  object: "g_1",
  ...told,
};

it.each<[string, MemberState, boolean]>([
  ["viewer", "active", false],
  ["viewer", "deactivated", true],
  ["viewer", "pending", true],
  ["{ state: deactivated }", "active", true],
  ["{ state: deactivated }", "deactivated", true],
])("what kim left is owed while she is not back: %s in the files, and %s", (entry, state, owed) => {
  const found = openTasks({
    organization: organizationOf({ members: `  kim@acme.example: ${entry}` }),
    live: stateOf([...admins, member("kim", "viewer", state)]),
    ...{
      holdings: new Map(),
      grants: new Map(),
      areGrantsRead: false,
      forgotten: false,
      heldBack: new Set<string>(),
    },
    ...{ carried: [grant], acting: "usr_ana", today: "2026-11-02" },
  });
  expect(found).toEqual(owed ? [grant] : []);
});

describe("a line under settled", () => {
  const settled = (...by: readonly string[]): Organization =>
    organizationOf({
      policy: `  settled: [${by.map((name) => `{ task: "${grant.id}", by: ${at(name)}, reason: done }`).join(", ")}]`,
    });
  const inForce = (now: Organization, base: Organization | null | undefined): string[] =>
    settledInForce(now, base).map(({ by }) => by);

  it("counts once it was there before, by the same person", () => {
    expect(inForce(settled("ana"), settled("ana"))).toEqual([at("ana")]);
    expect(inForce(settled("ana"), settled("ben"))).toEqual([]);
    expect(inForce(settled("ana"), organizationOf({}))).toEqual([]);
  });

  it("does not count in files that are new, and does where there are none to compare with", () => {
    expect(inForce(settled("ana"), null)).toEqual([]);
    expect(inForce(settled("ana"), undefined)).toEqual([at("ana")]);
  });
});

it.each([
  ["it is the key that is there", "key_1", {}, ["bot/gha"]],
  ["another one is there by now", "key_0", {}, []],
  ["they have not gone yet", "key_1", { opens: true as const }, []],
])("an owed key that a run can deliver is made anew where %s", (_, object, more, expected) => {
  const target = "deliver_to: { github_secret: acme/dbt/KEY }";
  const organization = organizationOf({
    rest: `service_accounts:\n  bot: { role: viewer, owner: ana@acme.example, keys: { gha: { scopes: [pipelines:read], ${target} } } }`,
  });
  const key = accountKey("bot", "gha", { id: "key_1" });
  const live = stateOf([...admins, account("bot", "viewer", { kind: "member", key: at("ana") }), key]);
  const owed: OpenTask = {
    ...grant,
    ...more,
    task: "replace_key",
    key: "bot/gha",
    object,
  };
  const drafts = owedRotations([owed, owed], {
    organization,
    live,
    drafts: [],
  });
  expect(drafts.map(({ key: of }) => of)).toEqual(expected);
});
