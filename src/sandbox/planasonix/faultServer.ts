/** What a fault does to an exchange: instead of the answer, or to the answer after the real effect. */
import type { Silence } from "../kit/fault.ts";
import type { Fault } from "./fault.ts";
import { refuse, type Refusal } from "./refusal.ts";
import { toResponse } from "./respond.ts";

type Headers = Readonly<Record<string, string>>;

/** What happens before the effect: an answer or a silence that keeps the effect away, or nothing. */
export function strikeBefore(fault: Fault, headers: Headers): Response | Silence | undefined {
  switch (fault.kind) {
    case "429": {
      const wait = { "Retry-After": String(fault.amount ?? 1), "X-RateLimit-Remaining": "0" };
      return toResponse(refuse(429, "rate_limited", "Too many requests."), { ...headers, ...wait });
    }
    case "drop-before":
      return "drop";
    case "timeout":
      return "hold";
    case "html":
      return new Response("<!doctype html><title>Sign in</title><p>Please sign in.</p>\n", {
        headers: { ...headers, "Content-Type": "text/html; charset=utf-8" },
      });
    case "redirect":
      return new Response(null, { status: 302, headers: { ...headers, Location: fault.url ?? "" } });
    case "500":
    case "401":
    case "403":
    case "404":
    case "409":
    case "422":
      return toResponse(refusals[fault.kind], headers);
    case "502":
    case "drop-after":
    case "timeout-after":
    case "truncated":
    case "empty":
    case "cut":
    case "wrong-type":
    case "latency":
    case "late":
    case "late-ms":
    case "clock":
      return undefined;
  }
}

/** What becomes of the real answer, whose effect stays. */
export async function strikeAfter(
  fault: Fault,
  answer: Response,
  headers: Headers,
): Promise<Response | Silence> {
  switch (fault.kind) {
    case "502":
      return toResponse(refuse(502, "bad_gateway", "The gateway lost the answer."), headers);
    case "drop-after":
      return "drop";
    case "timeout-after":
      return "hold";
    case "truncated":
      return await changedList(answer, (list) => ({
        data: list.data.slice(0, Math.floor(list.data.length / 2)),
        meta: { ...list.meta, next_cursor: null },
      }));
    case "empty":
      return await changedList(answer, (list) => ({
        data: [],
        meta: { ...list.meta, next_cursor: null, total: 0 },
      }));
    case "cut": {
      const text = await answer.text();
      return new Response(bodyFor(answer, text.slice(0, Math.floor(text.length / 2))), answer);
    }
    case "wrong-type": {
      const response = new Response(bodyFor(answer, await answer.text()), answer);
      response.headers.set("Content-Type", "text/plain; charset=utf-8");
      return response;
    }
    default:
      return answer;
  }
}

const refusals: Readonly<Record<"500" | "401" | "403" | "404" | "409" | "422", Refusal>> = {
  "500": refuse(500, "internal", "Something went wrong."),
  "401": refuse(401, "unauthorized", "The API key is unknown or was revoked."),
  "403": refuse(403, "forbidden", "A policy of the organization forbids this."),
  "404": refuse(404, "not_found", "There is no such thing."),
  "409": refuse(409, "conflict", "This conflicts with the current state."),
  "422": refuse(422, "invalid", "The request is not valid."),
};

interface List {
  readonly data: readonly unknown[];
  readonly meta: object;
}

async function changedList(answer: Response, change: (list: List) => List): Promise<Response> {
  const text = await answer.text();
  if (answer.status !== 200) return new Response(bodyFor(answer, text), answer);
  return new Response(JSON.stringify(change(JSON.parse(text) as List)), answer);
}

/** A 204 must have no body, not even an empty one. */
function bodyFor(answer: Response, text: string): string | null {
  return answer.status === 204 ? null : text;
}
