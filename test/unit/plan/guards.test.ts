/** Each guard, on drafts made by hand: what trips it, and what does not. */
import { describe, expect, it } from "vitest";
import type { Member } from "../../../src/model/entities/member.ts";
import type { Kind } from "../../../src/model/entity.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Acting } from "../../../src/model/provider.ts";
import type { Draft } from "../../../src/kinds/draft.ts";
import { adoption } from "../../../src/plan/guards/adoption.ts";
import { coverage } from "../../../src/plan/guards/coverage.ts";
import { empty } from "../../../src/plan/guards/empty.ts";
import type { Guard } from "../../../src/plan/guards/guard.ts";
import { maxChanges } from "../../../src/plan/guards/maxChanges.ts";
import { maxLoss } from "../../../src/plan/guards/maxLoss.ts";
import { minAdmins } from "../../../src/plan/guards/minAdmins.ts";
import { protectedPeople } from "../../../src/plan/guards/protectedPeople.ts";
import { self } from "../../../src/plan/guards/self.ts";
import { roleSides } from "../../../src/kinds/role/direction.ts";
import type { ShortDraft } from "../../fakes/short.ts";
import type { Files } from "../../fakes/world.ts";
import { account, admins, at, filesOf, inputOf, member, role, team, type Live } from "./planning.ts";

type Sketch = Pick<Draft, "verb" | "key"> & ShortDraft;

function draft(kind: Kind, sketch: Sketch): Draft {
  const id = `${sketch.verb} ${sketch.key}`;
  return { id, kind, phase: 7, before: null, after: null, source: null, loss: null, ...sketch } as Draft;
}

interface Case {
  readonly files?: Files;
  readonly live?: Live;
  readonly acting?: Acting;
  readonly adopting?: boolean;
}

/** The numbers or sentences of what tripped. */
function trips(
  guard: Guard,
  drafts: readonly Draft[],
  { files = filesOf(), live, acting, adopting = false }: Case = {},
) {
  const { organization, differences, acting: usual } = inputOf(files, live ?? { entities: admins });
  return guard({
    organization,
    live: differences.live,
    drafts,
    roles: roleSides(organization, differences.live),
    settings: organization.policy.guards,
    acting: acting ?? usual,
    adopting,
  });
}

const grantTo = (kind: "member" | "team", key: string): JsonObject => ({
  role: "security_manager",
  holder: { kind, key },
});
const revokedFrom = (kind: "member" | "team", key: string): Draft =>
  draft("role_grant", { verb: "revoke_role", key: "k", loss: "role_grant", before: grantTo(kind, key) });

/** An organization that is reached by SCIM, with nobody who is declared an admin. */
const byScim = (more: string): Files => ({
  "acme/organization.yaml": `organization:\n  provider: scim\n  id: acme\n  api: https://wiki.example/scim/v2\n${more}members:\n  ana@acme.example: member\n`,
});

describe("coverage", () => {
  const uncovered = "The list broke off.";
  const creations = [
    ["invite", "member"],
    ["create_role", "role"],
    ["create_team", "team"],
    ["join_team", "team_membership"],
    ["share", "share"],
    ["create_service_account", "service_account"],
    ["create_key", "key"],
    ["rotate_key", "key"],
  ] as const;

  it.each(creations)("blocks %s where the read did not finish", (verb, kind) => {
    expect(trips(coverage, [draft(kind, { verb, key: "x", uncovered })])).toMatchObject([
      { numbers: { changes: 1 } },
    ]);
    expect(trips(coverage, [draft(kind, { verb, key: "x" })])).toEqual([]);
  });

  it("blocks a loss, and lets a change of what was seen pass", () => {
    const lost = draft("member", { verb: "demote", key: "x", uncovered, loss: "demotion" });
    const changed = draft("member", { verb: "promote", key: "y", uncovered });
    expect(trips(coverage, [lost])).toMatchObject([{ numbers: { changes: 1 } }]);
    expect(trips(coverage, [changed])).toEqual([]);
    expect(trips(coverage, [lost, { ...lost, id: "2" }, changed])[0]?.message).toMatch(
      /^2 changes would rest/,
    );
  });

  it("says each reason once", () => {
    const both = [
      draft("key", { verb: "create_key", key: "x", uncovered: "Keys broke off. Teams broke off." }),
      draft("key", { verb: "create_key", key: "y", uncovered: "Keys broke off." }),
    ];
    expect(trips(coverage, both)[0]?.message).toContain("(Keys broke off. Teams broke off)");
  });
});

describe("max_changes", () => {
  it("lets so many changes pass, and not one more", () => {
    const files = filesOf({ policy: "  guards: { max_changes: 2 }" });
    const drafts = ["a", "b", "c"].map((key) => draft("team", { verb: "create_team", key }));
    expect(trips(maxChanges, drafts.slice(1), { files })).toEqual([]);
    expect(trips(maxChanges, drafts, { files })).toMatchObject([{ numbers: { changes: 3, limit: 2 } }]);
  });
});

describe("empty", () => {
  it("trips where nobody is declared", () => {
    const nobody = { "acme/organization.yaml": "organization:\n  provider: planasonix\n  id: org_01acme\n" };
    expect(trips(empty, [], { files: nobody })).toMatchObject([{ numbers: { declared: 0 } }]);
    expect(trips(empty, [])).toEqual([]);
  });
});

describe("adoption", () => {
  it("trips on the first run on an organization, and on no other", () => {
    expect(trips(adoption, [], { adopting: true })).toMatchObject([
      { message: expect.stringContaining("acme") as string },
    ]);
    expect(trips(adoption, [])).toEqual([]);
  });

  it("says what of a connection can be new, of SCIM how it is reached, too", () => {
    const said = (files?: Files) =>
      trips(adoption, [], { adopting: true, ...(files && { files }) }).map(({ message }) => message);
    const sentence = (what: string) => [`the connection of acme (${what}) is new or changed since the base`];
    expect(said()).toEqual(sentence("provider, id or api"));
    expect(said(byScim("  scim: { role: { from: roles, admin: owner } }\n"))).toEqual(
      sentence("provider, id, api or scim"),
    );
  });
});

describe("min_admins", () => {
  const files = (minimum: number, members = "") =>
    filesOf({ policy: `  guards: { min_admins: ${minimum} }`, members });
  const role = (from: string, to: string) => ({ before: { role: from }, after: { role: to } });
  const down = (name: string) =>
    draft("member", { verb: "demote", key: at(name), ...role("admin", "editor") });
  const up = (name: string) =>
    draft("member", { verb: "promote", key: at(name), ...role("editor", "admin") });

  it("counts those whom the files keep as admins", () => {
    const members = "  lee@acme.example: editor\n  kim@acme.example: { state: deactivated }";
    expect(trips(minAdmins, [], { files: files(2, members) })).toEqual([]);
    expect(trips(minAdmins, [], { files: files(3, members) })).toMatchObject([
      { numbers: { declared: 2, minimum: 3 } },
    ]);
    expect(trips(minAdmins, [], { files: files(3, "  lee@acme.example: admin") })).toEqual([]);
    // Of whoever leaves the role may still be written.
    const leaving = "  kim@acme.example: { state: deactivated, role: admin }";
    expect(trips(minAdmins, [], { files: files(3, leaving) })).toMatchObject([
      { numbers: { declared: 2, minimum: 3 } },
    ]);
  });

  it("counts nobody where nothing tells who is an admin", () => {
    const lost = draft("member", { verb: "deactivate", key: at("ana"), loss: "leaving" });
    expect(trips(minAdmins, [lost], { files: byScim("") })).toEqual([]);
  });

  it("counts whom the losses leave, with those who are made admins", () => {
    const lee = member("lee", "editor");
    const of = (minimum: number, ...drafts: readonly Draft[]) =>
      trips(minAdmins, drafts, {
        files: files(minimum, "  lee@acme.example: admin"),
        live: { entities: [...admins, lee, member("kim", "admin")] },
      }).map(({ numbers }) => numbers);
    expect(of(2, down("ana"))).toEqual([{ left: 1, minimum: 2 }]);
    expect(of(2, down("ana"), up("lee"))).toEqual([]);
    expect(of(1, down("ana"))).toEqual([]);
    // Nobody vouched for whom no file names: they neither count nor are missed.
    expect(of(2, down("kim"))).toEqual([]);
    // Without a loss it is nobody's doing.
    expect(of(3)).toEqual([]);
    // Whoever is given another role that manages users is lost by no change of the old one.
    expect(
      of(2, down("ana"), draft("member", { verb: "change_role", key: at("ana"), ...role("admin", "admin") })),
    ).toEqual([]);
  });
});

describe("max_loss", () => {
  const crowd = (many: number, more: Partial<Member> = {}): Member[] =>
    Array.from({ length: many }, (_, index) => ({ ...member(`p${index}`, "editor"), ...more }));
  const demotions = (people: readonly Member[]): Draft[] =>
    people.map(({ key }) => draft("member", { verb: "demote", key, loss: "demotion" }));

  it("counts a demotion only of somebody active", () => {
    const active = crowd(3);
    const gone = crowd(3, { state: "deactivated" });
    expect(trips(maxLoss, demotions(active), { live: { entities: [...admins, ...active] } })).toMatchObject([
      { numbers: { lost: 3, limit: 2 } },
    ]);
    expect(trips(maxLoss, demotions(gone), { live: { entities: [...admins, ...gone] } })).toEqual([]);
  });

  it("counts only active holders of a role that can do less", () => {
    const drafts = [draft("role", { verb: "update_role", key: "editor", loss: "role" })];
    const of = (people: readonly Member[]) =>
      trips(maxLoss, drafts, { live: { entities: [...admins, ...people] } });
    expect(of(crowd(3))).toMatchObject([{ numbers: { lost: 3 } }]);
    expect(of(crowd(3, { state: "deactivated" }))).toEqual([]);
    expect(of(crowd(3, { role: "viewer" }))).toEqual([]);
  });

  it("takes a person who is demoted by their own and by their role's change for one", () => {
    const people = crowd(2);
    const drafts = [
      ...demotions(people),
      draft("role", { verb: "update_role", key: "editor", loss: "role" }),
    ];
    expect(trips(maxLoss, drafts, { live: { entities: [...admins, ...people] } })).toEqual([]);
  });

  it("measures against everybody whom the run touches, though no file names them", () => {
    const people = crowd(12);
    const leaving = (many: number) =>
      people.slice(0, many).map(({ key }) => draft("member", { verb: "deactivate", key, loss: "leaving" }));
    const files = filesOf({ policy: "  guards: { max_loss: 50% }" });
    const of = (many: number) =>
      trips(maxLoss, leaving(many), { files, live: { entities: [...admins, ...people] } });
    // Two declared and eight touched are ten, of whom five may go.
    expect(of(8)).toMatchObject([{ numbers: { lost: 8, live: 10, limit: 5 } }]);
    expect(of(2)).toEqual([]);
  });

  it("names how many there are of whom somebody is demoted, and knows who is not there", () => {
    const people = crowd(12);
    const files = filesOf({ members: people.map(({ key }) => `  ${key}: viewer`).join("\n") });
    const gone = crowd(20).slice(12);
    const of = (drafts: readonly Draft[]) =>
      trips(maxLoss, drafts, { files, live: { entities: [...admins, ...people] } });
    expect(of(demotions([...people.slice(0, 4), ...gone]))).toMatchObject([
      { numbers: { lost: 4, live: 14, limit: 3 } },
    ]);
    const left = gone.map(({ key }) => draft("member", { verb: "remove", key, loss: "leaving" }));
    expect(of([...demotions(gone), ...left])).toEqual([]);
  });

  it("judges each team by itself", () => {
    const places = (slug: string, many: number) =>
      crowd(many).map(({ key }) =>
        draft("team_membership", { verb: "leave_team", key: `${slug}/${key}`, loss: "team_membership" }),
      );
    expect(trips(maxLoss, [...places("one", 2), ...places("two", 2)])).toEqual([]);
    expect(trips(maxLoss, [...places("one", 2), ...places("two", 3)])).toMatchObject([
      { message: expect.stringContaining("team two") as string, numbers: { lost: 3 } },
    ]);
  });

  it("leaves out keys that were replaced, and those of a person", () => {
    const keys = (before: JsonObject) =>
      ["a", "b", "c"].map((key) => draft("key", { verb: "revoke_key", key, loss: "key", before }));
    expect(trips(maxLoss, keys({ account: "ci" }))).toMatchObject([{ numbers: { lost: 3 } }]);
    expect(trips(maxLoss, keys({ account: "ci", replaced_by: "k2" }))).toEqual([]);
    expect(trips(maxLoss, keys({ member: at("lee") }))).toEqual([]);
  });
});

describe("protected", () => {
  const files = filesOf({
    policy: "  guards: { protected: [lee@acme.example] }",
    members: "  lee@acme.example: editor",
  });
  const lee = member("lee", "editor");
  const of = (drafts: readonly Draft[], ...entities: Live["entities"][number][]) =>
    trips(protectedPeople, drafts, { files, live: { entities: [...admins, lee, ...entities] } }).length;

  it("blocks the end of an organization role of theirs alone", () => {
    expect(of([revokedFrom("member", at("lee"))])).toBe(1);
    expect(of([revokedFrom("member", at("ana"))])).toBe(0);
    expect(of([revokedFrom("team", at("lee"))])).toBe(0);
    const grant = { key: "k", after: grantTo("member", at("lee")) };
    expect(of([draft("role_grant", { verb: "grant_role", ...grant })])).toBe(0);
  });

  it("blocks the end of a team that they manage without being in it, or are in", () => {
    const drafts = [draft("team", { verb: "delete_team", key: "ops", loss: "team" })];
    const place = {
      kind: "team_membership",
      key: `ops/${at("lee")}`,
      team: "ops",
      member: at("lee"),
    } as const;
    expect(of(drafts, team("ops", { manager: at("lee") }))).toBe(1);
    expect(of(drafts, team("ops"), { ...place, role: "member" })).toBe(1);
    expect(of(drafts, team("ops", { manager: at("ana") }))).toBe(0);
    expect(of(drafts, team("ops"), team("two", { manager: at("lee") }))).toBe(0);
    const elsewhere = { ...place, key: `two/${at("lee")}`, team: "two", role: "member" } as const;
    expect(of(drafts, team("ops"), team("two"), elsewhere)).toBe(0);
  });

  it("blocks the change of who manages their team", () => {
    const change = { verb: "update_team", key: "ops" } as const;
    expect(of([draft("team", { ...change, before: { manager: at("lee") } })])).toBe(1);
    expect(of([draft("team", { ...change, before: { description: "x" } })])).toBe(0);
  });

  it("blocks losses of each kind, and lets what is no loss pass", () => {
    const holder = { kind: "member", key: at("lee") } as const;
    const losses: readonly Draft[] = [
      draft("member", { verb: "demote", key: at("lee"), loss: "demotion" }),
      draft("team_membership", { verb: "leave_team", key: `ops/${at("lee")}`, loss: "team_membership" }),
      draft("role", { verb: "update_role", key: "editor", loss: "role" }),
      draft("share", { verb: "unshare", key: "s", loss: "share", before: { holder } }),
      draft("service_account", { verb: "delete_service_account", key: "ci", loss: "service_account" }),
      draft("key", { verb: "revoke_key", key: "k", loss: "key", before: { member: at("lee") } }),
    ];
    for (const loss of losses) {
      const owned = account("ci", "viewer", holder);
      expect([loss.kind, of([loss], owned)]).toEqual([loss.kind, 1]);
      expect([loss.kind, of([{ ...loss, loss: null }], owned)]).toEqual([loss.kind, 0]);
    }
    expect(of([draft("service_account", { verb: "transfer", key: "ci", before: { owner: holder } })])).toBe(
      1,
    );
    expect(of([draft("ownership", { verb: "transfer", key: "o", before: { owner: at("lee") } })])).toBe(1);
    // Others may lose all that: their own role, place, share, account and key.
    for (const loss of losses.filter(({ kind }) => kind !== "role")) {
      const theirs = JSON.parse(JSON.stringify(loss).replaceAll(at("lee"), at("ana"))) as Draft;
      expect([loss.kind, of([theirs])]).toEqual([loss.kind, 0]);
    }
    expect(of([draft("role", { verb: "update_role", key: "viewer", loss: "role" })])).toBe(0);
    for (const kind of ["team", "service_account"]) {
      const theirs = { holder: { kind, key: at("lee") }, owner: { kind, key: at("lee") } };
      expect(of([draft("share", { verb: "unshare", key: "s", loss: "share", before: theirs })])).toBe(0);
      expect(of([draft("service_account", { verb: "transfer", key: "ci", before: theirs })])).toBe(0);
    }
  });

  it("lets a team go on that changes nothing of theirs, and one that nobody read", () => {
    const ended = draft("team", { verb: "delete_team", key: "ops", loss: null });
    expect(of([ended], team("ops", { manager: at("lee") }))).toBe(0);
    expect(of([{ ...ended, loss: "team" }])).toBe(0);
  });

  it("blocks no creation: nobody had it before", () => {
    const holder = { kind: "member", key: at("lee") } as const;
    const after = { holder, member: at("lee"), owner: at("lee") };
    expect(of([draft("share", { verb: "share", key: "s", loss: "share", after })])).toBe(0);
    expect(of([draft("key", { verb: "rotate_key", key: "k", loss: "key", before: after, after })])).toBe(0);
    expect(of([draft("ownership", { verb: "transfer", key: "o", before: { owner: null }, after })])).toBe(0);
    const ofAccount = {
      verb: "revoke_key",
      key: "ci/k",
      loss: "key",
      before: { account: at("lee") },
    } as const;
    expect(of([draft("key", ofAccount)])).toBe(0);
  });

  it("covers every record under the address", () => {
    expect(of([draft("member", { verb: "deactivate", key: `${at("lee")}#usr_2`, loss: "leaving" })])).toBe(1);
  });

  it("says who would lose what, and nothing where nobody is protected", () => {
    const holder = { kind: "member", key: at("lee") } as const;
    const ci = account("ci", "viewer", holder);
    const said = (one: Draft, protecting = files) =>
      trips(protectedPeople, [one], { files: protecting, live: { entities: [...admins, lee] } }).map(
        ({ message }) => message,
      );
    const gone = draft("service_account", { verb: "transfer", key: "ci", before: { owner: holder } });
    expect(said(gone)).toEqual([
      "lee@acme.example is protected (guards.protected) and would lose something: transfer service account ci",
    ]);
    const owned = draft("ownership", { verb: "transfer", key: "o", before: { owner: at("lee") } });
    expect(said(owned)[0]).toMatch(/would lose something: transfer o$/);
    const ending = draft("service_account", {
      verb: "delete_service_account",
      key: "ci",
      loss: "service_account",
    });
    const [end] = trips(protectedPeople, [ending], { files, live: { entities: [...admins, lee, ci] } });
    expect(end?.message).toMatch(/would lose something: delete service account ci$/);
    const place = draft("team_membership", {
      verb: "leave_team",
      key: `ops/${at("lee")}`,
      loss: "team_membership",
    });
    expect(said(place)[0]).toContain("would lose something: leave team ops/lee@acme.example");
    expect(said(place, filesOf({ members: "  lee@acme.example: editor" }))).toEqual([]);
  });

  it("blocks an invitation that comes to bring less", () => {
    const by = (verb: "correct_invitation" | "reinvite" | "invite", before: JsonObject, after: JsonObject) =>
      of([draft("member", { verb, key: at("lee"), before, after })]);
    const to = (before: JsonObject, after: JsonObject) => by("correct_invitation", before, after);
    expect(to({ role: "editor", teams: [] }, { role: "viewer", teams: [] })).toBe(1);
    expect(to({ role: "viewer", teams: [] }, { role: "editor", teams: [] })).toBe(0);
    expect(to({ role: "editor", teams: [{ team: "ops" }] }, { role: "editor", teams: [] })).toBe(1);
    expect(to({ role: "editor", teams: [] }, { role: "editor", teams: [{ team: "ops" }] })).toBe(0);
    const kept = [{ team: "ops" }];
    expect(to({ role: "editor", teams: kept }, { role: "editor", teams: kept })).toBe(0);
    expect(to({ role: null, teams: [] }, { role: "viewer", teams: [] })).toBe(0);
    expect(by("reinvite", { role: "editor", teams: [] }, { role: "viewer", teams: [] })).toBe(1);
    expect(by("invite", { role: "editor", teams: [] }, { role: "viewer", teams: [] })).toBe(0);
  });
});

describe("self", () => {
  const acting = { id: "sa_bot", name: "bot" };
  const person = { id: "usr_lee", name: "lee", member: at("lee") };
  const entities = [
    ...admins,
    role("keeper", "viewer", ["pipelines:run"]),
    member("lee", "keeper"),
    account("bot", "keeper", { kind: "team", key: "ops" }),
    account("ci", "editor", { kind: "team", key: "ops" }),
  ];
  const of = (one: Draft, who: Acting) => trips(self, [one], { live: { entities }, acting: who }).length;

  it("blocks a change of a role that takes something from whoever acts: account or member", () => {
    const narrowed = draft("role", { verb: "update_role", key: "keeper", loss: "role" });
    expect(of(narrowed, acting)).toBe(1);
    expect(of(narrowed, person)).toBe(1);
    expect(of(narrowed, { id: "sa_ci", name: "ci" })).toBe(0);
    expect(of({ ...narrowed, loss: null }, person)).toBe(0);
    expect(of({ ...narrowed, key: "other" }, person)).toBe(0);
  });

  it("says who acts and what would be taken", () => {
    const end = draft("service_account", { verb: "delete_service_account", key: "bot" });
    const [trip] = trips(self, [end], { live: { entities }, acting });
    expect(trip?.message).toMatch(
      /^the key in use acts as bot, and this run would delete service account bot\./,
    );
    expect(trip?.numbers).toEqual({});
  });

  it("lets be what gives them more, what is others' and what is not there", () => {
    for (const verb of ["promote", "change_email"] as const)
      expect(of(draft("member", { verb, key: at("lee") }), person)).toBe(0);
    const renamed = { before: { description: "a" }, after: { description: "b" } };
    const update = draft("service_account", { verb: "update_service_account", key: "bot", ...renamed });
    expect(of(update, acting)).toBe(0);
    const lost = draft("key", { verb: "revoke_key", key: "k", before: { account: "lost" } });
    expect(of(lost, acting)).toBe(0);
    expect(of(draft("service_account", { verb: "delete_service_account", key: "lost" }), acting)).toBe(0);
    // Nobody that the service shows: the address of the key itself counts.
    const unseen = { id: "usr_0", name: "zoe", member: at("zoe") };
    expect(of(draft("member", { verb: "remove", key: at("zoe") }), unseen)).toBe(1);
    // A key that is made or replaced is none that is taken, and nothing of others' is access to the service.
    for (const verb of ["create_key", "rotate_key"] as const)
      expect(of(draft("key", { verb, key: "bot/k", before: { account: "bot" } }), acting)).toBe(0);
    const others: readonly [Kind, Draft["verb"]][] = [
      ["team", "delete_team"],
      ["team_membership", "leave_team"],
      ["share", "unshare"],
      ["ownership", "transfer"],
    ];
    for (const [kind, verb] of others)
      for (const who of [acting, person])
        expect([kind, of(draft(kind, { verb, key: at("lee"), loss: "leaving" }), who)]).toEqual([kind, 0]);
    // A service account is no member, whatever its id.
    expect(of(draft("member", { verb: "remove", key: at("lee") }), { id: "usr_lee", name: "lee" })).toBe(0);
  });

  it.each(["demote", "deactivate", "remove"] as const)("blocks %s of the acting member alone", (verb) => {
    expect(of(draft("member", { verb, key: at("lee") }), person)).toBe(1);
    expect(of(draft("member", { verb, key: at("ana") }), person)).toBe(0);
  });

  it("knows the acting member by their id, whatever address the service has for them", () => {
    const known = entities.map((it) => (it.key === at("lee") ? { ...it, id: "usr_lee" } : it));
    const who = { ...person, member: "l.lee@acme.example" };
    const ends = draft("member", { verb: "deactivate", key: at("lee") });
    expect(trips(self, [ends], { live: { entities: known }, acting: who }).length).toBe(1);
  });

  it("blocks the end or a lower role of the acting account alone", () => {
    const down = { before: { role: "editor" }, after: { role: "viewer" } };
    const up = { before: { role: "viewer" }, after: { role: "editor" } };
    const update = (key: string, fields: ShortDraft) =>
      draft("service_account", { verb: "update_service_account", key, ...fields });
    expect(of(update("bot", down), acting)).toBe(1);
    expect(of(update("bot", up), acting)).toBe(0);
    expect(of(update("ci", down), acting)).toBe(0);
    const end = (key: string) => draft("service_account", { verb: "delete_service_account", key });
    expect([of(end("bot"), acting), of(end("ci"), acting)]).toEqual([1, 0]);
  });

  it("blocks the end of a key of whoever acts, unless it was replaced", () => {
    const revoke = (before: JsonObject) => draft("key", { verb: "revoke_key", key: "k", before });
    expect(of(revoke({ account: "bot" }), acting)).toBe(1);
    expect(of(revoke({ account: "bot", replaced_by: "k2" }), acting)).toBe(0);
    expect(of(revoke({ account: "ci" }), acting)).toBe(0);
    expect(of(revoke({ member: at("lee") }), person)).toBe(1);
    expect(of(revoke({ member: at("ana") }), person)).toBe(0);
  });

  it("blocks the end of an organization role of whoever acts, unless their own role manages users", () => {
    const admin = { id: "usr_ana", name: "ana", member: at("ana") };
    expect(of(revokedFrom("member", at("lee")), person)).toBe(1);
    expect(of(revokedFrom("member", at("ana")), person)).toBe(0);
    expect(of(revokedFrom("member", at("ana")), admin)).toBe(0);
    expect(of(revokedFrom("team", at("lee")), person)).toBe(0);
    expect(of(revokedFrom("member", at("lee")), acting)).toBe(0);
    expect(of(revokedFrom("member", at("zoe")), { id: "usr_0", name: "zoe", member: at("zoe") })).toBe(1);
    const grant = draft("role_grant", { verb: "grant_role", key: "k", after: grantTo("member", at("lee")) });
    expect(of(grant, person)).toBe(0);
  });
});
