/** What is left for people once the files of a live organization are written. */
import { idLists } from "../../model/idList.ts";
import { plural } from "../../model/text.ts";
import type { Import } from "../import.ts";
import type { Adopting } from "./adopt.ts";
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

/** What was made of the files of another tool, and what is left to do; ends with a line break. */
export function adoptSteps({ files, organizations, leftOut }: Adopting): string {
  const sizes = organizations.map(
    ({ key, members, teams, shares }) =>
      `${key}: ${plural(members, "member")}, ${plural(teams, "team")}, ${plural(shares, "share")}.`,
  );
  if (files.length === 0)
    return `${sizes.join("\n")}\nThe access files say that already; nothing was changed.\n`;
  const aside =
    leftOut.length === 0
      ? []
      : [
          `${plural(leftOut.length, "thing")} of the source ${leftOut.length === 1 ? "is" : "are"} not in the files (see above).`,
        ];
  const [first] = organizations;
  const key = organizations.length === 1 && first !== undefined ? first.key : "NAME";
  const steps = [
    "Look at the files, and check them: muster validate",
    `See what they would change, with a key that can only read: muster plan --org ${key}`,
    `Write down what the service knows all this by, so that a rename is no loss: muster import --ids --org ${key}`,
    "Take the other tool's job off, and commit the files.",
  ];
  return ["", ...sizes, ...aside, "Next:", ...steps.map((step, index) => `${index + 1}. ${step}`), ""].join(
    "\n",
  );
}
