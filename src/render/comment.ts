/** The comment on a pull request: what would happen, so that a reviewer knows in five seconds whether to worry. */
import type { Limits } from "./fit.ts";
import { commentLimits, ownLink, type Markdown } from "./markdownParts.ts";
import { beyondHead, planReport, reportHead, type CommentInput } from "./planReport.ts";
import { viewPlan } from "./view.ts";

export type { CommentInput } from "./planReport.ts";

/** The first line of the comment, by which it is found again. */
export const planMarker = "<!-- muster:plan -->";

/**
 * The comment, beginning with `planMarker`, at most 65,536 characters and 262,144 bytes long. What is left out for
 * length is counted; a change of high risk among it (`highRiskLeftOut`) must fail the check.
 */
export function planComment(input: CommentInput, limits: Limits = commentLimits): Markdown {
  const where = `${ownLink("The summary of the run", input.runUrl)} has more, the artifact \`plan.json\` everything.`;
  return planReport(input, { markers: [planMarker], limits, rest: where });
}

/** The counts alone, for when GitHub did not take the comment: everything else is left out. */
export function countsComment(input: CommentInput): Markdown {
  const views = input.plans.map(({ plan }) => viewPlan(plan));
  const where = ownLink("the summary of the run", input.runUrl);
  const text = [
    `${planMarker}\n${reportHead(input, views)}`,
    `GitHub did not take the whole comment: ${where} has it, and the artifact \`plan.json\`.\n`,
  ].join("\n\n");
  return { text, ...beyondHead(input) };
}
