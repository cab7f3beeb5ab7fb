/** What a token may do, as `permissions:` of a workflow says it, and what the jobs of the design's table are given. */

export type Level = "none" | "read" | "write";

/** `metadata: read` comes with every token. */
export interface Permissions {
  readonly contents?: Level;
  readonly "pull-requests"?: Level;
  readonly issues?: Level;
  readonly deployments?: Level;
  readonly actions?: Level;
  /** The rest no job can have: for tokens of people. */
  readonly environments?: Level;
  readonly secrets?: Level;
  readonly variables?: Level;
  readonly administration?: Level;
}

export type Job = "plan" | "gate" | "apply" | "due" | "record";

const table: Readonly<Record<Job, Permissions>> = {
  plan: { contents: "read", "pull-requests": "write" },
  gate: { contents: "read" },
  apply: { contents: "read", "pull-requests": "write", deployments: "read", actions: "read" },
  due: { contents: "read", issues: "write", deployments: "read", actions: "read" },
  record: { contents: "write" },
};

/** The permissions of a job in the design's table of workflows. */
export function permissionsOf(job: Job): Permissions {
  return table[job];
}

/** One way to be allowed: all of these at least. */
export type Demand = Permissions;

/** True when the token has all of one demand; no demands ask for nothing. */
export function isAllowed(granted: Permissions, demands: readonly Demand[]): boolean {
  return demands.length === 0 || demands.some((demand) => meets(granted, demand));
}

/** What `permissions:` of a workflow may name, of what the fake knows. */
export const jobPermissions = ["contents", "pull-requests", "issues", "deployments", "actions"] as const;

const names = [...jobPermissions, "environments", "secrets", "variables", "administration"] as const;
const ranks: Readonly<Record<Level, number>> = { none: 0, read: 1, write: 2 };

function meets(granted: Permissions, demand: Demand): boolean {
  return names.every((name) => ranks[granted[name] ?? "none"] >= ranks[demand[name] ?? "none"]);
}
