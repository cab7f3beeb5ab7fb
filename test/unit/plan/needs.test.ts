/** What has to be done first, verb by verb, and what cannot be done since something stays in its way. */
import { textOf } from "../../../src/model/jsonFields.ts";
import { sidesOf, type ShortDraft } from "../../fakes/short.ts";
import { describe, expect, it } from "vitest";
import type { Draft } from "../../../src/kinds/draft.ts";
import { roleSides } from "../../../src/kinds/role/direction.ts";
import type { Entity, Kind } from "../../../src/model/entity.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Verb } from "../../../src/model/plan.ts";
import { needsOf } from "../../../src/plan/needs.ts";
import {
  account,
  accountKey,
  admins,
  at,
  filesOf,
  inputOf,
  member,
  role,
  share as shareOf,
  team,
} from "./planning.ts";

type Sides = Pick<ShortDraft, "before" | "after">;

function draft(kind: Kind, verb: Verb, key: string, sides: Sides = {}): Draft {
  const { before, after } = sidesOf(verb, sides);
  // Of the two updates of a team, the one that sets its manager comes later.
  const phase = verb === "update_team" && after !== null && "manager" in after ? 4 : 1;
  const id = `${verb} ${key}${phase === 4 && verb === "update_team" ? " manager" : ""}${textOf(before, "id") ?? ""}`;
  return { id, kind, verb, key, phase, before, after, source: null, loss: null } as unknown as Draft;
}

interface World {
  readonly live?: readonly Entity[];
  readonly files?: Parameters<typeof filesOf>[0];
  readonly heldBack?: readonly string[];
}

/** What the first draft needs of the others, and why it cannot run. */
function judged([one, ...others]: readonly Draft[], { live = [], files = {}, heldBack = [] }: World = {}) {
  if (one === undefined) throw new Error("no draft");
  const { organization, differences } = inputOf(filesOf(files), { entities: [...admins, ...live] });
  const { needs, blocked } = needsOf({
    drafts: [one, ...others],
    organization,
    live: differences.live,
    roles: roleSides(organization, differences.live),
    heldBack: new Set(heldBack),
  });
  const reason = blocked.get(one.id);
  return {
    needs: needs.get(one.id) ?? [],
    ...(reason === undefined ? {} : { why: `${reason.code}: ${reason.message}` }),
  };
}
const lee = member("lee", "editor");
const ci = account("ci", "ops", { kind: "team", key: "one" });
const roleTo = (name: string): Sides => ({ before: { role: "ops" }, after: { role: name } });

describe("a person", () => {
  const given = { after: { role: "ops", teams: [{ team: "one", role: "lead" }] } };
  const first = [
    draft("role", "create_role", "ops"),
    draft("role", "update_role", "ops"),
    draft("member", "change_email", lee.key),
    draft("team", "create_team", "one"),
    // Others' are none of theirs.
    draft("role", "create_role", "other"),
    draft("member", "change_email", at("kim")),
    draft("team", "create_team", "two"),
  ];
  const roles = ["create_role ops", "update_role ops"];

  it.each(["invite", "reinvite", "correct_invitation"] as const)(
    "%s, waits for all that it brings",
    (verb) => {
      const invitation = draft("member", verb, lee.key, given);
      expect(judged([invitation, ...first])).toEqual({
        needs: ["change_email lee@acme.example", "create_role ops", "create_team one", "update_role ops"],
      });
      expect(judged([invitation])).toEqual({
        needs: [],
        why: "depends: team one is withheld as ambiguous, so this waits",
      });
      expect(judged([invitation], { live: [team("one")] })).toEqual({ needs: [] });
      expect(judged([draft("member", verb, lee.key, { after: { role: "viewer" } })])).toEqual({ needs: [] });
    },
  );

  it.each(["reactivate", "promote", "change_role"] as const)("%s, waits for the role", (verb) => {
    const change = draft("member", verb, lee.key, roleTo("ops"));
    expect(judged([change, ...first])).toEqual({ needs: ["change_email lee@acme.example", ...roles] });
  });

  it("is demoted once the role is there, whatever their address", () => {
    const change = draft("member", "demote", lee.key, roleTo("ops"));
    expect(judged([change, ...first])).toEqual({ needs: roles });
  });

  it("waits for a role that cannot be told apart only where it is a new one", () => {
    const heldBack = ["role ops"];
    expect(judged([draft("member", "promote", lee.key, roleTo("ops"))], { heldBack })).toEqual({ needs: [] });
    const before = { role: "viewer" };
    const given = draft("member", "promote", lee.key, { before, after: { role: "ops" } });
    expect(judged([given], { heldBack }).why).toBe(
      "depends: role ops is withheld as ambiguous, so this waits",
    );
    expect(judged([given], { heldBack: ["role other"] })).toEqual({ needs: [] });
  });

  it.each(["deactivate", "remove", "cancel_invitation"] as const)("%s, waits for nothing", (verb) => {
    expect(judged([draft("member", verb, lee.key, given), ...first])).toEqual({ needs: [] });
  });
});

describe("a place in a team", () => {
  const sides = { team: "one", member: lee.key };
  const first = [
    draft("team", "create_team", "one"),
    draft("member", "reactivate", lee.key),
    draft("member", "change_email", lee.key),
  ];

  it.each([
    ["join_team", { after: sides }],
    ["change_team_role", { before: sides, after: sides }],
    ["leave_team", { before: sides }],
  ] as const)("waits for both ends: %s", (verb, given) => {
    const place = draft("team_membership", verb, `one/${lee.key}`, given);
    expect(judged([place, ...first], { live: [lee] })).toEqual({
      needs: ["change_email lee@acme.example", "create_team one", "reactivate lee@acme.example"],
    });
    const live = [lee, team("one")];
    expect(judged([place], { live })).toEqual({ needs: [] });
    expect(judged([place], { live: [team("one")] }).why).toContain("lee@acme.example is withheld");
    expect(judged([place], { live, heldBack: [`member ${lee.key}`] }).why).toContain("lee@acme.example is");
    expect(judged([place], { live, heldBack: ["team one"] }).why).toContain("team one is withheld");
  });
});

describe("a team", () => {
  const below = (parent: string | null): Sides => ({ after: { parent } });

  it("is changed once it is there, by its present name, its parent and its manager too", () => {
    const change = draft("team", "update_team", "one", { after: { parent: "two", manager: lee.key } });
    const first = [
      draft("team", "create_team", "one"),
      draft("team", "rename_team", "one"),
      draft("team", "create_team", "two"),
      draft("member", "reactivate", lee.key),
      draft("member", "change_email", lee.key),
    ];
    expect(judged([change, ...first])).toEqual({ needs: first.map(({ id }) => id).sort() });
    expect(judged([change], { live: [team("two")] }).why).toContain("waits until lee@acme.example");
    expect(judged([change], { live: [team("two"), lee] })).toEqual({ needs: [] });
    const created = draft("team", "create_team", "one", { after: { parent: "two" } });
    expect(judged([created, draft("team", "create_team", "two")])).toEqual({ needs: ["create_team two"] });
  });

  it("is moved once the one above it has moved, which gets another manager as well", () => {
    const live = [team("one"), team("two"), team("top"), lee];
    const move = draft("team", "update_team", "one", below("two"));
    const above = draft("team", "update_team", "two", below("top"));
    const managed = draft("team", "update_team", "two", { after: { manager: lee.key } });
    for (const others of [
      [above, managed],
      [managed, above],
    ])
      expect(judged([move, ...others], { live })).toEqual({ needs: [above.id] });
  });

  it("is moved once all above it have moved, and not for a change of a name", () => {
    const live = [team("one"), team("two"), team("six", { parent: "two" }), team("top")];
    const move = draft("team", "update_team", "one", below("six"));
    const above = draft("team", "update_team", "two", below("top"));
    expect(judged([move, above], { live })).toEqual({ needs: ["update_team two"] });
    const named = draft("team", "update_team", "two", { after: { name: "Two" } });
    expect(judged([move, named], { live })).toEqual({ needs: [] });
    expect(judged([move, draft("team", "create_team", "two")], { live })).toEqual({
      needs: ["create_team two"],
    });
  });

  it("goes by the parent that the files give, and else by the live one", () => {
    const live = [team("one"), team("two", { parent: "one" }), team("six", { parent: "two" })];
    const move = draft("team", "update_team", "one", below("six"));
    expect(judged([move], { live }).why).toBe(
      "depends: team one would be below itself: one below six below two below one. Declare the parent of each of them",
    );
    const rest = "teams:\n  two: { members: [], parent: null }";
    expect(judged([move], { live, files: { rest } })).toEqual({ needs: [] });
  });

  it("is deleted once those below it are gone or moved", () => {
    const deletion = draft("team", "delete_team", "one");
    const live = [
      team("one"),
      team("two", { parent: "one" }),
      team("six", { parent: "one" }),
      team("far", { parent: "two" }),
    ];
    const gone = draft("team", "delete_team", "two");
    const away = draft("team", "update_team", "six", below(null));
    expect(judged([deletion, gone, away], { live })).toEqual({ needs: [gone.id, away.id] });
    expect(judged([deletion], { live }).why).toBe(
      "depends: team one still has six, two below it; move that (write null as its parent for none) or delete it first",
    );
    const named = draft("team", "update_team", "six", { after: { name: "Six" } });
    expect(judged([deletion, gone, named], { live })).toEqual({
      needs: [gone.id],
      why: "depends: team one still has six below it; move that (write null as its parent for none) or delete it first",
    });
  });

  it("is deleted once its service accounts are gone or handed over", () => {
    const deletion = draft("team", "delete_team", "one");
    const others = [
      account("person", "viewer", { kind: "member", key: "one" }),
      account("other", "viewer", { kind: "team", key: "two" }),
    ];
    const cd = account("cd", "viewer", { kind: "team", key: "one" });
    const live = [team("one"), team("two"), ci, cd, ...others];
    const gone = draft("service_account", "delete_service_account", "ci");
    const given = draft("service_account", "transfer", "cd");
    expect(judged([deletion, gone, given], { live })).toEqual({ needs: [gone.id, given.id] });
    expect(judged([deletion], { live }).why).toBe(
      "depends: team one still owns service accounts: cd, ci; give them another owner first",
    );
  });
});

describe("a role", () => {
  const deletion = draft("role", "delete_role", "ops");
  const live = [role("ops", "viewer"), member("lee", "ops"), member("kim", "viewer")];

  it.each(["promote", "demote", "change_role", "reactivate", "correct_invitation", "reinvite"] as const)(
    "is deleted once who holds it has another one: %s",
    (verb) => {
      const change = draft("member", verb, lee.key, roleTo("editor"));
      expect(judged([deletion, change], { live })).toEqual({ needs: [change.id] });
      const same = draft("member", verb, lee.key, roleTo("ops"));
      expect(judged([deletion, same], { live }).why).toBe(
        "depends: role ops is still held by lee@acme.example; give them another role first",
      );
    },
  );

  it.each(["remove", "cancel_invitation"] as const)("is deleted once who holds it is gone: %s", (verb) => {
    const gone = draft("member", verb, lee.key, { before: { role: "ops" } });
    expect(judged([deletion, gone], { live })).toEqual({ needs: [gone.id] });
  });

  it("is held by who is deactivated, and not by who left", () => {
    const deactivation = draft("member", "deactivate", lee.key, { before: { role: "ops" } });
    expect(judged([deletion, deactivation], { live }).why).toContain("lee@acme.example");
    expect(judged([deletion], { live: [role("ops", "viewer"), member("lee", "ops", "left")] })).toEqual({
      needs: [],
    });
  });

  it("is held by service accounts until they are gone or have another one", () => {
    const live = [role("ops", "viewer"), ci, account("cd", "viewer", { kind: "team", key: "one" })];
    const held = "depends: role ops is still held by ci; give them another role first";
    expect(judged([deletion], { live })).toEqual({ needs: [], why: held });
    const gone = draft("service_account", "delete_service_account", "ci");
    expect(judged([deletion, gone], { live })).toEqual({ needs: [gone.id] });
    const moved = draft("service_account", "update_service_account", "ci", roleTo("editor"));
    expect(judged([deletion, moved], { live })).toEqual({ needs: [moved.id] });
    const described = draft("service_account", "update_service_account", "ci", {
      after: { description: "x" },
    });
    expect(judged([deletion, described], { live })).toEqual({ needs: [], why: held });
  });

  it("names five of its holders, sorted, and counts the rest", () => {
    const of = (names: string) => [...names].map((name) => member(name, "ops"));
    expect(judged([deletion], { live: of("edcba") }).why).toBe(
      `depends: role ops is still held by ${[..."abcde"].map(at).join(", ")}; give them another role first`,
    );
    expect(judged([deletion], { live: of("gfedcba") }).why).toContain(`${at("e")} and 2 more;`);
  });
});

describe("a service account", () => {
  const owner = { kind: "team", key: "one" };
  const creation = (after: JsonObject) => draft("service_account", "create_service_account", "ci", { after });

  it("is made once its role and its owner are there", () => {
    const first = [draft("role", "create_role", "ops"), draft("team", "create_team", "one")];
    expect(judged([creation({ role: "ops", owner }), ...first])).toEqual({
      needs: first.map(({ id }) => id),
    });
    expect(judged([creation({ role: "ops", owner })]).why).toContain("team one is withheld");
    expect(judged([creation({ role: "ops", owner: null })]).why).toContain("no_successor: the owner of");
    const person = { kind: "member", key: lee.key };
    expect(judged([creation({ role: "ops", owner: person })]).why).toContain("waiting: waits until lee@");
    // Whatever their role: to answer for an account takes none.
    const viewer = [member("lee", "viewer")];
    const promotion = draft("member", "promote", lee.key, roleTo("editor"));
    expect(judged([creation({ role: "ops", owner: person }), promotion], { live: viewer })).toEqual({
      needs: [],
    });
    expect(
      judged([creation({ role: "ops", owner })], { live: [team("one")], heldBack: ["role ops"] }).why,
    ).toContain("role ops is withheld");
  });

  it("is given a role that is there", () => {
    const change = draft("service_account", "update_service_account", "ci", roleTo("new"));
    expect(judged([change, draft("role", "create_role", "new")])).toEqual({ needs: ["create_role new"] });
  });

  it("is deleted once each of its keys is revoked, those that share a name too", () => {
    const deletion = draft("service_account", "delete_service_account", "ci");
    const main = accountKey("ci", "main", {
      id: "k2",
      others: [{ id: "k1", name: "main", scopes: [] }],
    });
    const live = [ci, main, accountKey("cd", "main")];
    const revoke = (id: string) => draft("key", "revoke_key", "ci/main", { before: { id } });
    expect(judged([deletion, revoke("k1"), revoke("k2")], { live })).toEqual({
      needs: [revoke("k1").id, revoke("k2").id],
    });
    expect(judged([deletion, revoke("k2")], { live })).toEqual({
      needs: [revoke("k2").id],
      why: "depends: service account ci still has keys: main; unlisted.keys: delete would revoke them",
    });
  });

  it.each(["create_key", "rotate_key"] as const)(
    "has a key made in the role that it will have: %s",
    (verb) => {
      const key = draft("key", verb, "ci/main", { after: { account: "ci" } });
      const first = [
        draft("service_account", "create_service_account", "ci"),
        draft("service_account", "update_service_account", "ci"),
      ];
      const others = [draft("service_account", "update_service_account", "cd")];
      expect(judged([key, ...first, ...others])).toEqual({ needs: first.map(({ id }) => id) });
      expect(judged([key], { heldBack: ["service_account ci"] }).why).toContain(
        "service account ci is withheld",
      );
      expect(judged([key], { heldBack: ["service_account cd"] })).toEqual({ needs: [] });
    },
  );
});

describe("a share", () => {
  const shared = (holder: JsonObject, level = "run") =>
    draft("share", "share", "s", { after: { holder, level, resource: "pipeline", name: "p" } });
  const to = (kind: string, key: string) => ({ kind, key });
  const runner = "roles:\n  runner: { base: viewer, permissions: [pipelines:run] }\n";

  it("waits for a team, a person or an account that is to hold it", () => {
    expect(judged([shared(to("team", "one"))]).why).toContain("team one is withheld");
    expect(judged([shared(to("team", "one"))], { live: [team("one")] })).toEqual({ needs: [] });
    expect(judged([shared(to("member", lee.key))]).why).toContain("waits until lee@acme.example");
    expect(judged([shared(to("member", lee.key))], { live: [lee] })).toEqual({ needs: [] });
    const made = draft("service_account", "create_service_account", "ci");
    expect(judged([shared(to("service_account", "ci")), made])).toEqual({ needs: [made.id] });
    const heldBack = ["service_account ci"];
    expect(judged([shared(to("service_account", "ci"))], { heldBack }).why).toContain("service account ci");
  });

  it("waits for the role that allows it, of a person as of an account", () => {
    const files = {
      members: "  lee@acme.example: runner",
      rest: `${runner}service_accounts:\n  ci: { role: runner, owner: ana@acme.example }`,
    };
    const change = draft("role", "update_role", "runner");
    const raised = draft("service_account", "update_service_account", "ci");
    const live = [role("runner", "viewer"), member("lee", "viewer"), account("ci", "viewer", owner)];
    expect(judged([shared(to("service_account", "ci")), change, raised], { live, files })).toEqual({
      needs: [change.id, raised.id],
    });
    expect(judged([shared(to("service_account", "ci"), "view"), change, raised], { live, files })).toEqual({
      needs: [],
    });
    for (const verb of ["promote", "demote", "change_role"] as const) {
      const given = draft("member", verb, lee.key, roleTo("runner"));
      expect(judged([shared(to("member", lee.key)), change, given], { live, files })).toEqual({
        needs: [given.id, change.id].sort(),
      });
    }
  });
  const owner = { kind: "member", key: at("ana") } as const;

  it("that is lowered or ended is its holder's already", () => {
    const held = shareOf("pipeline", "p", { kind: "team", key: "one" }, "run");
    const ended = draft("share", "unshare", held.key, { before: { holder: to("team", "one") } });
    expect(judged([ended, draft("team", "create_team", "one")])).toEqual({ needs: [] });
  });
});

describe("a transfer", () => {
  const given = (owner: string | null) =>
    draft("ownership", "transfer", "pipeline:p", { after: { owner, resource: "pipeline" } });

  it("waits for a person who may own, in the role that lets them", () => {
    expect(judged([given(lee.key)], { live: [lee] })).toEqual({ needs: [] });
    expect(judged([given(lee.key)], { live: [member("lee", "viewer")] }).why).toBe(
      "depends: lee@acme.example cannot own it: that takes the role editor or above",
    );
    const files = { members: "  lee@acme.example: editor" };
    const promotion = draft("member", "promote", lee.key, roleTo("editor"));
    expect(judged([given(lee.key), promotion], { live: [member("lee", "viewer")], files })).toEqual({
      needs: [promotion.id],
    });
    expect(judged([given(lee.key), promotion], { live: [lee], files })).toEqual({ needs: [] });
    expect(judged([given(null), promotion])).toEqual({ needs: [] });
  });

  it("waits where the role only now, or only then, lets them", () => {
    const change = draft("role", "update_role", "ops");
    const sides = (declared: string, live: string) =>
      judged([given(lee.key), change, draft("member", "promote", lee.key, roleTo("editor"))], {
        live: [role("ops", live), member("lee", "ops")],
        files: {
          members: "  lee@acme.example: editor",
          rest: `roles:\n  ops: { base: ${declared}, permissions: [] }`,
        },
      }).needs;
    expect(sides("editor", "editor")).toEqual([]);
    expect(sides("viewer", "editor")).toEqual(["promote lee@acme.example"]);
    expect(sides("editor", "viewer")).toEqual(["promote lee@acme.example"]);
  });

  it("of a service account waits for the account and for who receives it", () => {
    const transfer = (owner: JsonObject | null) =>
      draft("service_account", "transfer", "ci", { after: { owner } });
    const made = draft("service_account", "create_service_account", "ci");
    const built = draft("team", "create_team", "one");
    expect(judged([transfer({ kind: "team", key: "one" }), made, built])).toEqual({
      needs: [made.id, built.id],
    });
    expect(judged([transfer(null), made])).toEqual({ needs: [made.id] });
    const viewer = judged([transfer({ kind: "member", key: lee.key })], { live: [member("lee", "viewer")] });
    expect(viewer).toEqual({ needs: [] });
  });
});

describe("a role beside the own one", () => {
  const granted = (kind: string, key: string) =>
    draft("role_grant", "grant_role", "security/x", { after: { role: "Security", holder: { kind, key } } });

  it("is given once its holder is there", () => {
    const made = draft("team", "create_team", "one");
    expect(judged([granted("team", "one"), made])).toEqual({ needs: [made.id] });
    expect(judged([granted("team", "one")]).why).toContain("team one is withheld");
    expect(judged([granted("member", lee.key)]).why).toContain("waits until lee@acme.example");
    expect(judged([granted("member", lee.key)], { live: [lee] })).toEqual({ needs: [] });
  });
});
