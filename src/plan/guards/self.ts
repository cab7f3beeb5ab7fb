/** Blocks the acting key from taking its own principal's access: nobody could put it back. */
import { textOf } from "../../model/fields.ts";
import { canManageUsers } from "../../model/role.ts";
import { specOf } from "../../kinds/verbs.ts";
import type { Draft } from "../../kinds/draft.ts";
import { directionOf } from "../../kinds/role/direction.ts";
import { liveBy } from "../../kinds/liveBy.ts";
import type { Guard, GuardInput } from "./guard.ts";

export const self: Guard = (input) => {
  const member = memberActing(input.acting, input.live);
  return input.drafts
    .filter((draft) => takesOwnAccess(draft, { ...input, self: member }))
    .map((draft) => ({
      message: `the key in use acts as ${input.acting.name}, and this run would ${draft.verb.replaceAll("_", " ")} ${draft.key}. Use the key of another service principal or of somebody else`,
      numbers: {},
    }));
};

function takesAccess({ verb }: Draft): boolean {
  const { loss } = specOf(verb);
  return loss === "leaving" || loss === "demotion";
}

interface Judging extends GuardInput {
  /** Key of the member who acts; undefined where it is none. */
  readonly self: string | undefined;
}

function takesOwnAccess(draft: Draft, { acting, live, roles, self }: Judging): boolean {
  const isSelf = ({ id }: { readonly id?: string } = {}): boolean => id === acting.id;
  switch (draft.kind) {
    case "member":
      return draft.key === self && takesAccess(draft);
    case "service_account": {
      if (!isSelf(live.service_account.get(draft.key))) return false;
      if (draft.verb === "delete_service_account") return true;
      const [before, after] = [roleIn(draft.before), roleIn(draft.after)];
      return (
        directionOf({ role: before, roles: roles.before }, { role: after, roles: roles.after }) === "down"
      );
    }
    case "role": {
      if (draft.loss === null) return false;
      const { accountsWith, membersWith } = liveBy(live);
      return accountsWith(draft.key).some(isSelf) || membersWith(draft.key).some(({ key }) => key === self);
    }
    case "key": {
      if (draft.verb !== "revoke_key") return false;
      const key = draft.before;
      if ("member" in key) return key.member === self;
      // What was replaced is planned only when the new one is in use.
      return key.replaced_by === undefined && isSelf(live.service_account.get(key.account));
    }
    case "role_grant": {
      if (draft.verb !== "revoke_role" || self === undefined) return false;
      const { kind, key } = draft.before.holder;
      // Whoever manages users by their own role loses nothing that they need for this.
      return kind === "member" && key === self && !canManageUsers(live.member.get(self)?.role, roles.before);
    }
    case "team":
    case "team_membership":
    case "share":
    case "ownership":
      return false;
  }
}

/** What is not to change is none that is lower. */
function roleIn(fields: Draft["before"]): string {
  return textOf(fields, "role") ?? "";
}

/** The person who acts, as the files call them: at the service they may have another address. */
function memberActing({ id, member }: GuardInput["acting"], live: GuardInput["live"]): string | undefined {
  if (member === undefined) return undefined;
  return [...live.member.values()].find((it) => it.id === id)?.key ?? member;
}
