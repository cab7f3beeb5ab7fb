/** Turns GitHub's answers and broken connections into ProviderFailures: what happened, at which request, what to do next. */
import type { HttpAnswer } from "../../io/http.ts";
import { createRedactor } from "../../io/redact.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { errorsSchema } from "./answers.ts";
import { failuresOf, type AskedWithSecrets, type Made } from "../../io/remote/failure.ts";
import { cut } from "../../io/remote/text.ts";
import { jsonIn } from "../../model/jsonIn.ts";

const failures = failuresOf({ whose: "GitHub's API", idHeaders: ["x-github-request-id"] });
export const { answerFailure, requestIdOf } = failures;

/** The request that failed. */
export type Asked = AskedWithSecrets;

/** What GitHub says in the body of a failure. */
interface Said {
  readonly message: string;
  /** The sentences of `errors`, which say what is not valid. */
  readonly details: readonly string[];
}

/** A failure with a status that is no success; `waitMs` is set where GitHub asks to wait. */
export function statusFailure(asked: Asked, answer: HttpAnswer, waitMs: number | undefined): ProviderFailure {
  const redactor = createRedactor(asked.secrets);
  const said = saidBy(answer);
  const words = said === undefined ? "" : redactor.text([said.message, ...said.details].join(": "));
  const made = explain({
    asked,
    answer,
    quote: words === "" ? "" : ` (${cut(words, 300)})`,
    words,
    limited: waitMs !== undefined,
  });
  return failures.answered(asked, answer, { ...made, waitMs });
}

interface Status {
  readonly asked: Asked;
  readonly answer: HttpAnswer;
  readonly quote: string;
  readonly words: string;
  readonly limited: boolean;
}

function explain({ asked, answer, quote, words, limited }: Status): Made {
  const { status, headers } = answer;
  const answered = `${asked.label} answered ${status}${quote}`;
  // muster names no version of anything that it has.
  if (status === 304)
    return {
      kind: asked.writes ? "give_up" : "stop",
      code: "not_modified",
      message: `${answered}, as if muster had it already: something between here and GitHub answers from a store of its own. Go around it, and try again.`,
    };
  if (status >= 300 && status < 400) return redirected(asked, answered);
  if (status === 401)
    return {
      kind: "stop",
      code: "unauthorized",
      message: `${answered}: the key is missing, malformed, expired or revoked.`,
    };
  if (limited)
    return { kind: "retry_after", code: "rate_limited", message: `${answered}: too many requests.` };
  if (status === 403 && headers["x-github-sso"] !== undefined) {
    const message = `${answered}: the token is not authorised for the organization's single sign-on. Authorise it in its settings at GitHub.`;
    return { kind: "stop", code: "single_sign_on", message };
  }
  if (status === 403 && asked.writes && /identity provider|synchroni[sz]ed|externally managed/i.test(words)) {
    const message = `${answered}: an identity provider's group decides who is in it. Write \`members_from\` for the team in place of its members.`;
    return { kind: "give_up", code: "managed_elsewhere", message };
  }
  if (status === 403) {
    const rights = headers["x-accepted-github-permissions"];
    const needs = rights === undefined ? "" : ` The request takes ${cut(rights, 200)}.`;
    const message = `${answered}: the key lacks a right, or a policy such as an IP allow list refuses it.${needs}`;
    return { kind: asked.writes ? "give_up" : "stop", code: "forbidden", message };
  }
  const refused = status === 422 ? refusedAs(words, answered) : undefined;
  if (refused !== undefined) return refused;
  if (status >= 500)
    return {
      kind: asked.writes ? "give_up" : "stop",
      code: "server_error",
      message: `${answered}: GitHub failed. Try again later.`,
    };
  const code =
    { 404: "not_found", 409: "conflict", 412: "stale", 422: "refused" }[status] ?? `status_${status}`;
  const next =
    status === 404 && !asked.writes
      ? " Check the address, the organization's login, and that the key may see it."
      : "";
  return { kind: "give_up", code, message: `${answered}.${next}` };
}

/** Not valid, or not now: what of it can be told from the words. */
function refusedAs(words: string, answered: string): Made | undefined {
  if (/over invitation rate limit/i.test(words)) {
    const message = `${answered}: GitHub lets no more invitations through today. The next run goes on with the rest.`;
    return {
      kind: "give_up",
      code: "quota",
      message,
      exhausts: ["invite", "reinvite", "correct_invitation"],
    };
  }
  if (/already a part of this organization/i.test(words)) {
    const message = `${answered}. They are a member already, by an account of their own: write its login in place of the address.`;
    return { kind: "give_up", code: "conflict", message };
  }
  // What is to be made is there: by an earlier run, by whose answer was lost, or under another address.
  if (/already|must be unique/i.test(words))
    return { kind: "give_up", code: "conflict", message: `${answered}.` };
  return undefined;
}

/** Addresses were answered when the organization was read: what a write names is elsewhere since. */
function redirected({ writes }: Asked, answered: string): Made {
  return writes
    ? {
        kind: "give_up",
        code: "moved",
        message: `${answered}: what it names was renamed or moved meanwhile, and muster does not follow it. Plan again.`,
      }
    : {
        kind: "stop",
        code: "redirect",
        message: `${answered}, a redirect. muster does not follow redirects: check the address, and the organization's login, which may have changed.`,
      };
}

/** Its words, as far as they can be read. */
export function saidBy({ text }: HttpAnswer): Said | undefined {
  const body = jsonIn(text ?? "");
  if (typeof body !== "object" || body === null || !("message" in body) || typeof body.message !== "string")
    return undefined;
  const errors: readonly unknown[] = "errors" in body && Array.isArray(body.errors) ? body.errors : [];
  const details = errors.flatMap((it) => {
    if (typeof it === "string") return [it];
    return typeof it === "object" && it !== null && "message" in it && typeof it.message === "string"
      ? [it.message]
      : [];
  });
  return { message: cut(body.message, 10_000), details: details.map((it) => cut(it, 1000)) };
}

/** GitHub's words for a limit that no header tells. */
export const limitWords = /secondary rate limit|abuse detection|api rate limit (?:already )?exceeded/i;

/** True for a GraphQL answer 200 that says that the budget is used up: by its type, which has had two names, or in words alone. */
export function limitedQuery(answer: HttpAnswer): boolean {
  const { status, text } = answer;
  if (status !== 200 || text === null || !/RATE_?LIMIT|rate limit|abuse/i.test(text)) return false;
  const read = errorsSchema.safeParse(jsonIn(text));
  if (!read.success) return false;
  const { data, errors } = read.data;
  // Words are believed where there is nothing else: an organization may have them in its own name.
  const isNothing = data === undefined || data === null;
  const words = [...errors.map(({ message }) => message), saidBy(answer)?.message ?? ""].join(" ");
  return (
    errors.some(({ type }) => /^RATE_?LIMIT(?:ED)?$/.test(type)) || (isNothing && limitWords.test(words))
  );
}
