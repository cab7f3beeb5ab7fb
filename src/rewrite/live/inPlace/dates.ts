/** Dates in entries that there are: what has ended by the files and is live still loses its date, or a plan would end it. */
import { hasCome } from "../../../declare/day.ts";
import type { DeclaredDay } from "../../../declare/items.ts";
import type { PlaceInput } from "./input.ts";
import type { Written } from "./book.ts";

/** Takes a date that has come from what is live. `path` leads from the entry to what has it. */
export function dropEnd(
  { book, dropped, today }: PlaceInput,
  entry: Written,
  at: {
    readonly path: readonly (string | number)[];
    readonly expires: DeclaredDay | undefined;
    readonly what: string;
  },
): void {
  const { expires } = at;
  if (expires === undefined || !hasCome(expires, today)) return;
  book.delete(entry, [...at.path, "expires"]);
  dropped.push({
    what: `the end of ${at.what}`,
    why: `it was on ${expires.day}, and all of it is live still`,
  });
}
