/**
 * Where nothing could be read: a commit with invalid files counts as no change, and where all of them have such files, nobody
 * can say who had what. That is never told as if nobody had anything.
 */
import { invalidFiles } from "../../history/access.ts";
import { lastInvalid, type InvalidFiles } from "../../model/evidence.ts";
import type { DeclaredPast } from "./pastEnd.ts";

type Past = Pick<DeclaredPast, "commits" | "invalid">;

/** Why nothing is known of a day; a sentence. Undefined where something is. */
export function unreadOn(past: Past, day: string): string | undefined {
  const all = allInvalid(past, { from: "", to: day });
  return all === undefined
    ? undefined
    : `What was so on ${day} could not be read: ${eachOf(all, "up to then")} ${firstReadable(past)}`;
}

/** Why nothing is known of what changed between two days, both of which count; without the first one, from the beginning on. */
export function unreadBetween(
  past: Past,
  { from = "", to }: { readonly from?: string | undefined; readonly to: string },
): string | undefined {
  const atEnd = unreadOn(past, to);
  const all = allInvalid(past, { from, to });
  return atEnd !== undefined || all === undefined
    ? atEnd
    : `What changed from ${from} to ${to} could not be read: ${eachOf(all, "of that time")}`;
}

/** The commits between two days, where there are some and the files of each were invalid. */
function allInvalid(
  { commits, invalid }: Past,
  { from, to }: { readonly from: string; readonly to: string },
): readonly InvalidFiles[] | undefined {
  const isThen = ({ at }: { readonly at: string }): boolean =>
    at.slice(0, 10) >= from && at.slice(0, 10) <= to;
  const all = commits.filter(isThen);
  const unread = invalid.filter(({ commit }) => isThen(commit));
  return all.length > 0 && all.length === unread.length ? unread.map(invalidFiles) : undefined;
}

function eachOf(all: readonly InvalidFiles[], when: string): string {
  const which =
    all.length === 1
      ? `the one commit of the files ${when} has`
      : `all ${all.length} commits of the files ${when} have`;
  return `${which} invalid ones, ${all.length === 1 ? "" : "the last "}${lastInvalid(all)}`;
}

/** How to get an answer. */
function firstReadable(past: Past): string {
  const [first] = validCommits(past);
  return first === undefined
    ? "Mend them (`muster validate` says what is wrong), and commit."
    : `The first files that could be read are those of ${first.at.slice(0, 10)} (${first.id.slice(0, 7)}).`;
}

/** The commits whose files count. */
export function validCommits({ commits, invalid }: Past): DeclaredPast["commits"] {
  const unread = new Set(invalid.map(({ commit }) => commit.id));
  return commits.filter(({ id }) => !unread.has(id));
}
