/**
 * The live side of an answer: read where a key is at hand, compared with the files that the rest of the answer is by, whatever
 * is checked out; where it cannot be, that is said.
 */
import { hasErrors } from "../../model/diagnostic.ts";
import { differencesIn } from "../../history/live.ts";
import { find } from "../../history/who.ts";
import { createHttp } from "../../io/http.ts";
import type { LiveStanding } from "../../model/evidence.ts";
import type { Organization } from "../../model/organization.ts";
import type { State } from "../../model/state.ts";
import { connect } from "../connect.ts";
import { momentOf, type Context } from "../context.ts";
import { readLive } from "../import/readLive.ts";
import type { Declared } from "../../declare/read.ts";
import { loadAt } from "../load.ts";
import { faultsIn } from "./faults.ts";
import type { DeclaredPast } from "./pastEnd.ts";

export interface LiveSide {
  readonly live: readonly LiveStanding[];
  /** Sentences. */
  readonly notes: readonly string[];
}

/** Of each organization in which they were ever named. */
export async function liveSideOf(
  context: Context,
  { timeline, tip, who }: Pick<DeclaredPast, "timeline" | "tip"> & { readonly who: string },
): Promise<LiveSide> {
  const found = find(who, timeline);
  const wanted = new Set(found.things.map(({ organization }) => organization));
  if (wanted.size === 0) return { live: [], notes: [] };
  const declared = await loadAt(context, tip);
  if ("error" in declared)
    return { live: [], notes: [`The live organizations were not read: ${declared.error}`] };
  const names = new Set([...found.names, who.trim().toLowerCase()]);
  const live: LiveStanding[] = [];
  const notes: string[] = [];
  for (const organization of declared.organizations.filter(({ key }) => wanted.has(key))) {
    const one = { organization, count: declared.organizations.length, question: { kind: found.kind, names } };
    const read = await readOne(context, one);
    if ("error" in read) notes.push(`${organization.key} was not read live: ${read.error}`);
    else live.push(read);
  }
  const gone = [...wanted].filter((key) => !declared.organizations.some((item) => item.key === key));
  if (gone.length > 0) notes.push(goneNote(gone, declared));
  return { live, notes };
}

/** Of those that the files do not declare, or that have errors: which of the two it is. */
function goneNote(names: readonly string[], { diagnostics }: Declared): string {
  return hasErrors(diagnostics)
    ? `Not read live: ${names.join(", ")}, since ${faultsIn(diagnostics)}`
    : `Not read live: ${names.join(", ")}, which the files declare no more.`;
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
