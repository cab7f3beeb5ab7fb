/**
 * What was read of live organizations, kept as a signed file: pull requests can be planned against it where nobody wants a
 * key. It holds who is there and who has what, and no secret. Whoever does not hold MUSTER_REVIEW_KEY can make none.
 */
import { isMacOf, macOf } from "../../io/hmac.ts";
import { kinds, type Entity } from "../../model/entity.ts";
import { canonicalJson, type Json, type JsonObject } from "../../model/json.ts";
import type { Connection } from "../../model/organization.ts";
import type { LiveRead, ReadScope, Seats } from "../../model/provider.ts";
import { entitiesOf, type Collision, type Coverage, type Resource } from "../../model/state.ts";
import { parseJson } from "../../model/strictJson.ts";
import { fieldsIn, textIn } from "./fields.ts";
import type { Failure } from "../failure.ts";
import { unfitKey } from "../reviewed.ts";

/** What was read of one organization. */
export interface KeptRead {
  readonly connection: Connection;
  /** When reading it began, RFC 3339. */
  readonly at: string;
  readonly scope: ReadScope;
  readonly entities: readonly Entity[];
  readonly coverage: Coverage;
  readonly resources: readonly Resource[];
  readonly collisions: readonly Collision[];
  readonly accounts?: readonly (readonly [string, string | null])[];
  readonly seats?: Seats;
}

/** Which run of which workflow made it; absent for one that was made elsewhere. */
export interface SnapshotOrigin {
  readonly repositoryId: number;
  /** The workflow's file with the ref that it was taken from. */
  readonly workflow: string;
  /** The commit that the run was about. */
  readonly commit: string;
  readonly runId: number;
}

export interface Snapshot {
  readonly origin?: SnapshotOrigin;
  /** By key. */
  readonly organizations: ReadonlyMap<string, KeptRead>;
}

/** Keeps its mac from passing for one of anything else under the same key. */
const purpose = "muster snapshot, version 1\n";

/** What a read comes to, as it is kept. */
export function keptRead(
  { state, seats }: LiveRead,
  about: Pick<KeptRead, "connection" | "at" | "scope">,
): KeptRead {
  return {
    ...about,
    entities: entitiesOf(state),
    coverage: state.coverage,
    resources: state.resources,
    collisions: state.collisions,
    ...(state.accounts === undefined ? {} : { accounts: [...state.accounts] }),
    ...(seats === undefined ? {} : { seats }),
  };
}

/** The file's text. `redact` takes out whatever must be shown nowhere, before it is signed. */
export function signSnapshot(
  { origin, organizations }: Snapshot,
  { key, redact }: { readonly key: string; readonly redact: (text: string) => string },
): { readonly text: string } | Failure {
  if (key === "") return { error: noKey };
  const unfit = unfitKey(key);
  if (unfit !== undefined) return unfit;
  const body = {
    schema_version: 1,
    origin: origin ?? null,
    organizations: Object.fromEntries(organizations),
  };
  const snapshot = redact(JSON.stringify(body));
  return { text: `${canonicalJson({ snapshot, mac: macOf(key, purpose + snapshot) })}\n` };
}

const noKey =
  "There is no MUSTER_REVIEW_KEY to sign the snapshot with: one that is not signed could be anybody's. Make one with: openssl rand -hex 32";

/** Longer ones are refused before they are parsed; in UTF-16 code units. */
const longest = 256 * 1024 * 1024;

/** What a signed snapshot holds, or why it counts for nothing. */
export function readSnapshot(text: string, key: string): Snapshot | Failure {
  const unfit = key === "" ? { error: noKeyToRead } : unfitKey(key);
  if (unfit !== undefined) return unfit;
  if (text.length > longest) return wrong("is larger than 256 MB");
  const signed = parsed(text);
  const [snapshot, mac] = [textIn(signed, "snapshot"), textIn(signed, "mac")];
  if (snapshot === undefined || mac === undefined) return wrong("is no signed snapshot");
  // The very text that was signed is checked, before anything in it is looked at.
  if (!isMacOf(key, purpose + snapshot, mac))
    return wrong("was not signed with this MUSTER_REVIEW_KEY, or was altered since");
  const body = parsed(snapshot);
  if (body?.["schema_version"] !== 1) return wrong("is of another version");
  const organizations = fieldsIn(body["organizations"]);
  if (organizations === undefined) return wrong("lists no organizations");
  const reads = new Map<string, KeptRead>();
  for (const [organization, value] of Object.entries(organizations)) {
    const read = readIn(value);
    if (read === undefined) return wrong("holds something of an organization that is not known");
    reads.set(organization, read);
  }
  if (body["origin"] === null) return { organizations: reads };
  const origin = originIn(fieldsIn(body["origin"]));
  return origin === undefined ? wrong("does not say where it comes from") : { origin, organizations: reads };
}

const noKeyToRead =
  "There is no MUSTER_REVIEW_KEY to check the snapshot with: set the one that it was signed with.";

function parsed(text: string): JsonObject | undefined {
  const json = parseJson(text);
  return json.ok ? fieldsIn(json.value as Json) : undefined;
}

function originIn(fields: JsonObject | undefined): SnapshotOrigin | undefined {
  const [workflow, commit] = [textIn(fields, "workflow"), textIn(fields, "commit")];
  const [repositoryId, runId] = [fields?.["repositoryId"], fields?.["runId"]];
  if (workflow === undefined || commit === undefined) return undefined;
  if (typeof repositoryId !== "number" || typeof runId !== "number") return undefined;
  return { repositoryId, workflow, commit, runId };
}

/** Signed by a job of ours, it is what that job wrote: of its parts those are looked at that everything rests on. */
function readIn(value: Json): KeptRead | undefined {
  const fields = fieldsIn(value);
  const { entities, coverage, resources, collisions } = fields ?? {};
  const covered = fieldsIn(coverage);
  const isWhole =
    fields !== undefined &&
    fieldsIn(fields["connection"]) !== undefined &&
    Array.isArray(fieldsIn(fields["scope"])?.["resources"]) &&
    !Number.isNaN(Date.parse(textIn(fields, "at") ?? "")) &&
    Array.isArray(entities) &&
    entities.every(isEntity) &&
    kinds.every((kind) => typeof fieldsIn(covered?.[kind])?.["complete"] === "boolean") &&
    Array.isArray(resources) &&
    Array.isArray(collisions);
  return isWhole ? (fields as unknown as KeptRead) : undefined;
}

function isEntity(value: Json): boolean {
  const kind = textIn(fieldsIn(value), "kind");
  return kinds.some((known) => known === kind) && textIn(fieldsIn(value), "key") !== undefined;
}

function wrong(what: string): Failure {
  return { error: `The snapshot ${what}.` };
}
