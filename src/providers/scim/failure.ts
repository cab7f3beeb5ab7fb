/**
 * Turns a SCIM service's answers and broken connections into ProviderFailures. Errors come in every shape: as the standard
 * says (RFC 7644, 3.12), with the status as text, as HTML, or without a body.
 */
import type { HttpAnswer } from "../../io/http.ts";
import { createRedactor } from "../../io/redact.ts";
import { failuresOf, type AskedWithSecrets, type Made } from "../../io/remote/failure.ts";
import { cut } from "../../io/remote/text.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { attribute, fieldsOf } from "./resource.ts";
import { jsonIn } from "../../model/jsonIn.ts";

const failures = failuresOf({
  whose: "a SCIM service's",
  idHeaders: ["x-request-id", "x-amzn-requestid", "x-github-request-id"],
});
export const { answerFailure, requestIdOf } = failures;

/** The request that failed. */
export interface Asked extends AskedWithSecrets {
  readonly method: string;
}

/** A failure with a status that is no success; `waitMs` is set where the service asks to wait. */
export function statusFailure(asked: Asked, answer: HttpAnswer, waitMs: number | undefined): ProviderFailure {
  const redactor = createRedactor(asked.secrets);
  const said = saidBy(answer);
  const made = explain({ asked, answer, said: { ...said, detail: redactor.text(said.detail) } });
  return failures.answered(asked, answer, { ...made, waitMs });
}

/** Too many requests: by the status, or in words beside one that means something else (`ThrottlingException`, `rateLimitExceeded`). */
export function isThrottled(answer: HttpAnswer): boolean {
  const { status } = answer;
  if (status === 429) return true;
  if (status !== 400 && status !== 403 && status !== 420) return false;
  const { scimType, detail } = saidBy(answer);
  return /throttl|rate ?limit|too ?many ?requests|quota ?exceeded/i.test(`${scimType} ${detail}`);
}

interface Status {
  readonly asked: Asked;
  readonly answer: HttpAnswer;
  readonly said: Said;
}

function explain({ asked, answer, said: { scimType, detail } }: Status): Made {
  const { status } = answer;
  const words = [scimType, detail].filter((it) => it !== "").join(": ");
  const answered = `${asked.label} answered ${status}${words === "" ? "" : ` (${cut(words, 300)})`}`;
  if (status >= 300 && status < 400)
    return {
      kind: "stop",
      code: "redirect",
      message: `${answered}, a redirect. muster does not follow redirects: check \`api\`.`,
    };
  if (isThrottled(answer))
    return { kind: "retry_after", code: "rate_limited", message: `${answered}: too many requests.` };
  if (status === 401)
    return {
      kind: "stop",
      code: "unauthorized",
      message: `${answered}: the token is missing, malformed, expired or revoked.`,
    };
  if (status === 403)
    return {
      kind: asked.writes ? "give_up" : "stop",
      code: "forbidden",
      message: `${answered}: the token lacks a right, or a policy such as an IP allow list refuses it.`,
    };
  if (asked.method === "PATCH" && (status === 405 || status === 501))
    return {
      kind: "stop",
      code: "no_patch",
      message: `${answered}: the service does not take PATCH, though nothing says so. Choose another \`scim.profile\`.`,
    };
  if (status >= 500)
    return {
      kind: asked.writes ? "give_up" : "stop",
      code: "server_error",
      message: `${answered}: the service failed. Try again later.`,
    };
  // RFC 7644, 3.12: what is there already, under another id; and 3.14: a version that is no longer the present one.
  const code =
    { 404: "not_found", 409: "conflict", 412: "stale" }[status] ??
    (scimType === "" ? `status_${status}` : scimType);
  const next = status === 404 && !asked.writes ? " Check `api`: it ends where /Users begins." : "";
  return { kind: "give_up", code, message: `${answered}.${next}` };
}

interface Said {
  readonly scimType: string;
  readonly detail: string;
}

/** Its words, as far as they can be read; of HTML nothing is. */
function saidBy({ text }: HttpAnswer): Said {
  const body = jsonIn(text ?? "");
  if (body === undefined) return { scimType: "", detail: "" };
  // Some send the error inside a list, or below `Errors`.
  const first: unknown = Array.isArray(body) ? body[0] : body;
  const inside = attribute(fieldsOf(first), "Errors");
  const fields = fieldsOf(Array.isArray(inside) ? inside[0] : first);
  const word = (...names: readonly string[]): string => {
    const found = names.map((name) => attribute(fields, name)).find((it) => typeof it === "string");
    return typeof found === "string" ? cut(found, 1000) : "";
  };
  const scimType = word("scimType");
  return {
    scimType: /^[A-Za-z]{1,40}$/.test(scimType) ? scimType : "",
    detail: word("detail", "description", "message", "error", "error_description", "__type"),
  };
}
