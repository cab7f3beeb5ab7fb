/** Blocks losses and creations that rest on a read that did not finish: what was not seen is not "not there". */
import type { Verb } from "../../model/plan.ts";
import { plural } from "../../model/text.ts";
import type { Guard } from "./guard.ts";

/** Creations of something that was not seen live. */
const creating = new Set<Verb>([
  "invite",
  "create_role",
  "create_team",
  "join_team",
  "share",
  "create_service_account",
  "create_key",
  "rotate_key",
]);

export const coverage: Guard = ({ drafts }) => {
  const unsure = drafts.filter(
    (draft) => draft.uncovered !== undefined && (draft.loss !== null || creating.has(draft.verb)),
  );
  if (unsure.length === 0) return [];
  const sentences = unsure.flatMap((draft) => (draft.uncovered ?? "").split(/(?<=\.) /));
  const reasons = [...new Set(sentences)].join(" ").replace(/\.$/, "");
  return [
    {
      message: `${plural(unsure.length, "change")} would rest on a read that did not finish (${reasons}). Run again; if it stays so, ask the service's operators`,
      numbers: { changes: unsure.length },
    },
  ];
};
