/**
 * The list of what was planned for a pull request, signed with a key that only the two environments hold: what apply
 * may do where reviews bind. A list that was altered, or is about something else, reviews nothing.
 */
import { isMacOf, macOf } from "../io/hmac.ts";
import { canonicalJson, type Json, type JsonObject } from "../model/json.ts";
import { isObjectId } from "../model/objectId.ts";
import type { Action } from "../model/plan.ts";
import { sortedBy } from "../model/text.ts";
import type { Failure } from "./load.ts";

/** What a list is about, and what it lets run. */
export interface Reviewed {
  readonly repositoryId: number;
  readonly pullRequest: number;
  /** Ids of the commits that were planned: the pull request's head, and the default branch's tip at that time. */
  readonly head: string;
  readonly base: string;
  /** The run of the workflow that planned it. */
  readonly runId: number;
  /** Ids of the actions by key of the organization. */
  readonly organizations: Readonly<Record<string, readonly string[]>>;
}

/** Of a plan, what is signed. */
export interface Signed {
  readonly organization: string;
  readonly actions: readonly Pick<Action, "id">[];
}

/** Shorter keys could be guessed; counted in UTF-16 code units. */
export const shortestReviewKey = 32;
/** Longer lists are refused before they are parsed; in UTF-16 code units. */
export const longestReviewed = 16 * 1024 * 1024;

/** Keeps a mac of this list from passing for one of anything else under the same key. */
const purpose = "muster reviewed plan, version 1\n";

/** The list of the plans' actions as JSON text with its mac; the same bytes for the same plans. Plans of files alone have no place in it. */
export function signReviewed(
  input: Omit<Reviewed, "organizations"> & { readonly key: string; readonly plans: readonly Signed[] },
): { readonly text: string } | Failure {
  const unfit = unfitKey(input.key);
  if (unfit !== undefined) return unfit;
  const { repositoryId, pullRequest, head, base, runId } = input;
  const body: JsonObject = {
    schema_version: 1,
    repository_id: repositoryId,
    pull_request: pullRequest,
    head,
    base,
    run_id: runId,
    organizations: Object.fromEntries(
      sortedBy(input.plans, (plan) => plan.organization).map((plan) => [
        plan.organization,
        plan.actions.map((action) => action.id).sort(),
      ]),
    ),
  };
  const list = canonicalJson(body);
  return { text: `${canonicalJson({ list, mac: macOf(input.key, signedText(list)) })}\n` };
}

/** What a signed list says, or why it counts for nothing. */
export function readReviewed(input: { readonly text: string; readonly key: string }): Reviewed | Failure {
  const unfit = unfitKey(input.key);
  if (unfit !== undefined) return unfit;
  if (input.text.length > longestReviewed) return wrong("is larger than 16 MB");
  const signed = parsed(input.text);
  const mac = signed?.["mac"];
  const list = signed?.["list"];
  if (typeof mac !== "string" || typeof list !== "string") return wrong("is no signed list");
  // The very text that was signed is checked, before anything in it is looked at.
  if (!isMacOf(input.key, signedText(list), mac)) {
    return wrong("was not signed with this MUSTER_REVIEW_KEY, or was altered since");
  }
  const body = parsed(list);
  return body === undefined ? wrong("is not JSON") : contentOf(body);
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function contentOf(body: JsonObject): Reviewed | Failure {
  if (body["schema_version"] !== 1) return wrong("is of another version");
  const repositoryId = body["repository_id"];
  const pullRequest = body["pull_request"];
  const runId = body["run_id"];
  const { head, base, organizations } = body;
  if (!isNumber(repositoryId)) return wrong("names no repository");
  if (!isNumber(pullRequest)) return wrong("names no pull request");
  if (!isNumber(runId)) return wrong("names no run");
  if (!isCommit(head) || !isCommit(base)) return wrong("does not name its commits");
  if (!isObject(organizations)) return wrong("lists no organizations");
  const listed: [string, readonly string[]][] = [];
  for (const [key, ids] of Object.entries(organizations)) {
    if (!isIds(ids)) return wrong("holds something else than ids of actions");
    listed.push([key, ids]);
  }
  return { repositoryId, pullRequest, head, base, runId, organizations: Object.fromEntries(listed) };
}

function signedText(list: string): string {
  return `${purpose}${list}`;
}

/** Why a key will not do; undefined when it will. */
export function unfitKey(key: string): Failure | undefined {
  return key.length >= shortestReviewKey
    ? undefined
    : {
        error: `MUSTER_REVIEW_KEY is shorter than ${shortestReviewKey} characters, and could be guessed. Make one with: openssl rand -hex 32`,
      };
}

function wrong(what: string): Failure {
  return { error: `The list of reviewed actions ${what}.` };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

function isCommit(value: Json | undefined): value is string {
  return typeof value === "string" && isObjectId(value);
}

function isIds(value: Json | undefined): value is readonly string[] {
  return (
    Array.isArray(value) && value.every((id: Json) => typeof id === "string" && /^[0-9a-f]{32}$/.test(id))
  );
}
