/** Reads many git objects through one `git cat-file --batch`, as bytes. */
import { runGit } from "./gitCommand.ts";
import type { GitFailure } from "./gitFolder.ts";

/** Content by object id, each read once. An object that is not there is an error: half a tree would look like people leaving. */
export async function readBlobs(
  folder: string,
  objects: readonly { readonly object: string; readonly size: number }[],
): Promise<ReadonlyMap<string, Uint8Array> | GitFailure> {
  if (objects.length === 0) return new Map();
  const wanted = new Map(objects.map(({ object, size }) => [object, size]));
  const headers = 100 * wanted.size;
  const output = await runGit({
    cwd: folder,
    args: ["cat-file", "--batch"],
    input: [...wanted.keys()].map((object) => `${object}\n`).join(""),
    maxBytes: [...wanted.values()].reduce((sum, size) => sum + size, headers),
  });
  if (!output.ok) return { error: `${output.error}.` };
  const blobs = parseBatch(output.stdout);
  if ("error" in blobs) return blobs;
  const missing = [...wanted.keys()].find((object) => !blobs.has(object));
  return missing === undefined ? blobs : { error: `the object ${missing} is missing.` };
}

/** `ID TYPE SIZE\n` and that many bytes and `\n`, again and again. */
function parseBatch(output: Buffer): ReadonlyMap<string, Uint8Array> | GitFailure {
  const blobs = new Map<string, Uint8Array>();
  let offset = 0;
  while (offset < output.length) {
    const end = output.indexOf("\n", offset);
    const [object, type, size] = output
      .toString("latin1", offset, end === -1 ? output.length : end)
      .split(" ");
    if (object === undefined || type !== "blob" || size === undefined) {
      return { error: `the object ${object ?? "?"} is missing or is no file.` };
    }
    const start = end + 1;
    offset = start + Number(size) + 1;
    if (offset > output.length) return { error: `the object ${object} is cut short.` };
    // A copy, so that the whole output can be forgotten.
    blobs.set(object, new Uint8Array(output.subarray(start, offset - 1)));
  }
  return blobs;
}
