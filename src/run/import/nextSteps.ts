/** What is left for people once the files of a live organization are written. */
import { plural } from "../../model/text.ts";
import type { Import } from "../import.ts";

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
