/** What a change does to the rules themselves, for a terminal or a log: what loosens first. */
import type { PolicyChange } from "../model/policyChange.ts";
import { plural } from "../model/text.ts";
import { terminalName, terminalText } from "./escape.ts";
import type { Paint } from "./paint.ts";
import { columnsFor, rowLines } from "./textRows.ts";
import { placeIn, type PlanView } from "./view.ts";

/** A section for what loosens, and one for the rest. */
export function policySections(
  { policy, organization }: Pick<PlanView, "policy" | "organization">,
  { paint, width }: { readonly paint: Paint; readonly width?: number | undefined },
): string[][] {
  const rows = policy.map((change) => ({
    change,
    subject: terminalText(change.setting),
    detail: `${valueText(change.before)} -> ${valueText(change.after)}`,
    place: terminalText(placeIn(change.source, organization)),
  }));
  const columns = columnsFor(rows, { start: 4, width });
  const section = (loosens: boolean, heading: string): string[] => {
    const own = rows.filter(({ change }) => change.loosens === loosens);
    const lead = loosens ? `${paint.bold("!")} ${paint.magenta("~")} ` : "  ~ ";
    if (own.length === 0) return [];
    return [`  ${paint.bold(heading)}`, ...own.flatMap((row) => rowLines(row, { lead, columns, paint }))];
  };
  return [
    section(true, "loosens the rules, which counts from the next change on"),
    section(false, "alters the rules"),
  ];
}

/** "1 rule loosened." and "2 rules altered.", for the closing line. */
export function policyCounts({ policy }: Pick<PlanView, "policy">): string[] {
  const counted = (changes: readonly PolicyChange[], done: string): string[] =>
    changes.length === 0 ? [] : [`${plural(changes.length, "rule")} ${done}.`];
  return [
    ...counted(
      policy.filter(({ loosens }) => loosens),
      "loosened",
    ),
    ...counted(
      policy.filter(({ loosens }) => !loosens),
      "altered",
    ),
  ];
}

function valueText(value: string | null): string {
  return value === null ? "not set" : terminalName(value);
}
