/** What a fault does to an exchange: instead of the answer, or to the answer after the real effect. */
import { refusal, type Answer } from "./answer.ts";
import type { Silence } from "../kit/fault.ts";
import type { Fault } from "./fault.ts";

const html = "<!doctype html><title>Sandbox</title><h1>Something is not right</h1>";

/** What happens before the effect and keeps it away, or nothing. */
export function replace(fault: Fault): Answer | Silence | undefined {
  switch (fault.kind) {
    case "429":
      return {
        ...refusal(429, "Too many requests"),
        headers: { "retry-after": String(fault.amount ?? 1) },
      };
    case "429-bare":
      return { status: 429 };
    case "500":
      return refusal(500, "Server error");
    case "drop-before":
      return "drop";
    case "timeout":
      return "hold";
    case "401":
      return refusal(401, "Not authorised");
    case "403":
      return refusal(403, "Forbidden");
    case "404":
      return refusal(404, "Not found");
    case "400":
      return refusal(400, "This is not valid", "invalidValue");
    case "409":
      return refusal(409, "That is there already", "uniqueness");
    case "412":
      return refusal(412, "The version is another");
    case "501":
      return refusal(501, "Not implemented");
    case "html":
      return { status: 400, text: html };
    case "bare":
      return { status: 400 };
    case "page":
      return { status: 200, text: html };
    case "502":
    case "drop-after":
    case "timeout-after":
    case "truncated":
    case "miscount":
    case "twice":
    case "latency":
      return undefined;
  }
}

/** What becomes of the real answer, whose effect stays. */
export function bend(fault: Fault, answer: Answer): Answer | Silence {
  switch (fault.kind) {
    case "502":
      return refusal(502, "Bad gateway");
    case "drop-after":
      return "drop";
    case "timeout-after":
      return "hold";
    case "truncated":
      return relisted(answer, (all) => all.slice(0, -1));
    case "twice":
      return relisted(answer, (all) => [...all.slice(0, 1), ...all.slice(0, -1)]);
    case "miscount":
      return { ...answer, body: counted(answer.body) };
    default:
      return answer;
  }
}

function relisted(answer: Answer, change: (all: readonly unknown[]) => readonly unknown[]): Answer {
  const { body } = answer;
  if (typeof body !== "object" || body === null || !("Resources" in body)) return answer;
  const all: readonly unknown[] = Array.isArray(body.Resources) ? body.Resources : [];
  return { ...answer, body: { ...body, Resources: change(all) } };
}

function counted(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("totalResults" in body)) return body;
  return { ...body, totalResults: Number(body.totalResults) + 1 };
}
