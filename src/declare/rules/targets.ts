/** One place for one key: a second key delivered there would take the first one's place. */
import { targetPlace, targetText, type DeliveryTarget } from "../../model/target.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { DeclaredTarget } from "../items.ts";
import type { Outline } from "./outline.ts";
import { errorAt, placeText } from "../place.ts";

/** Errors for keys, of any organization, that are delivered to one place. */
export function checkTargets(organizations: readonly Outline[]): Diagnostic[] {
  const first = new Map<string, { readonly name: string; readonly deliverTo: DeclaredTarget }>();
  return organizations.flatMap((facts) =>
    [...facts.service_accounts.values()].flatMap((account) =>
      (account.keys ?? []).flatMap(({ name, deliverTo }): Diagnostic[] => {
        if (deliverTo === undefined) return [];
        const { target, at } = deliverTo;
        const place = targetPlace(plain(target));
        const other = first.get(place);
        if (other === undefined) {
          first.set(place, { name: `${account.name}/${name}`, deliverTo });
          return [];
        }
        const message = `The key ${account.name}/${name} is delivered to ${targetText(target)}, and so is ${other.name} (${placeText(other.deliverTo.at)}).`;
        const hint = "Give each key a place of its own.";
        return [errorAt(at, { code: "same-target", message, hint })];
      }),
    ),
  );
}

/** The same for all ways to write one path. Where links lead, and where a relative path starts, only the machine knows. */
function plain(target: DeliveryTarget): DeliveryTarget {
  if (target.kind !== "file") return target;
  const { path } = target;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    const isBack = part === ".." && parts.length > 0 && parts.at(-1) !== "..";
    if (isBack) parts.pop();
    else parts.push(part);
  }
  return { ...target, path: `${path.startsWith("/") ? "/" : ""}${parts.join("/")}` };
}
