/**
 * What can be worked out again, kept below the repository's own folder so that it need not be. Never trusted for more than
 * speed: what is not whole, or was written by other code, is as if it were not there.
 */
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { replaceFile } from "./file.ts";
import { ownFolderOf, type GitFolder } from "./gitFolder.ts";
import { hashBytes, hashText } from "../model/json.ts";

/** A digest of the sources, put in by the build. */
declare const MUSTER_SOURCES: string;

/** Without a build nobody knows which code wrote what: then nothing is kept. */
const code = typeof MUSTER_SOURCES === "undefined" ? undefined : MUSTER_SOURCES.slice(0, 16);

export interface GitCache {
  /** The text that was kept under that name; undefined where there is none that is whole. */
  read(name: string): Promise<string | undefined>;
  /** Keeps a text of these pieces, as far as that is possible. */
  write(name: string, ...pieces: readonly string[]): Promise<void>;
}

const nothing: GitCache = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() };
const mostBytes = 512 * 1024 * 1024;

/** That of a repository; `by`: which code's, another than this one's for tests. */
export async function gitCacheAt(repository: GitFolder, by: string | undefined = code): Promise<GitCache> {
  if (by === undefined) return nothing;
  const found = await ownFolderOf(repository);
  if ("error" in found) return nothing;
  const folder = join(found.path, "muster");
  const pathOf = (name: string): string => join(folder, `${by}-${hashText(name).slice(0, 16)}`);
  return {
    async read(name) {
      try {
        if ((await stat(pathOf(name))).size > mostBytes) return undefined;
        const whole = await readFile(pathOf(name));
        const cut = whole.indexOf("\n");
        const text = whole.subarray(cut + 1);
        return whole.toString("latin1", 0, cut) === hashBytes(text) ? text.toString("utf8") : undefined;
      } catch {
        return undefined;
      }
    },
    async write(name, ...pieces) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        for (const old of await readdir(folder))
          if (!old.startsWith(`${by}-`)) await rm(join(folder, old), { force: true, recursive: true });
        // One after the other: to put long pieces together takes as long as all the rest.
        const bytes = pieces.map((piece) => Buffer.from(piece));
        const whole = Readable.from([Buffer.from(`${hashBytes(...bytes)}\n`), ...bytes]);
        // A disk that is full or read only makes it slower the next time, and nothing else; so does one that loses it.
        await replaceFile({ path: pathOf(name), text: whole, mode: 0o600, mayBeLost: true });
      } catch {
        return;
      }
    },
  };
}
