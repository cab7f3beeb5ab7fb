/** The verbs on people and teams against the sandbox. */
import { describe, expect, it } from "vitest";
import type { Verb } from "../../../src/model/plan.ts";
import type { PlanasonixOptions } from "../../../src/providers/planasonix/options.ts";
import type { SandboxState } from "../../../src/sandbox/planasonix/state.ts";
import { orgId, plainHttp } from "./bench.ts";
import { benchOf, everyVerb, one, run, type Bench, type Case } from "./writing.ts";

const person = (name: string, role: string, state: "active" | "deactivated" = "active") => ({
  id: `usr_${name}`,
  email: `${name}@acme.example`,
  role,
  state,
});
const invited = (name: string, state: "pending" | "expired") => ({
  id: `inv_${name}`,
  email: `${name}@acme.example`,
  role: "viewer",
  state,
  sent_count: 1,
  teams: [],
  invited_at: "2026-02-20T00:00:00Z",
  expires_at: "2027-01-01T00:00:00Z",
});
const seed: SandboxState = {
  version: 1,
  organizations: [
    {
      key: "acme",
      id: orgId,
      name: "Acme",
      members: [
        person("ana", "admin"),
        person("bea", "admin"),
        person("cy", "viewer"),
        person("dan", "editor", "deactivated"),
      ],
      invitations: [invited("kim", "pending"), invited("lee", "expired")],
      teams: [
        {
          id: "team_fin",
          slug: "finance",
          name: "Finance",
          description: null,
          parent_id: null,
          manager_id: null,
        },
        {
          id: "team_ops",
          slug: "ops",
          name: "Ops",
          description: null,
          parent_id: null,
          manager_id: "usr_cy",
        },
      ],
      memberships: [{ team_id: "team_fin", member_id: "usr_cy", role: "member" }],
    },
  ],
};

const bench = (more: Partial<PlanasonixOptions> = {}): Promise<Bench> => benchOf(seed, [], more);
const mail = (name: string) => `${name}@acme.example`;
const place = { team: "finance", member: mail("cy"), role: "member" };

const cases: readonly Case[] = [
  one("invite", "member", mail("new"), null, {
    email: "New@acme.example",
    role: "editor",
    teams: [{ team: "finance", role: "lead" }],
  }),
  one(
    "reinvite",
    "member",
    mail("lee"),
    { email: mail("lee"), role: "viewer", state: "expired", teams: [] },
    { email: mail("lee"), role: "editor", state: "pending", teams: [{ team: "ops", role: "member" }] },
  ),
  one(
    "correct_invitation",
    "member",
    mail("kim"),
    { email: mail("kim"), role: "viewer", teams: [] },
    { email: mail("kim"), role: "editor", teams: [{ team: "finance", role: "lead" }] },
  ),
  one("cancel_invitation", "member", mail("kim"), { email: mail("kim"), role: "viewer" }, null),
  one(
    "reactivate",
    "member",
    mail("dan"),
    { email: mail("dan"), role: "editor", state: "deactivated" },
    { email: mail("dan"), role: "viewer", state: "active" },
  ),
  one(
    "promote",
    "member",
    mail("cy"),
    { email: mail("cy"), role: "viewer" },
    { email: mail("cy"), role: "editor" },
  ),
  one(
    "demote",
    "member",
    mail("bea"),
    { email: mail("bea"), role: "admin" },
    { email: mail("bea"), role: "viewer" },
  ),
  one(
    "deactivate",
    "member",
    mail("cy"),
    { email: mail("cy"), role: "viewer", state: "active" },
    { email: mail("cy"), role: "viewer", state: "deactivated" },
  ),
  one("change_email", "member", mail("cy"), { email: mail("cy") }, { email: mail("cyrus") }),
  one("remove", "member", mail("cy"), { email: mail("cy"), role: "viewer", state: "active" }, null),
  one("create_team", "team", "payroll", null, {
    slug: "Payroll",
    name: "Payroll",
    description: "pays",
    parent: "finance",
  }),
  one("rename_team", "team", "ops", { slug: "ops" }, { slug: "operations" }),
  one(
    "update_team",
    "team",
    "finance",
    { slug: "finance", name: "Finance", parent: null, manager: null },
    { slug: "finance", name: "Money", parent: "ops", manager: mail("ana") },
  ),
  one("delete_team", "team", "finance", { slug: "finance", name: "Finance" }, null),
  one("join_team", "team_membership", `finance/${mail("ana")}`, null, {
    ...place,
    member: mail("ana"),
    role: "lead",
  }),
  one("change_team_role", "team_membership", `finance/${mail("cy")}`, place, { ...place, role: "lead" }),
  one("leave_team", "team_membership", `finance/${mail("cy")}`, place, null),
];

const caseOf = (verb: Verb): Case => {
  const found = cases.find((item) => item.verb === verb);
  if (found === undefined) throw new Error(`no case of ${verb}`);
  return found;
};

/** Keys under which the effect is found. */
const renamed: Partial<Record<Verb, string>> = { rename_team: "operations", change_email: mail("cyrus") };

everyVerb({
  cases,
  bench,
  // The ends of memberships and managerships included.
  effects: { reinvite: 2, deactivate: 3, remove: 3, delete_team: 2 },
  expectDone: (state, { verb, kind, key, after }) => {
    const entity = state[kind].get(renamed[verb] ?? key);
    if (after === null) expect(entity).toBeUndefined();
    else if (verb === "invite") expect(entity).toMatchObject({ ...after, state: "pending", sendings: 1 });
    else expect(entity).toMatchObject(after);
  },
});

describe("stale", () => {
  it.each(["promote", "deactivate", "remove"] as const)(
    "%s of somebody whose role moved meanwhile",
    async (verb) => {
      const b = await bench();
      await b.control("edit", { email: mail("cy"), role: "maintainer" });
      expect(await run(b.writer, caseOf(verb))).toMatchObject({ ok: false, kind: "give_up", code: "stale" });
      expect((await b.read()).member.get(mail("cy"))).toMatchObject({ role: "maintainer", state: "active" });
    },
  );

  it("does not promote somebody who was deactivated meanwhile", async () => {
    const b = await bench();
    await b.control("edit", { email: mail("cy"), state: "deactivated" });
    expect(await run(b.writer, caseOf("promote"))).toMatchObject({ code: "stale" });
  });

  it("goes on when only something changed that the plan does not speak of", async () => {
    const b = await bench();
    // Deactivating its manager changes the team ops, and its version, but not what the plan compared.
    expect(await run(b.writer, caseOf("deactivate"))).toMatchObject({ status: "done" });
    expect(await run(b.writer, caseOf("rename_team"))).toMatchObject({ ok: true, status: "done" });
  });

  it("looks before it puts somebody into a team", async () => {
    const b = await bench();
    const other = await b.another();
    const join = caseOf("join_team");
    await run(other, { ...join, after: { ...join.after, role: "member" } });
    expect(await run(b.writer, join)).toMatchObject({ code: "stale" });
  });
});

describe("a run of several actions", () => {
  it("uses ids and versions from its own answers", async () => {
    const b = await bench();
    const create = caseOf("create_team");
    const join = one("join_team", "team_membership", `payroll/${mail("cy")}`, null, {
      team: "payroll",
      member: mail("cy"),
      role: "member",
    });
    const manager = one(
      "update_team",
      "team",
      "payroll",
      { slug: "Payroll", manager: null },
      { slug: "Payroll", manager: mail("cy") },
    );
    const rename = one("rename_team", "team", "payroll", { slug: "Payroll" }, { slug: "payroll" });
    const lead = {
      ...join,
      verb: "change_team_role" as const,
      before: join.after,
      after: { ...join.after, role: "lead" },
    };
    const leave = { ...lead, verb: "leave_team" as const, before: lead.after, after: null };
    for (const item of [create, join, manager, rename, lead, leave]) {
      expect(await run(b.writer, item)).toMatchObject({ ok: true, status: "done" });
    }
    expect((await b.read()).team.get("payroll")).toMatchObject({
      slug: "payroll",
      manager: mail("cy"),
      parent: "finance",
    });
    // No second look at what this run made itself.
    expect(
      b.sandbox.requests().filter((item) => item.method === "GET" && item.path.includes("/teams/")),
    ).toHaveLength(1);
  });

  it("finds a membership gone that a deactivation took along", async () => {
    const b = await bench();
    expect(await run(b.writer, caseOf("deactivate"))).toMatchObject({ status: "done" });
    expect(await run(b.writer, caseOf("leave_team"))).toMatchObject({ ok: true, status: "already" });
  });
});

describe("an invitation that is sent again as it is", () => {
  const lee = { email: mail("lee"), role: "viewer", teams: [] };
  const same = one(
    "reinvite",
    "member",
    mail("lee"),
    { ...lee, state: "expired" },
    { ...lee, state: "pending" },
  );

  it("is looked at first, and sent once", async () => {
    const b = await bench();
    const late = await b.another();
    expect(await run(b.writer, same)).toMatchObject({ ok: true, status: "done" });
    expect(await run(late, same)).toMatchObject({ ok: true, status: "already" });
    expect((await b.read()).member.get(mail("lee"))).toMatchObject({ state: "pending", sendings: 2 });
  });

  it.each([
    ["as it is", same],
    ["corrected", caseOf("reinvite")],
  ])("is sent once by two runs that looked at the same moment: %s", async (_, action) => {
    const b = await bench();
    const http = plainHttp();
    let quicker: ReturnType<typeof run> | undefined;
    // The other run does all of its work between this one's last look and its own sending.
    const request: typeof http.request = async (asked) => {
      if (asked.method === "POST") await (quicker ??= run(b.writer, action));
      return http.request(asked);
    };
    try {
      const late = await b.another({ http: { ...http, request } });
      expect(await run(late, action)).toMatchObject({ ok: true, status: "already" });
      expect(await quicker).toMatchObject({ ok: true, status: "done" });
      expect((await b.read()).member.get(mail("lee"))).toMatchObject({ state: "pending", sendings: 2 });
    } finally {
      await http.close();
    }
  });

  it("is stale when it is gone or was corrected meanwhile", async () => {
    const b = await bench();
    const late = await b.another();
    await run(b.writer, caseOf("reinvite"));
    expect(await run(late, same)).toMatchObject({ code: "stale" });
    await run(b.writer, {
      ...caseOf("cancel_invitation"),
      key: mail("lee"),
      before: { email: mail("lee"), role: "editor" },
    });
    expect(await run(late, same)).toMatchObject({ code: "stale" });
  });
});

describe("refusals", () => {
  it("names what is not there, without a request", async () => {
    const b = await bench();
    const rows: [Case, string][] = [
      [{ ...caseOf("promote"), key: "who@acme.example" }, "who@acme.example"],
      [{ ...caseOf("promote"), key: mail("kim") }, mail("kim")],
      [{ ...caseOf("cancel_invitation"), key: mail("ana") }, mail("ana")],
      [{ ...caseOf("create_team"), after: { slug: "x", name: "X", parent: "nowhere" } }, "nowhere"],
      [{ ...caseOf("update_team"), after: { slug: "finance", manager: mail("lee") } }, mail("lee")],
      [{ ...caseOf("join_team"), after: { ...place, team: "nowhere" } }, "nowhere"],
      [{ ...caseOf("join_team"), after: { ...place, member: mail("kim") } }, mail("kim")],
    ];
    for (const [item, name] of rows) {
      const result = await run(b.writer, item);
      expect(result).toMatchObject({ ok: false, kind: "give_up", code: "not_found" });
      if (!result.ok) expect(result.message).toContain(name);
    }
    expect(await run(b.writer, { ...caseOf("promote"), verb: "create_key" })).toMatchObject({
      code: "unsupported",
    });
    expect(b.sandbox.requests()).toEqual([]);
  });

  it("hands on what the service refuses, once", async () => {
    const b = await bench();
    const taken = one("create_team", "team", "ops", null, { slug: "ops", name: "Other", description: "" });
    expect(await run(b.writer, taken)).toMatchObject({ ok: false, kind: "give_up", status: 409 });
    await run(b.writer, caseOf("demote"));
    const last = one(
      "demote",
      "member",
      mail("ana"),
      { email: mail("ana"), role: "admin" },
      { email: mail("ana"), role: "viewer" },
    );
    expect(await run(b.writer, last)).toMatchObject({ ok: false, kind: "give_up", code: "last_admin" });
  });

  it("does nothing after the signal, and looks nothing up", async () => {
    const b = await bench();
    const controller = new AbortController();
    b.fault("timeout-after@invite");
    const running = run(b.writer, caseOf("invite"), controller.signal);
    await expect.poll(() => b.sandbox.requests().length).toBe(1);
    controller.abort();
    expect(await running).toMatchObject({ ok: false, effectUnknown: true });
    expect(await run(b.writer, caseOf("promote"), controller.signal)).toMatchObject({
      kind: "stop",
      code: "aborted",
    });
    expect(b.sandbox.requests()).toHaveLength(1);
  });
});
