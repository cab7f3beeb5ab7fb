/** Keeps the state in a JSON file: after each effect, whole or not at all. */
import { rename, rm, writeFile } from "node:fs/promises";

/** What is kept: where, a number that changes with it, and its text. */
interface Kept {
  readonly file: string;
  readonly mark: () => number;
  readonly snapshot: () => string;
}

/**
 * A keeper resolves when everything that was so when it was called is in the file. Calls that come while it
 * writes share one further write, and nothing is written when nothing changed.
 */
export function createKeeper({ file, mark, snapshot }: Kept): () => Promise<void> {
  let kept = Number.NaN;
  let running: Promise<void> | null = null;
  let following: Promise<void> | null = null;
  const write = async () => {
    const current = mark();
    if (current === kept) return;
    const temporary = `${file}.${process.pid}.tmp`;
    try {
      await writeFile(temporary, snapshot(), { mode: 0o600 });
      await rename(temporary, file);
      kept = current;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  };
  const start = (): Promise<void> => {
    running = write().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (running === null) return start();
    following ??= running
      .catch(() => undefined)
      .then(() => {
        following = null;
        return start();
      });
    return following;
  };
}
