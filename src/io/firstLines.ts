/** The beginning of a file of lines, however large the file is: block by block, as bytes. */
import { constants } from "node:fs";
import { open } from "node:fs/promises";

const block = 1024 * 1024;

/** So many lines from its beginning, each with its newline; all there are where there are fewer. Links are not followed. */
export async function* firstLines(path: string, count: number): AsyncGenerator<Buffer> {
  await using handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  for (let left = count; left > 0;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(block), 0, block, null);
    if (bytesRead === 0) return;
    const bytes = buffer.subarray(0, bytesRead);
    let end = 0;
    for (let next = bytes.indexOf(0x0a); next !== -1 && left > 0; next = bytes.indexOf(0x0a, end)) {
      end = next + 1;
      left -= 1;
    }
    yield left > 0 ? bytes : bytes.subarray(0, end);
  }
}
