/**
 * Which organizations the job that applies had, as the workflow's file said at a commit: a job that was given some of
 * them and went well says nothing of the others.
 */
import { runGit } from "../io/gitCommand.ts";
import { utf8 } from "../model/utf8.ts";
import { commandOf, expressionsIn, isMusterStep } from "./doctor/musterSteps.ts";
import { readWorkflow } from "./doctor/workflow.ts";

/** `unknown`: an expression said which, or nobody can tell any more. */
export type AppliedPart = "all" | "unknown" | readonly string[];

const maxWorkflowBytes = 1024 * 1024;
/** What git says of a file that the commit does not have: where no file is, none gives the input. */
const notThere = 128;

/** Which the file at `path` names, as it stands in the commit. */
export async function appliedBy(where: {
  readonly cwd: string;
  readonly commit: string;
  /** From the root of the repository: `.github/workflows/muster.yml` */
  readonly path: string;
}): Promise<AppliedPart> {
  const { cwd, commit, path } = where;
  const args = ["cat-file", "blob", `${commit}:${path}`];
  const output = await runGit({ cwd, args, maxBytes: maxWorkflowBytes, codes: [0, notThere] });
  if (output.ok && output.code === notThere) return "all";
  const text = output.ok ? utf8(output.stdout) : null;
  return text === null ? "unknown" : partIn(path, text);
}

/** Of a workflow's text. With several jobs that apply, nobody can tell which of them had which. */
export function partIn(path: string, text: string): AppliedPart {
  // Whatever else the file says: without the input, a job has all.
  if (!/organizations["']?\s*:/i.test(text)) return "all";
  const workflow = readWorkflow(path, text);
  if ("unreadable" in workflow) return "unknown";
  const steps = workflow.jobs.flatMap((job) => job.steps).filter(isMusterStep);
  const given = steps
    .filter((step) => commandOf(step) === "apply")
    .map((step) => inputNamed("organizations", step.with));
  if (given.length > 0 && given.every((names) => names === "")) return "all";
  const [only = "", ...others] = given;
  if (given.length === 0 || others.length > 0 || expressionsIn(only).length > 0) return "unknown";
  return only.split(/[\s,]+/).filter((name) => name !== "");
}

/** Names of inputs are told without regard to case. */
function inputNamed(wanted: string, given: ReadonlyMap<string, { readonly text: string }>): string {
  const found = [...given].find(([name]) => name.toLowerCase() === wanted);
  return found?.[1].text.trim() ?? "";
}
