/**
 * What is said when GitHub did not do what was asked: the request, the status, GitHub's own words as quoted data,
 * and what to do next.
 */
import type { HttpFailure } from "../../io/http.ts";
import type { GitHubFailure } from "./github.ts";
import { at } from "./reading.ts";

/** One request, as far as messages speak of it. */
export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below the API's address, without a query. */
  readonly path: string;
  /** The permission of a job that GitHub documents for it: `pull-requests: write`. */
  readonly needs: string;
  /** The one for an issue, where the request is about a pull request or an issue. */
  readonly needsForIssue?: string;
  /** The variable that holds the token, where it is not the job's own. */
  readonly tokenVariable?: string;
}

/** A whole answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly data: unknown;
}

/** No answer came, or only a part of one. */
export function lost(call: Call, failure: HttpFailure): GitHubFailure {
  const effectUnknown = isWrite(call) && failure.sent;
  return {
    ok: false,
    message: `${named(call)}: GitHub ${failure.message}. ${effectUnknown ? maybeDone : "Run the job again."}`,
    effectUnknown,
  };
}

/** An answer that is no success; `now` in milliseconds since the epoch; `redact` takes the token out of a text. */
export function refused(
  call: Call,
  answer: Answer,
  { now, redact }: { readonly now: number; readonly redact: (text: string) => string },
): GitHubFailure {
  const { status } = answer;
  const words = wordsOf(answer.data, redact);
  const effectUnknown = isWrite(call) && (status >= 500 || status === 408);
  return {
    ok: false,
    status,
    message: `${named(call)}: GitHub answered ${status}${words === "" ? "" : ` ${words}`}. ${advice(call, answer, now)}`,
    effectUnknown,
  };
}

/** A success whose content is not what GitHub documents; a write was done, but nobody can say what came of it. */
export function unreadable(call: Call, problem: string): GitHubFailure {
  return {
    ok: false,
    message:
      `${named(call)}: GitHub's answer is not what its documentation says (${problem}). ` +
      (isWrite(call) ? maybeDone : "Run the job again; if it stays so, report it."),
    effectUnknown: isWrite(call),
  };
}

/** Nothing was sent. */
export function unasked(message: string): GitHubFailure {
  return { ok: false, message, effectUnknown: false };
}

/** True when GitHub refused because too much was asked in too short a time. */
export function isLimit({ status, headers, data }: Answer): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  const message = at(data, "message");
  return (
    headers["x-ratelimit-remaining"] === "0" ||
    headers["retry-after"] !== undefined ||
    (typeof message === "string" && /\brate limit\b/i.test(message))
  );
}

const maybeDone = "It may have been done all the same: look before it is done again.";

function advice(call: Call, answer: Answer, now: number): string {
  const { status } = answer;
  if (isLimit(answer)) return `It asks to wait: try again ${retryTime(answer.headers, now)}.`;
  if (status >= 500 || status === 408) return isWrite(call) ? maybeDone : "Run the job again later.";
  if (status >= 300 && status < 400) {
    return "Redirects are not followed with a token: if the repository was renamed or moved, use its present name.";
  }
  if (status === 401) {
    return call.tokenVariable === undefined
      ? "The token is wrong, expired or revoked: a job's own token ends with the job."
      : `The token is wrong, expired or revoked: set ${call.tokenVariable} to another.`;
  }
  if (status === 403) return sentence(`${permission(call)}.`);
  if (status === 404) return `It is not there, or the token may not see it: ${permission(call)}.`;
  if (status === 410) return "It is gone, or switched off in the repository's settings.";
  if (status === 422) return "GitHub did not accept the content: nothing was changed.";
  return "Nothing was changed.";
}

function retryTime(headers: Answer["headers"], now: number): string {
  const seconds = wholeNumber(headers["retry-after"]);
  const reset =
    headers["x-ratelimit-remaining"] === "0" ? wholeNumber(headers["x-ratelimit-reset"]) : undefined;
  const until =
    seconds === undefined ? (reset === undefined ? undefined : reset * 1000) : now + seconds * 1000;
  // A year or more is no time that anybody waits for, and Date ends at some point.
  if (until === undefined || until > now + 365 * 86_400_000) return "in some minutes";
  return `after ${new Date(until).toISOString().replace(/\.\d+Z$/, "Z")}`;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

const mostWords = 300;

/** GitHub's message and its details in quotes, on one line, redacted and bounded; empty when there is none. */
function wordsOf(data: unknown, redact: (text: string) => string): string {
  const message = typeof data === "string" ? data : at(data, "message");
  if (typeof message !== "string" || message.trim() === "") return "";
  const errors = at(data, "errors");
  const details = (Array.isArray(errors) ? errors : []).slice(0, 3).map((item: unknown) => {
    const text = typeof item === "string" ? item : (at(item, "message") ?? at(item, "code"));
    return typeof text === "string" ? text : "";
  });
  // Redacted before it is cut: half a secret would no longer be found.
  const said = redact([message, ...details.filter((text) => text !== "")].join(": "));
  const all = said.replace(/[\p{C}\p{Z}]+/gu, " ");
  const cut = [...all.trim()].slice(0, mostWords).join("");
  return JSON.stringify(cut.length < all.trim().length ? `${cut}...` : cut);
}

function permission({ needs, needsForIssue, tokenVariable }: Call): string {
  const forIssue = needsForIssue === undefined ? "" : ` (for an issue: \`${needsForIssue}\`)`;
  return tokenVariable === undefined
    ? `the job needs \`permissions: ${needs}\`${forIssue}`
    : `the token of ${tokenVariable} needs \`${needs}\` there`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function named({ method, path }: Call): string {
  return `${method} ${path}`;
}

function isWrite({ method }: Call): boolean {
  return method !== "GET";
}
