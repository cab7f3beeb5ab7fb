/** Reads many git objects through one `git cat-file --batch`, as bytes. */
import { spawn } from "node:child_process";
import { reasonOf } from "./reason.ts";

/** Content by object id. An object that is not there is an error: half a tree would look like people leaving. */
export function readBlobs(
  folder: string,
  objects: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array> | { readonly error: string }> {
  if (objects.length === 0) return Promise.resolve(new Map());
  const child = spawn("git", ["--no-replace-objects", "cat-file", "--batch"], {
    cwd: folder,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  // git may end before it has read every id; its exit and its output tell then.
  child.stdin.on("error", () => undefined);
  child.stdin.end([...new Set(objects)].map((object) => `${object}\n`).join(""));
  return new Promise((resolve) => {
    child.on("error", (problem) =>
      resolve({ error: `git could not be started: ${reasonOf(problem).text}.` }),
    );
    child.on("close", (code) => {
      resolve(code === 0 ? parseBatch(Buffer.concat(chunks)) : { error: "git cat-file failed." });
    });
  });
}

/** `ID TYPE SIZE\n` and that many bytes and `\n`, again and again. */
function parseBatch(output: Buffer): ReadonlyMap<string, Uint8Array> | { readonly error: string } {
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
    blobs.set(object, new Uint8Array(output.subarray(start, offset - 1)));
  }
  return blobs;
}
