/** What journals hold and no commit asks for, as sentences. */
import { find, kindOfFound } from "../../history/who.ts";
import type { Timeline } from "../../history/timeline.ts";
import type { Unasked } from "../../history/unasked.ts";
import { belongings } from "../../kinds/kinds.ts";
import { fold, plural } from "../../model/text.ts";

const mostNamed = 5;

/** The first of them by name. */
export function unaskedNotes(unasked: readonly Unasked[]): string[] {
  if (unasked.length === 0) return [];
  const named = unasked.slice(0, mostNamed).map(({ at, organization, kind, key, fields, isEnd, run }) => {
    const value = fields["role"] ?? fields["level"];
    const what = isEnd ? "ended" : typeof value === "string" ? value : "given";
    return `${at.slice(0, 16).replace("T", " ")} ${organization} ${kind.replaceAll("_", " ")} ${key} (${what}, run ${run})`;
  });
  const rest = unasked.length - named.length;
  return [
    `The journals hold ${plural(unasked.length, "change")} that no commit asks for: ${named.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}.`,
  ];
}

/** Whether it is about whoever is asked for. */
export function isUnaskedOf(who: string, timeline: Timeline): (item: Unasked) => boolean {
  const found = find(who, timeline);
  const of = kindOfFound(found.kind);
  const names = new Set([...found.names, fold(who.trim())]);
  return ({ kind, key, fields }) =>
    [{ kind, key }, ...belongings({ kind, thing: key, fields })].some(
      (it) => it.kind === of && names.has(fold(it.key)),
    );
}
