/** A request on its way to its handler, and what every handler that only looks something up answers with. */
import type { RouteName, routes } from "../../providers/planasonix/contract.ts";
import type { Principal } from "./auth.ts";
import type { Collection } from "./collection.ts";
import type { Doing, LiveOrganization } from "./organization.ts";
import { answerPage, filtered } from "./paging.ts";
import { notFound, type Refusal } from "./refusal.ts";
import { one, type Answer } from "./respond.ts";

/** A request that was let in: checked body, path parameters, who and when. */
export interface Call<Body = unknown> {
  readonly principal: Principal;
  readonly organization: LiveOrganization;
  readonly doing: Doing;
  /** `{id}`, `{team}`, `{member}` and `{key}` of the path; empty where the path has none. */
  readonly id: string;
  readonly team: string;
  readonly member: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly pageSize: number;
  readonly body: Body;
}

type BodyOf<Name extends RouteName> = (typeof routes)[Name] extends {
  readonly request: { readonly _output: infer Body };
}
  ? Body
  : unknown;

/** One handler for each route, each with the body that its own schema gives. */
export type Handlers = { readonly [Name in RouteName]: (call: Call<BodyOf<Name>>) => Answer | Refusal };

/** The handlers of some routes. */
export type HandlersOf<Names extends RouteName> = Pick<Handlers, Names>;

/** The page of a list that the call asks for. `name` tells lists and their filters apart. */
export function list(call: Call, name: string, records: Parameters<typeof answerPage>[0]): Answer | Refusal {
  const { query, pageSize } = call;
  return answerPage(records, { list: `${call.organization.id} ${name}`, query, pageSize });
}

/** The same, where a query parameter narrows a collection to what one of its indexes finds. */
export function listBy<T extends object, Index extends string>(
  call: Call,
  collection: Collection<T, Index>,
  by: {
    readonly name: string;
    readonly filter: string;
    readonly index: Index;
    /** How the index writes the value; as it came unless given. */
    readonly as?: (value: string) => string;
  },
): Answer | Refusal {
  const value = call.query.get(by.filter);
  if (value === null) return list(call, by.name, collection);
  const records = collection.find(by.index, by.as?.(value) ?? value);
  return list(call, `${by.name} ${value}`, filtered(records));
}

/** The object, or a 404 that names it. */
export function found(
  what: string,
  id: string,
  record: { readonly etag?: string | undefined } | undefined,
): Answer | Refusal {
  return record === undefined ? notFound(what, id) : one(record);
}
