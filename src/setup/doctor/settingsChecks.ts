/** Whether the repository's settings at GitHub keep the keys where they belong, and a merge from going unchecked. */
import type { Asked } from "../../forge/github/github.ts";
import type { DeploymentBranches, GitHubSettings, SettingsPlace } from "../../forge/github/settings.ts";
import { variableSuffix } from "../../model/address.ts";
import type { Check } from "../../model/checklist.ts";
import { keptBranch } from "../../run/kept/branch.ts";

export interface SettingsQuestion {
  readonly settings: GitHubSettings;
  /** Keys of the organizations. */
  readonly organizations: readonly string[];
  /** Of those, the ones whose keys no plan is handed. */
  readonly keyless?: readonly string[];
  /** The workflow is the simple variant: its read-only keys are secrets of the repository. */
  readonly simple: boolean;
  /** A job keeps the journal on a branch. */
  readonly records: boolean;
}

type Found = Omit<Check, "area">;

/** The name of the check to require: the last job of the workflow. */
const requiredCheck = "muster";

const muster = /^MUSTER_(?:TOKEN|REVIEW_KEY|DELIVER_TOKEN)/i;

/** Every check on the settings. Asks GitHub, and changes nothing. */
export async function settingsChecks(question: SettingsQuestion): Promise<Check[]> {
  const branch = await question.settings.defaultBranch();
  if (!branch.ok) return [{ area: "GitHub", ...unseen("github", branch.message) }];
  const environments = question.simple ? ["muster-apply"] : ["muster-plan", "muster-apply"];
  const found: readonly (readonly Found[])[] = [
    ...(await Promise.all(
      environments.map((name) => environmentChecks(question, { name, defaultBranch: branch.value })),
    )),
    ...(await Promise.all([
      looseSecrets(question, "repository"),
      looseSecrets(question, "organization"),
      variables(question, [
        "repository",
        "organization",
        ...environments.map((environment) => ({ environment })),
      ]),
      branchChecks(question, branch.value),
      question.records ? keptChecks(question) : [],
    ])),
  ];
  return found.flat().map((check) => ({ area: "GitHub", ...check }));
}

function unseen(code: string, message: string): Found {
  const todo =
    "Give GITHUB_TOKEN a token that may read the repository's administration, environments, secrets, variables and actions.";
  return { code, status: "unknown", what: message, todo };
}

async function environmentChecks(
  { settings, organizations, keyless = [], simple }: SettingsQuestion,
  { name, defaultBranch }: { readonly name: string; readonly defaultBranch: string },
): Promise<Found[]> {
  const environment = await settings.environment(name);
  if (!environment.ok) return [unseen("environment", environment.message)];
  if (environment.value === null) {
    const todo = `Make it in Settings > Environments, limited to the branch ${defaultBranch}.`;
    return [{ code: "environment", status: "missing", what: `There is no environment ${name}.`, todo }];
  }
  const secrets = await settings.secretNames({ environment: name });
  const handed = organizations.filter((key) => name !== "muster-plan" || !keyless.includes(key));
  return [
    limitCheck(name, environment.value, defaultBranch),
    ...(secrets.ok
      ? secretChecks(name, secrets.value, wanted(handed, simple))
      : [unseen("environment-secrets", secrets.message)]),
  ];
}

function wanted(organizations: readonly string[], simple: boolean): string[] {
  const tokens = organizations.map((key) => `MUSTER_TOKEN_${variableSuffix(key)}`);
  return simple ? tokens : [...tokens, "MUSTER_REVIEW_KEY"];
}

function limitCheck(name: string, branches: DeploymentBranches, defaultBranch: string): Found {
  const code = "environment-branches";
  const todo = `Settings > Environments > ${name} > Deployment branches and tags: "Selected branches and tags", and ${defaultBranch} alone.`;
  const missing = (what: string): Found => ({ code, status: "missing", what, todo });
  switch (branches.kind) {
    case "any":
      return missing(`Every branch can use the environment ${name}, and read its keys.`);
    case "protected":
      return missing(`Every protected branch can use the environment ${name}, not ${defaultBranch} alone.`);
    case "named": {
      const others = branches.patterns.filter(
        (pattern) => pattern.type !== "branch" || pattern.name !== defaultBranch,
      );
      if (others.length > 0)
        return missing(
          `The environment ${name} is open to ${others.map((item) => item.name).join(", ")} too.`,
        );
      return branches.patterns.length === 0
        ? missing(`No branch at all can use the environment ${name}.`)
        : { code, status: "ok", what: `Only ${defaultBranch} can use the environment ${name}.` };
    }
  }
}

function secretChecks(name: string, present: readonly string[], needed: readonly string[]): Found[] {
  const code = "environment-secrets";
  const absent = needed.filter(
    (secret) =>
      !present.includes(secret) && !(secret !== "MUSTER_REVIEW_KEY" && isOnlyToken(needed, present)),
  );
  if (absent.length === 0) return [{ code, status: "ok", what: `The environment ${name} holds its keys.` }];
  return absent.map((secret) => ({
    code,
    status: "missing",
    what: `The environment ${name} has no secret ${secret}.`,
    todo:
      secret === "MUSTER_REVIEW_KEY"
        ? "Make one text with `openssl rand -hex 32`, and put it into both environments."
        : name === "muster-plan"
          ? "Put a key there that can only read."
          : "Put a key there that can write.",
  }));
}

/** With one organization, MUSTER_TOKEN will do. */
function isOnlyToken(needed: readonly string[], present: readonly string[]): boolean {
  return (
    needed.filter((secret) => secret !== "MUSTER_REVIEW_KEY").length === 1 && present.includes("MUSTER_TOKEN")
  );
}

async function looseSecrets(
  { settings, simple }: SettingsQuestion,
  place: "repository" | "organization",
): Promise<Found[]> {
  const code = `${place}-secrets`;
  const names = await settings.secretNames(place);
  if (!names.ok) return isAbsent(names) ? [] : [unseen(code, names.message)];
  const loose = names.value.filter((name) => muster.test(name));
  // The simple variant has its read-only keys there, in the open.
  const chosen = simple && place === "repository" ? loose.filter((name) => /^MUSTER_TOKEN/i.test(name)) : [];
  const wrong = loose.filter((name) => !chosen.includes(name));
  if (loose.length === 0) {
    return simple && place === "repository"
      ? [
          {
            code,
            status: "missing",
            what: "The repository holds no read-only key, which the simple workflow plans with.",
            todo: "Put it into the secrets of the repository, under the name in the workflow.",
          },
        ]
      : [{ code, status: "ok", what: `No secret of the ${place} is a key of muster's.` }];
  }
  return [
    ...chosen.map((name): Found => ({
      code,
      status: "given_up",
      what: `${name} is a secret of the repository: whoever can push a branch can read it.`,
      todo: "Make sure that it can only read.",
    })),
    ...wrong.map((name): Found => ({
      code,
      status: "missing",
      what: `${name} is a secret of the ${place}: whoever can push a branch can read it.`,
      todo: "Delete it there, replace the key, and put the new one into the environments alone.",
    })),
  ];
}

/** A repository outside an organization has no secrets of one. */
function isAbsent({ status }: { readonly status?: number }): boolean {
  return status === 404;
}

async function variables({ settings }: SettingsQuestion, places: readonly SettingsPlace[]): Promise<Found[]> {
  const code = "variables";
  const asked = await Promise.all(
    places.map(async (place) => ({ place, names: await settings.variableNames(place) })),
  );
  const found = asked.flatMap(({ place, names }): Found[] => {
    if (!names.ok) return isAbsent(names) ? [] : [unseen(code, names.message)];
    const where = typeof place === "string" ? `the ${place}` : `the environment ${place.environment}`;
    return names.value
      .filter((name) => muster.test(name))
      .map((name) => ({
        code,
        status: "missing",
        what: `${name} is a variable of ${where}: variables are not secret.`,
        todo: "Delete it, replace the key, and put the new one into the secrets of the environments.",
      }));
  });
  return found.length > 0 ? found : [{ code, status: "ok", what: "No variable holds a key of muster's." }];
}

async function branchChecks({ settings }: SettingsQuestion, branch: string): Promise<Found[]> {
  const rules: Asked<{ checks: readonly string[]; codeOwners: boolean | null }> =
    await settings.branchRules(branch);
  if (!rules.ok) return [unseen("required-check", rules.message)];
  const { checks, codeOwners } = rules.value;
  return [
    checks.includes(requiredCheck)
      ? {
          code: "required-check",
          status: "ok",
          what: `A merge into ${branch} needs the check ${requiredCheck}.`,
        }
      : {
          code: "required-check",
          status: "missing",
          what: `A merge into ${branch} does not need the check ${requiredCheck}.`,
          todo: `Settings > Rules: for ${branch}, require the status check ${requiredCheck}.`,
        },
    codeOwners === true
      ? {
          code: "required-owners",
          status: "ok",
          what: `A merge into ${branch} needs a review by code owners.`,
        }
      : {
          code: "required-owners",
          status: codeOwners === null ? "unknown" : "missing",
          what:
            codeOwners === null
              ? "Whether code owners have to review could not be seen."
              : `A merge into ${branch} does not need a review by code owners.`,
          todo: `Settings > Rules: for ${branch}, require a pull request with review by code owners.`,
        },
  ];
}

/** The branch that keeps the journal is only as good as what keeps others from rewriting it. */
async function keptChecks({ settings }: SettingsQuestion): Promise<Found[]> {
  const code = "journal-branch";
  const kept = await settings.branchKept(keptBranch);
  if (!kept.ok) return [unseen(code, kept.message)];
  const { deletion, rewriting } = kept.value;
  if (deletion && rewriting)
    return [{ code, status: "ok", what: `Nobody can delete or rewrite the branch ${keptBranch}.` }];
  const what = [...(deletion ? [] : ["delete"]), ...(rewriting ? [] : ["rewrite"])].join(" and ");
  return [
    {
      code,
      status: "missing",
      what: `Whoever can push can ${what} the branch ${keptBranch}, which keeps the journal.`,
      todo: `Settings > Rules: for the branch ${keptBranch}, restrict deletions and block force pushes.`,
    },
  ];
}
