/** Every field of a plan comes through: public plans, JSON and plan files lose none of them, new ones included. */
import { describe, expect, it } from "vitest";
import type { Action, Plan } from "../../../src/model/plan.ts";
import { planJson } from "../../../src/render/json.ts";
import { planMarkdown } from "../../../src/render/markdown.ts";
import { parsePlanFile } from "../../../src/render/planFile.ts";
import { publicPlan } from "../../../src/render/publicPlan.ts";
import { membersFile, withheld } from "./plans.ts";

const ana = "ana@acme.example";
const eve = "eve@acme.example";
const named = new Set([ana]);

/** `Required`, so that a new optional field does not compile until it stands here. */
const action: Required<Action> = {
  id: "0123456789abcdef0123456789abcdef",
  phase: 3,
  verb: "promote",
  kind: "member",
  key: ana,
  cause: "change",
  before: { email: ana, role: "editor" },
  after: { email: ana, role: "admin" },
  needs: ["fedcba9876543210fedcba9876543210"],
  risk: "high",
  source: membersFile(4),
  because: "it is 100 days old",
  called: "Weekly Report",
  terms: {
    approved_by: ana,
    ended: "2026-11-01",
    guest: true,
    joins_at_first_login: true,
    role_until: "2026-12-01",
    then: "editor",
    until: "2027-01-31",
    via: "sre",
  },
  takes: {
    members: { count: 12, names: [ana] },
    shares: { count: 1, names: ["pipeline nightly (edit)"] },
    teams: { count: 1, names: ["below"] },
    keys: { count: 1, names: ["cron"] },
  },
  uncovered: "page 3 failed",
};

const whole: Required<Plan> = {
  organization: "acme",
  provider: "planasonix",
  id: "org_01jq8acme",
  fingerprint: "7f3a91c2".repeat(8),
  actions: [action],
  withheld: [{ ...withheld("waiting", "invite", ana), id: "1", waits_for: [ana], source: membersFile(5) }],
  findings: [{ guard: "max_loss", severity: "block", message: "too many", numbers: { a: 1, b: 2 } }],
  follow_ups: [{ code: "grant", key: ana, message: "revoke the grant", risk: "high" }],
  counts: { promote: 1 },
  requests: 7,
  acting: "muster-bot",
  live: { members: 4, teams: 1, service_accounts: 2 },
  policy_changes: [
    {
      organization: "acme",
      setting: "guards.protected",
      before: ana,
      after: null,
      loosens: true,
      source: membersFile(6),
    },
  ],
  notes: ["one note"],
  hands: [
    { kind: "member", key: ana, actor: ana, at: "2026-11-20T10:00:00.000Z", action: "member.role_changed" },
  ],
  hands_unread: `the log of ${ana} was not read`,
  new_domains: ["new.example"],
  target: ["ana"],
  ending: [
    { kind: "member", key: ana, day: "2026-12-01", message: `the access of ${ana} ends on 2026-12-01` },
  ],
  unread: [
    { kind: "member", reason: "The service says that there are 9 members, and listed 4." },
    { kind: "holdings", reason: `What ${ana} holds: Page 2 could not be read.` },
  ],
  terms: [
    {
      id: "00112233445566778899aabbccddeeff",
      organization: "acme",
      kind: "member",
      key: ana,
      what: "expires",
      before: "2026-12-01",
      after: null,
      direction: "longer",
      risk: "high",
      source: membersFile(6),
      held: { code: "unreviewed", message: `no reviewed plan shows it for ${ana}` },
    },
  ],
  kept_terms: [
    {
      id: "ffeeddccbbaa99887766554433221100",
      organization: "acme",
      kind: "key",
      key: "ci/gha",
      what: "rotate_after",
      before: "90d",
      after: null,
      direction: "longer",
      risk: "high",
      source: null,
    },
  ],
  tasks: [
    {
      id: "0123456789abcdef",
      task: "replace_key",
      person: ana,
      key: "ci/gha",
      object: "key_1",
      message: "replace key gha of service account ci",
      since: "2026-11-02",
      opens: true,
    },
  ],
  at: "2026-12-24",
};

describe("a plan with every field", () => {
  it("is the same in a public repository, where the files name everybody in it", () => {
    expect(publicPlan(whole, named)).toEqual({ plan: whole, hidden: 0, hiddenHighRisk: 0 });
  });

  it("is read back from its plan file as it was", () => {
    expect(parsePlanFile(planJson([whole]))).toEqual({ schema_version: 1, organizations: [whole] });
  });

  it("gives the same bytes from a plan whose keys stand in another order", () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .map(([key, item]): [string, unknown] => [key, reversed(item)])
          .reverse(),
      );
    };
    expect(planJson([reversed(whole) as Plan])).toBe(planJson([whole]));
  });

  it("keeps in a public repository what is said of access that ends soon, and the day it is planned for", () => {
    const { plan } = publicPlan(whole, named);
    const text = planMarkdown([plan]);
    expect(text).toContain("ends on 2026-12-01");
    expect(text).toContain("2026-12-24");
  });
});

describe("a field that this version does not know", () => {
  const later = {
    ...whole,
    remark: `said by ${eve}`,
    nested: { who: [eve, ana], [eve]: 1, depth: { text: `(${eve})` }, number: 7, empty: null },
    listed: [
      { kind: "member", key: eve, risk: "high" },
      { kind: "member", key: ana, text: `after ${eve}` },
      { key: "task", person: eve },
      { guard: "later", message: `${eve} leaves` },
      `about ${eve}`,
      `about ${ana}`,
    ],
    actions: [{ ...action, later: { by: eve } }],
  };

  it("is masked in a public repository, not dropped and not leaked", () => {
    const { plan, hidden, hiddenHighRisk } = publicPlan(later, named);
    const somebody = "(somebody that no file names)";
    expect(plan).toEqual({
      ...whole,
      remark: `said by ${somebody}`,
      nested: {
        who: [somebody, ana],
        [somebody]: 1,
        depth: { text: `(${somebody})` },
        number: 7,
        empty: null,
      },
      listed: [
        { kind: "member", key: ana, text: `after ${somebody}` },
        { guard: "later", message: `${somebody} leaves` },
        `about ${ana}`,
      ],
      actions: [{ ...action, later: { by: somebody } }],
    });
    expect([hidden, hiddenHighRisk]).toEqual([3, 1]);
  });

  it("stands in the JSON behind the others, and is left out when a plan file is read", () => {
    const text = planJson([later]);
    expect(text.indexOf('"remark"')).toBeGreaterThan(text.indexOf('"at"'));
    expect(parsePlanFile(text)).toEqual({ schema_version: 1, organizations: [whole] });
  });
});
