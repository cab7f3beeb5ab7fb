/**
 * Golden cases: what muster plans, says and does in each of `cases/*`, byte for byte. `npm run bless` writes the
 * outputs anew; exit codes stand in `case.json` and are changed by hand only.
 */
import { existsSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyJournal } from "../../src/journal/chain.ts";
import { guardNames } from "../../src/model/guard.ts";
import { withheldCodes, type Plan } from "../../src/model/plan.ts";
import { verbs } from "../../src/kinds/verbs.ts";
import { fingerprintOf } from "../../src/plan/plan.ts";
import { planJson } from "../../src/render/json.ts";
import { parsePlanFile } from "../../src/render/planFile.ts";
import { caseNames, casesFolder, outputNames, readCase, runCase } from "./case.ts";

const bless = process.env["BLESS"] === "1";

describe("golden cases", () => {
  it.each(caseNames)("%s", async (name) => {
    const { exit, outputs, plan } = await runCase(name);
    for (const output of outputNames) {
      const path = join(casesFolder, name, output);
      const text = outputs[output];
      if (bless && text === undefined) await rm(path, { force: true });
      if (bless && text !== undefined) await writeFile(path, text);
      expect(existsSync(path) ? readFileSync(path, "utf8") : undefined, `${name}/${output}`).toBe(text);
    }
    expect(exit, "exit codes").toEqual(readCase(name).exit);
    expect(fingerprintOf(plan.actions)).toBe(plan.fingerprint);
  });
});

/** The plan as it stands in the case's `plan.json`. */
function blessedPlan(name: string): { readonly plan: Plan; readonly text: string } {
  const text = readFileSync(join(casesFolder, name, "plan.json"), "utf8");
  const read = parsePlanFile(text);
  if ("error" in read) throw new Error(`${name}: ${read.error}`);
  const [plan] = read.organizations;
  if (plan === undefined) throw new Error(`${name} plans no organization`);
  return { plan, text };
}

describe("the cases together", () => {
  it("hold plans that survive being written and read", () => {
    for (const name of caseNames) {
      const { plan, text } = blessedPlan(name);
      expect(planJson([plan]), name).toBe(text);
      expect(fingerprintOf(plan.actions), name).toBe(plan.fingerprint);
    }
  });

  it("hold journals whose chain is whole", () => {
    const journals = caseNames
      .map((name) => join(casesFolder, name, "journal.jsonl"))
      .filter((path) => existsSync(path));
    expect(journals.length).toBeGreaterThan(5);
    for (const path of journals) expect(verifyJournal(readFileSync(path, "utf8")).problems, path).toEqual([]);
  });

  it("show every verb that is built", () => {
    const seen = caseNames.flatMap((name) => blessedPlan(name).plan.actions.map((action) => action.verb));
    expect([...new Set(seen)].sort()).toEqual([...verbs].sort());
  });

  it("show every reason for withholding", () => {
    const seen = caseNames.flatMap((name) => blessedPlan(name).plan.withheld.map((item) => item.code));
    expect([...new Set(seen)].sort()).toEqual([...withheldCodes].sort());
  });

  it("show every guard", () => {
    const blocked = caseNames.flatMap((name) =>
      blessedPlan(name).plan.findings.flatMap(({ guard, severity }) => (severity === "block" ? [guard] : [])),
    );
    expect([...new Set(blocked)].sort()).toEqual([...guardNames].sort());
  });

  it("show every kind of follow-up, and both risks", () => {
    const plans = caseNames.map((name) => blessedPlan(name).plan);
    const codes = plans.flatMap((plan) => plan.follow_ups.map((item) => item.code));
    expect([...new Set(codes)].sort()).toEqual([
      "check_apps",
      "check_deploy_keys",
      "deliver_key",
      "replace_deploy_key",
      "revoke_grant",
      "rotate_key",
      "rotate_secrets",
    ]);
    const risks = plans.flatMap((plan) => plan.actions.map((action) => action.risk));
    expect([...new Set(risks)].sort()).toEqual(["high", "low"]);
  });

  it("show every cause that is built", () => {
    const seen = caseNames.flatMap((name) => blessedPlan(name).plan.actions.map((action) => action.cause));
    expect([...new Set(seen)].sort()).toEqual(["change", "drift", "due", "unfinished"]);
  });
});
