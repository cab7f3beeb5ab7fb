/** What stood before: the base's organizations, and what earlier runs left open. */
import type { Declared } from "../declare/read.ts";
import { lastRun, type LastRun } from "../journal/chain.ts";
import type { Entry } from "../journal/entry.ts";
import type { Organization } from "../model/organization.ts";
import type { Context } from "./context.ts";
import { brokenAt, readJournal } from "./journal.ts";
import { journalSigner } from "./journalKey.ts";
import type { Failure } from "./load.ts";
import type { PlanRequest } from "./request.ts";

export interface Past {
  /** The base's organizations by key; undefined without a base. */
  readonly base: ReadonlyMap<string, Organization> | undefined;
  lastRun(organization: string): LastRun | undefined;
  /** Nobody but an earlier run can have written the journal: it is signed, or was taken from that run. */
  readonly vouched: boolean;
}

/** The past of a plan. Files of the base that have errors are said, and count as not there. */
export async function readPast(
  context: Context,
  request: PlanRequest,
  base: Declared | undefined,
): Promise<Past | Failure> {
  if (base === undefined) return { base: undefined, lastRun: () => undefined, vouched: false };
  if (base.diagnostics.some((item) => item.severity === "error")) {
    const name = request.base ?? "the base";
    context.warn(`The files of ${name} have errors; organizations that they spoil count as new since then.`);
  }
  const journal = await believedJournal(context, request);
  if ("error" in journal) return journal;
  return {
    base: new Map(base.organizations.map((organization) => [organization.key, organization])),
    lastRun: (organization) => lastRun(journal.entries, organization),
    vouched: journal.vouched,
  };
}

/** What the journal says, as far as it can be believed. Absent is empty; what cannot be read is neither; a broken one counts as lost. */
async function believedJournal(
  context: Context,
  { journal }: PlanRequest,
): Promise<{ readonly entries: readonly Entry[]; readonly vouched: boolean } | Failure> {
  const nothing = { entries: [], vouched: false };
  if (journal === undefined) return nothing;
  const signing = journalSigner(context.env);
  if ("error" in signing) return signing;
  const read = await readJournal(journal.path, signing.signer);
  if ("error" in read) return read.absent === true && journal.optional ? nothing : read;
  const broken = brokenAt(read);
  if (broken === undefined) {
    return { entries: read.entries, vouched: journal.ofRun === true || signing.signer !== undefined };
  }
  context.warn(
    `The journal ${journal.path} is broken (${broken}) and counts as lost: what an earlier run left undone cannot be told from ` +
      "what changed at the service. See muster journal verify.",
  );
  return nothing;
}
