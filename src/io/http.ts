/**
 * HTTP over undici: one request, one answer or one failure as a value. Never follows a redirect, never repeats a
 * request, never reads more than a bounded body, and always says whether the server may have seen the request.
 */
import type { Dispatcher } from "undici";
import type { Dispatchers } from "./dispatchers.ts";
import { isLoopback } from "../model/address.ts";
import { utf8 } from "../model/utf8.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** An address that was checked (`checkAddress`). */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole exchange, body included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly ok: true;
  readonly status: number;
  /** By lower-case name; of a header that came twice, all values with ", " between. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a body that is not UTF-8: repaired, it would speak of other people than the server does. */
  readonly text: string | null;
}

export interface HttpFailure {
  readonly ok: false;
  readonly code: "unreachable" | "timeout" | "dropped" | "aborted" | "too_large";
  /** Half a sentence without address or secret: "refused the connection (ECONNREFUSED)". */
  readonly message: string;
  /** Host and port of the proxy that the request went to. */
  readonly proxy?: string;
  /** False only when the server cannot have seen the request. */
  readonly sent: boolean;
}

export interface Http {
  request(request: HttpRequest): Promise<HttpAnswer | HttpFailure>;
  /** Ends kept connections at once. */
  close(): Promise<void>;
}

export interface HttpOptions {
  /** The environment's `HTTPS_PROXY`, `NO_PROXY` and their lower-case forms; nothing else of it is looked at. */
  readonly proxyEnv: Readonly<Record<string, string | undefined>>;
  readonly userAgent: string;
  /** Largest body read, in bytes; 64 MB unless told. */
  readonly maxBodyBytes?: number;
}

/** undici is loaded at the first request: it costs 70 ms, and many commands make none. */
export function createHttp(options: HttpOptions): Http {
  let dispatchers: Promise<Dispatchers> | undefined;
  return {
    async request(request) {
      if (request.signal?.aborted === true)
        return failure("aborted", "was stopped before it was sent", false);
      try {
        dispatchers ??= import("./dispatchers.ts").then((it) => it.openDispatchers(options.proxyEnv));
        const { direct, outward, proxyFor } = await dispatchers;
        const dispatcher = isLoopback(request.url.hostname) ? direct : outward;
        if (dispatcher === null) {
          return failure("unreachable", "cannot be reached: HTTPS_PROXY is not a proxy address", false);
        }
        const result = await exchange({ request, dispatcher, options });
        const proxy = dispatcher === direct ? undefined : proxyFor(request.url.hostname);
        return result.ok || proxy === undefined ? result : { ...result, proxy };
      } catch (error) {
        return explain(error);
      }
    },
    async close() {
      if (dispatchers === undefined) return;
      const { direct, outward } = await dispatchers;
      await Promise.all([
        direct.destroy(),
        outward === null || outward === direct ? undefined : outward.destroy(),
      ]);
    },
  };
}

interface Exchange {
  readonly request: HttpRequest;
  readonly dispatcher: Dispatcher;
  readonly options: HttpOptions;
}

async function exchange({ request, dispatcher, options }: Exchange): Promise<HttpAnswer | HttpFailure> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(
    () => controller.abort(new DOMException("too slow", "TimeoutError")),
    request.timeoutMs,
  );
  request.signal?.addEventListener("abort", abort, { once: true });
  try {
    const answer = await dispatcher.request({
      origin: request.url.origin,
      path: `${request.url.pathname}${request.url.search}`,
      method: request.method,
      headers: { "user-agent": options.userAgent, "accept-encoding": "identity", ...request.headers },
      body: request.body ?? null,
      signal: controller.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const body = await readBody(answer.body, options.maxBodyBytes ?? 64 * 1024 * 1024);
    if (body === null) {
      controller.abort();
      return failure("too_large", "answered more than muster reads", true);
    }
    return {
      ok: true,
      status: answer.statusCode,
      headers: flatHeaders(answer.headers),
      text: utf8(body),
    };
  } catch (error) {
    if (controller.signal.aborted) {
      return request.signal?.aborted === true
        ? failure("aborted", "was stopped", true)
        : failure("timeout", `did not answer within ${request.timeoutMs / 1000} s`, true);
    }
    return explain(error);
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", abort);
  }
}

async function readBody(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function flatHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

function failure(code: HttpFailure["code"], message: string, sent: boolean): HttpFailure {
  return { ok: false, code, message, sent };
}

/** Codes of failures before the first byte of the request went out: name look-up, connecting, TLS, the proxy. */
const beforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|UND_ERR_PRX|ERR_TLS|CERT_|DEPTH_|SELF_|UNABLE_|ERR_SSL|EPROTO|HOSTNAME_)/;

function explain(error: unknown): HttpFailure {
  const { code, syscall, message } = detailsOf(error);
  const shown = code === "" ? "no reason given" : code;
  if (syscall === "connect" || beforeSending.test(code)) {
    return failure("unreachable", `cannot be reached (${shown})`, false);
  }
  if (message.startsWith("Proxy ended"))
    return failure("unreachable", "cannot be reached: the proxy ended the connection", false);
  if (message.startsWith("Proxy response")) {
    const status = /\((\d{3})\)/.exec(message)?.[1] ?? "";
    return failure("unreachable", `cannot be reached: ${proxyRefusal(status)}`, false);
  }
  if (code === "UND_ERR_INVALID_ARG") {
    return failure(
      "unreachable",
      "was not asked: the request holds characters that HTTP does not allow",
      false,
    );
  }
  return failure("dropped", `ended the connection without a whole answer (${shown})`, true);
}

function proxyRefusal(status: string): string {
  return status === "407"
    ? "the proxy asks for a name and a password (407), which stand in HTTPS_PROXY: http://NAME:PASSWORD@HOST:PORT"
    : `the proxy refused the connection${status === "" ? "" : ` (${status})`}`;
}

/** Code, system call and text of whatever was thrown; connecting to several addresses throws an AggregateError. */
function detailsOf(error: unknown): { code: string; syscall: string; message: string } {
  if (!(error instanceof Error)) return { code: "", syscall: "", message: "" };
  if (error instanceof AggregateError && error.errors.length > 0) return detailsOf(error.errors[0]);
  const text = (name: string): string => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === "string" ? value : "";
  };
  return { code: text("code"), syscall: text("syscall"), message: error.message };
}
