/** What somebody has by the end of a day, made of the history and the journals: what is kept of an explanation. */
import { explain } from "../../history/explain.ts";
import { find } from "../../history/who.ts";
import type { Explained } from "../../model/evidence.ts";
import { objectionToOrganizations } from "./asked.ts";
import { basisOf } from "./basis.ts";
import type { Journals } from "./journalsRead.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import type { DeclaredPast } from "./pastEnd.ts";
import { pastAsItStood } from "./stood.ts";

export interface Known extends Omit<Explained, "live" | "why_not"> {
  /** In which they were ever named. */
  readonly organizations: readonly string[];
  /** What there is to say of journals, and of an organization that nobody knows; sentences. */
  readonly ofJournals: readonly string[];
}

interface Question {
  readonly who: string;
  readonly on: string;
  readonly ref: string | undefined;
}

/** Without what is asked of others each time: who approved, and what is live. */
export async function knownOf(
  context: Context,
  past: DeclaredPast,
  { read, ...question }: Question & { readonly read: Journals },
): Promise<Known | Failure> {
  const { who, on } = question;
  const { timeline } = past;
  const organizations = [...new Set(find(who, timeline).things.map(({ organization }) => organization))];
  const then = await pastAsItStood(context, past, { day: on, organizations });
  if ("error" in then) return then;
  return {
    ...explain(then.timeline, { who, on, deeds: read.deedsFor(timeline) }),
    organizations,
    basis: basisOf(past, { on }),
    ofJournals: [
      ...strangeOrganization(who, past),
      ...read.notes,
      ...(await unaskedOf(read, past, question)),
    ],
  };
}

/** The organization of `ORG/ACCOUNT` or `team:ORG/SLUG`, where nobody knows it: that name was never looked for in another. */
function strangeOrganization(who: string, past: DeclaredPast): string[] {
  const [, organization] = /^(?:team:)?([^/@:]+)\/[^@]+$/i.exec(who.trim()) ?? [];
  const objection =
    organization === undefined ? undefined : objectionToOrganizations(past, [organization.toLowerCase()]);
  return objection === undefined ? [] : [objection];
}

/** What was done to them and no commit of the default branch asks for. */
async function unaskedOf(
  read: Pick<Journals, "unaskedFor">,
  { timeline }: DeclaredPast,
  { who, on, ref }: Question,
): Promise<readonly string[]> {
  if (ref !== undefined) return [];
  const unasked = read.unaskedFor(timeline, on);
  if (unasked.length === 0) return [];
  const { isUnaskedOf, unaskedNotes } = await import("./unaskedNotes.ts");
  return unaskedNotes(unasked.filter(isUnaskedOf(who, timeline)));
}
