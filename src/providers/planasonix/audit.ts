/**
 * What the audit log tells of the past: who owned service accounts themselves until when, in whose name connections
 * worked, whose access ended when, and what those are called whom no list holds any more.
 */
import type { HandsRead, ProviderFailure } from "../../model/provider.ts";
import type { Departure, FormerGrantor, FormerOwner, TracesRead } from "../../model/holdings.ts";
import { fold, sortedBy } from "../../model/text.ts";
import type { Client } from "./client.ts";
import { shortness } from "./collection.ts";
import type { ApiAuditEvent } from "./contract.ts";
import { readList } from "./paging.ts";

/** After these somebody has no access any more. */
const departing: ReadonlySet<string> = new Set(["member.deactivated", "member.removed", "member.left"]);

/** The log from a moment on. One that the service does not let the key read, or does not keep, is told as incomplete. */
export async function readTraces(client: Client, since: string): Promise<TracesRead | ProviderFailure> {
  const list = await readList(client, { route: "auditEvents", query: { since } });
  if (!list.ok) {
    if (!isRefusal(list)) return list;
    const coverage = { complete: false, reason: list.message } as const;
    return {
      ok: true,
      traces: { owners: [], departures: new Map(), coverage },
      requests: client.requests(),
    };
  }
  const events = sortedBy(list.items, ({ at, id }) => `${new Date(at).toISOString()} ${id}`);
  const reason = shortness("audit events", list);
  const grantors = events.flatMap(formerGrantorIn);
  const addresses = addressesIn(events);
  return {
    ok: true,
    traces: {
      owners: events.flatMap(formerOwnerIn),
      ...(grantors.length === 0 ? {} : { grantors }),
      departures: departuresIn(events),
      ...(addresses.size === 0 ? {} : { addresses }),
      coverage: reason === null ? { complete: true } : { complete: false, reason },
    },
    requests: client.requests(),
  };
}

/** Who did what from a moment on. One that the service does not let the key read is told as incomplete. */
export async function readHands(client: Client, since: string): Promise<HandsRead | ProviderFailure> {
  const list = await readList(client, { route: "auditEvents", query: { since } });
  if (!list.ok)
    return isRefusal(list)
      ? { ok: true, hands: [], coverage: { complete: false, reason: list.message } }
      : list;
  const reason = shortness("audit events", list);
  return {
    ok: true,
    hands: sortedBy(list.items, ({ at, id }) => `${new Date(at).toISOString()} ${id}`).map(
      ({ at, actor, action, target, target_id: targetId }) => ({
        ...{ at: new Date(at).toISOString(), actor, action, target },
        ...(typeof targetId === "string" ? { targetId } : {}),
      }),
    ),
    coverage: reason === null ? { complete: true } : { complete: false, reason },
  };
}

/** An answer that is about the log alone: nothing else that is read needs it. */
function isRefusal({ status }: ProviderFailure): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 401 && status !== 429;
}

/** Whatever the service calls it when an account changes hands: the account before and after says so. */
function formerOwnerIn({ at, target_id: account, before, after }: ApiAuditEvent): FormerOwner[] {
  const person = before?.["owner_id"];
  if (typeof account !== "string" || before?.["owner_type"] !== "member" || typeof person !== "string")
    return [];
  if (after?.["owner_type"] === "member" && after["owner_id"] === person) return [];
  return [{ account, person, until: at }];
}

/** Whose connection it was by name or, where the service names nobody, by owning it, and is no more. */
function formerGrantorIn({ target_id: object, before, after }: ApiAuditEvent): FormerGrantor[] {
  const was = grantorIn(before);
  if (typeof object !== "string" || was === undefined) return [];
  return grantorIn(after)?.person === was.person ? [] : [{ object, ...was }];
}

function grantorIn(connection: ApiAuditEvent["before"]): Omit<FormerGrantor, "object"> | undefined {
  const oauth = connection?.["oauth"];
  if (typeof oauth !== "object" || oauth === null || !("provider" in oauth)) return undefined;
  const named = "authorized_by" in oauth ? oauth.authorized_by : null;
  const person = named ?? connection?.["owner_id"];
  const { provider: at } = oauth;
  return typeof at === "string" && typeof person === "string" ? { at, person } : undefined;
}

/** The last address of each object that has one: only people do. */
function addressesIn(events: readonly ApiAuditEvent[]): Map<string, string> {
  const addresses = new Map<string, string>();
  for (const { target_id: person, before, after } of events) {
    const email = after?.["email"] ?? before?.["email"];
    if (typeof person === "string" && typeof email === "string") addresses.set(person, fold(email));
  }
  return addresses;
}

function departuresIn(events: readonly ApiAuditEvent[]): Map<string, Departure> {
  const departures = new Map<string, Departure>();
  for (const { action, at, target_id: person, before } of events) {
    if (!departing.has(action) || typeof person !== "string") continue;
    const email = before?.["email"];
    // Whoever is removed after they were deactivated lost their access at the first of the two.
    const known = before?.["state"] === "active" ? undefined : departures.get(person);
    departures.set(person, known ?? { at, ...(typeof email === "string" ? { email: fold(email) } : {}) });
  }
  return departures;
}
