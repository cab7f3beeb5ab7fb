/** Which organizations can be read live: those whose key is at hand, by no more of the files than their settings. */
import { treeAt } from "../base.ts";
import type { Context } from "../context.ts";
import { foldersOf } from "../declared.ts";
import type { Failure } from "../failure.ts";
import { keysAtHand } from "../keysAtHand.ts";

interface AtHand {
  /** Keys of all that the commit declares. */
  readonly there: readonly string[];
  /** Of those that are asked for, the ones that can be read. To read all files of a large company for no more than to find out takes long. */
  readonly readable: readonly string[];
  /** Why each of the others is not; sentences. */
  readonly notes: readonly string[];
}

/** `wanted`: keys; undefined stands for all. */
export async function readableAt(
  context: Context,
  { commit, wanted }: { readonly commit: string; readonly wanted: readonly string[] | undefined },
): Promise<AtHand | Failure> {
  const settings = await treeAt(context, commit, new Set());
  if ("error" in settings) return settings;
  const there = foldersOf(settings);
  const keys = there.filter((each) => wanted?.includes(each) !== false);
  const { atHand: readable, keyless } = keysAtHand(context.env, { keys, count: there.length });
  return { there, readable, notes: keyless.map(({ key, message }) => notReadLive(key, message)) };
}

export function notReadLive(key: string, why: string): string {
  return `${key} was not read live: ${why}`;
}
