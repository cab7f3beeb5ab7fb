/** The action's inputs, as the runner hands them over: `INPUT_` and the name in upper case, blanks as `_`, dashes kept. */
import type { Environment } from "../io/env.ts";
import { durationHint, durationOf } from "../model/duration.ts";
import { guardNames, type GuardName } from "../model/guard.ts";
import { nearest } from "../model/text.ts";
import { commands, type Command } from "../setup/jobEvents.ts";

export interface Inputs {
  readonly command: Command;
  readonly access: string;
  readonly githubToken: string;
  /** Further hosts that may receive a key. */
  readonly hosts: string;
  readonly requireReviewed: boolean;
  readonly allowWriteKeyOnPullRequest: boolean;
  /** A journal, which names people, may be kept where everybody can read it. */
  readonly publicJournal: boolean;
  /** Jobs that write keep what they read, and plan jobs without a key hold files against that. */
  readonly snapshot: boolean;
  /** Of leavers also what takes a request for each repository is looked for. */
  readonly deep: boolean;
  readonly allow: readonly GuardName[];
  readonly reason: string;
  /** Milliseconds; undefined for no limit. */
  readonly timeBudget?: number;
  /** Keys; all when empty. */
  readonly organizations: readonly string[];
}

/** The inputs, or what is wrong with the first that cannot be taken. */
export function inputsOf(env: Environment): Inputs | { readonly error: string } {
  const input = (name: string): string => (env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
  const command = commands.find((name) => name === input("command"));
  if (command === undefined) return { error: unknownOf("command", input("command"), commands) };
  const requireReviewed = booleanOf(input("require-reviewed"));
  const allowWriteKeyOnPullRequest = booleanOf(input("allow-write-key-on-pull-request"));
  const publicJournal = booleanOf(input("public-journal"));
  const snapshot = booleanOf(input("snapshot"));
  const deep = booleanOf(input("deep"));
  for (const [name, value] of Object.entries({
    deep,
    snapshot,
    "require-reviewed": requireReviewed,
    "allow-write-key-on-pull-request": allowWriteKeyOnPullRequest,
    "public-journal": publicJournal,
  })) {
    if (value === undefined) return { error: `The input "${name}" is neither true nor false.` };
  }
  const allow = listOf(input("allow"));
  const unknown = allow.find((name) => !guardNames.some((guard) => guard === name));
  if (unknown !== undefined) return { error: unknownOf("allow", unknown, guardNames) };
  const reason = input("reason");
  if (allow.length > 0 && reason === "") {
    return { error: 'The input "allow" needs "reason": why the guard is lifted, for the journal.' };
  }
  const budget = input("time-budget");
  const timeBudget = budget === "" ? undefined : durationOf(budget);
  if (budget !== "" && timeBudget === undefined) {
    return { error: `The input "time-budget" is no length of time: ${durationHint}` };
  }
  const githubToken = input("github-token");
  if (githubToken === "") return { error: 'The input "github-token" is empty: leave it to its default.' };
  return {
    command,
    access: input("access") === "" ? "access" : input("access"),
    githubToken,
    hosts: input("hosts"),
    requireReviewed: requireReviewed === true,
    allowWriteKeyOnPullRequest: allowWriteKeyOnPullRequest === true,
    publicJournal: publicJournal === true,
    snapshot: snapshot === true,
    deep: deep === true,
    allow: guardNames.filter((guard) => allow.includes(guard)),
    reason,
    ...(timeBudget === undefined ? {} : { timeBudget }),
    organizations: listOf(input("organizations")),
  };
}

/** An input that was left out is false. YAML 1.2 knows these spellings, and the runner's own toolkit takes no others. */
function booleanOf(text: string): boolean | undefined {
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  return text === "" || /^(?:false|False|FALSE)$/.test(text) ? false : undefined;
}

function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((item) => item !== "");
}

function unknownOf(name: string, value: string, known: readonly string[]): string {
  const near = nearest(value, known);
  const hint = near === undefined ? `It is one of: ${known.join(", ")}.` : `Did you mean ${near}?`;
  return value === ""
    ? `The input "${name}" is missing. ${hint}`
    : `The input "${name}" is "${value}". ${hint}`;
}
