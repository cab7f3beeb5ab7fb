/** Turns answers and broken connections into ProviderFailures: what happened, at which request, what to do next. */
import type { HttpAnswer } from "../../io/http.ts";
import { createRedactor, type Redactor } from "../../io/redact.ts";
import { failuresOf, type AskedWithSecrets, type Made } from "../../io/remote/failure.ts";
import { cut } from "../../io/remote/text.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { errorSchema } from "./contract.ts";
import { jsonIn } from "../../model/jsonIn.ts";

const failures = failuresOf({ whose: "the API", idHeaders: ["x-request-id"] });
export const { answerFailure, requestIdOf } = failures;

/** The request that failed. */
export type Asked = AskedWithSecrets;

/** A failure with a status that is no success. `waitMs` is set for `retry_after` and wherever the service asks to wait. */
export function statusFailure(asked: Asked, answer: HttpAnswer, waitMs: number | undefined): ProviderFailure {
  const said = saidBy(answer, createRedactor(asked.secrets));
  const quote = said === null ? "" : ` (${said.code}: ${said.message})`;
  const made = explainStatus({ asked, answer, quote, code: said?.code, limited: waitMs !== undefined });
  return failures.answered(asked, answer, { ...made, waitMs });
}

interface Status {
  readonly asked: Asked;
  readonly answer: HttpAnswer;
  /** The service's own words, in brackets, or nothing. */
  readonly quote: string;
  readonly code: string | undefined;
  readonly limited: boolean;
}

function explainStatus({ asked, answer, quote, code, limited }: Status): Made {
  const { status } = answer;
  const answered = `${asked.label} answered ${status}`;
  if (status >= 300 && status < 400) {
    const message = `${answered}, a redirect to ${redirectTarget(answer)}. muster does not follow redirects: check the address.`;
    return { kind: "stop", code: "redirect", message };
  }
  if (status === 401) {
    const message = `${answered}${quote}: the key is missing, malformed or revoked.`;
    return { kind: "stop", code: code ?? "unauthorized", message };
  }
  if (status === 429 || (status === 403 && limited)) {
    return {
      kind: "retry_after",
      code: code ?? "rate_limited",
      message: `${answered}${quote}: too many requests.`,
    };
  }
  if (status === 403) {
    const message = `${answered}${quote}: the key lacks a scope or belongs to another organization, or a policy such as an IP allowlist refuses it.`;
    return { kind: asked.writes ? "give_up" : "stop", code: code ?? "forbidden", message };
  }
  if (status === 412) {
    return { kind: "give_up", code: "stale", message: `${answered}: the object changed since it was read.` };
  }
  if (status >= 500) {
    const message = `${answered}${quote}: the service failed. Try again later.`;
    return { kind: asked.writes ? "give_up" : "stop", code: code ?? "server_error", message };
  }
  const own = { 404: "not_found", 409: "conflict", 422: "refused" }[status] ?? `status_${status}`;
  // `stale` has a meaning of its own in muster and belongs to 412 alone.
  const used = code === undefined || code === "stale" ? own : code;
  const next = status === 404 && !asked.writes ? " Check the address and the organization's id." : "";
  return { kind: "give_up", code: used, message: `${answered}${quote}.${next}` };
}

function saidBy(
  answer: HttpAnswer,
  redactor: Redactor,
): { readonly code: string; readonly message: string } | null {
  const said = errorSchema.safeParse(jsonIn(answer.text ?? ""));
  if (!said.success) return null;
  // Redacted before it is cut: half a secret would no longer be found.
  const code = cut(redactor.text(said.data.code), 60).replace(/[^\w.:-]/g, "_");
  const message = cut(redactor.text(cut(said.data.message, 10_000)), 300);
  return { code: code === "" ? "error" : code, message };
}

/** Host only: the path of a redirect may carry a secret. */
function redirectTarget(answer: HttpAnswer): string {
  const location = answer.headers["location"] ?? "";
  if (/^\/(?!\/)/.test(location)) return "another path of the same host";
  return URL.canParse(location) && new URL(location).host !== ""
    ? cut(new URL(location).host, 100)
    : "somewhere unreadable";
}
