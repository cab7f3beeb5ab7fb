/** Answers as values, and the one place where they become HTTP responses. */
import type { Effect, Refusal } from "./refusal.ts";

/** What a route answers; no body is a 204. */
export interface Answer {
  readonly ok: true;
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a repeated request is answered instead of the body: a secret is shown once. */
  readonly repeatedBody?: object;
}

/** `{"data": ...}` with the object's version as ETag. */
export function one(data: { readonly etag?: string | undefined }, status = 200): Answer {
  return {
    ok: true,
    status,
    body: { data },
    ...(data.etag === undefined ? {} : { headers: { ETag: data.etag } }),
  };
}

/** The answer for an effect on one object. */
export function oneOf(
  effect: Effect<{ readonly etag?: string | undefined }>,
  status = 200,
): Answer | Refusal {
  return effect.ok ? one(effect.value, status) : effect;
}

/** The answer for an effect that leaves nothing to show. */
export function noneOf(effect: Effect<null>): Answer | Refusal {
  return effect.ok ? { ok: true, status: 204 } : effect;
}

/** Refusals become the error body; every answer carries the given headers. */
export function toResponse(answer: Answer | Refusal, headers: Readonly<Record<string, string>>): Response {
  if (!answer.ok) {
    const { status, code, message } = answer;
    return jsonResponse({ status, body: { code, message }, headers });
  }
  const all = { ...headers, ...answer.headers };
  if (answer.body === undefined) return new Response(null, { status: answer.status, headers: all });
  return jsonResponse({ status: answer.status, body: answer.body, headers: all });
}

function jsonResponse(answer: {
  readonly status: number;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
}): Response {
  const headers = { ...answer.headers, "Content-Type": "application/json; charset=utf-8" };
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers });
}
