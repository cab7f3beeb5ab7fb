/** What those who are gone could have copied, keys above all: by what is live, by what the service's log tells of the past, and where neither tells. */
import type { Key, OlderKey } from "../model/entities/key.ts";
import { eachOf, momentOf } from "../model/keys.ts";
import type { Organization } from "../model/organization.ts";
import type { Grant, Traces } from "../model/holdings.ts";
import type { State } from "../model/state.ts";
import { compareText, someOf } from "../model/text.ts";

/** A key, and who of those that are gone could have it. */
interface FormerlyHeld {
  readonly key: Key;
  readonly record: OlderKey;
  /** Key of the member; the address or the service's id of somebody who is no member any more. */
  readonly person: string;
  /** The service's id. */
  readonly id: string;
  readonly why: string;
  /** The UTC day on which they left, where the log tells. */
  readonly since: string | null;
}

/** Each key with its creator and its account's owner and former owners, as far as they are gone. */
export function formerlyHeld(
  live: State,
  traces: Traces | undefined,
  organization?: Pick<Organization, "desired">,
): FormerlyHeld[] {
  const gone = goneBy(live, traces, organization);
  return [...live.key.values()].flatMap((key) => {
    const account = live.service_account.get(key.account);
    const owners = (traces?.owners ?? []).filter((owner) => owner.account === account?.id);
    const owner = account?.owner?.kind === "member" ? live.member.get(account.owner.key)?.id : undefined;
    return eachOf(key).flatMap((record): FormerlyHeld[] => {
      if (record.id === "") return [];
      const why = new Map<string, string>();
      for (const { person, until } of owners) if (wasThere(record, until)) why.set(person, owned);
      if (owner !== undefined) why.set(owner, "owns the service account");
      if (record.createdBy !== undefined) why.set(record.createdBy, "created it");
      return [...why].flatMap(([id, because]) => {
        const person = gone(id);
        return person === undefined ? [] : [{ key, record, id, why: because, ...person }];
      });
    });
  });
}

const owned = "owned the service account";

/** A key that came after they gave the account up, or with it (a leaving does both at once), is none that they could have copied. */
function wasThere({ createdAt }: OlderKey, until: string): boolean {
  return createdAt === undefined || momentOf(createdAt) < momentOf(until);
}

/** Who somebody was that has no access any more; undefined for whoever has, or may have. */
export function goneBy(
  live: State,
  traces: Traces | undefined,
  organization?: Pick<Organization, "desired">,
): (id: string) => Pick<FormerlyHeld, "person" | "since"> | undefined {
  const members = new Map(
    [...live.member.values()].flatMap((member) =>
      member.id === undefined ? [] : [[member.id, member] as const],
    ),
  );
  const names = namesOf(organization, traces);
  return (id) => {
    const departure = traces?.departures.get(id);
    const since = departure?.at.slice(0, 10) ?? null;
    const member = members.get(id);
    if (member !== undefined) {
      const isGone = member.state === "deactivated" || member.state === "left";
      return isGone ? { person: member.key, since } : undefined;
    }
    // Whom no list holds is gone for sure only where the log says so.
    return departure === undefined ? undefined : { person: departure.email ?? names(id), since };
  };
}

/** What somebody whom no list holds is called by the files, which may keep their id, or by the log; else the id. */
export function namesOf(
  organization: Pick<Organization, "desired"> | undefined,
  traces: Traces | undefined,
): (id: string) => string {
  const declared = new Map(
    [...(organization?.desired.member.values() ?? [])].flatMap(({ declaredId, key }) =>
      declaredId === undefined ? [] : [[declaredId, key] as const],
    ),
  );
  return (id) => declared.get(id) ?? traces?.addresses?.get(id) ?? id;
}

/** Connections that work at another service in nobody knows whose name, where the log could not tell. */
export function notesOnGrantors(traces: Traces | undefined, grants: readonly Grant[]): string[] {
  if (traces === undefined || traces.coverage.complete) return [];
  const { reason } = traces.coverage;
  return grants.flatMap(({ name, at, assumed }) =>
    assumed === true
      ? [
          `the audit log could not be read: in whose name the connection ${name} works at ${at} is not told, and who owned it before they left is known from the journal alone (${reason})`,
        ]
      : [],
  );
}

/** What to say where the log could not be read. */
export function notesOnTraces(traces: Traces | undefined): string[] {
  if (traces === undefined || traces.coverage.complete) return [];
  return [
    `the audit log could not be read: who owned a service account before they left, and could have copied its keys, is known from the journal alone (${traces.coverage.reason})`,
  ];
}

/** What nothing tells of those who are gone where no journal of an earlier run is at hand. */
export function notesOnSecrets(
  { desired }: Pick<Organization, "desired">,
  live: Pick<State, "member">,
  heldBack: ReadonlySet<string>,
): string[] {
  if (desired.vocabulary.secretsRead !== true) return [];
  const gone = [...desired.member.values()]
    .filter(({ key, state }) => state !== "active" && live.member.get(key)?.state !== "active")
    .filter(({ key }) => !heldBack.has(`member ${key}`))
    .map(({ key }) => key);
  return gone.length === 0
    ? []
    : [
        `nothing here tells which secrets ${someOf(gone.sort(compareText))} could read before they left, nor whether these were replaced: the journal of the run that ended their access does (--journal)`,
      ];
}
