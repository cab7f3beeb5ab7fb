/** Talks to one SCIM service over HTTP: authentication, waiting, retries. What the answers mean is the callers' business. */
import type { HttpAnswer, HttpFailure } from "../../io/http.ts";
import type { ServiceOptions } from "../../io/provider.ts";
import { askedWait, retryAfter } from "../../io/remote/limits.ts";
import { createWire, unanswered, type Miss, type Wire } from "../../io/remote/tries.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { Call } from "./call.ts";
import { answerFailure, isThrottled, requestIdOf, statusFailure, type Asked } from "./failure.ts";

/** An answer: what its body is, undefined where it has none (RFC 7644, 3.5.2 and 3.6: 204). */
interface Answer {
  readonly ok: true;
  readonly status: number;
  readonly body: unknown;
  readonly etag?: string;
  readonly requestId?: string;
}

export interface Client extends Pick<Wire, "requests" | "told"> {
  ask(call: Call): Promise<Answer | ProviderFailure>;
}

const plainType = "application/json";

/** A client for one organization. */
export function createClient(options: ServiceOptions): Client {
  const wire = createWire(options);
  const base = options.address.href.replace(/\/$/, "");
  let bodyType = "application/scim+json";
  return {
    requests: () => wire.requests(),
    told: () => wire.told(),
    async ask(call) {
      const { method, path, query = {}, body, ifMatch, signal } = call;
      const url = new URL(base + path);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const asked: Asked = {
        label: `${method} ${url.pathname}${shownFilter(query)}`,
        method,
        writes: method !== "GET",
        host: options.address.host,
        secrets: [options.token],
      };
      const headers = () => ({
        authorization: `Bearer ${options.token}`,
        // RFC 7644, 3.1: the one is SCIM's own, and many send the other.
        accept: "application/scim+json, application/json",
        ...(body === undefined ? {} : { "content-type": bodyType }),
        ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
      });
      const attempt = () =>
        wire.send<Answer>({
          ...{ method, url, label: asked.label, headers, body, signal },
          judge: (answer) => judge({ answer, asked, now: options.clock.now() }),
        });
      const answer = await attempt();
      if (answer.ok || answer.status !== 415 || bodyType === plainType) return answer;
      // A service that knows plain JSON only did nothing yet.
      bodyType = plainType;
      return attempt();
    },
  };
}

/** Which one was looked for, and no personal data beyond it. */
function shownFilter({ filter }: Readonly<Record<string, string>>): string {
  return filter === undefined ? "" : `?filter=${filter.split(" ")[0] ?? ""}`;
}

interface Judged {
  readonly answer: HttpAnswer | HttpFailure;
  readonly asked: Asked;
  readonly now: number;
}

function judge({ answer, asked, now }: Judged): Answer | Miss {
  // What only reads, and what ends something, may be repeated; of another write its effect is looked up first.
  const repeatable = asked.method === "GET" || asked.method === "DELETE";
  if (!answer.ok) return unanswered(asked, answer, repeatable);
  const { status, headers } = answer;
  if (isThrottled(answer)) {
    const wait = askedWait(headers, now) ?? 0;
    return { failure: statusFailure(asked, answer, wait), again: true, lost: false };
  }
  if (status >= 500 && status !== 501) {
    const wait = retryAfter(headers, now);
    return { failure: statusFailure(asked, answer, wait), again: repeatable, lost: asked.writes };
  }
  if (status < 200 || status >= 300)
    return { failure: statusFailure(asked, answer, undefined), again: false, lost: false };
  const text = answer.text?.trim() ?? null;
  if (text === "") return came(asked, answer, undefined);
  try {
    return came(asked, answer, JSON.parse(text ?? "?"));
  } catch {
    // What a write says in its own words counts for nothing: it is read back.
    if (asked.writes) return came(asked, answer, undefined);
    const wrong = { code: "not_json", message: "answered with something that is no JSON" };
    return { failure: answerFailure(asked, answer, wrong), again: false, lost: false };
  }
}

function came(asked: Asked, answer: HttpAnswer, body: unknown): Answer {
  const { etag } = answer.headers;
  return {
    ok: true,
    status: answer.status,
    body,
    ...(etag === undefined ? {} : { etag }),
    ...requestIdOf(asked, answer),
  };
}
