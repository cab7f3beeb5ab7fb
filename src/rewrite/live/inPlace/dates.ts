/** Dates in entries that there are: what has ended by the files and is live still loses its date, or a plan would end it. */
import type { People } from "../../../declare/facts.ts";
import { isMapping, type Plain, type PlainMapping } from "../../edit/plain.ts";
import type { PlaceInput } from "./input.ts";
import type { Written } from "./book.ts";

/** Whether a written day has come. YYYY-MM-DD, whose order as text is their order in time. */
export function hasPassed(day: Plain | undefined, today: string): day is string {
  return typeof day === "string" && day <= today;
}

/** The state that an entry of `members` gives by itself. */
export function stateIn(value: Plain): string {
  const state = isMapping(value) ? value["state"] : undefined;
  return typeof state === "string" ? state : "active";
}

/** The state that it comes to on a day: whoever is past their end has left. */
export function stateOn(
  { key, value }: Pick<Written, "key" | "value">,
  on: { readonly today: string; readonly people: People; readonly onLeave: string },
): string {
  const state = stateIn(value);
  const ends = [isMapping(value) ? value["expires"] : undefined, on.people.byEmail.get(key)?.leaves?.day];
  if (state !== "active" || !ends.some((day) => hasPassed(day, on.today))) return state;
  return on.onLeave === "remove" ? "removed" : "deactivated";
}

/** Takes a date that has come from what is live. `path` leads to the fields from the entry. */
export function dropEnd(
  { book, dropped, today }: PlaceInput,
  entry: Written,
  at: {
    readonly path: readonly (string | number)[];
    readonly fields: Plain | undefined;
    readonly what: string;
  },
): void {
  const day = isMapping(at.fields) ? at.fields["expires"] : undefined;
  if (!hasPassed(day, today)) return;
  book.delete(entry, [...at.path, "expires"]);
  dropped.push({ what: `the end of ${at.what}`, why: `it was on ${day}, and all of it is live still` });
}

/** The role that the fields of an entry give on a day. */
export function roleOn(fields: PlainMapping, today: string): Plain | undefined {
  return hasPassed(fields["until"], today) ? fields["then"] : fields["role"];
}
