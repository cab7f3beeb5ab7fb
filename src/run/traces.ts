/** Whether the service's own log has to be asked about those who are gone, and from which day on. */
import { eachOf, momentOf } from "../model/keys.ts";
import type { Organization } from "../model/organization.ts";
import type { ProviderFailure, Reader } from "../model/provider.ts";
import type { Traces } from "../model/holdings.ts";
import type { State } from "../model/state.ts";

interface TracesRequest {
  readonly reader: Reader;
  readonly organization: Organization;
  readonly live: State;
  /** When the last run began that the journal knows, RFC 3339: what happened before is in the journal. */
  readonly lastRun: string | undefined;
  /** Something works at another service in nobody knows whose name, and no journal tells: the log is asked from its beginning. */
  readonly areGrantorsUnknown: boolean;
}

/** Nothing where nobody is gone, or there is nothing that they could have left: then the log is not asked. */
export async function tracesFor({
  reader,
  organization,
  live,
  lastRun,
  areGrantorsUnknown,
}: TracesRequest): Promise<
  { readonly ok: true; readonly traces?: Traces; readonly requests: number } | ProviderFailure
> {
  const since = areGrantorsUnknown ? new Date(0).toISOString() : sinceWhen(live, lastRun);
  if (reader.readTraces === undefined || since === undefined || !mayBeGone(organization, live))
    return { ok: true, requests: 0 };
  return reader.readTraces(since);
}

/** Before the oldest key that lives nobody could have copied any. */
function sinceWhen(live: State, lastRun: string | undefined): string | undefined {
  const born = [...live.key.values()].flatMap(eachOf).map(({ createdAt }) => momentOf(createdAt));
  if (born.length === 0) return undefined;
  const oldest = born.reduce((least, one) => Math.min(least, one));
  return new Date(Math.max(oldest, momentOf(lastRun))).toISOString();
}

/** Whether somebody is known to be gone, or is gone without a trace where the files remove people. */
export function mayBeGone({ desired, policy }: Organization, live: State): boolean {
  return (
    policy.onLeave === "remove" ||
    policy.unlisted.members === "remove" ||
    [...desired.member.values()].some(({ state }) => state === "removed") ||
    [...live.member.values()].some(({ state }) => state === "deactivated" || state === "left")
  );
}
