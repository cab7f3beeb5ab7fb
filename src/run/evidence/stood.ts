/** The past as of a day: what was so stands in the files of that day, which are read for it where others came after them. */
import { asItStood, lastKeyOfDeclared } from "../../history/stood.ts";
import type { Organization } from "../../model/organization.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import type { DeclaredPast } from "./pastEnd.ts";
import { validCommits } from "./unread.ts";

interface Wish {
  readonly day: string;
  /** By their last keys; undefined: all. Of the others it does not matter. */
  readonly organizations: readonly string[] | undefined;
}

/** The same, by other places. Of today, and of a day after which no files came, nothing is read. */
export async function pastAsItStood(
  context: Context,
  past: DeclaredPast,
  { day, organizations }: Wish,
): Promise<DeclaredPast | Failure> {
  const valid = validCommits(past);
  const last = valid.findLast(({ at }) => at.slice(0, 10) <= day);
  if (last === undefined || last === valid.at(-1)) return past;
  const declared = await declaredAt(context, past, { commit: last.id, day, organizations });
  if ("error" in declared) return declared;
  return { ...past, timeline: asItStood(past.timeline, { day, declared: declared.all }) };
}

/** What the files of a commit declared by the end of a day; all of it where an organization was called otherwise then. */
async function declaredAt(
  context: Context,
  past: DeclaredPast,
  { commit, day, organizations }: Wish & { readonly commit: string },
): Promise<{ readonly all: readonly Organization[] } | Failure> {
  const [{ treeAt }, { declared }] = await Promise.all([import("../base.ts"), import("../declared.ts")]);
  const only = organizations === undefined ? undefined : new Set(organizations);
  const tree = await treeAt(context, commit, only);
  if ("error" in tree) return tree;
  const all = declared(context, tree, { day, only }).organizations;
  const there = new Set(all.map((organization) => lastKeyOfDeclared(organization, past.timeline)));
  if (organizations?.every((key) => there.has(key)) !== false) return { all };
  return declaredAt(context, past, { commit, day, organizations: undefined });
}
