/**
 * A repository's settings at GitHub, as far as they decide who can use a key: environments, names of secrets, rules of
 * a branch. Reads only; no secret's value can be read at all. Fields are those of the REST API, version 2022-11-28.
 */
import type { Read } from "./answers.ts";
import type { Place } from "./calls.ts";
import { openPlace, type GitHubOptions } from "./client.ts";
import type { Asked } from "./github.ts";
import { at, type Reading } from "./reading.ts";
import type { Question } from "./question.ts";

/** Which branches may use an environment. */
export type DeploymentBranches =
  | { readonly kind: "any" }
  /** Every branch with protection. */
  | { readonly kind: "protected" }
  /** Patterns of names, each of a branch or a tag. */
  | {
      readonly kind: "named";
      readonly patterns: readonly { readonly name: string; readonly type: string }[];
    };

interface BranchRules {
  /** Names of the checks that must succeed before a merge. */
  readonly checks: readonly string[];
  /** Whether a review by code owners is required; null when that could not be seen. */
  readonly codeOwners: boolean | null;
}

/** Where a secret or a variable can stand. */
export type SettingsPlace = "repository" | "organization" | { readonly environment: string };

export interface GitHubSettings {
  defaultBranch(): Promise<Asked<string>>;
  /** Null when there is no such environment. */
  environment(name: string): Promise<Asked<DeploymentBranches | null>>;
  /** Names of secrets that the repository's workflows can read there. */
  secretNames(place: SettingsPlace): Promise<Asked<readonly string[]>>;
  /** Names of variables, which everybody who can read the repository's settings sees. */
  variableNames(place: SettingsPlace): Promise<Asked<readonly string[]>>;
  branchRules(branch: string): Promise<Asked<BranchRules>>;
  /** Whether rules keep a branch, of which there may be none yet, from being deleted or rewritten. */
  branchKept(branch: string): Promise<Asked<{ readonly deletion: boolean; readonly rewriting: boolean }>>;
}

/** Sends nothing yet. Where the options make no sense, each call says so. */
export function createGitHubSettings(options: GitHubOptions): GitHubSettings & { close(): Promise<void> } {
  const { http, requests, root } = openPlace(options);
  return { ...settingsCalls({ requests, root }), close: () => http.close() };
}

function settingsCalls(place: Place): GitHubSettings {
  const { requests, root } = place;
  const get = (path: string, needs: string): Question => ({ method: "GET", path: `${root}${path}`, needs });
  return {
    defaultBranch: () =>
      requests.ask(get("", "metadata: read"), (value, it) => it.text(value, "default_branch")),
    environment: (name) => environmentOf(place, name),
    secretNames: (where) => names(place, { where, what: "secrets" }),
    variableNames: (where) => names(place, { where, what: "variables" }),
    branchRules: (branch) => rulesOf(place, branch),
    branchKept: (branch) => keptBy(place, branch),
  };
}

const pageSize = 100;
const maxPages = 20;

interface Paged<T> {
  readonly question: Question;
  /** The field that holds the items; without it the answer is the list itself. */
  readonly field?: string;
  readonly read: Read<T>;
}

/** All items by page number, since these lists have no ids; a list without an end is a failure. */
async function pages<T>({ requests }: Place, { question, field, read }: Paged<T>): Promise<Asked<T[]>> {
  const items: T[] = [];
  for (let page = 1; page <= maxPages; page++) {
    const query = { ...question.query, per_page: String(pageSize), page: String(page) };
    const found = await requests.ask({ ...question, query }, (value, it) =>
      it.list(value, ...(field === undefined ? [] : [field])).map((item) => read(item, it)),
    );
    if (!found.ok) return found;
    items.push(...found.value);
    if (found.value.length < pageSize) return { ok: true, value: items };
  }
  const message = `${question.method} ${question.path}: the list has more than ${maxPages} pages.`;
  return { ok: false, message, effectUnknown: false };
}

async function environmentOf(place: Place, name: string): Promise<Asked<DeploymentBranches | null>> {
  const path = `${place.root}/environments/${encodeURIComponent(name)}`;
  const question: Question = { method: "GET", path, needs: "actions: read" };
  const found = await place.requests.ask(question, policyKind);
  if (!found.ok) return found.status === 404 ? { ok: true, value: null } : found;
  if (found.value !== "named") return { ok: true, value: { kind: found.value } };
  const patterns = await pages(place, {
    question: { ...question, path: `${path}/deployment-branch-policies` },
    field: "branch_policies",
    read: (item, it) => ({ name: it.text(item, "name"), type: it.textOrNull(item, "type") ?? "branch" }),
  });
  return patterns.ok ? { ok: true, value: { kind: "named", patterns: patterns.value } } : patterns;
}

function policyKind(value: unknown, it: Reading): DeploymentBranches["kind"] {
  if ((at(value, "deployment_branch_policy") ?? null) === null) return "any";
  const policy = "deployment_branch_policy";
  const custom = it.flag(value, policy, "custom_branch_policies");
  return custom ? "named" : it.flag(value, policy, "protected_branches") ? "protected" : "any";
}

function names(
  place: Place,
  { where, what }: { readonly where: SettingsPlace; readonly what: "secrets" | "variables" },
): Promise<Asked<string[]>> {
  const below =
    where === "repository"
      ? `/actions/${what}`
      : where === "organization"
        ? `/actions/organization-${what}`
        : `/environments/${encodeURIComponent(where.environment)}/${what}`;
  const scope = typeof where === "string" ? what : "environments";
  const question: Question = { method: "GET", path: `${place.root}${below}`, needs: `${scope}: read` };
  return pages(place, { question, field: what, read: (item, it) => it.text(item, "name") });
}

async function rulesOf(place: Place, branch: string): Promise<Asked<BranchRules>> {
  const name = encodeURIComponent(branch);
  const question: Question = {
    method: "GET",
    path: `${place.root}/rules/branches/${name}`,
    needs: "metadata: read",
  };
  const rules = await pages(place, { question, read: readRule });
  if (!rules.ok) return rules;
  const path = `${place.root}/branches/${name}`;
  const classic = await place.requests.ask({ method: "GET", path, needs: "contents: read" }, classicChecks);
  if (!classic.ok) return classic;
  const byRule = rules.value.some((rule) => rule.codeOwners);
  return {
    ok: true,
    value: {
      checks: [...new Set([...rules.value.flatMap((rule) => rule.checks), ...classic.value])],
      codeOwners: byRule ? true : await classicCodeOwners(place, path),
    },
  };
}

async function keptBy(
  place: Place,
  branch: string,
): Promise<Asked<{ readonly deletion: boolean; readonly rewriting: boolean }>> {
  const question: Question = {
    method: "GET",
    path: `${place.root}/rules/branches/${encodeURIComponent(branch)}`,
    needs: "metadata: read",
  };
  const rules = await pages(place, { question, read: (rule, it) => it.text(rule, "type") });
  if (!rules.ok) return rules;
  const types = rules.value;
  return {
    ok: true,
    value: { deletion: types.includes("deletion"), rewriting: types.includes("non_fast_forward") },
  };
}

function readRule(rule: unknown, it: Reading): { readonly checks: string[]; readonly codeOwners: boolean } {
  const type = it.text(rule, "type");
  return {
    checks:
      type === "required_status_checks"
        ? it.list(rule, "parameters", "required_status_checks").map((check) => it.text(check, "context"))
        : [],
    codeOwners: type === "pull_request" && at(rule, "parameters", "require_code_owner_review") === true,
  };
}

function classicChecks(value: unknown, it: Reading): string[] {
  const checks = ["protection", "required_status_checks", "contexts"];
  if (at(value, ...checks) === undefined) return [];
  return it.list(value, ...checks).map((name) => (typeof name === "string" ? name : ""));
}

/** The older kind of protection; only administrators may see it. */
async function classicCodeOwners({ requests }: Place, path: string): Promise<boolean | null> {
  const found = await requests.ask(
    {
      method: "GET",
      path: `${path}/protection/required_pull_request_reviews`,
      needs: "administration: read",
    },
    (value) => at(value, "require_code_owner_reviews") === true,
  );
  if (found.ok) return found.value;
  return found.status === 404 ? false : null;
}
