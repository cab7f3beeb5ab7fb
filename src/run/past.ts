/** What stood before: the base's organizations, and what earlier runs left open. */
import type { Declared } from "../declare/read.ts";
import type { LastRun } from "../journal/chain.ts";
import { lastRunAmong } from "../journal/sideBySide.ts";
import type { Organization } from "../model/organization.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./load.ts";
import { pastJournal } from "./pastJournal.ts";
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
  const journal = await pastJournal(context, request);
  if ("error" in journal) return journal;
  return {
    base: new Map(base.organizations.map((organization) => [organization.key, organization])),
    lastRun: (organization) => lastRunAmong(journal, organization),
    vouched: journal.vouched,
  };
}
