/** Who an entry is about by the names of today: somebody who was renamed since it was written is no other person. */
import type { Held, ReviewEntry } from "../model/review.ts";
import { nameOfEntry } from "./entryName.ts";
import type { Circle } from "./who.ts";

type Named = Pick<ReviewEntry, "kind" | "key">;

/** By `nameOfEntry`, of whatever has that name, or had it. `held`: by `nameOfEntry`, too. */
export function nameNow(
  held: ReadonlyMap<string, Held>,
  circle: Circle | undefined,
): (entry: Named) => string {
  return (entry) => {
    const name = nameOfEntry(entry);
    if (held.has(name) || entry.kind !== "member") return name;
    const key = circle?.memberNamed(entry.key);
    return key === undefined ? name : nameOfEntry({ kind: entry.kind, key });
  };
}
