/**
 * The list of what was planned for a pull request, signed with a key that only the two environments hold: what apply
 * may do where reviews bind. A list that was altered, or is about something else, reviews nothing.
 */
import { isMacOf, macOf } from "../io/hmac.ts";
import { canonicalJson, type Json, type JsonObject } from "../model/json.ts";
import { isObject, jsonIn } from "../model/jsonIn.ts";
import { isObjectId } from "../model/objectId.ts";
import { guardNames, type GuardName } from "../model/guard.ts";
import { isStopped, type Plan } from "../model/plan.ts";
import type { Failure } from "./failure.ts";

/** Where a list comes from: what was planned, and which job of which run did so. */
export interface Origin {
  readonly repositoryId: number;
  readonly pullRequest: number;
  /** Ids of the commits that were planned: the pull request's head, and the default branch's tip at that time. */
  readonly head: string;
  readonly base: string;
  /** The run of the workflow that planned it, and which attempt of it. */
  readonly runId: number;
  readonly attempt: number;
  /** The workflow's file with the ref that it was taken from (`.github/workflows/muster.yml@refs/heads/main`), and its commit. */
  readonly workflow: string;
  readonly workflowCommit: string;
}

/** What is signed of one organization's plan. */
export interface ReviewedOrganization {
  /** Ids of the actions. */
  readonly actions: readonly string[];
  /** Ids of changed terms, which no action carries. */
  readonly terms: readonly string[];
  /** Guards that stopped it: such a plan ends its job as failed, although it was shown. */
  readonly blocked: readonly GuardName[];
}

/** What a list is about, and what it lets run. */
export interface Reviewed extends Origin {
  /** SHA-256 of the files that were kept beside the list, by name: what people were shown. */
  readonly files: Readonly<Record<string, string>>;
  /** By key of the organization. */
  readonly organizations: Readonly<Record<string, ReviewedOrganization>>;
}

/** `plan`: what a pull request was shown, which counts as reviewed. `part`: one job's share of it, which nobody was shown yet. */
export type ListKind = "plan" | "part";

/** Shorter keys could be guessed; counted in UTF-16 code units. */
const shortestReviewKey = 32;
/** Longer lists are refused before they are parsed; in UTF-16 code units. */
export const longestReviewed = 16 * 1024 * 1024;

/** Keeps a mac of one kind of list from passing for one of another, or of anything else under the same key. */
const purposes: Readonly<Record<ListKind, string>> = {
  plan: "muster reviewed plan, version 2\n",
  part: "muster part of a plan, version 2\n",
};

/** Of a plan, what is signed: its actions, and its changed terms where it has some. */
export function reviewedOf(plan: Plan): ReviewedOrganization {
  const blocks = plan.findings.filter(({ severity }) => severity === "block").map(({ guard }) => guard);
  return {
    actions: plan.actions.map(({ id }) => id).sort(),
    terms: (plan.terms ?? []).map(({ id }) => id).sort(),
    blocked: isStopped(plan) ? [...new Set(blocks)].sort() : [],
  };
}

/** The list as JSON text with its mac; the same bytes for the same content. Plans of files alone have no place in it. */
export function signReviewed(
  input: Reviewed & { readonly key: string; readonly kind: ListKind },
): { readonly text: string } | Failure {
  const unfit = unfitKey(input.key);
  if (unfit !== undefined) return unfit;
  const body: JsonObject = {
    schema_version: 2,
    repository_id: input.repositoryId,
    pull_request: input.pullRequest,
    head: input.head,
    base: input.base,
    run_id: input.runId,
    attempt: input.attempt,
    workflow: input.workflow,
    workflow_commit: input.workflowCommit,
    files: { ...input.files },
    organizations: Object.fromEntries(
      Object.entries(input.organizations).map(([key, { actions, terms, blocked }]) => [
        key,
        {
          actions: [...actions].sort(),
          ...(terms.length === 0 ? {} : { terms: [...terms].sort() }),
          ...(blocked.length === 0 ? {} : { blocked: [...blocked].sort() }),
        },
      ]),
    ),
  };
  const list = canonicalJson(body);
  return { text: `${canonicalJson({ list, mac: macOf(input.key, signedText(input.kind, list)) })}\n` };
}

/** What a signed list says, or why it counts for nothing. */
export function readReviewed(input: {
  readonly text: string;
  readonly key: string;
  readonly kind: ListKind;
}): Reviewed | Failure {
  const unfit = unfitKey(input.key);
  if (unfit !== undefined) return unfit;
  if (input.text.length > longestReviewed) return wrong("is larger than 16 MB");
  const signed = parsed(input.text);
  const mac = signed?.["mac"];
  const list = signed?.["list"];
  if (typeof mac !== "string" || typeof list !== "string") return wrong("is no signed list");
  // The very text that was signed is checked, before anything in it is looked at.
  if (!isMacOf(input.key, signedText(input.kind, list), mac)) {
    return wrong(
      "was not signed with this MUSTER_REVIEW_KEY by this version of muster, or was altered since",
    );
  }
  const body = parsed(list);
  return body === undefined ? wrong("is not JSON") : contentOf(body);
}

function parsed(text: string): JsonObject | undefined {
  const value = jsonIn(text);
  return isObject(value) ? value : undefined;
}

function contentOf(body: JsonObject): Reviewed | Failure {
  if (body["schema_version"] !== 2) return wrong("is of another version");
  const origin = originOf(body);
  if ("error" in origin) return origin;
  const { files, organizations } = body;
  if (!isDigests(files)) return wrong("does not say which files were shown");
  if (!isObject(organizations)) return wrong("lists no organizations");
  const listed: [string, ReviewedOrganization][] = [];
  for (const [key, value] of Object.entries(organizations)) {
    if (!isObject(value)) return wrong("lists no actions of an organization");
    const { actions, terms = [], blocked = [] } = value;
    if (!isIds(actions) || !isIds(terms)) return wrong("holds something else than ids");
    if (!isGuards(blocked)) return wrong("names a guard that is not known");
    listed.push([key, { actions, terms, blocked }]);
  }
  return { ...origin, files, organizations: Object.fromEntries(listed) };
}

function originOf(body: JsonObject): Origin | Failure {
  const repositoryId = body["repository_id"];
  const pullRequest = body["pull_request"];
  const runId = body["run_id"];
  const workflowCommit = body["workflow_commit"];
  const { head, base, attempt, workflow } = body;
  if (!isNumber(repositoryId)) return wrong("names no repository");
  if (!isNumber(pullRequest)) return wrong("names no pull request");
  if (!isNumber(runId) || !isNumber(attempt)) return wrong("names no run");
  if (!isCommit(head) || !isCommit(base)) return wrong("does not name its commits");
  if (typeof workflow !== "string" || !isCommit(workflowCommit)) return wrong("names no workflow");
  return { repositoryId, pullRequest, head, base, runId, attempt, workflow, workflowCommit };
}

function signedText(kind: ListKind, list: string): string {
  return `${purposes[kind]}${list}`;
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

function isGuards(value: Json | undefined): value is readonly GuardName[] {
  return Array.isArray(value) && value.every((name: Json) => guardNames.some((guard) => guard === name));
}

function isDigests(value: Json | undefined): value is Readonly<Record<string, string>> {
  return (
    isObject(value) &&
    Object.values(value).every((digest) => typeof digest === "string" && /^[0-9a-f]{64}$/.test(digest))
  );
}
