/** Transfers of one kind between the same two, told together: a leaver may own hundreds of schedules. */
import { textOf } from "../model/jsonFields.ts";
import type { Action } from "../model/plan.ts";
import { detailOf } from "./detail.ts";
import { foreign, joined, own } from "../kinds/pieces.ts";
import type { Piece } from "../kinds/pieces.ts";
import { ownedResource } from "../kinds/ownership/kind.ts";

/** As many are told as one. */
const togetherFrom = 3;

/** How many of those that are told as one are named. */
const namesShown = 5;

/**
 * The actions in the given order, each alone, but transfers that differ in nothing but the name of the thing as one
 * list, at the place of the first.
 */
export function inBundles(actions: readonly Action[]): readonly (readonly Action[])[] {
  const alike = new Map<string, Action[]>();
  for (const action of actions) {
    const name = bundleOf(action);
    if (name === undefined) continue;
    const bundle = alike.get(name) ?? [];
    bundle.push(action);
    alike.set(name, bundle);
  }
  return actions.flatMap((action) => {
    const bundle = alike.get(bundleOf(action) ?? "") ?? [];
    if (bundle.length < togetherFrom) return [[action]];
    return bundle[0] === action ? [bundle] : [];
  });
}

/** Of a high risk none is hidden among those of a low one; the detail says from whom to whom. */
function bundleOf(action: Action): string | undefined {
  const thing = thingOf(action);
  if (thing === undefined) return undefined;
  const detail = detailOf(action);
  return detail.length === 0 ? undefined : JSON.stringify([thing.kind, action.risk, detail]);
}

function thingOf(action: Action): { readonly kind: string; readonly name: string } | undefined {
  if (action.verb !== "transfer") return undefined;
  if (action.kind === "ownership") return ownedResource(action);
  if (action.kind !== "service_account") return undefined;
  const name = textOf(action.after, "name") ?? textOf(action.before, "name") ?? action.key;
  return { kind: "service account", name };
}

/** "3 schedules" */
export function bundleSubject(bundle: readonly Action[]): Piece[] {
  const [first] = bundle;
  const kind = (first === undefined ? undefined : thingOf(first))?.kind ?? "thing";
  return [own(`${bundle.length} ${kind}s`)];
}

/** "rob@acme.example -> lee@acme.example (daily, hourly, weekly)" */
export function bundleDetail(bundle: readonly Action[]): Piece[] {
  const [first] = bundle;
  const names = bundle.slice(0, namesShown).map((action) => [foreign(thingOf(action)?.name ?? action.key)]);
  const left = bundle.length - names.length;
  return [
    ...(first === undefined ? [] : detailOf(first)),
    own(" ("),
    ...joined(names),
    own(left > 0 ? ` and ${left} more)` : ")"),
  ];
}
