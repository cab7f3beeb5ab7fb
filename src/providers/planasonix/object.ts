/** Changing and ending one object of the service: every kind is shown, changed and ended by a route of its own, at the same parameters. */
import type { Entity } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Known } from "../../io/remote/known.ts";
import { change, end, type ChangeStep, type Receipted } from "../../io/remote/steps.ts";
import { notFound, stepOn } from "../../io/remote/task.ts";
import type { DataOf } from "./answer.ts";
import type { RouteName } from "./contract.ts";
import { look, write, type Task } from "./session.ts";

interface Place<Show extends RouteName> {
  /** For messages: `team finance`. */
  readonly name: string;
  /** What there is none of, where that is called otherwise. */
  readonly missing?: string;
  /** As it was read; undefined for what was not there. */
  readonly known: Known | undefined;
  readonly show: Show;
  /** Its id unless given. */
  readonly params?: Readonly<Record<string, string>>;
  readonly entityOf: (data: DataOf<Show>) => Entity;
}

interface Changing<Show extends RouteName, Change extends RouteName> extends Place<Show> {
  readonly change: Change;
  readonly body: JsonObject;
  readonly entityOf: (data: DataOf<Show> | DataOf<Change>) => Entity;
  /** Where it is more than that the fields are as they were. */
  readonly isBefore?: ChangeStep["isBefore"];
  /** Where it is not that the fields are as the action says. */
  readonly isAfter?: ChangeStep["isAfter"];
}

/** Changes it, as far as the body says. */
export async function changeOne<Show extends RouteName, Change extends RouteName>(
  task: Task,
  on: Changing<Show, Change>,
): Promise<Receipted> {
  const { name, missing = name, known, show, body, entityOf, change: route, ...own } = on;
  if (known === undefined) return notFound(missing);
  const { params = { id: known.id }, ...judged } = own;
  return change({
    ...stepOn(task, name, known),
    ...judged,
    look: () => look(task, { route: show, params }, entityOf),
    send: (etag) => write(task, { route, params, body, etag }, entityOf),
  });
}

/** Ends it. */
export async function endOne<Show extends RouteName>(
  task: Task,
  on: Place<Show> & { readonly end: RouteName },
): Promise<Receipted> {
  const { name, missing = name, known, show, entityOf, end: route } = on;
  if (known === undefined) return notFound(missing);
  const { params = { id: known.id } } = on;
  return end({
    ...stepOn(task, name, known),
    look: () => look(task, { route: show, params }, entityOf),
    send: (etag) => write(task, { route, params, etag }, () => null),
  });
}
