/** What the journal of earlier runs says, as far as it can be believed. */
import type { Entry } from "../journal/entry.ts";
import type { Context } from "./context.ts";
import { brokenAt, readJournal, wayToMend } from "./journal.ts";
import { anywhere, journalSigner, type Signer } from "./journalKey.ts";
import type { Failure } from "./load.ts";
import type { PlanRequest } from "./request.ts";

export interface PastJournal {
  readonly entries: readonly Entry[];
  /** Of journals that were written side by side with it. */
  readonly besides: readonly (readonly Entry[])[];
  /** Of those whose end is missing, or that another repository's runs may have written: they let nothing run. */
  readonly cut: readonly (readonly Entry[])[];
  /** Nobody but an earlier run can have written it: it is signed, or was taken from that run. */
  readonly vouched: boolean;
}

/** Absent is empty; what cannot be read is neither, but an error; a broken one counts as lost, and that is said. */
export async function pastJournal(
  context: Context,
  { journal }: Pick<PlanRequest, "journal">,
): Promise<PastJournal | Failure> {
  if (journal === undefined) return { entries: [], besides: [], cut: [], vouched: false };
  const signing = journalSigner(context.env);
  if ("error" in signing) return signing;
  const { signer } = signing;
  const own = await believed({ context, path: journal.path, optional: journal.optional, signer });
  if ("error" in own) return own;
  const others: (readonly Entry[])[] = [];
  const { besides = [], cut = [] } = journal;
  const elsewhere = signer === undefined ? undefined : anywhere(signer);
  for (const [index, path] of [...besides, ...cut].entries()) {
    const by = index < besides.length ? signer : elsewhere;
    const other = await believed({ context, path, optional: false, signer: by });
    if ("error" in other) return other;
    others.push(other.entries);
  }
  return {
    entries: own.entries,
    besides: others.slice(0, besides.length),
    cut: others.slice(besides.length),
    vouched: journal.ofRun === true || signer !== undefined,
  };
}

interface Believing {
  readonly context: Context;
  readonly path: string;
  readonly optional: boolean;
  readonly signer: Signer | undefined;
}

async function believed({
  context,
  path,
  optional,
  signer,
}: Believing): Promise<{ readonly entries: readonly Entry[] } | Failure> {
  const read = await readJournal(path, signer);
  if ("error" in read) return read.absent === true && optional ? { entries: [] } : read;
  const broken = brokenAt(read);
  if (broken === undefined) return read;
  const isNone = read.verdict.noJournal === true;
  context.warn(
    `${isNone ? `${path} is not a journal` : `The journal ${path} is broken`} (${broken}) and counts as lost: what an earlier ` +
      "run left undone cannot be told from what changed at the service. " +
      (isNone ? "Name the journal, or move this file away." : wayToMend(path)),
  );
  return { entries: [] };
}
