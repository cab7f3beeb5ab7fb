/** What the routes of pipelines, connections, schedules, projects and the audit log do. */
import type { OwnedKind } from "../../../model/vocabularies/planasonix.ts";
import { found, list, listBy, type Call, type HandlersOf } from "../call.ts";
import { ownedIn, transfer } from "../ownership.ts";
import { filtered } from "../paging.ts";
import { refuse, type Refusal } from "../refusal.ts";
import { oneOf, type Answer } from "../respond.ts";

type Names =
  | "pipelines"
  | "pipeline"
  | "changePipeline"
  | "connections"
  | "connection"
  | "changeConnection"
  | "schedules"
  | "schedule"
  | "changeSchedule"
  | "projects"
  | "auditEvents";

const byOwner = { filter: "owner_id", index: "owner" } as const;

/** One handler for each of these routes. */
export const resourceHandlers: HandlersOf<Names> = {
  pipelines: (call) => listBy(call, call.organization.pipelines, { name: "pipelines", ...byOwner }),
  pipeline: oneOfKind("pipeline"),
  changePipeline: ownerOf("pipeline"),
  connections: (call) => listBy(call, call.organization.connections, { name: "connections", ...byOwner }),
  connection: oneOfKind("connection"),
  changeConnection: ownerOf("connection"),
  schedules: (call) => listBy(call, call.organization.schedules, { name: "schedules", ...byOwner }),
  schedule: oneOfKind("schedule"),
  changeSchedule: ownerOf("schedule"),
  projects: (call) => list(call, "projects", call.organization.projects),
  auditEvents,
};

function oneOfKind(kind: OwnedKind) {
  return ({ organization, id }: Call): Answer | Refusal =>
    found(kind, id, ownedIn(organization, kind).get(id));
}

function ownerOf(kind: OwnedKind) {
  return ({ organization, doing, id, body }: Call<{ readonly owner_id: string }>): Answer | Refusal =>
    oneOf(transfer(organization, doing, { kind, id, owner: body.owner_id }));
}

/** Oldest first; `since` is a time, and what happened at that very time is still told. */
function auditEvents(call: Call): Answer | Refusal {
  const { audit } = call.organization;
  const since = call.query.get("since");
  if (since === null) return list(call, "audit-events", filtered(audit));
  const start = Date.parse(since);
  if (Number.isNaN(start))
    return refuse(422, "invalid_since", "since is a time such as 2026-11-21T12:00:00Z.");
  return list(
    call,
    `audit-events ${since}`,
    filtered(audit.filter((event) => Date.parse(event.at) >= start)),
  );
}
