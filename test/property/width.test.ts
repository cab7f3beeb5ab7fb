/** A plan on a terminal of any width: nothing is lost, prose breaks between words, a place is whole or not there. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { plainPaint } from "../../src/render/paint.ts";
import { planText } from "../../src/render/text.ts";
import { columnsOf, wrapped } from "../../src/render/wrap.ts";
import { parsePlanFile } from "../../src/render/planFile.ts";
import { placeIn } from "../../src/render/view.ts";
import { caseNames, casesFolder } from "../golden/case.ts";

it("keeps every word of a text, in order, on lines that fit", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 40, max: 160 }),
      (words, width) => {
        const text = wrapped(words.join(" "), width);
        expect(text.split(/\s+/)).toEqual(words);
        for (const line of text.split("\n")) expect(columnsOf(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});

it.each(caseNames)("shows each place of %s on the line of its row, or not at all", (name) => {
  const path = join(casesFolder, name, "plan.json");
  const read = parsePlanFile(readFileSync(path, "utf8"));
  if ("error" in read) throw new Error(read.error);
  const places = new Set(
    read.organizations.flatMap((plan) =>
      [...plan.actions, ...plan.withheld, ...(plan.terms ?? []), ...(plan.policy_changes ?? [])].map(
        ({ source }) => placeIn(source, plan.organization),
      ),
    ),
  );
  const words = (text: string): string[] => text.split(/\s+/).filter((word) => !places.has(word));
  const natural = words(planText(read.organizations, { paint: plainPaint }));
  for (const width of [40, 57, 80, 100, 133, 200]) {
    const text = planText(read.organizations, { paint: plainPaint, width });
    expect(words(text)).toEqual(natural);
    for (const line of text.split("\n")) {
      expect(places.has(line.trim()) && line.trim() !== "", line).toBe(false);
      const longest = Math.max(...line.split(" ").map((word) => word.length));
      expect(columnsOf(line) <= width || longest > width - 40, line).toBe(true);
    }
  }
});
