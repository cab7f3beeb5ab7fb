/** Writes what an import came to: new files where there are none yet, others only while they are what was read. */
import { join } from "node:path";
import { replaceText } from "../../io/file.ts";
import { writeNew } from "../../io/newFile.ts";
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

/** Path below the access folder -> text. Stops at the first file that somebody else changed meanwhile. */
export async function writeFiles(
  context: Context,
  { files, before }: { readonly files: ReadonlyMap<string, string>; readonly before: Tree },
): Promise<{ readonly files: readonly WrittenFile[] } | Failure> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const old = new Map(before.map(({ path, bytes }) => [path, decoder.decode(bytes ?? new Uint8Array())]));
  const refused = refusedLink(context, files.keys());
  if (refused !== undefined) return refused;
  const written: WrittenFile[] = [];
  for (const [path, text] of files) {
    const shown = `${labelOf(context.access)}/${path}`;
    const place = join(context.access, path);
    const was = old.get(path);
    const failure =
      was === undefined
        ? await made(place, { ...placeOf(context, path), text })
        : await replaceText(place, { before: was, after: text });
    if (failure === undefined) {
      written.push({ path: shown, status: was === undefined ? "written" : "changed" });
      continue;
    }
    const sofar =
      written.length === 0
        ? "Nothing was written."
        : `Written so far: ${written.map((file) => file.path).join(", ")}.`;
    return { error: `${failure.error} ${sofar} Run it again.` };
  }
  return { files: written };
}

async function made(place: string, file: Parameters<typeof writeNew>[0]): Promise<Failure | undefined> {
  const status = await writeNew(file);
  if (status === "written") return undefined;
  return status === "kept" ? { error: `${place} appeared meanwhile and was left as it is.` } : status;
}
