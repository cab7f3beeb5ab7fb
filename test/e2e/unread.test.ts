/** Half a read is never called clean: whichever list broke off, every output says so and no exit code is that of a clean one. */
import { afterEach, describe, expect, it } from "vitest";
import type { Plan } from "../../src/model/plan.ts";
import { planComment } from "../../src/render/comment.ts";
import { driftIssue } from "../../src/render/driftIssue.ts";
import { planJson } from "../../src/render/json.ts";
import { planMarkdown } from "../../src/render/markdown.ts";
import { resultSummary } from "../../src/render/outcome.ts";
import { plainPaint } from "../../src/render/paint.ts";
import { parsePlanFile } from "../../src/render/planFile.ts";
import { publicPlan } from "../../src/render/publicPlan.ts";
import { resultComment } from "../../src/render/resultComment.ts";
import { planSummary, resultSummary as summaryOfResult } from "../../src/render/summary.ts";
import { planText } from "../../src/render/text.ts";
import { planCode } from "../../src/run/exitCode.ts";
import { parseFault } from "../../src/sandbox/planasonix/fault.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { createWorld, type World } from "../fakes/world.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** Somebody has left and owns nothing that anybody could see; one pipeline of each list is named by the files. */
const files = {
  "acme/organization.yaml": [
    "organization: { provider: planasonix, id: org_01acme }",
    "members:",
    "  ana@acme.example: admin",
    "  ben@acme.example: { role: admin, shares: { projects: { P1: view } } }",
    "  rob@acme.example: { state: deactivated, successor: ana@acme.example }",
    "",
  ].join("\n"),
};

const person = (name: string, more = {}) => ({
  id: `usr_${name}`,
  email: `${name}@acme.example`,
  display_name: null,
  role: "viewer",
  state: "active" as const,
  ...more,
});

const live = {
  version: 1,
  organizations: [
    {
      key: "acme",
      id: "org_01acme",
      name: "Acme",
      members: [
        person("ana", { role: "admin" }),
        person("ben", { role: "admin" }),
        person("rob", { state: "deactivated" }),
        ...["x1", "x2", "x3"].map((name) => person(name)),
      ],
      invitations: [{ id: "inv_1", email: "new@acme.example", role: "viewer", state: "pending", teams: [] }],
      teams: [{ id: "team_1", slug: "one", name: "One", parent_id: null, manager_id: null }],
      memberships: [{ team_id: "team_1", member_id: "usr_x1", role: "member" }],
      roles: [{ id: "role_1", name: "auditor", built_in: false, base: "viewer", permissions: [] }],
      shares: [
        ["shr_1", "P1", "usr_ben"],
        ["shr_2", "P2", "usr_x1"],
      ].map(([id, resource_id, grantee_id]) => ({
        ...{ id, resource_type: "project", resource_id, grantee_type: "member", grantee_id, level: "view" },
      })),
      service_accounts: [{ id: "sa_1", name: "bot", role: "viewer", owner_type: "team", owner_id: "team_1" }],
      service_account_keys: [{ id: "key_1", service_account_id: "sa_1", name: "ci", scopes: [] }],
      personal_keys: [{ id: "key_2", name: "laptop", created_by: "usr_x1" }],
      pipelines: [{ id: "pl_1", name: "nightly", owner_id: "usr_x1" }],
      connections: [],
      schedules: [],
      projects: [
        { id: "P1", name: "P1" },
        { id: "P2", name: "P2" },
      ],
    },
  ],
} as unknown as SandboxState;

/** The leaver owns one thing of each list, which is all that there is: half of one is none. */
const holding = (rest: object): SandboxState => ({
  ...live,
  organizations: live.organizations.map((item) => ({ ...item, ...rest })),
});

async function worldWith(fault: string, seed: SandboxState = live): Promise<World> {
  const parsed = parseFault(fault);
  if ("error" in parsed) throw new Error(parsed.error);
  return createWorld({ files, sandbox: { seed, faults: [parsed] } });
}

/** Every output of a plan and of its result, by name. */
function outputsOf(plan: Plan): Readonly<Record<string, string>> {
  const input = { plans: [{ plan }], failures: [], head: "", sensitive: [], policyChanges: [] };
  const result = {
    organizations: [{ plan, outcomes: [], left: null, blocked: false }],
    commit: "c".repeat(40),
    direct: [],
    others: [],
  };
  return {
    text: planText([plan], { paint: plainPaint }),
    markdown: planMarkdown([plan]),
    comment: planComment(input).text,
    summary: planSummary(input),
    result: resultSummary({ plan, result: { outcomes: [] }, paint: plainPaint }),
    resultComment: resultComment(result).text,
    resultSummary: summaryOfResult(result),
    driftIssue: driftIssue({ plans: [plan], failures: [] }).body,
  };
}

/** One list and what it is called in the reason. */
const lists = [
  ["members", live],
  ["invitations", live],
  ["teams", live],
  ["teamMemberships", live],
  ["roles", live],
  ["shares", live],
  ["serviceAccounts", live],
  ["serviceAccountKeys", live],
  ["projects", live],
  ["personalKeys", holding({ personal_keys: [{ id: "key_2", name: "laptop", created_by: "usr_rob" }] })],
  ["pipelines", holding({ pipelines: [{ id: "pl_1", name: "nightly", owner_id: "usr_rob" }] })],
  ["connections", holding({ connections: [{ id: "con_1", name: "crm", owner_id: "usr_rob" }] })],
  ["schedules", holding({ schedules: [{ id: "sch_1", name: "daily", owner_id: "usr_rob" }] })],
] as const;

describe("a list that broke off", () => {
  it.each(lists)("%s: is said everywhere, and no exit code is that of a clean run", async (route, seed) => {
    world = await worldWith(`truncated@${route}x*`, seed);
    const plan = await world.plan();
    expect(plan.actions).toEqual([]);
    expect(plan.unread?.length).toBeGreaterThan(0);
    expect(planCode(plan, true)).toBe(3);
    for (const shown of [plan, publicPlan(plan, new Set(["ana@acme.example"])).plan]) {
      for (const [name, text] of Object.entries(outputsOf(shown))) {
        expect(text, name).toMatch(/not read to the end/i);
        expect(text, name).not.toMatch(
          /no changes(?! in what could be read)|nothing to apply|as the files say/i,
        );
      }
      expect(driftIssue({ plans: [shown], failures: [] }).isClean).toBe(false);
    }
    expect(parsePlanFile(planJson([plan]))).toMatchObject({ organizations: [{ unread: plan.unread }] });
    expect((await world.apply()).code).toBe(4);
  });

  it("that is whole the next time is clean again", async () => {
    world = await worldWith("truncated@members");
    expect((await world.plan()).unread).toBeDefined();
    const plan = await world.plan();
    expect(plan.unread).toBeUndefined();
    expect(planCode(plan, true)).toBe(0);
    expect((await world.apply()).code).toBe(0);
  });
});

describe("a second look", () => {
  it("that did not see everything is no proof that nothing is left", async () => {
    world = await worldWith("truncated@members:3x*");
    await world.setFiles({
      "acme/organization.yaml": files["acme/organization.yaml"].replace("P1: view", "P1: edit"),
    });
    await world.plan();
    const applied = await world.apply();
    expect(applied.result?.outcomes.map(({ status }) => status)).toEqual(["done"]);
    expect(applied.second).toMatchObject({
      actions: [],
      unread: expect.arrayContaining([{ kind: "member", reason: expect.any(String) }]),
    });
    expect(applied.code).toBe(4);
  });
});
