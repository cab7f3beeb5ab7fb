/** Setting muster up in a repository: the first access files, the editor schema, the workflow, the code owners. */
import { vocabularyOf } from "../model/vocabularies/all.ts";
import { posix } from "node:path";
import { declare } from "../declare/read.ts";
import { commitOfTag } from "../io/gitTag.ts";
import { linkOnWay, throughLink, writeNew } from "../io/newFile.ts";
import { variableSuffix } from "../model/address.ts";
import { treeWith } from "../model/tree.ts";
import { dayOf, type Context } from "../run/context.ts";
import { accessFiles } from "./init/accessFiles.ts";
import { firstObjection, missingFlags, wantsOrganization, type Answers } from "./init/answers.ts";
import { codeOwnersText } from "./init/codeOwners.ts";
import { nextSteps } from "./init/nextSteps.ts";
import { isLocalAction, releaseOf } from "./init/pins.ts";
import { secretVariable, type WorkflowFacts } from "./init/steps.ts";
import type { Survey } from "./init/survey.ts";
import { workflowPath, workflowText } from "./init/workflow.ts";
import type { Failure } from "../run/load.ts";
import { schemaText } from "../run/schema.ts";

export interface InitResult {
  /** From the root of the repository, in the order in which they were written; `kept` ones existed and are unchanged. */
  readonly files: readonly { readonly path: string; readonly status: "written" | "kept" }[];
  /** What is left for people, ending with a line break. */
  readonly next: string;
}

/** Where the editor schema is written, from the root: access folders hold access files only. */
const schemaPath = ".muster/schema.json";

/** Writes what does not exist yet. Nothing is written when an answer is missing or cannot be taken. */
export async function init(
  context: Context,
  survey: Survey,
  answers: Answers,
): Promise<InitResult | Failure> {
  const objection = objectionOf(survey, answers);
  if (objection !== undefined) return { error: objection };
  const action = await pinned(context, answers.action);
  if (action !== undefined && typeof action !== "string") return action;
  const made = await filesOf(context, survey, { ...answers, ...(action === undefined ? {} : { action }) });
  if ("error" in made) return made;
  const link = [...made.keys()].map((path) => linkOnWay({ below: survey.root, path })).find(Boolean);
  if (link !== undefined) return { error: `${throughLink(link)} Nothing was written.` };
  const files: { path: string; status: "written" | "kept" }[] = [];
  for (const [path, text] of made) {
    const status = await writeNew({ below: survey.root, path, text });
    if (typeof status !== "string") return status;
    files.push({ path, status });
  }
  return { files, next: stepsOf(survey, answers, made) };
}

/** The action as `uses` takes it: a release by the commit that its tag names now, with the tag behind it for people. */
async function pinned(
  { cwd, env }: Context,
  action: string | undefined,
): Promise<string | undefined | Failure> {
  const release = action === undefined ? undefined : releaseOf(action);
  if (release === undefined) return action;
  const { repository, tag } = release;
  const server = (env["GITHUB_SERVER_URL"] ?? "https://github.com").replace(/\/+$/, "");
  const found = await commitOfTag({ cwd, url: `${server}/${repository}`, tag });
  return "error" in found
    ? {
        error: `--action: ${found.error} Name the release's full commit instead, as OWNER/REPO@COMMIT. Nothing was written.`,
      }
    : `${repository}@${found.commit} # ${tag}`;
}

function objectionOf(survey: Survey, answers: Answers): string | undefined {
  const [missing] = missingFlags(survey, answers);
  if (missing === undefined) return firstObjection(answers);
  return `--${missing} is missing.`;
}

type Made = ReadonlyMap<string, string>;

async function filesOf(context: Context, survey: Survey, answers: Answers): Promise<Made | Failure> {
  const first = firstFiles(context, survey, answers);
  if ("error" in first) return first;
  const made = new Map(first);
  made.set(schemaPath, await schemaText());
  if (answers.workflow !== "none") {
    // The action is there unless the workflow is, which is then left alone.
    made.set(
      workflowPath,
      answers.action === undefined ? "" : workflowText(answers.workflow, factsOf(survey, answers)),
    );
  }
  if (answers.owners.length > 0) {
    made.set(survey.codeOwners ?? ".github/CODEOWNERS", ownersText(survey, answers));
  }
  return made;
}

/** The organization's files, judged as `muster validate` would before any of them is written. */
function firstFiles(
  context: Context,
  { access, organizations }: Survey,
  { org: key = "", provider, id = "", api, admins }: Answers,
): Made | Failure {
  if (key === "" || organizations.includes(key)) return new Map();
  const schema = posix.relative(posix.join(access, key), schemaPath);
  const organization = { key, provider, id, admins, ...(api === undefined ? {} : { api }) };
  const files = accessFiles(organization, schema);
  const { diagnostics } = declare({ tree: treeWith([], files), label: access, today: dayOf(context) });
  const error = diagnostics.find((item) => item.severity === "error");
  if (error !== undefined) return { error: `These answers make no valid files: ${error.message}` };
  return new Map([...files].map(([path, text]) => [`${access}/${path}`, text]));
}

function factsOf(survey: Survey, answers: Answers): WorkflowFacts {
  return {
    action: answers.action ?? "",
    access: survey.access,
    defaultBranch: answers.branch ?? survey.defaultBranch,
    organizations: allOrganizations(survey, answers),
    ...(answers.record === undefined ? {} : { record: answers.record }),
    ...keylessOf(answers),
    hosts: answers.api === undefined ? [] : [new URL(answers.api).host],
  };
}

/** Of the one that is begun; of others, whoever wrote them knows. */
function keylessOf({ org, provider, workflow }: Answers): { readonly keyless?: readonly string[] } {
  const canWrite = vocabularyOf(provider).keysCanWrite !== undefined;
  return canWrite && org !== undefined && workflow !== "simple" ? { keyless: [org] } : {};
}

function allOrganizations(survey: Survey, { org }: Answers): readonly string[] {
  return [...new Set([...survey.organizations, ...(org === undefined ? [] : [org])])].sort();
}

function ownersText({ access }: Survey, { owners, action }: Answers): string {
  const folder = action !== undefined && isLocalAction(action) ? action.replace(/^\.\/?/, "") : "";
  const folders = folder === "" || folder.startsWith(".github/") ? [] : [folder];
  return codeOwnersText({ access, owners, folders });
}

function stepsOf(survey: Survey, answers: Answers, made: Made): string {
  const lines = made.get(survey.codeOwners ?? "");
  const { help } = vocabularyOf(answers.provider);
  const added = wantsOrganization(survey, answers) && survey.hasWorkflow ? [answers.org ?? ""] : [];
  return nextSteps({
    variant: answers.workflow,
    records: answers.record !== undefined,
    defaultBranch: answers.branch ?? survey.defaultBranch,
    repository: survey.repository,
    inRepository: survey.inRepository,
    organizations: allOrganizations(survey, answers),
    ...keylessOf(answers),
    keyHelp: { reading: help.readingKey, writing: help.writingKey },
    ...(survey.codeOwners === null || lines === undefined
      ? {}
      : { codeOwners: { path: survey.codeOwners, lines } }),
    workflowLines: added.map((key) => secretVariable(`MUSTER_TOKEN_${variableSuffix(key)}`)),
    lacksOwners: answers.owners.length === 0 && survey.codeOwners === null,
  });
}
