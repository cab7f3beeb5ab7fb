/** Planning one organization: over its connection, against what was read before, or from files alone. */
import { failed, listed, readAndPlan, type OneRequest, type Sides } from "./readAndPlan.ts";
import { tokenFor } from "../io/env.ts";
import { untilMerged } from "../model/capability.ts";
import { variableSuffix } from "../model/address.ts";
import type { Organization } from "../model/organization.ts";
import { vocabularyOf } from "../model/vocabularies/all.ts";
import { capabilitiesOf, connect, type Connected } from "./connect.ts";
import type { Failure } from "./load.ts";
import { offlineReader, withOfflineNotes } from "./offline.ts";
import type { OfflinePlanned, Planned } from "./planned.ts";
import { sameConnection, wayTo } from "./reach.ts";
import { ageOf, snapshotReader, withSnapshotNotes } from "./snapshot/reader.ts";

/** Plans one organization, as far as the request lets it reach. */
export async function planOne(input: OneRequest): Promise<Planned | OfflinePlanned | Failure> {
  const { context, request, organization, past, http, count } = input;
  if (context.signal?.aborted === true) return { error: "The run was interrupted." };
  const unknown = unknownPast(input);
  if (unknown !== undefined) return unknown;
  const base = past.base?.get(organization.key);
  const adopting = past.base !== undefined && !sameConnection(base?.connection, organization.connection);
  const way = wayTo({ request, organization, base });
  const sides = { ...input, base, adopting };
  if (way.as === "offline") return planOffline(sides, way.reason);
  const unasked = whyUnasked(input);
  if (unasked !== undefined) return planUnasked(sides, unasked);
  const isAsMerged = sameConnection(way.connection, organization.connection);
  if (!isAsMerged) {
    context.warn(
      `${organization.key}: the connection differs from the base's and is not merged; the organization is read as the base says.`,
    );
  }
  const connected = await connect(context, { ...way, key: organization.key, count, http });
  if ("error" in connected) return connected;
  const refused = request.refuseWriteKeys === true ? await refusalOf(connected, organization) : undefined;
  if (refused !== undefined) return refused;
  const capabilities = isAsMerged
    ? connected.capabilities
    : untilMerged(connected.capabilities, await capabilitiesOf(organization.connection));
  const attempt = () => {
    context.progress(`reading ${organization.key}`);
    return readAndPlan({ ...sides, ...connected, capabilities });
  };
  const first = await attempt();
  if ("error" in first) return first;
  let latest = first;
  const again = async () => {
    const second = await attempt();
    if ("error" in second) return second;
    latest = second;
    return second.plan;
  };
  const { read: _, ...made } = first;
  return { organization, ...made, connected, again, lastRead: () => latest.read };
}

/** Why the service is not asked although it could be reached, as a sentence. */
function whyUnasked({ context, request, organization, count }: OneRequest): string | undefined {
  const { snapshot } = request;
  if (snapshot?.always === true) return "This plan is held against a snapshot.";
  const { keysCanWrite } = vocabularyOf(organization.connection.provider);
  if (request.refuseWriteKeys === true && keysCanWrite !== undefined)
    return `${keysCanWrite}, and this run may only hold keys that read: nothing was asked of the service.`;
  const { key } = organization;
  return snapshot === undefined || tokenFor({ env: context.env, key, count }).ok
    ? undefined
    : "There is no key for it here: nothing was asked of the service.";
}

/** Held against the snapshot where one counts, else from files alone. */
async function planUnasked(input: Sides, reason: string): Promise<OfflinePlanned | Failure> {
  const { context, request, organization } = input;
  const { snapshot } = request;
  if (snapshot === undefined) return planOffline(input, reason);
  const kept = snapshot.organizations.get(organization.key);
  const age =
    kept === undefined
      ? { why: snapshot.none ?? "The snapshot does not hold it." }
      : ageOf(kept, organization, context.clock.now());
  if (kept === undefined || "why" in age) {
    const why = "why" in age ? age.why : "";
    return snapshot.always ? { error: why } : planOffline(input, `${reason} ${why}`);
  }
  const capabilities = await capabilitiesOf(organization.connection);
  const made = await readAndPlan({ ...input, reader: snapshotReader(kept, organization), capabilities });
  if ("error" in made) return made;
  const { found } = made;
  return {
    organization,
    plan: withSnapshotNotes(made.plan, age, organization),
    offline: reason,
    snapshot: age,
    ...(found === undefined ? {} : { found }),
  };
}

/** An organization that was there before, though nobody can tell how, is not new: only somebody who says so may begin it anew. */
function unknownPast({ past, organization, request }: OneRequest): Failure | undefined {
  const at = past.unknown.get(organization.key);
  if (at === undefined || request.allowed.includes("adoption")) return undefined;
  return {
    error:
      `What was applied last cannot be told: the files of ${organization.key} have errors in ${at.slice(0, 7)} and in what ` +
      "came before it. Nothing was read or written. To begin anew with the present files, look at `muster plan`, and apply " +
      "by hand with --allow adoption (in the action: run it by hand with `allow: adoption`).",
  };
}

/** Why the key may not be used by a run that only reads; asks the service for nothing but the key's own scopes. */
async function refusalOf(
  { reader, canWrite }: Connected,
  organization: Organization,
): Promise<Failure | undefined> {
  const read = await reader.readActing();
  if (!read.ok) return failed(organization, read);
  if (!canWrite(read.acting)) return undefined;
  const { scopes } = read.acting;
  const why =
    scopes === undefined ? "the service lists no scopes for it" : `its scopes are ${listed(scopes)}`;
  return {
    error:
      `The key for ${organization.key} can write (${why}), and this run may only hold one that reads. ` +
      `Nothing else was asked of the service. Put a key that can only read in MUSTER_TOKEN_${variableSuffix(organization.key)}.`,
  };
}

async function planOffline(input: Sides, offline: string): Promise<OfflinePlanned | Failure> {
  const { organization, base } = input;
  const capabilities = await capabilitiesOf(organization.connection);
  const made = await readAndPlan({ ...input, reader: offlineReader(base, organization), capabilities });
  if ("error" in made) return made;
  const { found } = made;
  const plan = withOfflineNotes(made.plan, organization.desired);
  return { organization, plan, offline, ...(found === undefined ? {} : { found }) };
}
