/** What showing takes grows with what is shown: actions, what is withheld, findings, tasks, remarks, organizations. */
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/model/diagnostic.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { planComment } from "../../../src/render/comment.ts";
import { diagnosticsGithub } from "../../../src/render/annotations.ts";
import { diagnosticsJson, diagnosticsText } from "../../../src/render/diagnostics.ts";
import { planJson } from "../../../src/render/json.ts";
import { planMarkdown } from "../../../src/render/markdown.ts";
import { plainPaint } from "../../../src/render/paint.ts";
import { publicPlan } from "../../../src/render/publicPlan.ts";
import { planText } from "../../../src/render/text.ts";
import { growthOf } from "../../fakes/counting.ts";
import { action, handover, membersFile, planOf, withheld } from "./plans.ts";

const few = 30;
const many = 8 * few;
/** What little there is does not fit either. */
const limits = { bytes: 2_000, characters: 2_000 };
const most = { together: 9, apart: 16 };
/** Calls that do not count: cutting and folding begin at sizes of their own. A square would be fifteen times as many. */
const begun = 4 * few;

const all = <T>(n: number, make: (at: number) => T): T[] => Array.from({ length: n }, (_, at) => make(at));
const mail = (at: number): string => `p${at}@acme.example`;

const plans: Readonly<Record<string, (n: number) => readonly Plan[]>> = {
  invitations: (n) => [
    planOf({
      actions: all(n, (at) =>
        action("invite", mail(at), { after: { role: "viewer" }, source: membersFile(at) }),
      ),
    }),
  ],
  "leavers and what they hand over": (n) => [
    planOf({
      actions: [
        ...all(n, (at) => handover("pipeline", `load-${at}`, { before: { owner: mail(at) } })),
        ...all(n, (at) => action("deactivate", mail(at), { cause: "due" })),
      ],
    }),
  ],
  "what is withheld": (n) => [
    planOf({
      withheld: [
        ...all(n, (at) => withheld("unmanaged", "deactivate", mail(at))),
        ...all(n, (at) => withheld("drift", "promote", mail(n + at))),
      ],
    }),
  ],
  "findings and tasks": (n) => [
    planOf({
      findings: all(n, (at) => ({
        guard: "max_loss",
        severity: "block",
        message: `finding ${at}`,
        numbers: {},
      })),
      follow_ups: all(n, (at) => ({ code: "oauth", key: mail(at), message: `revoke ${at}`, risk: "high" })),
      notes: all(n, (at) => `note ${at}`),
    }),
  ],
  organizations: (n) =>
    all(n, (at) => planOf({ organization: `org${at}`, actions: [action("invite", mail(at))] })),
};

const remark = (at: number): Diagnostic => ({
  code: "bad-value",
  severity: at % 2 === 0 ? "error" : "warning",
  message: `remark ${at}`,
  hint: "Correct it.",
  source: { file: `access/acme/m${at}.yaml`, line: at + 1, column: 1 },
});

function expectEven(work: (n: number) => () => unknown): void {
  const growth = growthOf("render/", {
    little: work(few),
    much: work(many),
    apart: { times: most.apart, few: begun },
  });
  expect(growth.apart).toEqual([]);
  expect(growth.together).toBeLessThan(most.together);
}

describe("showing does eight times the work for eight times as many", () => {
  it.each(Object.entries(plans))("%s", (_, make) => {
    expectEven((n) => {
      const shown = make(n);
      const named = new Set(all(n, mail));
      return () => {
        planText(shown, { paint: plainPaint, width: 80 });
        planMarkdown(shown);
        planMarkdown(shown, { limitBytes: limits.bytes });
        planJson(shown);
        planComment(
          {
            plans: shown.map((plan) => publicPlan(plan, named)),
            failures: [],
            head: "a1b2c3d".padEnd(40, "0"),
            sensitive: [],
            policyChanges: [],
          },
          limits,
        );
      };
    });
  });

  it("remarks on files", () => {
    expectEven((n) => {
      const remarks = all(n, remark);
      return () => {
        diagnosticsText(remarks, plainPaint);
        diagnosticsJson(remarks);
        diagnosticsGithub(remarks);
        planComment({
          plans: [],
          failures: [],
          head: "a1b2c3d",
          sensitive: [],
          policyChanges: [],
          diagnostics: remarks,
        });
      };
    });
  });
});
