/** When keys of service accounts are made, replaced and revoked. */
import { textOf } from "../../../src/model/jsonFields.ts";
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/diff/diff.ts";
import type { Key, OlderKey } from "../../../src/model/entities/key.ts";
import type { Entity } from "../../../src/model/entity.ts";
import { byName } from "../../../src/model/keys.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { completeCoverage } from "../../../src/model/state.ts";
import { planOrganization } from "../../../src/plan/plan.ts";
import { planasonixCapabilities } from "../../../src/providers/planasonix/capabilities.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { admins, filesOf, member, team } from "./planning.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const now = "2026-11-02T12:00:00Z";
const us = "svc_muster";

/** A live key `deploy` of `ci`: `k1` is made by muster, delivered and in use unless said otherwise. */
function live(id: string, createdAt: string, more: Partial<Omit<OlderKey, "id">> = {}): Key {
  const { deliveredAt = createdAt, ...rest } = more;
  const record = { createdBy: us, createdAt, name: "deploy", scopes: ["pipelines:run"], ...rest };
  const delivered = "deliveredAt" in more && more.deliveredAt === undefined ? {} : { deliveredAt };
  return { kind: "key", key: "ci/deploy", account: "ci", id, ...record, ...delivered };
}

/** One that nothing shows to have been delivered. */
const stray = (id: string, createdAt: string, more: Partial<Omit<OlderKey, "id">> = {}): Key => {
  const { deliveredAt: _, ...key } = live(id, createdAt, more);
  return key;
};

interface Case {
  readonly keys?: readonly Key[];
  readonly declared?: string;
  readonly policy?: string;
  readonly members?: string;
  readonly acting?: string;
  readonly open?: readonly string[];
  readonly owner?: { readonly kind: "team" | "member"; readonly key: string };
  readonly people?: readonly Entity[];
  readonly ownerText?: string;
  readonly incomplete?: boolean;
}

const target = "deliver_to: { github_secret: acme/dbt/KEY }";
const policy90 = `{ scopes: [pipelines:run], rotate_after: 90d, ${target} }`;

function planOf({ keys = [], declared = policy90, ...more }: Case): Plan {
  const keyText = declared === "" ? "{}" : `{ deploy: ${declared} }`;
  const rest = `teams:\n  data: { members: [] }\nservice_accounts:\n  ci: { role: editor, owner: ${more.ownerText ?? "data"}, keys: ${keyText} }`;
  const [organization] = organizationsOf(
    filesOf({ policy: more.policy ?? "", members: more.members ?? "  cat@acme.example: editor", rest }),
  );
  if (organization === undefined) throw new Error("no organization");
  const owner = more.owner ?? { kind: "team", key: "data" };
  const account: Entity = {
    kind: "service_account",
    key: "ci",
    name: "ci",
    role: "editor",
    owner,
    id: "sa_ci",
    description: "",
  };
  const coverage =
    more.incomplete === true
      ? { ...completeCoverage, key: { complete: false, reason: "It broke off." } as const }
      : completeCoverage;
  const people = more.people ?? [member("cat", "editor")];
  const state = stateOf([...admins, ...people, team("data"), account, ...byName(keys)], coverage);
  const nothing = { resources: [], keys: [], coverage: { complete: true } } as const;
  const input = {
    organization,
    differences: diff(organization, state),
    capabilities: planasonixCapabilities,
    acting: { id: more.acting ?? us, name: "muster" },
    holdings: new Map([["cat@acme.example", nothing]]),
    requests: 0,
  };
  const before =
    more.open === undefined ? {} : { before: { plan: input, open: new Set(more.open), adopting: false } };
  return planOrganization(input, { now, ...before });
}

const said = (plan: Plan): string[] => [
  ...plan.actions.map(
    ({ verb, key, cause, before }) => `${verb} ${key} ${cause} ${textOf(before, "id") ?? "-"}`,
  ),
  ...plan.withheld.map(({ verb, key, code }) => `withheld ${verb} ${key} ${code}`),
];
const because = (plan: Plan): (string | undefined)[] => plan.actions.map((action) => action.because);

describe("a key is created", () => {
  it("where nothing is live under its name", () => {
    const plan = planOf({});
    expect(said(plan)).toEqual(["create_key ci/deploy change -"]);
    expect(plan.actions[0]).toMatchObject({
      risk: "high",
      phase: 6,
      before: null,
      after: {
        account: "ci",
        name: "deploy",
        scopes: ["pipelines:run"],
        deliver_to: { github_secret: "acme/dbt/KEY" },
      },
    });
  });

  it("not without a place for it", () => {
    const plan = planOf({ declared: "{ scopes: [pipelines:run] }" });
    expect(said(plan)).toEqual(["withheld create_key ci/deploy no_target"]);
    expect(plan.follow_ups).toMatchObject([{ code: "deliver_key", risk: "high" }]);
  });
});

describe("a key is replaced", () => {
  it.each([
    ["a day too young", "2026-08-05T12:00:00Z", []],
    ["as old as it may be", "2026-08-04T12:00:00Z", ["rotate_key ci/deploy due k1"]],
    ["older", "2025-01-01T00:00:00Z", ["rotate_key ci/deploy due k1"]],
  ])("by age: %s", (_name, createdAt, expected) => {
    const plan = planOf({ keys: [live("k1", createdAt)] });
    expect(said(plan)).toEqual(expected);
    if (expected.length > 0) expect(because(plan)).toEqual(["older than 90d"]);
  });

  it("not by an age that the service does not tell", () => {
    const { createdAt: _, ...key } = live("k1", "2026-11-01T00:00:00Z");
    const plan = planOf({ keys: [key] });
    expect(said(plan)).toEqual([]);
    expect(plan.notes).toEqual([expect.stringContaining("key deploy of ci never grows old")]);
  });

  it("with an id that no date and no reason changes", () => {
    const old = planOf({ keys: [live("k1", "2026-01-01T00:00:00Z")] });
    const lost = planOf({ keys: [stray("k1", "2026-11-02T11:00:00Z")] });
    expect(lost.actions.map(({ id }) => id)).toEqual(old.actions.map(({ id }) => id));
  });

  it("for other scopes", () => {
    const declared = `{ scopes: [pipelines:read], ${target} }`;
    expect(said(planOf({ declared, keys: [live("k1", "2026-11-01T00:00:00Z")] }))).toEqual([
      "rotate_key ci/deploy change k1",
    ]);
  });

  it("when a run made it and nobody has it", () => {
    const plan = planOf({ keys: [stray("k1", "2026-11-01T00:00:00Z")] });
    expect(said(plan)).toEqual(["rotate_key ci/deploy due k1"]);
    expect(because(plan)).toEqual(["the last new one was not delivered"]);
  });

  it("no more, when one new key after the other was not delivered", () => {
    const old = live("k0", "2026-07-01T00:00:00Z");
    const strays = (count: number): Key[] =>
      Array.from({ length: count }, (_, index) => stray(`k${index + 1}`, `2026-10-0${index + 1}T00:00:00Z`));
    expect(said(planOf({ keys: [old, ...strays(7)] }))).toEqual(["rotate_key ci/deploy due k7"]);
    const plan = planOf({ keys: [old, ...strays(8)] });
    expect(said(plan)).toEqual(["withheld rotate_key ci/deploy ambiguous"]);
    expect(plan.withheld[0]?.message).toContain("none is known to have been delivered (k8, k7,");
  });

  it.each([
    ["somebody else made it", { createdBy: "usr_ana" }],
    ["it is in use", { lastUsedAt: "2026-11-01T01:00:00Z" }],
  ])("not for want of a note of its delivery where %s", (_name, more) => {
    expect(said(planOf({ keys: [stray("k1", "2026-11-01T00:00:00Z", more)] }))).toEqual([]);
  });

  it("by hand, where there is no place for a new one", () => {
    const declared = "{ scopes: [pipelines:run], rotate_after: 90d }";
    const plan = planOf({ declared, keys: [live("k1", "2026-01-01T00:00:00Z")] });
    expect(said(plan)).toEqual(["withheld rotate_key ci/deploy no_target"]);
    expect(plan.follow_ups).toMatchObject([{ code: "deliver_key", risk: "high" }]);
  });

  it("again where an earlier run could not, though its reason is gone", () => {
    const keys = [live("k1", "2026-11-01T00:00:00Z")];
    const [id = ""] = planOf({ keys: [live("k1", "2026-01-01T00:00:00Z")] }).actions.map(
      (action) => action.id,
    );
    expect(said(planOf({ keys, open: [] }))).toEqual([]);
    expect(said(planOf({ keys, open: [id] }))).toEqual(["rotate_key ci/deploy unfinished k1"]);
  });

  it("marked, when the keys were not read to the end", () => {
    const plan = planOf({ keys: [live("k1", "2026-01-01T00:00:00Z")], incomplete: true });
    expect(plan.actions[0]?.uncovered).toBe("It broke off.");
    expect(plan.findings).toMatchObject([{ guard: "coverage", severity: "block" }]);
  });
});

describe("an old key is revoked", () => {
  const old = live("k1", "2026-08-01T00:00:00Z");

  it.each([
    ["not before its overlap is over", "2026-11-01T12:00:01Z", []],
    ["when it is", "2026-11-01T12:00:00Z", ["revoke_key ci/deploy due k1"]],
  ])("%s", (_name, deliveredAt, expected) => {
    const plan = planOf({ keys: [old, live("k2", "2026-11-01T11:00:00Z", { deliveredAt })] });
    expect(said(plan)).toEqual(expected);
    expect(plan.findings).toEqual([]);
    if (expected.length > 0) expect(plan.actions[0]?.before).toMatchObject({ id: "k1", replaced_by: "k2" });
  });

  it("never for one that was not delivered, which is replaced itself", () => {
    const plan = planOf({ keys: [old, stray("k2", "2026-10-01T00:00:00Z")] });
    expect(said(plan)).toEqual(["rotate_key ci/deploy due k2"]);
  });

  it("with the twin that nobody has, once a new one is in place", () => {
    const keys = [old, stray("k2", "2026-10-01T00:00:00Z"), live("k3", "2026-10-02T00:00:00Z")];
    expect(said(planOf({ keys })).sort()).toEqual([
      "revoke_key ci/deploy due k1",
      "revoke_key ci/deploy due k2",
    ]);
  });

  it("however many take no part in max_loss", () => {
    const keys = [1, 2, 3, 4, 5].map((day) => live(`k${day}`, `2026-10-0${day}T00:00:00Z`));
    const plan = planOf({ keys });
    expect(plan.actions).toHaveLength(4);
    expect(plan.findings).toEqual([]);
  });

  it("not where somebody made a newer one by hand: nothing shows where that is", () => {
    const byHand = stray("k2", "2026-10-01T00:00:00Z", { createdBy: "usr_ana" });
    const plan = planOf({ keys: [live("k1", "2026-09-30T00:00:00Z"), byHand] });
    expect(said(plan)).toEqual(["withheld revoke_key ci/deploy ambiguous"]);
    expect(plan.withheld[0]?.message).toContain("k1");
  });

  it("of muster's own account only when the new one is in use", () => {
    const before = "2026-10-01T00:00:00Z";
    const after = "2026-10-03T00:00:00Z";
    const own = (used: string | undefined): Key[] => [
      live("k1", "2026-09-01T00:00:00Z", { createdBy: "sa_ci", lastUsedAt: "2026-10-02T00:00:00Z" }),
      live("k2", before, { createdBy: "sa_ci", ...(used === undefined ? {} : { lastUsedAt: used }) }),
    ];
    const plan = (used: string | undefined) => planOf({ acting: "sa_ci", keys: own(used) });
    expect(said(plan(undefined))).toEqual(["withheld revoke_key ci/deploy waiting"]);
    expect(said(plan("2026-10-01T01:00:00Z"))).toEqual(["withheld revoke_key ci/deploy waiting"]);
    expect(said(plan(after))).toEqual(["revoke_key ci/deploy due k1"]);
    expect(plan(after).findings).toEqual([]);
    expect(plan(undefined).withheld[0]?.message).toContain("MUSTER_TOKEN");
  });

  it("with all of its name where no file has it", () => {
    const keys = [old, live("k2", "2026-11-01T11:00:00Z")];
    const plan = planOf({ declared: "", policy: "  unlisted: { keys: delete }", keys });
    expect(said(plan).sort()).toEqual(["revoke_key ci/deploy change k1", "revoke_key ci/deploy change k2"]);
  });
});

describe("who leaves", () => {
  const cat = { kind: "member", key: "cat@acme.example" } as const;
  const leaving = "  cat@acme.example: { state: deactivated, successor: ana@acme.example }";
  const young = "2026-11-01T00:00:00Z";

  it("takes the use out of keys that they created", () => {
    const plan = planOf({ members: leaving, keys: [live("k1", young, { createdBy: "usr_cat" })] });
    expect(said(plan)).toEqual(["rotate_key ci/deploy change k1", "deactivate cat@acme.example change -"]);
    expect(because(plan)[0]).toBe("cat@acme.example could have copied it");
    expect(plan.follow_ups).toEqual([]);
  });

  it("and of their own service accounts, once these have changed hands", () => {
    const plan = planOf({
      members: leaving,
      owner: cat,
      ownerText: "cat@acme.example",
      keys: [live("k1", young)],
    });
    const [transfer, rotation] = plan.actions;
    expect(plan.actions.map(({ verb }) => verb)).toEqual(["transfer", "rotate_key", "deactivate"]);
    expect(rotation?.needs).toEqual([transfer?.id]);
  });

  it("at once, loses access before their keys are replaced, whether they made them or own the account", () => {
    const atOnce =
      '  cat@acme.example: { state: deactivated, successor: ana@acme.example, at_once: "SEC-1" }';
    const made = planOf({ members: atOnce, keys: [live("k1", young, { createdBy: "usr_cat" })] });
    expect(made.actions.map(({ verb }) => verb)).toEqual(["deactivate", "rotate_key"]);
    expect(made.actions[1]?.needs).toEqual([made.actions[0]?.id]);
    const owned = planOf({
      members: atOnce,
      owner: cat,
      ownerText: "cat@acme.example",
      keys: [live("k1", young)],
    });
    const [deactivation, transfer, rotation] = owned.actions;
    expect(owned.actions.map(({ verb }) => verb)).toEqual(["deactivate", "transfer", "rotate_key"]);
    expect(rotation?.needs).toEqual([deactivation?.id, transfer?.id].sort());
  });

  it("leaves the rest to people where there is no place for a new key", () => {
    const plan = planOf({
      members: leaving,
      declared: "{ scopes: [pipelines:run] }",
      keys: [live("k1", young, { createdBy: "usr_cat" })],
    });
    expect(said(plan)).toContain("withheld rotate_key ci/deploy no_target");
    expect(plan.follow_ups).toMatchObject([{ code: "rotate_key", risk: "high" }]);
  });

  it("and is gone already: what they created is replaced all the same, and once", () => {
    const people = [member("cat", "editor", "deactivated")];
    const gone = (createdBy: string) =>
      planOf({ members: leaving, people, keys: [live("k1", young, { createdBy })] });
    expect(said(gone("usr_cat"))).toEqual(["rotate_key ci/deploy due k1"]);
    expect(said(gone(us))).toEqual([]);
  });
});

describe("muster's own key", () => {
  it("comes last of all", () => {
    const plan = planOf({
      acting: "sa_ci",
      members: "  cat@acme.example: { state: deactivated, successor: ana@acme.example }",
      keys: [live("k1", "2026-01-01T00:00:00Z", { createdBy: "sa_ci" })],
    });
    expect(plan.actions.map(({ verb }) => verb)).toEqual(["deactivate", "rotate_key"]);
    expect(plan.findings).toEqual([]);
  });
});
