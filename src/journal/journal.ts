/** The journal that apply writes to: links each event to the chain and hands the line to a store, one after the other. */
import type { Head } from "./chain.ts";
import { emptyHead, link } from "./chain.ts";
import type { Signer } from "./entry.ts";
import type { JournalEvent } from "./event.ts";
import { judgeLine, lineOf, tornHash } from "./entry.ts";

export type Written = { readonly ok: true } | { readonly ok: false; readonly message: string };

export interface Journal {
  /**
   * Resolves when the event is safe in the store. Events of several organizations may be appended at
   * once; they are written in the order of the calls. After a failure every later call fails too.
   */
  append(event: JournalEvent): Promise<Written>;
  /** Hash of the last entry that is safe. */
  head(): string;
}

/** Where lines are kept: a file (`io/journalFile`) or memory. */
interface LineStore {
  /** The last whole entry found when it was opened, or null. */
  readonly last: string | null;
  /** Unreadable lines found after it, or none. */
  readonly torn: readonly string[];
  /**
   * Resolves when the line is safe. Called again before that, it keeps the order of the calls; what it is handed at once may
   * become safe together. After a failure all later ones fail.
   */
  append(line: string): Promise<Written>;
}

/** What `io/journalFile` must know of a line to find the end of the chain. */
export function kindOfLine(line: string): "entry" | "torn" | "foreign" {
  return judgeLine(line).is;
}

/** A journal that goes on where the store's last entry ended. With a signer, each entry is signed. */
export function journalOver(store: LineStore, signer?: Signer): Journal {
  /** The last entry that was handed to the store, and the last that is safe there. */
  let head = headOf(store.last);
  let safe = head;
  let torn = store.torn;
  let broken: Written | undefined;

  const write = async (event: JournalEvent): Promise<Written> => {
    if (broken !== undefined) return broken;
    if (torn.length > 0 && event.event !== "run_started") {
      return {
        ok: false,
        message: "The journal's last line is torn; only the start of a run can follow it.",
      };
    }
    const declared =
      torn.length > 0 && event.event === "run_started" ? { ...event, torn: tornHash(torn) } : event;
    const entry = link(declared, head, signer);
    const linked = { seq: entry.seq, hash: entry.hash };
    head = linked;
    torn = [];
    const written = await store.append(lineOf(entry));
    if (written.ok) safe = linked;
    else broken ??= written;
    return written;
  };
  return { append: write, head: () => safe.hash };
}

function headOf(last: string | null): Head {
  if (last === null) return emptyHead;
  const judged = judgeLine(last);
  if (judged.is !== "entry") throw new Error("A store's last line must be an entry.");
  return { seq: judged.entry.seq, hash: judged.entry.hash };
}
