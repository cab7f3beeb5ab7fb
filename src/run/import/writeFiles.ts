/** Writes what an import came to: new files where there are none yet, others only while they are what was read. */
import { join } from "node:path";
import { writeTogether } from "../../io/together.ts";
import type { Tree } from "../../model/tree.ts";
import type { Context } from "../context.ts";
import { placeOf, refusedLink } from "../filesBelow.ts";
import { labelOf } from "../label.ts";
import type { Failure } from "../failure.ts";

export interface WrittenFile {
  /** As the user would name it. */
  readonly path: string;
  readonly status: "written" | "changed";
}

/** Path below the access folder -> text. All of them, or none. */
export async function writeFiles(
  context: Context,
  { files, before }: { readonly files: ReadonlyMap<string, string>; readonly before: Tree },
): Promise<{ readonly files: readonly WrittenFile[] } | Failure> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const old = new Map(before.map(({ path, bytes }) => [path, decoder.decode(bytes ?? new Uint8Array())]));
  const refused = refusedLink(context, files.keys());
  if (refused !== undefined) return refused;
  const all = [...files].map(([path, after]) => {
    const was = old.get(path);
    return was === undefined
      ? { place: placeOf(context, path), after }
      : { path: join(context.access, path), before: was, after };
  });
  const failure = await writeTogether(all);
  if (failure !== undefined) return { error: `${failure.error} Run it again.` };
  const label = labelOf(context.access);
  return {
    files: [...files.keys()].map((path) => ({
      path: `${label}/${path}`,
      status: old.has(path) ? "changed" : "written",
    })),
  };
}
