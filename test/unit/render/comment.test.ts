import { describe, expect, it } from "vitest";
import { countsComment, planComment, planMarker, type CommentInput } from "../../../src/render/comment.ts";
import { resultComment, resultMarker } from "../../../src/render/resultComment.ts";
import { planSummary, resultSummary } from "../../../src/render/summary.ts";
import type { Action, Plan } from "../../../src/model/plan.ts";
import { action, membersFile, planOf, sample } from "./plans.ts";

const head = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678";

function input(plans: readonly Plan[], rest: Partial<CommentInput> = {}): CommentInput {
  return {
    plans: plans.map((plan) => ({ plan })),
    failures: [],
    head,
    sensitive: [],
    policyChanges: [],
    ...rest,
  };
}

const grant = action("promote", "lee@acme.example", {
  before: { email: "lee@acme.example", role: "editor" },
  after: { email: "lee@acme.example", role: "admin" },
  risk: "high",
  source: membersFile(4),
});

function losses(count: number): Action[] {
  return Array.from({ length: count }, (_, index) =>
    action("remove", `m${index}@acme.example`, {
      before: { email: `m${index}@acme.example`, role: "editor" },
      risk: "high",
      source: membersFile(index + 10),
    }),
  );
}

describe("planComment", () => {
  it("says first what is done, to which commit, and what guards the files", () => {
    const lines = planComment(
      input([sample], { sensitive: [".github/workflows/muster.yml", "access/acme/organization.yaml"] }),
    ).text.split("\n");
    expect(lines[0]).toBe(planMarker);
    expect(lines[1]).toBe(
      "### muster · 1 to invite, 1 to promote, 1 to deactivate, 1 to join a team · 1 high risk · 1 loss · `a1b2c3d`",
    );
    expect(lines[2]).toBe(
      "**Changes what guards these files:** `.github/workflows/muster.yml`, `access/acme/organization.yaml`",
    );
  });

  it("keeps to the order of the parts", () => {
    const change = { organization: "acme", before: "a", after: "b", source: null };
    const plan = planOf({
      actions: [
        ...losses(1),
        grant,
        action("invite", "kim@acme.example"),
        action("invite", "due@acme.example", { cause: "due" }),
        action("join_team", "finance/ana@acme.example", { cause: "drift" }),
      ],
      findings: [{ guard: "max_loss", severity: "block", message: "too many", numbers: {} }],
      follow_ups: [{ code: "revoke_grant", key: "x", message: "call them", risk: "high" }],
      withheld: [
        { ...sampleWithheld("drift"), message: "moved" },
        { ...sampleWithheld("waiting"), message: "waits" },
      ],
    });
    const { text } = planComment(
      input([plan], {
        policyChanges: [
          { ...change, setting: "guards.max_changes", loosens: false },
          { ...change, setting: "guards.max_loss", loosens: true },
        ],
      }),
    );
    const order = [
      "`guards.max_loss`",
      "`guards.max_changes`",
      "**promote** `lee@acme.example`",
      "Blocked: nothing would be written",
      "**remove** `m0@acme.example`",
      "- [ ] call them",
      "What else this change does",
      "Due: a date has come, or somebody left",
      "Drift that is set back",
      "Drift, not touched by this merge: 1",
      "**Withheld, waiting**",
      "<sub>",
    ].map((words) => text.indexOf(words));
    expect(order).not.toContain(-1);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
  });

  it("marks a domain that is new, above and at the person", () => {
    const plan = planOf({
      actions: [action("invite", "kim@contractor.example", { after: { email: "Kim@Contractor.example" } })],
      new_domains: ["contractor.example"],
    });
    const { text } = planComment(input([plan]));
    expect(text).toContain("\n\n**New domain** in `acme`: `contractor.example`\n");
    expect(text).toContain("**invite** `Kim@Contractor.example` · **new domain**");
  });

  it("links places to their lines, every segment of the path encoded", () => {
    const at = (file: string) =>
      planComment(
        input([planOf({ actions: [{ ...grant, source: { file, line: 4, column: 1 } }] })], {
          fileUrl: `https://github.example/acme/access/blob/${head}/`,
        }),
      ).text;
    const base = `https://github.example/acme/access/blob/${head}`;
    expect(at("access/acme/members.yaml")).toContain(
      `([\`members.yaml:4\`](${base}/access/acme/members.yaml#L4))`,
    );
    expect(at("access/a b)(/?#%/x.yaml")).toContain(`](${base}/access/a%20b%29%28/%3F%23%25/x.yaml#L4)`);
    expect(at("../../evil/x.yaml")).not.toContain("](");
    expect(at("access//x.yaml")).not.toContain("](");
    expect(at("access/\ud800.yaml")).not.toContain("](");
  });

  it("makes no link from an address that is not plainly one", () => {
    for (const fileUrl of [
      "javascript:alert(1)/",
      "https://github.example/x y/",
      "https://github.example/x",
    ]) {
      expect(planComment(input([sample], { fileUrl })).text).not.toContain("](");
    }
  });

  it("says which organizations could not be planned, which were planned from files, and what is hidden", () => {
    const { text } = planComment({
      ...input([]),
      plans: [{ plan: sample, offline: "it is a fork", hidden: 2 }],
      failures: [{ organization: "labs", message: "no key" }],
    });
    expect(text.split("\n")[1]).toContain(" · 1 not planned · ");
    expect(text).toContain("`acme` is **planned from the files alone**: it is a fork\n");
    expect(text).toContain("> - `labs`: no key\n");
    expect(text).toContain("2 more about people that no file names");
  });

  it("shows one admin grant within the first 20 lines, whatever 5,000 losses there are", () => {
    for (const plans of [
      [planOf({ actions: [...losses(5000), grant] })],
      [planOf({ organization: "a", actions: losses(5000) }), planOf({ organization: "b", actions: [grant] })],
    ]) {
      const { text, leftOut, highRiskLeftOut } = planComment(input(plans));
      const at = text.split("\n").findIndex((line) => line.includes("**promote** `lee@acme.example`"));
      expect(at).toBeGreaterThan(0);
      expect(at).toBeLessThan(20);
      expect(text.length).toBeLessThanOrEqual(65_536);
      const shown = text.split("**remove** ").length - 1;
      expect(shown).toBeGreaterThan(300);
      expect(highRiskLeftOut).toBe(5000 - shown);
      expect(leftOut).toBe(5000 - shown);
      expect(text).toContain(`**${5000 - shown} of them of high risk**`);
    }
  });

  it("shows what lasts longer, whatever 5,000 losses and grants there are, and counts what it cannot show", () => {
    const longer = (count: number, after: string): NonNullable<Plan["terms"]> =>
      Array.from({ length: count }, (_, index) => ({
        id: `${index}`,
        organization: "acme",
        kind: "member",
        key: `t${index}@acme.example`,
        what: "expires",
        before: "2027-02-28",
        after,
        direction: "longer",
        risk: "high",
        source: membersFile(index + 1),
      }));
    const grants = Array.from({ length: 5000 }, (_, index) => ({ ...grant, key: `g${index}@acme.example` }));
    const terms = longer(3, "2027-04-30");
    const { text, highRiskLeftOut } = planComment(
      input([planOf({ actions: [...losses(5000), ...grants], terms })]),
    );
    for (const { key } of terms) expect(text).toContain(`access of \`${key}\``);
    expect(text.split("\n")[1]).toContain("3 last longer · 5003 high risk · 5000 losses");
    expect(highRiskLeftOut).toBeGreaterThan(0);
    const much = planComment(input([planOf({ actions: losses(50), terms: longer(3000, "2027-04-30") })]));
    expect(much.highRiskLeftOut).toBeGreaterThan(0);
    expect(much.text).toContain("more: lasts longer");
    expect(much.text).toContain("**remove** `m0@acme.example`");
  });

  it("leaves every part its floor", () => {
    const many = (verb: Action["verb"], rest: Partial<Action>) =>
      Array.from({ length: 4000 }, (_, index) => action(verb, `${verb}${index}@acme.example`, rest));
    const plan = planOf({
      actions: [
        ...many("promote", { risk: "high" }),
        ...many("remove", { risk: "high" }),
        ...many("invite", {}),
        ...many("reactivate", { cause: "due" }),
      ],
      findings: [{ guard: "max_changes", severity: "block", message: "too many", numbers: {} }],
      withheld: Array.from({ length: 4000 }, () => sampleWithheld("waiting")),
      follow_ups: Array.from({ length: 4000 }, (_, index) => ({
        code: "x",
        key: "x",
        message: `call number ${index}`,
        risk: "low" as const,
      })),
    });
    const changes = Array.from({ length: 4000 }, () => ({
      organization: "acme",
      setting: "waivers",
      before: null,
      after: "x",
      loosens: true,
      source: null,
    }));
    const { text, highRiskLeftOut } = planComment(input([plan], { policyChanges: changes }));
    expect(text.length).toBeLessThanOrEqual(65_536);
    // A rule that is loosened unseen fails the check like a grant.
    const seen = text.split("`waivers`").length - 1;
    const highRisk = planComment(input([plan])).highRiskLeftOut;
    expect(seen).toBeLessThan(4000);
    expect(highRiskLeftOut).toBeGreaterThanOrEqual(highRisk + 4000 - seen);
    for (const words of [
      "`waivers`",
      "**promote**",
      "**remove**",
      "- [ ] call",
      "**invite**",
      "**reactivate**",
    ]) {
      expect(text.split(words).length, words).toBeGreaterThan(20);
    }
    expect(text).toContain("max_changes");
    expect(text).toContain("Withheld, waiting");
    expect(text).toContain("fingerprint");
  });

  it("keeps 20,000 changes below every limit, also in characters of several bytes", () => {
    const long = "🙂".repeat(20);
    const changes = Array.from({ length: 20_000 }, (_, index) =>
      action("invite", `m${index}@acme.example`, { after: { email: `${long}${index}@acme.example` } }),
    );
    const plan = planOf({ actions: changes });
    const comment = planComment(input([plan], { fileUrl: "https://github.example/a/b/blob/c/" }));
    expect(comment.text.length).toBeLessThanOrEqual(65_536);
    expect(Buffer.byteLength(comment.text)).toBeLessThanOrEqual(262_144);
    expect(comment.highRiskLeftOut).toBe(0);
    expect(comment.text).toContain(`${comment.leftOut} things left out for length.`);
    expect(Buffer.byteLength(planSummary(input([plan])))).toBeLessThanOrEqual(1_000_000);
    const result = {
      organizations: [
        {
          plan,
          outcomes: changes.map((item) => ({ action: item, status: "done" as const })),
          left: null,
          blocked: false,
        },
      ],
      commit: head,
      direct: [],
      others: [],
    };
    expect(resultComment(result).text.length).toBeLessThanOrEqual(65_536);
    expect(Buffer.byteLength(resultSummary(result))).toBeLessThanOrEqual(1_000_000);
  });

  it("counts a change of high risk that is too long to show", () => {
    const plan = planOf({
      actions: [{ ...grant, after: { role: "x".repeat(70_000) } } as unknown as Action],
    });
    expect(planComment(input([plan])).highRiskLeftOut).toBe(1);
    expect(planSummary(input([plan]))).toContain("x".repeat(70_000));
  });

  it("falls back to the counts, short whatever there is to say", () => {
    const long = "x".repeat(50_000);
    const plans = Array.from({ length: 300 }, (_, index) =>
      planOf({ organization: `${index}${long}`, new_domains: [long], actions: losses(3) }),
    );
    const { text } = countsComment({
      ...input([], { sensitive: Array.from({ length: 300 }, () => long), head: long }),
      plans: plans.map((plan) => ({ plan, offline: long })),
    });
    expect(text.startsWith(`${planMarker}\n### muster · 900 to remove · 900 losses`)).toBe(true);
    expect(text.length).toBeLessThan(5000);
  });
});

function sampleWithheld(code: "drift" | "waiting") {
  return { ...sample.withheld[0], code } as Plan["withheld"][number];
}

describe("resultComment", () => {
  it("tells what was not done, what is left, what was done, and who else is told", () => {
    const [invite, promote, join, leave] = sample.actions;
    if (!invite || !promote || !join || !leave) throw new Error("the sample has four actions");
    const { text } = resultComment({
      organizations: [
        {
          plan: { ...sample, follow_ups: [{ code: "x", key: "x", message: "call them", risk: "low" }] },
          outcomes: [
            { action: invite, status: "done" },
            { action: promote, status: "failed", message: "refused", requestId: "req_1" },
            { action: join, status: "skipped", message: "needs the promotion" },
            { action: leave, status: "not_started", message: "time is up" },
          ],
          stopped: "time is up",
          left: [promote],
          blocked: false,
        },
      ],
      commit: head,
      direct: ["0123456789"],
      others: [12, 14],
      journalHead: "ab".repeat(32),
    });
    expect(text.startsWith(`${resultMarker}\n### muster · 1 invited · 1 failed, `)).toBe(false);
    expect(text.split("\n")[1]).toBe(
      "### muster · 1 invited · 1 failed · 1 skipped · 1 not started · `a1b2c3d`",
    );
    for (const words of [
      "> - ended early: time is up\n",
      "> - **failed** promote `lee@acme.example`, editor → admin: refused (request `req_1`)\n",
      "> - **skipped** join team `lee@acme.example` in `finance`, as lead: needs the promotion\n",
      "> - **not started** deactivate `rob@acme.example`, keeps audit history\n",
      "> **Still open after a second look**\n> - **promote** `lee@acme.example`: editor → admin\n",
      "- [ ] call them\n",
      "| | Done · `acme` |\n",
      "**Withheld, waiting** (1)",
      "of no pull request: `0123456`",
      "also covers `#12`, `#14`",
      `journal ends with \`${"ab".repeat(32)}\``,
    ]) {
      expect(text).toContain(words);
    }
  });

  it("says why nothing was written", () => {
    const base = { outcomes: [], left: null, blocked: false };
    const common = { commit: head, direct: [], others: [] };
    const held = resultComment({
      ...common,
      organizations: [{ ...base, plan: planOf(), heldUp: "another commit is the tip by now" }],
    }).text;
    expect(held).toContain("> **Nothing was written**\n> - another commit is the tip by now\n");
    const findings = [
      { guard: "empty" as const, severity: "block" as const, message: "nobody", numbers: {} },
    ];
    const blocked = resultComment({
      ...common,
      organizations: [{ ...base, plan: planOf({ findings }), blocked: true }],
    }).text;
    expect(blocked).toContain(
      "> **Blocked: nothing was written**\n> - **the files declare nobody** (`empty`): nobody\n",
    );
    const unread = resultComment({
      ...common,
      organizations: [{ ...base, plan: planOf(), left: { error: "no answer" } }],
    }).text;
    expect(unread).toContain("could not be read again: no answer");
  });
});
