/** Reading all of a live organization for its files. What was not read to the end is refused: files would call it gone. */
import { kinds } from "../../model/entity.ts";
import { vocabularyOf } from "../../model/vocabularies/all.ts";
import type { Connection } from "../../model/organization.ts";
import type { Holdings, LiveRead } from "../../model/provider.ts";
import { createHttp } from "../../io/http.ts";
import type { Capabilities } from "../../model/capability.ts";
import { connect } from "../connect.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../load.ts";
import { failed } from "../planOne.ts";

/** Everything that files can speak of, and what those hold who are there no more. */
export interface WholeRead {
  readonly live: LiveRead;
  readonly holdings: ReadonlyMap<string, Holdings>;
  readonly capabilities: Capabilities;
}

export interface LiveRequest {
  /** Of the organization: names its variables. */
  readonly key: string;
  readonly connection: Connection;
  /** How many organizations the files declare, with this one. */
  readonly count: number;
  /** Without what those hold who are gone. */
  readonly withoutHoldings?: boolean;
}

/** Connects as a plan does, and reads. */
export async function readLive(context: Context, request: LiveRequest): Promise<WholeRead | Failure> {
  const http = createHttp({ proxyEnv: context.env, userAgent: "muster" });
  try {
    const connected = await connect(context, {
      ...request,
      unmerged: false,
      listedLoopbackOnly: false,
      http,
    });
    if ("error" in connected) return connected;
    context.progress(`reading ${request.key}`);
    const { shared, owned } = vocabularyOf(request.connection.provider);
    const live = await connected.reader.readState({
      resources: [...new Set([...shared, ...owned].map(({ kind }) => kind))],
    });
    if (!live.ok) return failed(request, live);
    const gap = kinds.find((kind) => !live.state.coverage[kind].complete);
    if (gap !== undefined) return unfinished(request.key, gap.replaceAll("_", " "), live.state.coverage[gap]);
    if (request.withoutHoldings === true)
      return { live, holdings: new Map(), capabilities: connected.capabilities };
    const gone = [...live.state.member.values()].flatMap(({ key, id, state }) =>
      id !== undefined && (state === "deactivated" || state === "left") ? [{ key, id }] : [],
    );
    const held = await connected.reader.readHoldings(gone);
    if (!held.ok) return failed(request, held);
    for (const [key, { coverage }] of held.holdings)
      if (!coverage.complete) return unfinished(request.key, `holdings of ${key}`, coverage);
    return { live, holdings: held.holdings, capabilities: connected.capabilities };
  } finally {
    await http.close();
  }
}

function unfinished(
  key: string,
  what: string,
  coverage: { readonly complete: true } | { readonly complete: false; readonly reason: string },
): Failure {
  const reason = coverage.complete ? "" : `${coverage.reason.replace(/\.$/, "")}. `;
  return {
    error:
      `${key} was not read to the end (${what}): ${reason}Files would say of the rest that it is not there, so nothing ` +
      "was written. Run it again; if it stays so, ask the service's operators.",
  };
}
