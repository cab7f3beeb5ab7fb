/** What stood before: the base's organizations, and what earlier runs left open. */
import type { Declared } from "../declare/read.ts";
import { readText } from "../io/file.ts";
import { lastRun, readEntries, type LastRun } from "../journal/chain.ts";
import type { Organization } from "../model/organization.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./load.ts";
import type { PlanRequest } from "./request.ts";

export interface Past {
  /** The base's organizations by key; undefined without a base. */
  readonly base: ReadonlyMap<string, Organization> | undefined;
  lastRun(organization: string): LastRun | undefined;
}

/** The past of a plan. Files of the base that have errors are said, and count as not there. */
export async function readPast(
  context: Context,
  request: PlanRequest,
  base: Declared | undefined,
): Promise<Past | Failure> {
  if (base === undefined) return { base: undefined, lastRun: () => undefined };
  if (base.diagnostics.some((item) => item.severity === "error")) {
    const name = request.base ?? "the base";
    context.warn(`The files of ${name} have errors; organizations that they spoil count as new since then.`);
  }
  const journal = await readJournal(request);
  if ("error" in journal) return journal;
  const entries = readEntries(journal.text);
  return {
    base: new Map(base.organizations.map((organization) => [organization.key, organization])),
    lastRun: (organization) => lastRun(entries, organization),
  };
}

async function readJournal({ journal }: PlanRequest): Promise<{ readonly text: string } | Failure> {
  if (journal === undefined) return { text: "" };
  const file = await readText(journal.path);
  return "error" in file && journal.optional ? { text: "" } : file;
}
