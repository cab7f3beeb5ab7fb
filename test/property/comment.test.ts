/** Law 9 on the pull request: hostile text in every field opens nothing, as a parser of GitHub's Markdown judges. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import { guardNames } from "../../src/model/guard.ts";
import type { PolicyChange } from "../../src/model/policyChange.ts";
import { countsComment, planComment, type CommentInput } from "../../src/render/comment.ts";
import { driftIssue, type DriftInput } from "../../src/render/driftIssue.ts";
import { planMarkdown } from "../../src/render/markdown.ts";
import { resultComment, type OrganizationResult, type ResultInput } from "../../src/render/resultComment.ts";
import { outcomeStatuses, planArbitrary, textArbitrary } from "../unit/render/hostile.ts";
import { complaintsOn, skeletonOf } from "../unit/render/parsed.ts";
import { tamed } from "../unit/render/tame.ts";

const fileUrl = "https://github.example/acme/access/blob/a1b2c3d4/";
const runUrl = "https://github.example/acme/access/actions/runs/7";
const addresses = [fileUrl, "https://github.example/acme/access/actions"];

const record = { noNullPrototype: true } as const;
const source = fc.record(
  { file: textArbitrary, line: fc.nat({ max: 9999 }), column: fc.nat({ max: 99 }) },
  record,
);
const optional = fc.option(textArbitrary, { nil: undefined });

const policyChange: fc.Arbitrary<PolicyChange> = fc.record(
  {
    organization: textArbitrary,
    setting: textArbitrary,
    before: fc.option(textArbitrary),
    after: fc.option(textArbitrary),
    loosens: fc.boolean(),
    source: fc.option(source),
  },
  record,
);

const diagnostic: fc.Arbitrary<Diagnostic> = fc.record(
  {
    code: textArbitrary,
    severity: fc.constantFrom("error" as const, "warning" as const),
    message: textArbitrary,
    hint: textArbitrary,
    source,
  },
  { ...record, requiredKeys: ["code", "severity", "message", "source"] },
);

const failures = fc.array(fc.record({ organization: textArbitrary, message: textArbitrary }, record), {
  maxLength: 2,
});

/** Undefined fields are left out, as callers do. */
function clean<T>(value: T): T {
  return Object.fromEntries(Object.entries(value as object).filter(([, item]) => item !== undefined)) as T;
}

const commentInput = fc
  .record(
    {
      plans: fc.array(
        fc
          .record({ plan: planArbitrary, offline: optional, hidden: fc.nat({ max: 3 }) }, record)
          .map((item) => clean(item)),
        { maxLength: 2 },
      ),
      failures,
      head: textArbitrary,
      sensitive: fc.array(textArbitrary, { maxLength: 8 }),
      policyChanges: fc.array(policyChange, { maxLength: 4 }),
      diagnostics: fc.array(diagnostic, { maxLength: 3 }),
      readSecondsAgo: fc.option(fc.nat({ max: 999 }), { nil: undefined }),
      note: optional,
    },
    record,
  )
  .map((input) => clean(input) as CommentInput);

const organizationResult: fc.Arbitrary<OrganizationResult> = planArbitrary
  .chain((plan) =>
    fc.record(
      {
        plan: fc.constant(plan),
        outcomes: fc.tuple(
          ...plan.actions.map((action) =>
            fc.record(
              {
                action: fc.constant(action),
                status: fc.constantFrom(...outcomeStatuses),
                message: textArbitrary,
                requestId: textArbitrary,
              },
              { ...record, requiredKeys: ["action", "status"] },
            ),
          ),
        ),
        stopped: optional,
        left: fc.oneof(
          fc.constant(null),
          fc.constant(plan.actions.slice(0, 3)),
          fc.record({ error: textArbitrary }, record),
        ),
        blocked: fc.boolean(),
        heldUp: optional,
        hidden: fc.nat({ max: 2 }),
      },
      record,
    ),
  )
  .map((result) => clean(result) as OrganizationResult);

const resultInput = fc
  .record(
    {
      organizations: fc.array(organizationResult, { maxLength: 2 }),
      failures,
      commit: textArbitrary,
      direct: fc.array(textArbitrary, { maxLength: 3 }),
      others: fc.array(fc.nat({ max: 9999 }), { maxLength: 3 }),
      lifted: fc.option(
        fc.record({ guards: fc.subarray([...guardNames], { minLength: 1 }), reason: textArbitrary }, record),
        { nil: undefined },
      ),
      journalHead: fc.option(textArbitrary),
    },
    record,
  )
  .map((input) => clean(input) as ResultInput);

const driftInput: fc.Arbitrary<DriftInput> = fc.record(
  { plans: fc.array(planArbitrary, { maxLength: 3 }), failures },
  record,
);

/** Rendered as it is and with harmless names: nothing foreign opens anything, and the structure is the same. */
function expectHarmless<T extends object>(input: T, render: (input: T) => string): void {
  const text = render(input);
  expect(complaintsOn(text, addresses)).toEqual([]);
  expect(skeletonOf(text, addresses)).toEqual(skeletonOf(render(tamed(input)), addresses));
}

const limit = fc.integer({ min: 3000, max: 9000 });

describe("hostile text on the pull request", () => {
  it("opens nothing in the comment, with and without links", () => {
    fc.assert(
      fc.property(commentInput, fc.boolean(), (input, linked) => {
        const at = linked ? { fileUrl, runUrl } : {};
        expectHarmless(input, (item) => planComment({ ...item, ...at }).text);
        expectHarmless(input, (item) => countsComment({ ...item, ...at }).text);
      }),
      { numRuns: 50 },
    );
  });

  it("opens nothing in the result", () => {
    fc.assert(
      fc.property(resultInput, fc.boolean(), (input, linked) => {
        const at = linked ? { fileUrl, runUrl } : {};
        expectHarmless(input, (item) => resultComment({ ...item, ...at }).text);
      }),
      { numRuns: 50 },
    );
  });

  it("opens nothing in the issue on drift", () => {
    fc.assert(
      fc.property(driftInput, (input) => {
        expectHarmless(input, (item) => driftIssue({ ...item, runUrl }).body);
        expect(complaintsOn(driftIssue(input).title)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it("opens nothing in plans by themselves", () => {
    fc.assert(
      fc.property(fc.array(planArbitrary, { maxLength: 2 }), (plans) => {
        expectHarmless(plans, planMarkdown);
      }),
      { numRuns: 50 },
    );
  });

  it("opens nothing where the text is cut, and the text is within its limits", () => {
    fc.assert(
      fc.property(commentInput, resultInput, limit, (plans, result, characters) => {
        const limits = { characters, bytes: characters + 2000 };
        const texts = [
          planComment({ ...plans, fileUrl, runUrl }, limits),
          resultComment({ ...result, fileUrl, runUrl }, limits),
        ];
        for (const { text } of texts) {
          expect(text.length).toBeLessThanOrEqual(limits.characters);
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limits.bytes);
          expect(complaintsOn(text, addresses)).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });
});
