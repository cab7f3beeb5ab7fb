/**
 * The table of jobs: which of muster's commands runs on which events. The action refuses what it does not name, `init`
 * writes its workflows by it, and `doctor` holds others against it. How a job of each looks, `init/jobs.ts` says.
 */

/** What starts a workflow of muster's, in the order in which one names it. */
export const eventNames = [
  "pull_request",
  "pull_request_target",
  "merge_group",
  "push",
  "workflow_dispatch",
  "schedule",
] as const;
export type EventName = (typeof eventNames)[number];

interface Row {
  readonly events: readonly EventName[];
  /** The same in words, for whoever ran it elsewhere. */
  readonly where: string;
}

const onPullRequests: Row = {
  events: ["pull_request_target", "pull_request"],
  where: "pull_request_target (or pull_request)",
};

const jobTable = {
  plan: onPullRequests,
  gate: { events: ["merge_group"], where: "merge_group" },
  apply: {
    events: ["push", "workflow_dispatch"],
    where: "push to the default branch, or workflow_dispatch on it",
  },
  due: { events: ["schedule"], where: "schedule" },
  record: {
    events: ["push", "workflow_dispatch", "schedule"],
    where: "push to the default branch, or workflow_dispatch or schedule on it",
  },
  orgs: onPullRequests,
  comment: onPullRequests,
} as const satisfies Readonly<Record<string, Row>>;

export type Command = keyof typeof jobTable;
export const commands: readonly Command[] = Object.keys(jobTable) as Command[];

/** Where a command runs. */
export function rowOf(command: Command): Row {
  return jobTable[command];
}

/** How a workflow is started: the simple variant by what a pull request makes of it, every other by the merged file. */
interface Starting {
  readonly simple: boolean;
}

/** The events that start a workflow. */
export function startingEvents({ simple }: Starting): readonly EventName[] {
  return eventNames.filter((event) => event !== (simple ? "pull_request_target" : "pull_request"));
}

/** Those of them on which a command runs. */
export function eventsFor(command: Command, starting: Starting): readonly EventName[] {
  return startingEvents(starting).filter((event) => rowOf(command).events.includes(event));
}
