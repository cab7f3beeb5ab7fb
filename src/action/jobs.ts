/**
 * What a command may do, on which event and ref. It is asked before any key is read, and everything that the table of
 * jobs does not name is refused.
 */
import { rowOf, type Command } from "../setup/jobEvents.ts";
import type { Event, PullRequestEvent } from "./event.ts";

/** What a job may do. */
export type Job =
  /** Reads the live organizations with a key that can only read, plans, comments. */
  | { readonly does: "plan"; readonly event: PullRequestEvent }
  /** Lists the organizations that a pull request touches, for a matrix of plan jobs; uses no key. */
  | { readonly does: "list"; readonly event: PullRequestEvent }
  /** Puts the plans of such a matrix together into one comment; uses no key. */
  | { readonly does: "comment"; readonly event: PullRequestEvent }
  /** Compares files with files; holds no key and writes to nobody. */
  | { readonly does: "plan_offline"; readonly event: PullRequestEvent; readonly why: string }
  /** Compares the combined files of a merge group with its base, offline. */
  | { readonly does: "gate"; readonly headSha: string; readonly baseSha: string }
  /** Writes to the live organizations. */
  | { readonly does: "apply" }
  | { readonly does: "due" }
  /** Keeps this run's journal on a branch; holds no key. */
  | { readonly does: "record" }
  /** There is nothing to do, which is fine. */
  | { readonly does: "nothing"; readonly why: string };

interface JobQuestion {
  readonly command: Command;
  readonly event: Event;
  /** `refs/heads/main`, of the run. */
  readonly ref: string;
  readonly defaultBranch: string;
  /** `refs/heads/main`: the ref that the workflow's file was taken from. */
  readonly workflowRef: string;
  /** Any of muster's keys is in the environment, whatever it is worth. */
  readonly hasKey: boolean;
  /** What was read before, and kept, may stand in for a key. */
  readonly hasSnapshot?: boolean;
  /** Guards are asked to be lifted. */
  readonly lifts: boolean;
}

export interface Refusal {
  /** What was refused, and what to do. */
  readonly refused: string;
}

/** What the job may do, or why nothing at all. */
export function jobFor(question: JobQuestion): Job | Refusal {
  const { command, event, lifts } = question;
  if (lifts && event.name !== "workflow_dispatch") {
    return refused(
      `The input "allow" counts on workflow_dispatch only, and this run was started by ${called(event)}.`,
    );
  }
  if (!rowOf(command).events.some((name) => name === event.name)) return notOn(question);
  switch (command) {
    case "plan":
    case "orgs":
    case "comment":
      return "isFork" in event ? pullRequestJob(question, event) : notOn(question);
    case "gate":
      if (event.name !== "merge_group") return notOn(question);
      if (question.hasKey) {
        return refused(
          "A merge group is judged offline: take every MUSTER_TOKEN out of this job's environment.",
        );
      }
      return { does: "gate", headSha: event.headSha, baseSha: event.baseSha };
    case "apply":
    case "due":
      return writing(question, { does: command });
    case "record":
      if (question.hasKey) {
        return refused(
          "What may write to the repository holds no organization's key: take every MUSTER_TOKEN out of this job's environment.",
        );
      }
      return writing(question, { does: command });
  }
}

function pullRequestJob(question: JobQuestion, event: PullRequestEvent): Job | Refusal {
  const { command, hasKey, hasSnapshot, defaultBranch } = question;
  if (event.isClosed)
    return { does: "nothing", why: "The pull request is closed: there is nothing to plan." };
  // Of a pull request that is planned offline the last job of a matrix makes the one plan; it has no parts.
  const offline = (why: string): Job =>
    command === "orgs"
      ? { does: "nothing", why: `Listed nothing: ${why}.` }
      : { does: "plan_offline", event, why };
  if (event.isFork) return offline("the pull request comes from another repository");
  if (event.isByDependabot) return offline("the pull request is Dependabot's");
  if (event.baseRef !== defaultBranch) return offline("the pull request is not into the default branch");
  const foreign = foreignWorkflow(question, event);
  if (foreign !== undefined) return refused(foreign);
  if (command === "orgs") return { does: "list", event };
  if (command === "comment") return { does: "comment", event };
  if (!hasKey && hasSnapshot !== true) return offline("this job holds no key");
  return { does: "plan", event };
}

/** What a plan of it would vouch for is the merged workflow's to say, and no other's; on `pull_request` nothing is vouched for. */
function foreignWorkflow(
  { command, workflowRef, defaultBranch }: JobQuestion,
  { name }: PullRequestEvent,
): string | undefined {
  if (name === "pull_request" || workflowRef === `refs/heads/${defaultBranch}`) return undefined;
  return (
    `"${command}" runs from the workflow file of the default branch (${defaultBranch}) only, and this run's file is that of ` +
    `${workflowRef === "" ? "no ref that GITHUB_WORKFLOW_REF names" : workflowRef}.`
  );
}

function writing(question: JobQuestion, job: Job): Job | Refusal {
  const { command, ref, defaultBranch } = question;
  if (ref === `refs/heads/${defaultBranch}`) return job;
  return refused(
    `"${command}" runs on the default branch (${defaultBranch}) only, and this run is on ${ref === "" ? "no ref" : ref}.`,
  );
}

function notOn({ command, event }: JobQuestion): Refusal {
  return refused(
    `"${command}" runs on ${rowOf(command).where}, and this run was started by ${called(event)}.`,
  );
}

function called(event: Event): string {
  return event.name === "other" ? event.called : event.name;
}

function refused(what: string): Refusal {
  return { refused: `${what} Nothing was read or written.` };
}
