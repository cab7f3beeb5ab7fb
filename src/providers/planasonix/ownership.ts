/** Who owns pipelines, connections and schedules: as the service tells it, and handing them over. */
import type { About, Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { carried, nameOr } from "./translate.ts";
import type { Ownership } from "../../model/entities/ownership.ts";
import type { Entity } from "../../model/entity.ts";
import { ownershipKey } from "../../kinds/ownership/kind.ts";
import { isOwnedKind, type OwnedKind } from "../../model/vocabularies/planasonix.ts";
import type { Names } from "../../io/remote/known.ts";
import type { ApiOwned } from "./contract.ts";
import { ownerRoutes } from "./resources.ts";
import { isAs, notFound, settle, type Result } from "../../io/remote/task.ts";
import { look, write, type Session, type TaskOf } from "./session.ts";
import { change } from "../../io/remote/steps.ts";

export const ownershipVerbs: Answers<VerbAbout<"ownership">, Session> = {
  transfer: {
    says: "Gives a pipeline, connection or schedule to another active member whose role is editor or above.",
    run: transfer,
  },
};

async function transfer(task: TaskOf<"transfer"> & About<"ownership">): Result {
  const { action, signal } = task;
  const { after } = action;
  const { owner, id } = after;
  const owner_id = owner === null ? undefined : task.known.memberId(owner);
  if (owner_id === undefined) return notFound(`active member ${owner ?? "who is to own it"}`);
  const kind = after.resource;
  if (id === null || !isOwnedKind(kind)) return notFound(`${kind} ${after.name}`);
  const routes = ownerRoutes[kind];
  const params = { id };
  const body = { owner_id };
  // What a leaver owns need not be in the state: then the resource itself is looked at first.
  const found = task.known.get("ownership", action.key);
  const known = found?.id === id ? found : { etag: undefined, checked: false };
  const owned = (data: ApiOwned): Entity => ownershipOf(data, task.known, { kind, name: after.name });
  const result = await change({
    name: `${kind} ${after.name}`,
    known,
    signal,
    look: () => look(task, { route: routes.one, params }, owned),
    isBefore: isAs(action.before),
    isAfter: isAs(action.after),
    send: (etag) => write(task, { route: routes.change, params, body, etag }, owned),
  });
  return settle(task, result);
}

/** Who owns a pipeline, connection or schedule; `name` is what the files call it. Its id is the resource's. */
export function ownershipOf(
  api: ApiOwned,
  names: Names,
  as: { readonly kind: OwnedKind; readonly name: string },
): Ownership {
  return {
    kind: "ownership",
    key: ownershipKey(as.kind, as.name),
    resource: as.kind,
    name: as.name,
    owner: nameOr(api.owner_id, (id) => names.member(id)),
    ...carried(api),
  };
}
