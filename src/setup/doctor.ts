/** Looks at the set-up from the user's machine: files, workflow, keys, code owners, and GitHub's settings. Changes nothing. */
import { join } from "node:path";
import { gitHubApiOf } from "../io/env.ts";
import { isThere } from "../io/newFile.ts";
import { originAt } from "../io/repository.ts";
import { readTree } from "../io/tree.ts";
import type { Check } from "../model/checklist.ts";
import { errorCount } from "../model/diagnostic.ts";
import type { Organization } from "../model/organization.ts";
import { plural } from "../model/text.ts";
import { vocabularyOf } from "../model/vocabularies/all.ts";
import type { Context } from "../run/context.ts";
import { commandsOf, isSimple } from "./doctor/musterSteps.ts";
import { keyChecks } from "./doctor/keyChecks.ts";
import { committedKeys, ownerChecks } from "./doctor/repositoryChecks.ts";
import { settingsChecks, type SettingsQuestion } from "./doctor/settingsChecks.ts";
import { readWorkflow } from "./doctor/workflow.ts";
import { workflowChecks, type WorkflowFile } from "./doctor/workflowChecks.ts";
import { hasSnapshot } from "./doctor/written.ts";
import { survey, type Survey } from "./init/survey.ts";
import type { Failure } from "../run/load.ts";
import { validate, type Validated } from "../run/validate.ts";

interface DoctorRequest {
  /** "owner/name"; that of `origin` unless given. */
  readonly repository?: string;
}

/** Everything that was looked at, or why nothing could be. */
export async function examine(context: Context, request: DoctorRequest): Promise<readonly Check[] | Failure> {
  const found = await survey(context);
  if ("error" in found) return found;
  const checked = await validate(context);
  const organizations = "error" in checked ? [] : checked.organizations;
  const workflows = await workflowFiles(found.root);
  const tree = await readTree(context.access);
  const read = workflows.flatMap((file) => {
    const workflow = readWorkflow(file.path, file.text);
    return "unreadable" in workflow ? [] : [workflow];
  });
  const simple = read.some(isSimple);
  const isHeldAgainstSnapshot = read.some(({ jobs }) =>
    jobs.some((job) => commandsOf(job).includes("plan") && hasSnapshot(job)),
  );
  const keyless = isHeldAgainstSnapshot
    ? organizations
        .filter(({ connection }) => vocabularyOf(connection.provider).keysCanWrite !== undefined)
        .map(({ key }) => key)
    : [];
  const records = read.some(({ jobs }) => jobs.some((job) => commandsOf(job).includes("record")));
  return [
    fileCheck(checked),
    ...organizations.flatMap(rivalCheck),
    ...workflowChecks(workflows, {
      access: found.access,
      organizations,
      defaultBranch: found.defaultBranch,
      exists: (path) => isThere(join(found.root, path)),
    }),
    ...(await keyChecks(context, organizations)),
    ...(await committedKeys(found)),
    ...(await ownerChecks(found, "error" in tree ? [] : tree, musterPaths(workflows))),
    ...(await gitHubChecks(context, request, { found, simple, records, keyless })),
  ];
}

function fileCheck(checked: Validated | Failure): Check {
  const check = { area: "files", code: "files" } as const;
  if ("error" in checked) {
    return {
      ...check,
      status: "missing",
      what: checked.error,
      todo: "Run muster init for a first access folder.",
    };
  }
  const { organizations, diagnostics, valid } = checked;
  if (valid) {
    const what = `The files are valid: ${plural(organizations.length, "organization")}.`;
    return { ...check, status: "ok", what };
  }
  const errors = errorCount(diagnostics);
  const todo = "See muster validate.";
  return { ...check, status: "missing", what: `The files have ${plural(errors, "error")}.`, todo };
}

/** Two who write to one service undo each other's work, and neither says so. */
function rivalCheck({ key, connection: { provider, scim } }: Organization): Check[] {
  const { elsewhere } = vocabularyOf(provider);
  if (elsewhere?.rivals === undefined) return [];
  const check = { area: "files", code: "one-writer" } as const;
  if (scim?.manages !== "all") {
    const what = `${key}: ${elsewhere.rivals} Whom and what others made there is left alone.`;
    return [{ ...check, status: "ok", what }];
  }
  return [
    {
      ...check,
      status: "unknown",
      what: `${key}: ${elsewhere.rivals} The files let muster change what others made there (${elsewhere.change}), and nobody can see from here whether an identity provider still does.`,
      todo: `See that no identity provider sends people or groups to ${key}.`,
    },
  ];
}

const workflowFolder = ".github/workflows";

async function workflowFiles(root: string): Promise<WorkflowFile[]> {
  const folder = join(root, workflowFolder);
  const tree = isThere(folder) ? await readTree(folder) : [];
  if ("error" in tree) return [];
  return tree.flatMap(({ path, bytes }) =>
    bytes === null || !/^[^/]+\.ya?ml$/.test(path)
      ? []
      : [{ path: `${workflowFolder}/${path}`, text: new TextDecoder().decode(bytes) }],
  );
}

function musterPaths(files: readonly WorkflowFile[]): string[] {
  return files.filter(({ text }) => /MUSTER_/.test(text)).map(({ path }) => path);
}

/** The API answers at one place only unless GITHUB_API_URL says otherwise: no remote decides where a token goes. */
const publicHost = "github.com";

async function gitHubChecks(
  context: Context,
  { repository }: DoctorRequest,
  {
    found,
    ...workflow
  }: { readonly found: Survey } & Pick<SettingsQuestion, "simple" | "records" | "keyless">,
): Promise<Check[]> {
  const unseen = (what: string, todo: string): Check[] => [
    { area: "GitHub", code: "github", status: "unknown", what, todo },
  ];
  const { env } = context;
  const origin = await originAt(found.root);
  if (repository === undefined && origin === null)
    return unseen(
      "Which repository this is at GitHub is not known.",
      "Name it: muster doctor --repo OWNER/NAME.",
    );
  if (repository === undefined && (env["GITHUB_API_URL"] ?? "") === "" && origin?.host !== publicHost) {
    return unseen(
      `The repository is at ${origin?.host ?? "another host"}, and no token goes there unasked.`,
      "Set GITHUB_API_URL to that server's API, such as https://HOST/api/v3.",
    );
  }
  const token = [env["GITHUB_TOKEN"], env["GH_TOKEN"]].find((value) => (value ?? "") !== "");
  if (token === undefined)
    return unseen(
      "GitHub's settings were not looked at.",
      "Set GITHUB_TOKEN (or GH_TOKEN: `gh auth token`) to look at them.",
    );
  const { createGitHubSettings } = await import("../forge/github/settings.ts");
  const settings = createGitHubSettings({
    apiUrl: gitHubApiOf(env),
    token,
    repository: repository ?? origin?.name ?? "",
    env,
    clock: context.clock,
    hide: (secret) => context.hide(secret),
  });
  try {
    return await settingsChecks({ settings, organizations: found.organizations, ...workflow });
  } finally {
    await settings.close();
  }
}
