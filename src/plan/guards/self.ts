/** Blocks the acting key from taking its own principal's access: nobody could put it back. */
import type { Guard } from "./guard.ts";

const taking = new Set(["demote", "deactivate", "remove"]);

export const self: Guard = ({ drafts, acting }) =>
  drafts
    .filter((draft) => draft.kind === "member" && draft.key === acting.member && taking.has(draft.verb))
    .map((draft) => ({
      message: `the key in use acts as ${draft.key}, and this run would ${draft.verb} them. Use the key of a service principal or of somebody else`,
      numbers: {},
    }));
