/** Blocks the acting key from taking its own principal's access: nobody could put it back. */
import { textOf } from "../../model/fields.ts";
import { specOf } from "../../kinds/verbs.ts";
import type { Draft } from "../../kinds/draft.ts";
import { directionOf } from "../../kinds/role/direction.ts";
import type { Guard, GuardInput } from "./guard.ts";

export const self: Guard = (input) =>
  input.drafts
    .filter((draft) => takesOwnAccess(draft, input))
    .map((draft) => ({
      message: `the key in use acts as ${input.acting.name}, and this run would ${draft.verb.replaceAll("_", " ")} ${draft.key}. Use the key of another service principal or of somebody else`,
      numbers: {},
    }));

function takesAccess({ verb }: Draft): boolean {
  const { loss } = specOf(verb);
  return loss === "leaving" || loss === "demotion";
}

function takesOwnAccess(draft: Draft, { acting, live, roles }: GuardInput): boolean {
  const self = memberActing(acting, live);
  switch (draft.kind) {
    case "member":
      return draft.key === self && takesAccess(draft);
    case "service_account": {
      if (live.service_account.get(draft.key)?.id !== acting.id) return false;
      if (draft.verb === "delete_service_account") return true;
      const [before, after] = [textOf(draft.before, "role"), textOf(draft.after, "role")];
      if (before === undefined || after === undefined) return false;
      return (
        directionOf({ role: before, roles: roles.before }, { role: after, roles: roles.after }) === "down"
      );
    }
    case "role": {
      const holders = [...live.service_account.values()].filter((account) => account.id === acting.id);
      const own = live.member.get(self ?? "");
      return draft.loss !== null && [...holders, own].some((holder) => holder?.role === draft.key);
    }
    case "key": {
      if (draft.verb !== "revoke_key") return false;
      const key = draft.before;
      if ("member" in key) return self !== undefined && key.member === self;
      // What was replaced is planned only when the new one is in use.
      return key.replaced_by === undefined && live.service_account.get(key.account)?.id === acting.id;
    }
    case "team":
    case "team_membership":
    case "share":
    case "ownership":
      return false;
  }
}

/** The person who acts, as the files call them: at the service they may have another address. */
function memberActing({ id, member }: GuardInput["acting"], live: GuardInput["live"]): string | undefined {
  if (member === undefined) return undefined;
  return [...live.member.values()].find((it) => it.id === id)?.key ?? member;
}
