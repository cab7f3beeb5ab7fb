/** Blocks a run with more actions than the files allow. */
import { plural } from "../../model/text.ts";
import type { Guard } from "./guard.ts";

export const maxChanges: Guard = ({ settings, drafts }) => {
  const limit = settings.maxChanges;
  if (drafts.length <= limit) return [];
  return [
    {
      message: `${plural(drafts.length, "change")} in one run; guards.max_changes allows ${limit}`,
      numbers: { changes: drafts.length, limit },
    },
  ];
};
