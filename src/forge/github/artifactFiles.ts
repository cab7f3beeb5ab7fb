/** The files of an artifact: GitHub answers with an address elsewhere, which is fetched without the token and unpacked within bounds. */
import type { Dispatchers } from "../../io/dispatchers.ts";
import { unpack } from "./archive.ts";
import { download } from "./download.ts";
import { unasked, type Answer, type Call } from "./failure.ts";
import type { Asked } from "./github.ts";
import type { Requests } from "./requests.ts";

interface ArtifactQuestion {
  readonly call: Call & { readonly method: "GET" };
  readonly requests: Requests;
  readonly dispatchers: () => Dispatchers;
  /** True where the API is on this machine. */
  readonly isLocal: boolean;
  /** Packed, and all files together unpacked. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/** muster's own artifacts hold a handful. */
const maxFiles = 1000;

/** By path. Never throws. */
export async function artifactFiles(
  question: ArtifactQuestion,
): Promise<Asked<ReadonlyMap<string, Uint8Array>>> {
  const { call, requests, isLocal, maxBytes, timeoutMs } = question;
  const came = await requests.exchange(call);
  if (!came.ok) return came;
  const address = storageAddress(came.answer);
  if (address === undefined) return requests.refused(call, came.answer);
  const fetched = await download({
    address,
    dispatchers: question.dispatchers(),
    mayBeLoopback: isLocal,
    maxBytes,
    timeoutMs,
  });
  if (!fetched.ok)
    return unasked(`${call.method} ${call.path}: the artifact ${fetched.problem}. ${retryLater}`);
  const unpacked = unpack(fetched.bytes, { maxBytes, maxFiles });
  if (!unpacked.ok)
    return unasked(`${call.method} ${call.path}: the artifact ${unpacked.problem}. ${suspect}`);
  return { ok: true, value: unpacked.files };
}

const retryLater = "Run the job again; if it stays so, the artifact cannot be used.";
const suspect = "It is not used: look at the run that uploaded it.";

/** GitHub documents 302 for this request; with any other status there is nothing to fetch. */
function storageAddress({ status, headers }: Answer): string | undefined {
  return status === 302 ? headers["location"] : undefined;
}
