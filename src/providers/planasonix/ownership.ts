/** Who owns pipelines, connections and schedules: as the service tells it, and handing them and service accounts over. */
import { carried, nameOr } from "./translate.ts";
import type { Entity, Ownership } from "../../model/entity.ts";
import { ownershipKey } from "../../kinds/ownership/kind.ts";
import { isOwnedKind, type OwnedKind } from "../../model/vocabularies/planasonix.ts";
import type { Names } from "../../io/remote/known.ts";
import type { ProviderFailure, Receipt } from "../../model/provider.ts";
import type { OwnedResource } from "../../model/shapes.ts";
import type { ApiOwned } from "./contract.ts";
import { ownerRoutes } from "./resources.ts";
import { isAs, notFound, settle } from "../../io/remote/task.ts";
import { look, write, type Task, type TaskOf } from "./session.ts";
import { change } from "../../io/remote/steps.ts";
import { transferAccount } from "./account.ts";

/** What a transfer hands over is told by the kind of its action. */
export async function transfer(task: TaskOf<"transfer">): Promise<Receipt | ProviderFailure> {
  const { action } = task;
  return action.kind === "ownership"
    ? transferResource(task, action.after)
    : transferAccount(task, action.after);
}

async function transferResource(task: Task, after: OwnedResource): Promise<Receipt | ProviderFailure> {
  const { action, signal } = task;
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
