/** What a fault does to an exchange: instead of the answer, or to the answer after the real effect. */
import { invalid, notFound, refusal, type Answer } from "./call.ts";
import type { Silence } from "../kit/fault.ts";
import type { Fault } from "./fault.ts";

/** What happens before the effect and keeps it away, or nothing. */
export function replace(fault: Fault, now: number): Answer | Silence | undefined {
  const seconds = fault.amount ?? 1;
  switch (fault.kind) {
    case "429": {
      const reset = String(Math.ceil(now / 1000) + seconds);
      const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
      return { ...refusal(403, "API rate limit exceeded for this token."), headers };
    }
    case "secondary":
      return { ...secondary, headers: { "retry-after": String(seconds) } };
    case "secondary-text":
      return secondary;
    case "drop-before":
      return "drop";
    case "timeout":
      return "hold";
    case "allowlist":
      return refusal(
        403,
        "Although you appear to have the correct authorization credentials, the organization has an IP allow list enabled, and your IP address is not permitted to access this resource.",
      );
    case "sso": {
      const headers = {
        "x-github-sso": "required; url=https://github.example/orgs/acme/sso?authorization_request=EXAMPLE",
      };
      return {
        ...refusal(
          403,
          "Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.",
        ),
        headers,
      };
    }
    case "500":
      return refusal(500, "Server Error");
    case "401":
      return refusal(401, "Bad credentials");
    case "403":
      return refusal(403, "Resource not accessible by integration");
    case "404":
      return notFound;
    case "422":
      return invalid("This is not valid", "Sandbox");
    case "html":
      return signIn;
    case "redirect":
      return { status: 302, headers: { location: fault.url ?? "" } };
    case "cut":
    case "short":
    case "limited":
    case "partial":
    case "miscount":
    case "wrong":
    case "502":
    case "drop-after":
    case "timeout-after":
    case "latency":
      return undefined;
  }
}

const signIn: Answer = {
  status: 200,
  text: "<!doctype html><title>Sign in</title><p>Please sign in.</p>\n",
  headers: { "content-type": "text/html; charset=utf-8" },
};

const secondary = refusal(
  403,
  "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
);

/** What becomes of the real answer, whose effect stays. */
export function bend(fault: Fault, answer: Answer): Answer | Silence {
  switch (fault.kind) {
    case "502":
      return refusal(502, "Bad Gateway");
    case "drop-after":
      return "drop";
    case "timeout-after":
      return "hold";
    case "limited":
      return isQuery(answer) ? withErrors(null, "RATE_LIMITED", "API rate limit exceeded") : secondary;
    case "wrong":
      return isQuery(answer)
        ? withErrors(null, "INTERNAL", "Something went wrong while executing your query.")
        : refusal(502, "Bad Gateway");
    case "partial":
      return isQuery(answer)
        ? withErrors({ organization: null }, "INTERNAL", "Timeout on validation of query")
        : answer;
    case "miscount":
      return { ...answer, body: counted(answer.body) };
    case "short":
      return { ...answer, body: shortened(answer.body) };
    case "cut": {
      const { body, ...rest } = answer;
      const text = JSON.stringify(body) ?? "";
      return {
        ...rest,
        text: text.slice(0, text.length / 2),
        headers: { ...rest.headers, "content-type": "application/json; charset=utf-8" },
      };
    }
    default:
      return answer;
  }
}

function isQuery({ body }: Answer): boolean {
  return typeof body === "object" && body !== null && "data" in body;
}

function withErrors(data: object | null, type: string, message: string): Answer {
  return { status: 200, body: { data, errors: [{ type, message, path: ["organization"] }] } };
}

/** The same with half of each list, which says that nothing follows. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]): [string, unknown] => {
      if ((name === "edges" || name === "nodes") && Array.isArray(inner))
        return [name, inner.slice(0, Math.floor(inner.length / 2)).map(shortened)];
      return [name, name === "hasNextPage" ? false : shortened(inner)];
    }),
  );
}

/** The same with each totalCount one too high. */
function counted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(counted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]): [string, unknown] => [
      name,
      name === "totalCount" && typeof inner === "number" ? inner + 1 : counted(inner),
    ]),
  );
}
