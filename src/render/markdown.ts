/** Plans as GitHub Markdown, for whoever puts them into a job summary or a comment by hand. */
import type { Plan } from "../model/plan.ts";
import { summaryLimits } from "./markdownParts.ts";
import { planReport } from "./planReport.ts";

/**
 * Plans as Markdown, ending in a newline, in at most `limitBytes` bytes of UTF-8 (default 1,000,000). What does not fit
 * is left out line by line and counted. Foreign text stands in code spans or as plain words; it opens no construct of
 * GitHub's.
 */
export function planMarkdown(plans: readonly Plan[], options: { readonly limitBytes?: number } = {}): string {
  const bytes = options.limitBytes ?? summaryLimits.bytes;
  return planReport(
    {
      ...{ plans: plans.map((plan) => ({ plan })), failures: [], head: "", sensitive: [] },
      policyChanges: plans.flatMap((plan) => plan.policy_changes ?? []),
    },
    { markers: [], limits: { characters: bytes, bytes }, rest: "The plan as JSON has everything." },
  ).text;
}
