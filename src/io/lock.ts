/** A lock file that one process holds at a time; the lock of a process that is dead is taken over. */
import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { reasonOf, writingReason } from "./reason.ts";
import { isObject, jsonIn } from "../model/jsonIn.ts";

export interface Lock {
  /** Gives the lock back. Never fails. */
  release(): Promise<void>;
}

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, RFC 3339: tells two processes with one pid apart. */
  readonly started: string;
  /** Tells two locks of one process apart. */
  readonly token: string;
}

/** Takes the lock at `path`, or says who holds it. */
export async function takeLock(path: string): Promise<Lock | { readonly error: string }> {
  const own: Holder = { pid: process.pid, host: hostname(), started: processStart(), token: randomUUID() };
  const text = `${JSON.stringify(own)}\n`;
  // Again after a dead process's lock was removed, or its holder gave it back meanwhile.
  for (let tries = 0; tries < 3; tries++) {
    const made = await createWhole(path, text);
    if (made === "made") return { release: () => release(path, text) };
    if (made !== "exists") return made;
    const held = await readHeld(path);
    if (held === undefined) continue;
    const holder = parseHolder(held);
    if (holder === undefined || !isDead(holder)) return { error: heldSentence(path, holder) };
    const claim = await takeLock(claimOn(path, held));
    if ("error" in claim) return claim;
    await release(path, held);
    await claim.release();
  }
  return { error: heldSentence(path, undefined) };
}

/** How file systems without hard links say so. */
const noLinks: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/** Creates the file with its whole content at once: a reader never sees a lock without a holder. */
async function createWhole(
  path: string,
  text: string,
): Promise<"made" | "exists" | { readonly error: string }> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { flag: "wx", mode: 0o600 });
    await link(draft, path).catch(async (error: unknown) => {
      if (!noLinks.has(reasonOf(error).code)) throw error;
      await writeFile(path, text, { flag: "wx", mode: 0o600 });
    });
    return "made";
  } catch (error) {
    if (reasonOf(error).code === "EEXIST") return "exists";
    return {
      error: `The lock file ${path} could not be made: ${writingReason(error)}. Name another file with --journal.`,
    };
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}

/**
 * The lock that goes with one dead process's lock: only whoever holds it may remove that one. Without it, a slow process
 * could take the fresh lock of a quicker one for the dead one that it has read.
 */
function claimOn(path: string, held: string): string {
  return `${path}.${createHash("sha256").update(held).digest("hex").slice(0, 16)}`;
}

/** Removes a lock, if it is that one still: a process's own, or a dead one's, of which nobody else removes or replaces what the caller has the claim on. */
async function release(path: string, text: string): Promise<void> {
  const held = await readHeld(path);
  if (held === text) await unlink(path).catch(() => undefined);
}

/** What stands in the lock file; undefined when there is none. A link is not followed, and nobody waits at a pipe. */
async function readHeld(path: string): Promise<string | undefined> {
  const flag = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  return readFile(path, { encoding: "utf8", flag }).catch(() => undefined);
}

function parseHolder(text: string): Holder | undefined {
  const value = jsonIn(text);
  if (!isObject(value)) return undefined;
  const { pid, host, started, token } = value;
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (typeof host !== "string" || typeof started !== "string" || typeof token !== "string") return undefined;
  return { pid, host, started, token };
}

/** True only when it is certain: a process of another machine cannot be asked about. */
function isDead({ pid, host, started }: Holder): boolean {
  if (host !== hostname()) return false;
  // Our own pid with another start is an earlier process: containers hand out the same pid again and again.
  if (pid === process.pid) return started !== processStart();
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return reasonOf(error).code === "ESRCH";
  }
}

function processStart(): string {
  return new Date(performance.timeOrigin).toISOString();
}

function heldSentence(path: string, holder: Holder | undefined): string {
  const who =
    holder === undefined
      ? "another run"
      : `process ${holder.pid} on ${JSON.stringify(holder.host)}, running since ${JSON.stringify(holder.started)},`;
  return `The journal is in use: ${who} holds ${path}. Wait for that run to end; delete the file only when you are sure that it is over.`;
}
