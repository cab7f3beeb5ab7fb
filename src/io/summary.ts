/** The summary of a job at GitHub, for commands that run as a step there; elsewhere there is none, and nothing is written. */
import { appendFileSync } from "node:fs";
import type { Environment } from "./env.ts";
import { reasonOf } from "./reason.ts";

/** Adds Markdown to it; why that failed, where it did. GitHub drops a summary that grows beyond 1 MiB: a longer text is left out. */
export function addToSummary(
  env: Environment,
  markdown: () => string,
): { readonly error: string } | undefined {
  const path = env["GITHUB_STEP_SUMMARY"] ?? "";
  if (path === "" || env["GITHUB_ACTIONS"] !== "true") return undefined;
  try {
    const text = markdown();
    if (Buffer.byteLength(text) > mostBytes)
      return { error: "The answer is too long for the summary of the job." };
    appendFileSync(path, text);
    return undefined;
  } catch (problem) {
    return { error: `The summary of the job could not be written: ${reasonOf(problem).text}.` };
  }
}

const mostBytes = 900 * 1024;
