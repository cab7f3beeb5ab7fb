/**
 * The live side of an answer: read where a key is at hand, compared with the files that the rest of the answer is by, whatever
 * is checked out; where it cannot be, that is said.
 */
import { differencesIn } from "../../history/live.ts";
import { createHttp } from "../../io/http.ts";
import type { Explained, LiveStanding } from "../../model/evidence.ts";
import type { Organization } from "../../model/organization.ts";
import type { State } from "../../model/state.ts";
import { connect } from "../connect.ts";
import { momentOf, type Context } from "../context.ts";
import { readLive } from "../import/readLive.ts";
import type { Failure } from "../failure.ts";
import { loadAt } from "../load.ts";
import { notReadLive, readableAt } from "./atHand.ts";
import { faultsIn } from "./faults.ts";

export interface LiveSide {
  readonly live: readonly LiveStanding[];
  /** Sentences. */
  readonly notes: readonly string[];
}

/** Whom the history knows by a name. */
export interface Theirs extends Pick<Explained, "kind" | "names"> {
  /** In which they were ever named. */
  readonly organizations: readonly string[];
  /** The commit whose files are today's. */
  readonly tip: string;
}

/** Of each organization in which they were ever named. */
export async function liveSideOf(
  context: Context,
  { who, kind, names: known, organizations, tip }: Theirs & { readonly who: string },
): Promise<LiveSide> {
  if (organizations.length === 0) return { live: [], notes: [] };
  const found = await readableAt(context, { commit: tip, wanted: organizations });
  if ("error" in found) return unread(found);
  const { there, readable } = found;
  const notes = [...found.notes];
  const declared = readable.length === 0 ? undefined : await loadAt(context, tip, new Set(readable));
  if (declared !== undefined && "error" in declared) return unread(declared);
  const names = new Set([...known, who.trim().toLowerCase()]);
  const live: LiveStanding[] = [];
  for (const organization of declared?.organizations ?? []) {
    const one = { organization, count: there.length, question: { kind, names } };
    const read = await readOne(context, one);
    if ("error" in read) notes.push(notReadLive(organization.key, read.error));
    else live.push(read);
  }
  const faulty = readable.filter((key) => declared?.organizations.some((item) => item.key === key) === false);
  if (declared !== undefined && faulty.length > 0)
    notes.push(`Not read live: ${faulty.join(", ")}, since ${faultsIn(declared.diagnostics)}`);
  const gone = organizations.filter((key) => !there.includes(key));
  if (gone.length > 0) notes.push(`Not read live: ${gone.join(", ")}, which the files declare no more.`);
  return { live, notes };
}

function unread({ error }: Failure): LiveSide {
  return { live: [], notes: [`The live organizations were not read: ${error}`] };
}

interface One {
  readonly organization: Organization;
  readonly count: number;
  readonly question: Parameters<typeof differencesIn>[2];
}

async function readOne(
  context: Context,
  { organization, count, question }: One,
): Promise<LiveStanding | { readonly error: string }> {
  const { key, connection, desired } = organization;
  const read = await readLive(context, { key, connection, count, organization, withoutHoldings: true });
  if ("error" in read) return read;
  const at = momentOf(context);
  const differences = differencesIn(desired, read.known, question);
  const holdings =
    question.kind === "person"
      ? await holdingsOf(context, { organization, count, question, live: read.known })
      : undefined;
  return {
    ...{ organization: key, at, differences },
    ...(holdings === undefined ? {} : holdings),
  };
}

/** What they own, and keys of their own: only the service knows. */
async function holdingsOf(
  context: Context,
  { organization, count, question, live }: One & { readonly live: State },
): Promise<Pick<LiveStanding, "owns" | "keys" | "gap"> | undefined> {
  const member = [...live.member.values()].find(({ key }) => question.names.has(key));
  if (member?.id === undefined) return undefined;
  const { key, connection } = organization;
  const http = createHttp({ proxyEnv: context.env, userAgent: "muster" });
  try {
    const way = { key, connection, count, unmerged: false, listedLoopbackOnly: false, http };
    const connected = await connect(context, way);
    if ("error" in connected) return { gap: connected.error };
    const held = await connected.reader.readHoldings([{ key: member.key, id: member.id }]);
    if (!held.ok) return { gap: held.message };
    const own = held.holdings.get(member.key);
    if (own === undefined) return undefined;
    const { coverage } = own;
    return {
      owns: own.resources.map(({ kind, name }) => ({ resource: kind, name })),
      keys: own.keys.map(({ name }) => name),
      ...(coverage.complete ? {} : { gap: coverage.reason }),
    };
  } finally {
    await http.close();
  }
}
