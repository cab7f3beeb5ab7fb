/** How a file of lines ends: its last whole entry, and what is torn behind it; found without reading all of it. */
import type { FileHandle } from "node:fs/promises";
import { utf8Lines } from "../model/utf8.ts";

/** What a line is to the caller: whole, torn (unreadable), or something that must not be built upon. */
export type KindOfLine = (line: string) => "entry" | "torn" | "foreign";

/** Reading back for the last entry begins with this much, and doubles, up to the most that a tail may be. */
const firstTail = 64 * 1024;
export const longestTail = 64 * 1024 * 1024;
/** The end of the file: where the chain goes on. */
export interface End {
  readonly last: string | null;
  readonly torn: readonly string[];
  /** The file ends in the middle of a line. */
  readonly openLine: boolean;
}

interface Reading {
  readonly handle: FileHandle;
  readonly size: number;
  readonly kindOf: KindOfLine;
}

export async function readEnd({ handle, size, kindOf }: Reading): Promise<End | { readonly error: string }> {
  if (size === 0) return { last: null, torn: [], openLine: false };
  for (let length = firstTail; ; length *= 2) {
    const start = Math.max(0, size - length);
    const bytes = await readRange({ handle, start, end: size });
    const lines = utf8Lines(bytes).split("\n");
    const openLine = lines.at(-1) !== "";
    if (!openLine) lines.pop();
    // The first one has its beginning outside of what was read.
    if (start > 0) lines.shift();
    const index = lines.findLastIndex((line) => kindOf(line) !== "torn");
    const found = lines[index];
    if (found === undefined && start > 0) {
      if (length < longestTail) continue;
      return { error: "has no readable entry near its end" };
    }
    const torn = lines.slice(index + 1);
    if (found === undefined) {
      // The very first line of a journal may be torn too, but a file of something else is not to be written to.
      return torn.every((line) => line.startsWith("{"))
        ? { last: null, torn, openLine }
        : { error: "is not a journal" };
    }
    if (kindOf(found) === "foreign") {
      return {
        error:
          "ends with a line that is no entry, or was changed after it was written (see `muster journal verify`)",
      };
    }
    return { last: found, torn, openLine };
  }
}

interface Range {
  readonly handle: FileHandle;
  readonly start: number;
  readonly end: number;
}

export async function readRange({ handle, start, end }: Range): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
