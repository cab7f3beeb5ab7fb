/**
 * What started the job, from the event's payload. GitHub writes the payload, people fill many of its fields: only ids,
 * commit ids and flags are taken from it, and whatever is missing counts against the run.
 */
import { at } from "../forge/github/reading.ts";
import { eventNames, type EventName } from "../setup/jobEvents.ts";
import { commitAt, countAt, textAt, type Payload } from "./payload.ts";

type PullRequestName = Extract<EventName, "pull_request" | "pull_request_target">;

/** A pull request as the event tells of it. */
export interface PullRequestEvent {
  readonly name: PullRequestName;
  readonly number: number;
  readonly headSha: string;
  readonly baseRef: string;
  /** The head's repository is gone or is another one. */
  readonly isFork: boolean;
  readonly isByDependabot: boolean;
  /** The event says that it was closed (or merged): there is nothing to plan any more. */
  readonly isClosed: boolean;
}

export type Event =
  | PullRequestEvent
  | { readonly name: "merge_group"; readonly headSha: string; readonly baseSha: string }
  | { readonly name: Exclude<EventName, PullRequestName | "merge_group"> }
  /** Any other event, or one whose payload lacks what must be known. */
  | { readonly name: "other"; readonly called: string };

/** The repository, as far as the payload tells. */
export interface EventRepository {
  readonly id: number;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
}

const dependabot = "dependabot[bot]";

/** The event that a payload of this name tells of. `actor` is who started the run. */
export function eventOf(called: string, payload: Payload, actor: string): Event {
  const other = { name: "other", called } as const;
  const name = eventNames.find((known) => known === called);
  if (name === undefined) return other;
  switch (name) {
    case "pull_request":
    case "pull_request_target": {
      const number = countAt(payload, "pull_request", "number");
      const headSha = commitAt(payload, "pull_request", "head", "sha");
      const baseRef = textAt(payload, "pull_request", "base", "ref");
      if (number === undefined || headSha === undefined || baseRef === undefined) return other;
      const head = countAt(payload, "pull_request", "head", "repo", "id");
      const base = countAt(payload, "pull_request", "base", "repo", "id");
      const author = textAt(payload, "pull_request", "user", "login");
      return {
        name,
        number,
        headSha,
        baseRef,
        isFork: head === undefined || base === undefined || head !== base,
        isByDependabot: author === dependabot || actor === dependabot,
        isClosed: textAt(payload, "action") === "closed",
      };
    }
    case "merge_group": {
      const headSha = commitAt(payload, "merge_group", "head_sha");
      const baseSha = commitAt(payload, "merge_group", "base_sha");
      return headSha === undefined || baseSha === undefined ? other : { name, headSha, baseSha };
    }
    case "push":
    case "workflow_dispatch":
    case "schedule":
      return { name };
  }
}

/** The repository that the payload is about; undefined when it does not say (schedules may not). */
export function repositoryOf(payload: Payload): EventRepository | undefined {
  const id = countAt(payload, "repository", "id");
  const defaultBranch = textAt(payload, "repository", "default_branch");
  if (id === undefined || defaultBranch === undefined) return undefined;
  // Only a plain "true" makes it private: names of people are shown in private repositories only.
  return { id, defaultBranch, isPrivate: at(payload, "repository", "private") === true };
}
