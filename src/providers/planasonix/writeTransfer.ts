/** Hands pipelines, connections, schedules and service accounts to somebody else. */
import type { Entity } from "../../model/entity.ts";
import type { ProviderFailure, Receipt } from "../../model/provider.ts";
import type { ApiOwned } from "./contract.ts";
import { ownerRoutes } from "./resources.ts";
import { badAction, isAs, look, notFound, settle, write, type Task } from "./session.ts";
import { afterOf, type ResourceShape } from "./shapes.ts";
import { change } from "./steps.ts";
import { ownershipOf } from "./translate.ts";
import { transferAccount } from "./writeAccount.ts";

/** What a transfer hands over is told by the kind of its action. */
export async function transfer(task: Task): Promise<Receipt | ProviderFailure> {
  const { action } = task;
  const after = afterOf("transfer", action);
  if (after === undefined) return badAction(action);
  if (action.kind === "ownership" && "resource" in after) return transferResource(task, after);
  if (action.kind === "service_account" && !("resource" in after)) return transferAccount(task, after);
  return badAction(action);
}

async function transferResource(task: Task, after: ResourceShape): Promise<Receipt | ProviderFailure> {
  const { action, signal } = task;
  const owner_id = task.known.memberId(after.owner);
  if (owner_id === undefined) return notFound(`active member ${after.owner}`);
  const routes = ownerRoutes[after.resource];
  const params = { id: after.id };
  const body = { owner_id };
  // What a leaver owns need not be in the state: then the resource itself is looked at first.
  const found = task.known.get("ownership", action.key);
  const known = found?.id === after.id ? found : { etag: undefined, checked: false };
  const owned = (data: ApiOwned): Entity =>
    ownershipOf(data, task.known, { kind: after.resource, name: after.name });
  const result = await change({
    name: `${after.resource} ${after.name}`,
    known,
    signal,
    look: () => look(task, { route: routes.one, params }, owned),
    isBefore: isAs(action.before),
    isAfter: isAs(action.after),
    send: (etag) => write(task, { route: routes.change, params, body, etag }, owned),
  });
  return settle(task, "ownership", action.key, result);
}
