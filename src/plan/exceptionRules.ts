/** What the files except from the rules: guards that are lifted, tasks that are called done. */
import type { Settled, Waiver } from "../model/organization.ts";
import { compareText } from "../model/text.ts";
import { changed, type Found } from "./ruleChange.ts";

/** Whoever calls a task done takes it off everybody's list. */
export function settledChanges(before: readonly Settled[], after: readonly Settled[]): Found[] {
  const text = ({ task, by, reason }: Settled): string => `${task} by ${by}: ${reason}`;
  const was = new Set(before.map(text));
  const is = new Set(after.map(text));
  return [
    ...after
      .filter((item) => !was.has(text(item)))
      .flatMap((item) =>
        changed("settled", undefined, text(item), true).map((one) => ({ ...one, source: item.source })),
      ),
    ...before
      .filter((item) => !is.has(text(item)))
      .flatMap((item) => changed("settled", text(item), undefined, false)),
  ];
}

/** A waiver is told by its guard and reason, as it is where it is decided whether it counts. */
export function waiverChanges(before: readonly Waiver[], after: readonly Waiver[]): Found[] {
  const was = byName(before);
  const is = byName(after);
  const names = [...new Set([...was.keys(), ...is.keys()])].sort(compareText);
  return names.flatMap((name) => {
    const old = was.get(name);
    const young = is.get(name);
    const longer = young !== undefined && (old === undefined || old.until < young.until);
    return changed("waivers", waiverText(old), waiverText(young), longer).map((change) => ({
      ...change,
      ...(young === undefined ? {} : { source: young.source }),
    }));
  });
}

/** Of several that say the same, the one that holds longest. */
function byName(waivers: readonly Waiver[]): Map<string, Waiver> {
  const named = new Map<string, Waiver>();
  for (const waiver of waivers) {
    const name = JSON.stringify([waiver.guard, waiver.reason]);
    const known = named.get(name);
    if (known === undefined || known.until < waiver.until) named.set(name, waiver);
  }
  return named;
}

function waiverText(waiver: Waiver | undefined): string | undefined {
  return waiver === undefined ? undefined : `${waiver.guard} until ${waiver.until}: ${waiver.reason}`;
}
