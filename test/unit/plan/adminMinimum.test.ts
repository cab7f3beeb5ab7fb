/** Who becomes and who stops being an admin, and which promotion makes which loss safe, on drafts made by hand. */
import { describe, expect, it } from "vitest";
import type { Member, MemberState } from "../../../src/model/entities/member.ts";
import type { Organization } from "../../../src/model/organization.ts";
import type { Roles } from "../../../src/model/role.ts";
import type { Draft } from "../../../src/kinds/draft.ts";
import {
  activeDeclaredAdmins,
  adminGains,
  adminLosses,
  movesOfAdmins,
  pairAdminLosses,
  type AdminInput,
} from "../../../src/plan/adminMinimum.ts";
import { rolesWith, stateOf } from "../../fakes/planasonix.ts";

type Sketch = Partial<Pick<Draft, "id" | "kind" | "phase" | "loss">> & {
  readonly from?: string | null;
  readonly to?: string;
  readonly state?: MemberState;
};

/** `VERB KEY`, from one role to another. */
function draft(what: string, { from, to, state, ...more }: Sketch = {}): Draft {
  const [verb = "", key = ""] = what.split(" ");
  const before = from === undefined ? null : { email: key, role: from, ...(state && { state }) };
  const after = to === undefined ? null : { email: key, role: to };
  const plain = { id: what, verb, key, kind: "member", phase: 7, before, after, source: null, loss: null };
  return { ...plain, ...more } as unknown as Draft;
}
const demote = (key: string, more: Sketch = {}): Draft =>
  draft(`demote ${key}`, { from: "admin", to: "editor", loss: "demotion", ...more });
const promote = (key: string, more: Sketch = {}): Draft =>
  draft(`promote ${key}`, { from: "editor", to: "admin", ...more });
const leave = (key: string, more: Sketch = {}): Draft =>
  draft(`deactivate ${key}`, { from: "admin", to: "admin", loss: "leaving", ...more });
const changeOf = (role: string): Draft => draft(`update_role ${role}`, { kind: "role", loss: "role" });

/** `NAME: ROLE [STATE]`; `!` behind the state: at once. */
function members(of: Readonly<Record<string, string>>): Member[] {
  return Object.entries(of).map(([key, text]) => {
    const [role = "", state = "active"] = text.split(" ");
    const plain = {
      kind: "member",
      key,
      email: key,
      role,
      state: state.replace("!", "") as MemberState,
    } as const;
    return state.endsWith("!") ? { ...plain, atOnce: "x" } : plain;
  });
}

type Bases = Readonly<Record<string, readonly [string, string]>>;
interface World {
  readonly declared?: Readonly<Record<string, string>>;
  readonly live?: Readonly<Record<string, string>>;
  /** Base before and after. */
  readonly roles?: Bases;
}

function side({ declared = {}, live = {}, roles = {} }: World) {
  const basedOn = (index: 0 | 1): Roles =>
    rolesWith(
      new Map(Object.entries(roles).map(([name, bases]) => [name, { base: bases[index], permissions: [] }])),
    );
  return {
    organization: { desired: stateOf(members(declared)) } as Organization,
    live: stateOf(members(live)),
    roles: { before: basedOn(0), after: basedOn(1) },
  };
}

describe("adminGains", () => {
  const world = side({
    declared: {
      lee: "admin",
      kim: "lead",
      zoe: "admin deactivated",
      sue: "lead",
      tom: "lead",
      pia: "editor",
      vic: "lead",
      wim: "same",
    },
    live: {
      kim: "lead",
      sue: "lead deactivated",
      tom: "editor",
      pia: "lead",
      una: "lead",
      zoe: "lead",
      vic: "lead",
      wim: "same",
    },
    roles: {
      lead: ["editor", "admin"],
      boss: ["admin", "admin"],
      low: ["admin", "editor"],
      same: ["editor", "editor"],
    },
  });
  const gains = (one: Draft) => adminGains(one, world);

  it.each(["promote", "change_role"] as const)("counts by %s who becomes one, and stays", (verb) => {
    const of = (key: string, from: string, to: string) => gains(draft(`${verb} ${key}`, { from, to }));
    expect(of("lee", "editor", "admin")).toBe(1);
    expect(of("lee", "viewer", "lead")).toBe(1);
    expect(of("lee", "viewer", "editor")).toBe(0);
    expect(of("lee", "boss", "admin")).toBe(0);
    expect(of("lee", "low", "editor")).toBe(0);
    expect(of("zoe", "editor", "admin")).toBe(0);
    expect(of("ghost", "editor", "admin")).toBe(0);
  });

  it("counts who comes back as one, whatever they were", () => {
    expect(gains(draft("reactivate lee", { from: "admin", to: "admin" }))).toBe(1);
    expect(gains(draft("reactivate lee", { from: "admin", to: "editor" }))).toBe(0);
  });

  it("counts for a role that comes to manage users those who have it, are there and keep it", () => {
    expect(gains(changeOf("lead"))).toBe(2);
    expect(gains(changeOf("same"))).toBe(0);
    expect(gains(changeOf("boss"))).toBe(0);
    expect(gains(changeOf("low"))).toBe(0);
  });

  it("counts nothing else", () => {
    for (const verb of ["demote", "deactivate", "invite", "update_team"])
      expect(gains(draft(`${verb} lee`, { from: "editor", to: "admin" }))).toBe(0);
  });
});

describe("adminLosses", () => {
  const world = side({
    declared: {},
    live: { lee: "admin", kim: "low", zoe: "admin deactivated", sue: "low deactivated", tom: "other" },
    roles: { low: ["admin", "editor"], boss: ["admin", "admin"], lead: ["editor", "editor"] },
  });
  const losses = (one: Draft) => adminLosses(one, world);

  it.each(["demote", "change_role"] as const)("names by %s who was one and is active", (verb) => {
    const of = (key: string, from: string, to: string) => losses(draft(`${verb} ${key}`, { from, to }));
    expect(of("lee", "admin", "editor")).toEqual(["lee"]);
    expect(of("lee", "boss", "low")).toEqual(["lee"]);
    expect(of("lee", "admin", "boss")).toEqual([]);
    expect(of("lee", "editor", "viewer")).toEqual([]);
    expect(of("zoe", "admin", "editor")).toEqual([]);
    expect(of("ghost", "admin", "editor")).toEqual([]);
  });

  it("names who goes, a removed one only when they were active", () => {
    expect(losses(leave("lee"))).toEqual(["lee"]);
    expect(losses(leave("lee", { from: "editor" }))).toEqual([]);
    const removal = (state: MemberState) => losses(draft("remove lee", { from: "admin", state }));
    expect(removal("active")).toEqual(["lee"]);
    expect(removal("deactivated")).toEqual([]);
  });

  it("names for a role that comes to manage no users the active ones who have it", () => {
    expect(losses(changeOf("low"))).toEqual(["kim"]);
    expect(losses(changeOf("boss"))).toEqual([]);
    expect(losses(changeOf("lead"))).toEqual([]);
  });

  it("names nobody for anything else", () => {
    for (const verb of ["promote", "cancel_invitation", "change_email", "delete_role"])
      expect(losses(draft(`${verb} lee`, { from: "admin", to: "editor" }))).toEqual([]);
  });
});

describe("movesOfAdmins", () => {
  it("holds those who stay in another role with which they manage users", () => {
    const world = side({ declared: { lee: "admin", kim: "admin", zoe: "admin deactivated" } });
    const moves = movesOfAdmins(
      [
        draft("change_role lee", { from: "boss", to: "admin" }),
        promote("kim"),
        draft("change_role zoe", { from: "boss", to: "admin" }),
        draft("demote sue", { from: "admin", to: "admin" }),
        draft("promote ghost", { from: "editor", to: "admin" }),
        draft("reactivate kim", { from: "admin", to: "admin" }),
        draft("change_role kim", { from: "admin", to: "editor" }),
      ],
      world,
    );
    expect([...moves].map(([key, { id }]) => [key, id])).toEqual([
      ["lee", "change_role lee"],
      ["kim", "promote kim"],
    ]);
  });
});

describe("activeDeclaredAdmins", () => {
  it("holds whom the files name and who manages users now", () => {
    const world = side({
      declared: { lee: "editor", kim: "admin", zoe: "admin", sue: "admin", una: "admin" },
      live: { lee: "admin", kim: "editor", zoe: "admin deactivated", sue: "low", tom: "admin" },
      roles: { low: ["admin", "editor"] },
    });
    expect(activeDeclaredAdmins(world)).toEqual(["lee", "sue"]);
  });
});

interface Pairing extends World {
  readonly minimum?: number;
  readonly lifted?: boolean;
  readonly needs?: Readonly<Record<string, readonly string[]>>;
}

/** What each loss needs, those that need nothing left out, and what is blocked. */
function paired(drafts: readonly Draft[], { minimum = 2, lifted = false, needs = {}, ...world }: Pairing) {
  const input: AdminInput = {
    ...side(world),
    drafts,
    minimum,
    lifted,
    needs: new Map(Object.entries(needs)),
  };
  const found = pairAdminLosses(input);
  return {
    needs: Object.fromEntries([...found.needs].filter(([, ids]) => ids.length > 0)),
    blocked: Object.fromEntries(found.blocked),
  };
}
const names = (text: string, role = "admin"): Record<string, string> =>
  Object.fromEntries(text.split(" ").map((name) => [name, role]));
/** Admins who are there, and are named by the files. */
const admins = (text: string): Pick<World, "declared" | "live"> => ({
  declared: names(text),
  live: names(text),
});

describe("pairAdminLosses", () => {
  it("gives what is free to the first phase, then to the first key", () => {
    const world = admins("ana ben cyd dan");
    const phases = paired([demote("ana", { phase: 8 }), demote("ben"), demote("cyd", { phase: 6 })], world);
    expect(Object.keys(phases.blocked)).toEqual(["demote ana"]);
    const keys = paired([demote("cyd"), demote("ana"), demote("ben")], world);
    expect(Object.keys(keys.blocked)).toEqual(["demote cyd"]);
    expect(keys.needs).toEqual({});
  });

  it("takes the first of the promotions, by phase and key", () => {
    const world = { ...admins("ana ben"), declared: names("ana ben kim lee") };
    expect(paired([promote("lee"), promote("kim"), demote("ana")], world).needs).toEqual({
      "demote ana": ["promote kim"],
    });
    const later = [promote("kim", { phase: 8 }), promote("lee"), demote("ana")];
    expect(paired(later, world).needs).toEqual({ "demote ana": ["promote lee"] });
  });

  it("takes those last who need a seat to become one: it may be that of the very admin who goes", () => {
    const world = { ...admins("ana ben"), declared: names("ana ben bob kim") };
    const back = draft("reactivate bob", { from: "admin", to: "admin", phase: 2 });
    expect(paired([back, promote("kim"), demote("ana")], world).needs).toEqual({
      "demote ana": ["promote kim"],
    });
    expect(paired([back, demote("ana")], world).needs).toEqual({ "demote ana": ["reactivate bob"] });
    // Whoever becomes one only after another has gone comes last of all.
    const needs = { "promote kim": ["demote ana"] };
    expect(paired([back, promote("kim"), demote("ana")], { ...world, needs }).needs).toEqual({
      "demote ana": ["reactivate bob"],
    });
  });

  it("does not put a promotion last that needs something which takes no admin", () => {
    const world = { ...admins("ana ben"), declared: names("ana ben kim lee") };
    const drafts = [
      promote("kim"),
      promote("lee"),
      demote("ana"),
      draft("update_team ops", { kind: "team" }),
    ];
    expect(paired(drafts, { ...world, needs: { "promote kim": ["update_team ops"] } }).needs).toEqual({
      "demote ana": ["promote kim"],
    });
  });

  it("makes everybody wait for what fills up the minimum", () => {
    const world = {
      declared: names("ana ben kim"),
      live: { ...names("ana ben"), kim: "editor" },
      minimum: 3,
    };
    expect(paired([promote("kim"), demote("ana")], world).blocked).toMatchObject({
      "demote ana": { code: "depends" },
    });
    const two = [promote("kim"), promote("lee"), demote("ana")];
    expect(paired(two, { ...world, declared: names("ana ben kim lee") })).toEqual({
      needs: { "demote ana": ["promote kim", "promote lee"] },
      blocked: {},
    });
  });

  it("misses nobody whom no file names", () => {
    const world = { declared: names("ana ben"), live: names("ana ben zoe") };
    expect(paired([leave("zoe")], world)).toEqual({ needs: {}, blocked: {} });
    expect(Object.keys(paired([leave("ana")], world).blocked)).toEqual(["deactivate ana"]);
  });

  it("counts all whom the change of a role takes, and what is left for the next", () => {
    const roles: Bases = { boss: ["admin", "editor"] };
    const held = { ...names("ana ben cyd", "boss"), ...names("dan eva fay") };
    const world = { declared: { ...names("kim lee"), ...held }, live: held, roles, minimum: 4 };
    const drafts = [changeOf("boss"), demote("dan", { phase: 8 }), promote("kim"), promote("lee")];
    expect(paired(drafts, world)).toEqual({
      needs: { "update_role boss": ["promote kim"], "demote dan": ["promote lee"] },
      blocked: {},
    });
    const free = paired([changeOf("boss"), demote("dan", { phase: 8 })], { ...world, minimum: 3 });
    expect(Object.keys(free.blocked)).toEqual(["demote dan"]);
    const more = paired([changeOf("boss"), demote("dan", { phase: 8 })], { ...world, minimum: 2 });
    expect(more.blocked).toEqual({});
  });

  it("takes somebody who is lost twice for one", () => {
    const roles: Bases = { boss: ["admin", "editor"] };
    const held = { ana: "boss", ...names("ben cyd") };
    const drafts = [changeOf("boss"), leave("ana", { from: "boss", phase: 8 }), demote("ben", { phase: 9 })];
    const found = paired(drafts, { declared: held, live: held, roles });
    expect(Object.keys(found.blocked)).toEqual(["demote ben"]);
    const safe = [...drafts.slice(0, 2), promote("kim")];
    const world = { declared: { ...held, kim: "admin" }, live: held, roles, minimum: 3 };
    expect(paired(safe, world).needs).toEqual({
      "update_role boss": ["promote kim"],
      "deactivate ana": ["promote kim"],
    });
  });

  it("lets the change of a role wait for those who get another one, and for nothing else", () => {
    const roles: Bases = { boss: ["admin", "editor"] };
    const world = { declared: names("ana ben kim"), live: { ana: "boss", ben: "admin" }, roles, minimum: 3 };
    const move = draft("change_role ana", { from: "boss", to: "admin" });
    const found = paired([changeOf("boss"), move, promote("kim")], world);
    expect(found).toEqual({ needs: { "update_role boss": ["change_role ana"] }, blocked: {} });
    // With others who do not, it waits for both.
    const mixed = {
      ...world,
      declared: names("ana ben cyd kim"),
      live: { ...world.live, cyd: "boss" },
      minimum: 3,
    };
    expect(paired([changeOf("boss"), move, promote("kim")], mixed).needs).toEqual({
      "update_role boss": ["promote kim", "change_role ana"],
    });
  });

  it("lets what a promotion needs first have what is free", () => {
    const world = { ...admins("ana ben cyd"), declared: names("ana ben cyd kim") };
    const drafts = [demote("ana"), demote("ben"), demote("cyd", { phase: 9 }), promote("kim")];
    const found = paired(drafts.slice(0, 2).concat(drafts.slice(3)), {
      ...world,
      needs: { "promote kim": ["demote ben"] },
    });
    expect(found).toEqual({ needs: { "demote ana": ["promote kim"] }, blocked: {} });
  });

  it("rather takes a promotion that comes after no loss at all", () => {
    const world = { ...admins("ana ben cyd"), declared: names("ana ben cyd kim lee") };
    const drafts = [demote("ana"), demote("ben"), promote("kim"), promote("lee")];
    expect(paired(drafts, { ...world, needs: { "promote kim": ["demote ben"] } }).needs).toEqual({
      "demote ana": ["promote lee"],
    });
  });

  it("pairs no loss with a promotion that comes after it, while there is another", () => {
    const after = {
      "promote ada": ["demote ana"],
      "promote bea": ["demote ben"],
      "promote cat": ["demote cyd"],
    };
    const world = { live: names("ana ben cyd"), declared: names("ana ben cyd ada bea cat"), minimum: 3 };
    const drafts = [
      demote("ana"),
      demote("ben"),
      demote("cyd"),
      promote("ada"),
      promote("bea"),
      promote("cat"),
    ];
    expect(paired(drafts, { ...world, needs: after })).toEqual({
      needs: {
        "demote ana": ["promote bea"],
        // That of ada would by now come after it, too.
        "demote ben": ["promote cat"],
        "demote cyd": ["promote ada"],
      },
      blocked: {},
    });
  });

  describe("of somebody who goes at once", () => {
    const urgent = (text: string): Record<string, string> => names(text, "admin deactivated!");
    const message = (found: ReturnType<typeof paired>, id: string): string =>
      found.blocked[id]?.message ?? "";

    it("goes below a lifted minimum, never below one", () => {
      const world = { declared: urgent("ana ben cyd"), live: names("ana ben cyd"), minimum: 3 };
      const drafts = [leave("ana"), leave("ben"), leave("cyd")];
      const found = paired(drafts, { ...world, lifted: true });
      expect(found.needs).toEqual({});
      expect(Object.keys(found.blocked)).toEqual(["deactivate cyd"]);
      expect(message(found, "deactivate cyd")).toMatch(
        /^would leave fewer than 3 active admins: another admin must be active first\. Active admins: 3, at least 3 must stay\. To end their access now, make an active member an admin$/,
      );
      const bound = paired(drafts, world);
      expect(Object.keys(bound.blocked)).toHaveLength(3);
      expect(message(bound, "deactivate ana")).toMatch(
        /make an active member an admin, or lift the guard min_admins \(a waiver that is merged first\)$/,
      );
    });

    it("waits for those who are promoted first only where one would not be left", () => {
      const world = { declared: { ...urgent("ana ben cyd"), kim: "admin" }, live: names("ana ben cyd") };
      const drafts = [leave("ana"), leave("ben"), leave("cyd"), promote("kim")];
      expect(paired(drafts, { ...world, minimum: 4, lifted: true })).toEqual({
        needs: { "deactivate cyd": ["promote kim"] },
        blocked: {},
      });
    });

    it("is advised to lift the guard from two admins on", () => {
      const world = { declared: urgent("ana ben"), live: names("ana ben") };
      expect(message(paired([leave("ana")], world), "deactivate ana")).toMatch(
        /or lift the guard min_admins/,
      );
    });

    it("is no advice for the very last admin to lift the guard", () => {
      const world = { declared: urgent("ana"), live: names("ana"), minimum: 1 };
      expect(message(paired([leave("ana")], world), "deactivate ana")).toMatch(
        /make an active member an admin$/,
      );
    });

    it("is not what a demotion of theirs is, nor the leaving of others", () => {
      const world = {
        declared: { ...urgent("ana"), ben: "admin deactivated" },
        live: names("ana ben"),
        lifted: true,
      };
      const found = paired([demote("ana"), leave("ben", { phase: 8 })], world);
      for (const id of ["demote ana", "deactivate ben"])
        expect(message(found, id)).toMatch(/another admin must be active first$/);
      const unnamed = paired([leave("zoe")], {
        declared: names("ana"),
        live: names("ana zoe"),
        lifted: true,
      });
      expect(Object.keys(unnamed.blocked)).toEqual(["deactivate zoe"]);
    });
  });

  it("names those who are asked and have not accepted, and nobody else", () => {
    const live = { ana: "admin", ben: "admin" };
    const invited = { fay: "admin expired", gus: "admin failed", hal: "admin pending" };
    const others = { ida: "admin declined", jan: "admin left", kay: "editor pending", lou: "admin pending" };
    const declared = {
      ...names("ana ben new fay gus hal ida jan"),
      kay: "editor",
      lou: "admin deactivated",
    };
    const { blocked } = paired([demote("ana")], { declared, live: { ...live, ...invited, ...others } });
    expect(blocked["demote ana"]).toEqual({
      code: "waiting",
      message:
        "would leave fewer than 2 active admins now; waits until fay or gus or hal or new has accepted the invitation",
      waitsFor: ["fay", "gus", "hal", "new"],
    });
  });
});
