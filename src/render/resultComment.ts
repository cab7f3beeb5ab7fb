/** The comment on a merged pull request: what became of it. */
import type { Limits } from "./fit.ts";
import { commentLimits, ownLink, type Markdown } from "./markdownParts.ts";
import { resultReport, type ResultInput } from "./resultReport.ts";

export type { OrganizationResult, ResultInput } from "./resultReport.ts";

/** The first line of the comment, by which it is found again. */
export const resultMarker = "<!-- muster:result -->";

/** The comment, beginning with `resultMarker`, within GitHub's limits. */
export function resultComment(input: ResultInput, limits: Limits = commentLimits): Markdown {
  const where = `${ownLink("The summary of the run", input.runUrl)} has more, the journal everything.`;
  return resultReport(input, { markers: [resultMarker], limits, rest: where });
}
