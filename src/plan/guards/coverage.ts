/** Blocks losses and creations that rest on a read that did not finish: what was not seen is not "not there". */
import { specOf } from "../../kinds/verbs.ts";
import { plural } from "../../model/text.ts";
import type { Guard } from "./guard.ts";

export const coverage: Guard = ({ drafts }) => {
  const unsure = drafts.flatMap(({ uncovered, loss, verb }) =>
    uncovered !== undefined && (loss !== null || specOf(verb).creates === true) ? [uncovered] : [],
  );
  if (unsure.length === 0) return [];
  const sentences = unsure.flatMap((uncovered) => uncovered.split(/(?<=\.) /));
  const reasons = [...new Set(sentences)].join(" ").replace(/\.$/, "");
  return [
    {
      message: `${plural(unsure.length, "change")} would rest on a read that did not finish (${reasons}). Run again; if it stays so, ask the service's operators`,
      numbers: { changes: unsure.length },
    },
  ];
};
