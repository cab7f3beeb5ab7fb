/**
 * Puts secrets into repositories and environments at GitHub. A repository is looked up by its name once; from then on
 * only its id counts, so that nobody who takes over a name is given a secret. None goes where strangers could get at it.
 */
import { targetText, type DeliveryTarget } from "../../model/target.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { fold } from "../../model/text.ts";
import { createRedactor } from "../../io/redact.ts";
import { readRepository, type Read } from "./answers.ts";
import { openPlace, type GitHubOptions } from "./client.ts";
import { unreadable } from "./failure.ts";
import type { Asked, GitHubFailure, Repository } from "./github.ts";
import type { Question } from "./question.ts";
import type { Requests } from "./requests.ts";
import { seal } from "./seal.ts";

export type GitHubTarget = Extract<DeliveryTarget, { readonly kind: "github_secret" }>;

interface SecretsOptions extends Omit<GitHubOptions, "repository" | "redact"> {
  /** The variable that holds the token, for messages. */
  readonly tokenVariable: string;
}

type Done = { readonly ok: true } | ProviderFailure;

export interface GitHubSecrets {
  /** Everything that comes before a secret is sent: the repository, whether it may have one, and the key to seal with. */
  check(target: GitHubTarget, signal?: AbortSignal): Promise<Done>;
  /** Sets the secret, whether it was there before or not; it appears in no message. */
  put(request: {
    readonly target: GitHubTarget;
    readonly secret: string;
    readonly signal?: AbortSignal | undefined;
  }): Promise<Done>;
  close(): Promise<void>;
}

/** A repository that was asked for. */
interface Known {
  readonly requests: Requests;
  readonly close: () => Promise<void>;
  /** Since its first answer. */
  id?: number;
}

interface Facts extends Repository {
  readonly isArchived: boolean;
  /** Null at servers that do not have it. */
  readonly visibility: string | null;
}

interface SealingKey {
  readonly id: string;
  readonly key: string;
}

interface Step {
  readonly known: Known;
  readonly target: GitHubTarget;
  readonly tokenVariable: string;
  readonly signal: AbortSignal | undefined;
}

/** Sends nothing yet. */
export function createGitHubSecrets({ tokenVariable, ...options }: SecretsOptions): GitHubSecrets {
  const repositories = new Map<string, Known>();
  const sent: string[] = [];
  // GitHub's words are quoted in messages, and a server may say what it was sent.
  const redact = (text: string): string => createRedactor(sent).text(text);
  const stepOf = (target: GitHubTarget, signal: AbortSignal | undefined): Step => {
    const key = fold(target.repository);
    let known = repositories.get(key);
    if (known === undefined) {
      const { requests, http } = openPlace({ ...options, repository: target.repository, redact });
      known = { requests, close: () => http.close() };
      repositories.set(key, known);
    }
    return { known, target, tokenVariable, signal };
  };
  return {
    async check(target, signal) {
      const step = stepOf(target, signal);
      const found = await sealingKey(step);
      if (!found.ok) return found;
      const sealed = await seal("", found.value.key);
      return sealed === undefined ? unusableKey(step) : { ok: true };
    },
    async put({ target, secret, signal }) {
      sent.push(secret);
      const step = stepOf(target, signal);
      const found = await sealingKey(step);
      if (!found.ok) return found;
      const sealed = await seal(secret, found.value.key);
      if (sealed === undefined) return unusableKey(step);
      const data = { encrypted_value: sealed, key_id: found.value.id };
      const put = await step.known.requests.ask(
        { ...question(step, { method: "PUT", name: target.name }), data },
        () => true,
      );
      return put.ok ? { ok: true } : failed(target, put);
    },
    close: async () => void (await Promise.all([...repositories.values()].map((known) => known.close()))),
  };
}

/** The key of the repository or environment, once the repository has turned out to be one that may be given a secret. */
async function sealingKey(
  step: Step,
): Promise<{ readonly ok: true; readonly value: SealingKey } | ProviderFailure> {
  const { known, target } = step;
  const path = known.id === undefined ? `/repos/${target.repository}` : `/repositories/${known.id}`;
  const facts = await known.requests.ask(
    { ...sending(step), method: "GET", path, needs: "metadata: read" },
    readFacts,
  );
  if (!facts.ok) return failed(target, facts);
  known.id ??= facts.value.id;
  const why = objection(facts.value, { target, id: known.id });
  if (why !== undefined) return refusal(target, why);
  const key: Asked<SealingKey> = await known.requests.ask(
    question(step, { method: "GET", name: "public-key" }),
    readKey,
  );
  return key.ok ? key : failed(target, key);
}

/** Why a repository may not be given a secret; undefined when it may. */
function objection(
  { id, fullName, isPrivate, isFork, isArchived, visibility }: Facts,
  asked: { readonly target: GitHubTarget; readonly id: number },
): string | undefined {
  if (id !== asked.id) return "another repository has taken its name";
  if (fold(fullName) !== fold(asked.target.repository)) {
    return "the repository was renamed or moved: if it is still the right one, write its present name in the files and in MUSTER_DELIVER_TO";
  }
  if (!isPrivate || (visibility !== null && visibility !== "private" && visibility !== "internal")) {
    return "the repository is public: make it private, or deliver to another";
  }
  if (isFork) return "the repository is a fork: deliver to one that is none";
  return isArchived ? "the repository is archived: deliver to another" : undefined;
}

/** A request about the secrets of the target's repository, by id, or of its environment. */
function question(
  step: Step,
  { method, name }: { readonly method: "GET" | "PUT"; readonly name: string },
): Question {
  const { known, target } = step;
  const root = `/repositories/${known.id ?? 0}`;
  const level = method === "GET" ? "read" : "write";
  return target.environment === undefined
    ? { ...sending(step), method, path: `${root}/actions/secrets/${name}`, needs: `secrets: ${level}` }
    : {
        ...sending(step),
        method,
        path: `${root}/environments/${encodeURIComponent(target.environment)}/secrets/${name}`,
        needs: `environments: ${level}`,
      };
}

function sending({ tokenVariable, signal }: Step): Pick<Question, "tokenVariable" | "signal"> {
  return { tokenVariable, signal };
}

const readFacts: Read<Facts> = (value, it) => ({
  ...readRepository(value, it),
  isArchived: it.flag(value, "archived"),
  visibility: it.textOrNull(value, "visibility"),
});

const readKey: Read<SealingKey> = (value, it) => ({
  id: it.text(value, "key_id"),
  key: it.text(value, "key"),
});

function unusableKey(step: Step): ProviderFailure {
  return failed(
    step.target,
    unreadable(question(step, { method: "GET", name: "public-key" }), "key is no key"),
  );
}

function refusal(target: GitHubTarget, why: string): ProviderFailure {
  return {
    ok: false,
    kind: "give_up",
    code: "target_refused",
    message: `${targetText(target)} is given no secret: ${why}.`,
  };
}

function failed(target: GitHubTarget, { message, status, effectUnknown }: GitHubFailure): ProviderFailure {
  return {
    ok: false,
    kind: "give_up",
    code: "not_delivered",
    message: `${targetText(target)}: ${message}`,
    ...(status === undefined ? {} : { status }),
    ...(effectUnknown ? { effectUnknown } : {}),
  };
}
