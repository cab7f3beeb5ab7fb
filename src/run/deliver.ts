/**
 * Delivers new secrets to where the environment, outside the files, allows it: MUSTER_DELIVER_TO lists the targets at
 * GitHub and the files outside the repository, MUSTER_DELIVER_TOKEN is the token for them and for nothing else. No secret is sent anywhere else.
 */
import { exposedKeyFile, gitHubApiOf, tokenOf, type Environment } from "../io/env.ts";
import type { GitHubSecrets, GitHubTarget } from "../forge/github/secrets.ts";
import { repositoryRoot } from "../io/repository.ts";
import { checkSecretFile, writeSecretFile, type SecretFile } from "../io/secretFile.ts";
import { githubTargetOf, targetText, type DeliveryTarget } from "../model/target.ts";
import type { Deliverer, ProviderFailure } from "../model/provider.ts";
import { fold } from "../model/text.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./load.ts";

const listVariable = "MUSTER_DELIVER_TO";
const tokenVariable = "MUSTER_DELIVER_TOKEN";

/** One entry of the list. */
interface Allowed {
  readonly target: GitHubTarget;
  /** Every secret of that repository or environment. */
  readonly anyName: boolean;
}

interface Delivering {
  readonly context: Context;
  readonly list: readonly Allowed[];
  /** Paths of files outside the repository. */
  readonly files: readonly string[];
  /** Paths of files that the access files send keys to. */
  readonly declared: readonly string[];
  readonly token: string | undefined;
  /** Opened at the first secret for GitHub. */
  readonly github: () => Promise<GitHubSecrets>;
}

type FileTarget = Extract<DeliveryTarget, { readonly kind: "file" }>;
type Done = { readonly ok: true } | ProviderFailure;

export interface OpenDeliverer extends Deliverer {
  close(): Promise<void>;
}

/**
 * A deliverer by the environment's list and token, or which of the two is wrong. Sends nothing. `declared` are all
 * targets of the access files: what is one place for two of them is given nothing, from the first key on.
 */
export function openDeliverer(
  context: Context,
  declared: readonly DeliveryTarget[],
): OpenDeliverer | Failure {
  const list = allowedBy(context.env);
  if ("error" in list) return list;
  const token = tokenOf(context.env, tokenVariable);
  if (token?.ok === false) return { error: token.message };
  if (token !== undefined) context.hide(token.token);
  const exposed = exposedKeyFile(context.env, [tokenVariable]);
  if (exposed !== undefined) context.warn(exposed);
  let opened: Promise<GitHubSecrets> | undefined;
  const delivering: Delivering = {
    context,
    list: list.allowed,
    files: list.files,
    declared: declared.flatMap((target) => (target.kind === "file" ? target.path : [])),
    token: token?.token,
    github: () => (opened ??= openSecrets(context, token?.token ?? "")),
  };
  return {
    async check(target, signal) {
      const way = wayTo(target, delivering);
      return way.refused ?? way.check(signal);
    },
    async deliver(target, secret, signal) {
      context.hide(secret);
      const way = wayTo(target, delivering);
      return way.refused ?? way.put(secret, signal);
    },
    close: async () => (await opened)?.close(),
  };
}

async function openSecrets(context: Context, token: string): Promise<GitHubSecrets> {
  const { createGitHubSecrets } = await import("../forge/github/secrets.ts");
  const { env, clock } = context;
  return createGitHubSecrets({
    apiUrl: gitHubApiOf(env),
    token,
    tokenVariable,
    env,
    clock,
    hide: (secret) => context.hide(secret),
  });
}

/** How secrets come to one target. */
interface Way {
  /** Why nothing is sent there, as the environment has it; undefined when something may be. */
  readonly refused: ProviderFailure | undefined;
  check(signal: AbortSignal | undefined): Promise<Done>;
  put(secret: string, signal: AbortSignal | undefined): Promise<Done>;
}

function wayTo(target: DeliveryTarget, delivering: Delivering): Way {
  switch (target.kind) {
    case "github_secret":
      return {
        refused: gitHubRefusal(target, delivering),
        check: async (signal) => (await delivering.github()).check(target, signal),
        put: async (secret, signal) => (await delivering.github()).put({ target, secret, signal }),
      };
    case "file": {
      const file = (): Promise<SecretFile> => secretFile(target.path, delivering);
      return {
        refused: fileRefusal(target, delivering),
        check: async () => fileResult(target, await checkSecretFile(await file())),
        put: async (secret) => fileResult(target, await writeSecretFile(await file(), secret)),
      };
    }
  }
}

function fileRefusal(target: FileTarget, { context }: Delivering): ProviderFailure | undefined {
  if (context.env["GITHUB_ACTIONS"] !== "true") return undefined;
  return noTarget(
    `${targetText(target)} is given no secret: the files of a runner end with the job. Deliver to a github_secret.`,
  );
}

function gitHubRefusal(target: GitHubTarget, { list, token }: Delivering): ProviderFailure | undefined {
  const text = targetText(target);
  if (!list.some((allowed) => allows(allowed, target))) {
    const todo = `If it may be given one, add ${text} to ${listVariable}, outside the files.`;
    const why = list.length === 0 ? `${listVariable} is not set` : `${listVariable} does not list it`;
    return noTarget(`${text} is given no secret: ${why}. ${todo}`);
  }
  if (token !== undefined) return undefined;
  return noTarget(
    `${text} is given no secret: there is no token for it. Set ${tokenVariable} (or ${tokenVariable}_FILE) to one that may write secrets there.`,
  );
}

function noTarget(message: string): ProviderFailure {
  return { ok: false, kind: "give_up", code: "no_target", message };
}

/** GitHub tells neither owners nor repositories apart by case. */
function allows({ target, anyName }: Allowed, asked: GitHubTarget): boolean {
  return (
    fold(target.repository) === fold(asked.repository) &&
    target.environment === asked.environment &&
    (anyName || target.name === asked.name)
  );
}

const filePrefix = "file:";

interface AllowedList {
  readonly allowed: readonly Allowed[];
  readonly files: readonly string[];
}

/** The entries of the list, or the first that says nothing. */
function allowedBy(env: Environment): AllowedList | Failure {
  const entries = (env[listVariable] ?? "").split(/[,\r\n]/).map((entry) => entry.trim());
  const allowed: Allowed[] = [];
  const files: string[] = [];
  for (const entry of entries.filter((text) => text !== "")) {
    if (entry.startsWith(filePrefix) && isFilePath(entry.slice(filePrefix.length))) {
      files.push(entry.slice(filePrefix.length));
      continue;
    }
    const anyName = entry.endsWith("/*");
    const target = githubTargetOf(anyName ? `${entry.slice(0, -1)}ANY` : entry);
    if (target === undefined) {
      const shown = JSON.stringify(entry.length > 120 ? `${entry.slice(0, 120)}...` : entry);
      return {
        error:
          `${listVariable}: ${shown} is not owner/repo/NAME or owner/repo@environment/NAME (* may stand for NAME alone), ` +
          "nor file:PATH of one file.",
      };
    }
    allowed.push({ target, anyName });
  }
  return { allowed, files };
}

/** One file by its name, neither a folder nor a pattern. */
function isFilePath(path: string): boolean {
  return path !== "" && !/[*?]|[/\\]$/.test(path);
}

async function secretFile(path: string, { context, files, declared }: Delivering): Promise<SecretFile> {
  const { cwd, access } = context;
  const within = (await repositoryRoot(cwd)) ?? cwd;
  // Two keys with one path are an error in the files.
  const taken = declared.filter((other) => other !== path);
  return { cwd, path, keepOut: [access], within, listed: files, taken };
}

function fileResult(
  target: FileTarget,
  problem: { readonly error: string; readonly unlisted?: true } | undefined,
): Done {
  if (problem === undefined) return { ok: true };
  const message = `${targetText(target)}: ${problem.error}`;
  if (problem.unlisted === true) {
    return noTarget(
      `${message} If it may be given one, add ${filePrefix}${target.path} to ${listVariable}, outside the files.`,
    );
  }
  return { ok: false, kind: "give_up", code: "not_delivered", message };
}
