/** Law 9 and law 4 for rendering: hostile text in every field opens nothing, and the same plan gives the same bytes. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Source } from "../../src/model/diagnostic.ts";
import { outcomeStatuses, planArbitrary, textArbitrary } from "../unit/render/hostile.ts";
import { diagnosticsGithub } from "../../src/render/annotations.ts";
import { diagnosticsJson, diagnosticsText } from "../../src/render/diagnostics.ts";
import { terminalText } from "../../src/render/escape.ts";
import { planJson } from "../../src/render/json.ts";
import { journalText } from "../../src/render/journal.ts";
import { planMarkdown } from "../../src/render/markdown.ts";
import { plainPaint } from "../../src/render/paint.ts";
import { parsePlanFile } from "../../src/render/planFile.ts";
import { planText } from "../../src/render/text.ts";
import { complaintsOn } from "../unit/render/parsed.ts";
import type { Action } from "../../src/model/plan.ts";
import { resultText } from "../fakes/result.ts";
import { sidesSaying } from "../fakes/short.ts";

const plans = fc.array(planArbitrary, { maxLength: 3 });

/** Characters that are not seen or that move others; line feeds apart. */
const hidden =
  /[^\n\P{Cc}]|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}|(?! )\p{Zs}|\p{Default_Ignorable_Code_Point}|\p{Co}|[\u2800\ufffe\uffff]/u;

function expectHarmlessLines(text: string): void {
  expect(text).not.toMatch(hidden);
  expect(text).not.toMatch(/^\s*::/m);
  expect(text).not.toMatch(/##\[|##vso/);
}

describe("text for terminals and logs", () => {
  it("holds nothing hidden and no workflow command, and has no lines that plans could add", () => {
    fc.assert(
      fc.property(plans, (list) => {
        const text = planText(list, { paint: plainPaint });
        expectHarmlessLines(text);
        const tame = list.map((plan) => JSON.parse(JSON.stringify(plan, tameText)));
        expect(text.split("\n").length).toBe(planText(tame, { paint: plainPaint }).split("\n").length);
      }),
    );
  });

  it("shows different texts differently", () => {
    fc.assert(
      fc.property(textArbitrary, textArbitrary, (a, b) => {
        expect(terminalText(a) === terminalText(b)).toBe(a === b);
      }),
    );
  });

  it("holds for results, journals and diagnostics too", () => {
    fc.assert(
      fc.property(
        planArbitrary,
        textArbitrary,
        fc.constantFrom(...outcomeStatuses),
        (plan, hostile, status) => {
          const outcomes = plan.actions.map((action) => ({
            action,
            status,
            message: hostile,
            requestId: hostile,
          }));
          const result = { outcomes, stopped: "provider", message: hostile } as const;
          expectHarmlessLines(resultText(plan, result));
          const entries = plan.actions.map((action, seq) => ({
            ...action,
            seq,
            at: hostile,
            run: hostile,
            event: seq === 0 ? "run_started" : "outcome",
            organization: hostile,
            actor: hostile,
            commit: hostile,
            fingerprint: hostile,
            action: action.id,
            status: hostile,
            message: hostile,
            stopped: hostile,
            counts: { [hostile]: 1 },
          }));
          expectHarmlessLines(journalText(entries, plainPaint));
        },
      ),
    );
  });

  it("gives one annotation a diagnostic", () => {
    fc.assert(
      fc.property(fc.array(textArbitrary, { minLength: 1, maxLength: 4 }), (texts) => {
        const list = texts.map((text, index) => {
          const source: Source = { file: text, line: index + 1, column: 1 };
          return { code: text, severity: "error" as const, message: text, hint: text, source };
        });
        expectHarmlessLines(diagnosticsText(list, plainPaint));
        const lines = diagnosticsGithub(list).split("\n");
        expect(lines).toHaveLength(list.length + 1);
        for (const line of lines.slice(0, -1)) {
          expect(line).not.toMatch(hidden);
          expect(line).toMatch(/^::error file=[^:,]*,line=\d+,col=1,title=[^:,]*::/);
        }
        expect(diagnosticsJson(list)).not.toMatch(hidden);
      }),
    );
  });
});

describe("Markdown", () => {
  it("opens nothing but what is ours", () => {
    fc.assert(
      fc.property(plans, (list) => {
        const text = planMarkdown(list);
        expect(text).not.toMatch(hidden);
        expect(complaintsOn(text)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps to its bytes at line borders, and still opens nothing", () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 800, max: 5000 }), (list, limitBytes) => {
        const text = planMarkdown(list, { limitBytes });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limitBytes);
        expect(complaintsOn(text)).toEqual([]);
      }),
    );
  });
});

const withItsSides = (action: Action): Action =>
  ({ ...action, ...sidesSaying(action.verb, action.kind, action.key) }) as Action;

describe("JSON", () => {
  it("comes back as it was, and shows nothing hidden", () => {
    fc.assert(
      fc.property(plans, (drawn) => {
        expectHarmlessLines(planJson(drawn));
        // Only sides that a verb can have are read back.
        const list = drawn.map((plan) => ({ ...plan, actions: plan.actions.map(withItsSides) }));
        const text = planJson(list);
        expectHarmlessLines(text);
        expect(parsePlanFile(text)).toEqual({ schema_version: 1, organizations: list });
      }),
    );
  });

  it("is the same bytes whatever the order of keys, and so is every other format", () => {
    fc.assert(
      fc.property(plans, (list) => {
        const turned = list.map((plan) => JSON.parse(JSON.stringify(reversed(plan as unknown as Json))));
        expect(planJson(turned)).toBe(planJson(list));
        expect(planText(turned, { paint: plainPaint })).toBe(planText(list, { paint: plainPaint }));
        expect(planMarkdown(turned)).toBe(planMarkdown(list));
      }),
    );
  });

  it("is read without throwing, whatever it is, and what is read can be rendered", () => {
    fc.assert(
      fc.property(planArbitrary, fc.nat(), fc.json(), (plan, at, replacement) => {
        const text = planJson([plan]);
        const marks = [...text.matchAll(/: (?=["\d{[n])/g)].map((match) => match.index + 2);
        const start = marks[at % marks.length] ?? 0;
        const spoiled = text.slice(0, start) + replacement + text.slice(start).replace(/^[^,\n]*/, "");
        const read = parsePlanFile(spoiled);
        if ("error" in read) {
          expect(read.error).not.toMatch(hidden);
          return;
        }
        expectHarmlessLines(planText(read.organizations, { paint: plainPaint }));
        expect(planMarkdown(read.organizations)).not.toMatch(hidden);
      }),
      { numRuns: 300 },
    );
  });
});

/** Hostile text out, everything that decides on structure kept. */
function tameText(key: string, value: unknown): unknown {
  return key === "message" || key === "acting" || key === "id" ? "tame" : value;
}

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as JsonObject).reverse();
  return Object.fromEntries(entries.map(([key, item]) => [key, reversed(item)]));
}
