/**
 * Names for what a plan would show by the service's id alone: what is shared, where no file names anything of its kind. The
 * names are for reading; what tells an action apart stays as it was.
 */
import type { ResourceKind } from "../model/entities/resource.ts";
import type { Action, Plan, Taken, Takes, Withheld } from "../model/plan.ts";
import type { Resource } from "../model/state.ts";
import { shareOf } from "../kinds/share/kind.ts";
import { partsOfTaken, takenShare } from "./goesWith.ts";

type Item = Action | Withheld;

/** Kinds of what the plan shows, of which nobody has read the names: `read` are those whose lists were. */
export function unnamedKinds({ actions, withheld }: Plan, read: readonly ResourceKind[]): ResourceKind[] {
  const shown = [...actions, ...withheld].flatMap((item) => [
    ...(item.kind === "share" ? [shareOf(item.key)?.resource] : []),
    ...(item.takes?.shares?.names ?? []).map((name) => partsOfTaken(name)?.resource),
  ]);
  return [...new Set(shown)]
    .flatMap((kind) => (kind === undefined || read.includes(kind) ? [] : [kind]))
    .sort();
}

/** The plan with the names of these. */
export function withNames(plan: Plan, resources: readonly Resource[]): Plan {
  const names = new Map(resources.map(({ kind, id, name }) => [`${kind} ${id}`, name]));
  const nameOf = (kind: string, id: string): string | undefined => names.get(`${kind} ${id}`);
  return {
    ...plan,
    actions: plan.actions.map((action) => named(action, nameOf)),
    withheld: plan.withheld.map((item) => named(item, nameOf)),
  };
}

type NameOf = (kind: string, id: string) => string | undefined;

function named<I extends Item>(item: I, nameOf: NameOf): I {
  const share = item.kind === "share" ? shareOf(item.key) : undefined;
  const called = share === undefined ? undefined : nameOf(share.resource, share.name);
  return {
    ...item,
    ...(called === undefined ? {} : { called }),
    ...(item.takes?.shares === undefined ? {} : { takes: takesNamed(item.takes, item.takes.shares, nameOf) }),
  };
}

function takesNamed(takes: Takes, shares: Taken, nameOf: NameOf): Takes {
  const names = shares.names.map((taken) => {
    const parts = partsOfTaken(taken);
    const name = parts === undefined ? undefined : nameOf(parts.resource, parts.name);
    return parts === undefined || name === undefined ? taken : takenShare({ ...parts, name });
  });
  return { ...takes, shares: { ...shares, names } };
}
