/** Blocks the acting key from taking its own principal's access: nobody could put it back. */
import { disarms } from "../../kinds/verbs.ts";
import type { Guard, GuardInput } from "./guard.ts";

export const self: Guard = (input) => {
  const member = memberActing(input.acting, input.live);
  return input.drafts
    .filter((draft) => disarms(draft, { ...input, self: member }))
    .map((draft) => ({
      message: `the key in use acts as ${input.acting.name}, and this run would ${draft.verb.replaceAll("_", " ")} ${draft.key}. Use the key of another service principal or of somebody else`,
      numbers: {},
    }));
};

/** The person who acts, as the files call them: at the service they may have another address. */
function memberActing({ id, member }: GuardInput["acting"], live: GuardInput["live"]): string | undefined {
  if (member === undefined) return undefined;
  return [...live.member.values()].find((it) => it.id === id)?.key ?? member;
}
