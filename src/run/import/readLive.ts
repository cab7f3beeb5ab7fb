/** Reading all of a live organization for its files. What was not read to the end is refused: files would call it gone. */
import { kinds } from "../../model/entity.ts";
import { vocabularyOf } from "../../model/vocabularies/all.ts";
import { toldApart } from "../../diff/twins.ts";
import type { Connection, Organization } from "../../model/organization.ts";
import type { LiveRead } from "../../model/provider.ts";
import type { Holdings } from "../../model/holdings.ts";
import type { State } from "../../model/state.ts";
import { sortedBy } from "../../model/text.ts";
import { createHttp } from "../../io/http.ts";
import type { Capabilities } from "../../model/capability.ts";
import { connect } from "../connect.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../load.ts";
import { failed } from "../readAndPlan.ts";

/** Everything that files can speak of, and what those hold who are there no more. */
export interface WholeRead {
  readonly live: LiveRead;
  /** The live state as the files that there are know it: of several records under one address, the one that they mean. */
  readonly known: State;
  readonly holdings: ReadonlyMap<string, Holdings>;
  readonly capabilities: Capabilities;
}

interface LiveRequest {
  /** Of the organization: names its variables. */
  readonly key: string;
  readonly connection: Connection;
  /** How many organizations the files declare, with this one. */
  readonly count: number;
  /** What the files declare that there are. */
  readonly organization?: Organization;
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
      grants: "all",
    });
    if (!live.ok) return failed(request, live);
    const gap = kinds.find((kind) => kind !== "role_grant" && !live.state.coverage[kind].complete);
    if (gap !== undefined) return unfinished(request.key, gap.replaceAll("_", " "), live.state.coverage[gap]);
    const known = knownBy(request.organization, live.state);
    if (request.withoutHoldings === true)
      return { live, known, holdings: new Map(), capabilities: connected.capabilities };
    const gone = [...known.member.values()].flatMap(({ key, id, state }) =>
      id !== undefined && (state === "deactivated" || state === "left") ? [{ key, id }] : [],
    );
    const held = await connected.reader.readHoldings(gone);
    if (!held.ok) return failed(request, held);
    for (const [key, { coverage }] of held.holdings)
      if (!coverage.complete) return unfinished(request.key, `holdings of ${key}`, coverage);
    return { live, known, holdings: held.holdings, capabilities: connected.capabilities };
  } finally {
    await http.close();
  }
}

/** An address that the files do not know stays one that several records share. */
function knownBy(organization: Organization | undefined, live: State): State {
  if (organization === undefined) return live;
  const { member } = organization.desired;
  const [listed, others] = [true, false].map((isListed) =>
    live.collisions.filter(({ kind, key }) => (kind === "member" && member.has(key)) === isListed),
  );
  const told = toldApart({ ...live, collisions: listed ?? [] }, organization);
  return {
    ...told,
    collisions: sortedBy([...told.collisions, ...(others ?? [])], ({ kind, key }) => `${kind} ${key}`),
  };
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
