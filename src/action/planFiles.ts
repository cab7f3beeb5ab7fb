/**
 * What a plan job leaves for the steps and runs after it, as files: `plan.json`; `part.json`, for the job that puts the
 * parts of a matrix together. What of it counts as reviewed is signed elsewhere, over these very bytes.
 */
import { writeText } from "../io/file.ts";
import { digestOf } from "../io/hmac.ts";
import type { PlanFailure, PlanShown } from "../render/planReport.ts";
import { planJson } from "../render/json.ts";
import type { Desk } from "./desk.ts";

interface Keeping {
  readonly plans: readonly PlanShown[];
  readonly failures: readonly PlanFailure[];
}

/** SHA-256 of files by their names. */
export type Digests = Readonly<Record<string, string>>;

/** Writes the files and gives their digests; or the reason when one could not be written. */
export async function keepPlans(
  { runner }: Desk,
  { plans, failures }: Keeping,
): Promise<{ readonly digests: Digests } | { readonly error: string }> {
  const part = {
    failures,
    plans: plans.map(({ plan, ...said }) => ({ organization: plan.organization, ...said })),
  };
  const texts = {
    "plan.json": runner.redact(planJson(plans.map((item) => item.plan))),
    "part.json": runner.redact(`${JSON.stringify(part)}\n`),
  };
  for (const [name, text] of Object.entries(texts)) {
    const unwritten = await writeText(runner.file(name), text);
    if (unwritten !== undefined) return unwritten;
  }
  runner.output("plan", runner.file("plan.json"));
  return { digests: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, digestOf(text)])) };
}
