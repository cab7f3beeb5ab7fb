/** Summaries of a job: what the comments say, with more room. GitHub drops one above 1 MiB whole. */
import type { Limits } from "./fit.ts";
import { summaryLimits } from "./markdownParts.ts";
import { planReport, type CommentInput } from "./planReport.ts";
import { resultReport, type ResultInput } from "./resultReport.ts";

/** Plans as a summary, at most a million bytes long. */
export function planSummary(input: CommentInput, limits: Limits = summaryLimits): string {
  return planReport(input, { markers: [], limits, rest: "The artifact `plan.json` has everything." }).text;
}

/** What was applied, as a summary, at most a million bytes long. */
export function resultSummary(input: ResultInput, limits: Limits = summaryLimits): string {
  return resultReport(input, { markers: [], limits, rest: "The journal has everything." }).text;
}
