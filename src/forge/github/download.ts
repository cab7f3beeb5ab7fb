/**
 * Fetches what GitHub keeps on other hosts: without any credential, over https, no further redirect, a bounded number
 * of bytes. The address is itself a credential for a minute, and so never appears in a message.
 */
import type { Dispatcher } from "undici";
import { isLoopback } from "../../model/address.ts";
import type { Dispatchers } from "../../io/dispatchers.ts";
import { reasonOf } from "../../io/reason.ts";

type Downloaded =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** The end of a sentence: "answered 404". */
  | { readonly ok: false; readonly problem: string };

interface Download {
  readonly address: string;
  readonly dispatchers: Dispatchers;
  /** True where the API itself is on this machine: only then may this address be, and be without https. */
  readonly mayBeLoopback: boolean;
  readonly maxBytes: number;
  /** For the whole exchange. */
  readonly timeoutMs: number;
}

/** Never throws. */
export async function download(request: Download): Promise<Downloaded> {
  const url = storageUrl(request);
  if (typeof url === "string") return { ok: false, problem: url };
  const { direct, outward } = request.dispatchers;
  const dispatcher = isLoopback(url.hostname) ? direct : outward;
  if (dispatcher === null)
    return { ok: false, problem: "cannot be reached: HTTPS_PROXY is not a proxy address" };
  const signal = AbortSignal.timeout(request.timeoutMs);
  try {
    return await fetchBytes({ url, dispatcher, signal, maxBytes: request.maxBytes });
  } catch (error) {
    if (signal.aborted) return { ok: false, problem: `did not answer within ${request.timeoutMs / 1000} s` };
    const { code } = reasonOf(error);
    return { ok: false, problem: `ended the connection (${code === "" ? "no reason given" : code})` };
  }
}

/** The address to fetch, or why it is not fetched. */
function storageUrl({ address, mayBeLoopback }: Download): URL | string {
  if (!URL.canParse(address)) return "is at no usable address";
  const url = new URL(address);
  const onThisMachine = isLoopback(url.hostname);
  if (onThisMachine && !mayBeLoopback) return "is at an address of this machine, which is not asked";
  if (url.protocol !== "https:" && !(onThisMachine && url.protocol === "http:")) return "is not behind https";
  if (url.username !== "" || url.password !== "") return "is at an address with a user name in it";
  return url;
}

interface Fetching {
  readonly url: URL;
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

async function fetchBytes({ url, dispatcher, signal, maxBytes }: Fetching): Promise<Downloaded> {
  const answer = await dispatcher.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: "GET",
    headers: { "user-agent": "muster", "accept-encoding": "identity" },
    signal,
  });
  // A body that is not read to its end fails later, when nobody waits for it any more: that would end the process.
  answer.body.on("error", () => {});
  const tooLarge: Downloaded = { ok: false, problem: `is larger than ${maxBytes} bytes` };
  if (answer.statusCode !== 200) {
    answer.body.destroy();
    return { ok: false, problem: `could not be fetched: its host answered ${answer.statusCode}` };
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) return tooLarge;
    chunks.push(chunk);
  }
  return { ok: true, bytes: Buffer.concat(chunks, size) };
}
