/** What is left for people once the files of a live organization are written. */
import { idLists } from "../../model/idList.ts";
import { plural } from "../../model/text.ts";
import type { Import } from "../import.ts";
import type { AddedIds } from "./ids.ts";

/** The steps, numbered, ending with a line break. */
export function importSteps(org: string, { files, leftOut, upkeep }: Import): string {
  if (files.length === 0) return `The files of ${org} say what is live already; nothing was changed.\n`;
  const aside =
    leftOut.length === 0
      ? []
      : [
          `${plural(leftOut.length, "thing")} live ${leftOut.length === 1 ? "is" : "are"} not in the files (see above); a plan leaves what is not listed alone.`,
        ];
  const steps = [
    "Look at the files, and check them: muster validate",
    `See that nothing ${upkeep.length === 0 ? "" : "but keys "}is left to do: muster plan --org ${org}`,
    "Commit them, and let a code owner look at who has how much.",
  ];
  return ["", ...aside, "Next:", ...steps.map((step, index) => `${index + 1}. ${step}`), ""].join("\n");
}

/** How many ids were added, and of what; ends with a line break. */
export function idsSummary(org: string, { written, absent, unclear }: AddedIds): string {
  const named = idLists.flatMap((list) =>
    written[list] === 0 ? [] : [plural(written[list], list.replaceAll("_", " ").replace(/s$/, ""))],
  );
  const total = idLists.reduce((sum, list) => sum + written[list], 0);
  const rest = absent.length + unclear.length;
  const without =
    rest === 0 ? "" : ` ${plural(rest, "thing")} ${rest === 1 ? "has" : "have"} none (see above).`;
  if (total === 0) {
    const all = rest === 0 ? "Everything that the files name has its id" : "There was no id to add";
    return `${org}: ${all}; nothing was changed.${without}\n`;
  }
  return `${org}: ${plural(total, "id")} written (${named.join(", ")}).${without}\n`;
}
