/** Live people as members that files can list: whom a plan would leave as they are. */
import { accountsByOwner } from "../../kinds/account/owners.ts";
import type { ServiceAccount } from "../../model/entities/account.ts";
import { isInvitation, type Member } from "../../model/entities/member.ts";
import { isRecord } from "../../model/record.ts";
import type { Holdings } from "../../model/holdings.ts";
import { isBuiltIn } from "../../model/role.ts";
import type { State } from "../../model/state.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { faultOfHandle } from "../../declare/rules/email.ts";
import { quoted } from "../../declare/place.ts";
import { idOf } from "./ids.ts";
import type { ImportedMember, ImportedRole, LeftOut } from "./imported.ts";

interface PeopleInput {
  readonly live: State;
  /** What those hold who have left or are deactivated, by key. */
  readonly holdings: ReadonlyMap<string, Holdings>;
  readonly roles: ReadonlyMap<string, ImportedRole>;
  /** Who cannot be listed, by key, and why. */
  readonly barred: ReadonlyMap<string, string>;
}

type Found = Omit<ImportedMember, "shares">;

/** The members, still without what is shared with them, and who was left out. */
export function importPeople(input: PeopleInput): {
  readonly members: ReadonlyMap<string, Found>;
  readonly leftOut: readonly LeftOut[];
} {
  const members = new Map<string, Found>();
  const leftOut: LeftOut[] = [];
  const owned = accountsByOwner(input.live.service_account.values());
  for (const member of input.live.member.values()) {
    const found = input.barred.get(member.key) ?? memberOf(member, input, owned.get(member.key) ?? []);
    if (typeof found === "string") {
      const kind = isInvitation(member.state) ? "invitation" : "member";
      leftOut.push({ what: `the ${kind} ${quoted(member.email)}`, why: found });
    } else members.set(member.key, found);
  }
  return { members, leftOut };
}

/** The member, or why they are left out. */
function memberOf(member: Member, input: PeopleInput, accounts: readonly ServiceAccount[]): Found | string {
  const { key, email, state } = member;
  const { vocabulary } = input.live;
  if (isRecord(key))
    return `${String(member.id)} has the same address as the record that the files mean; give one of the two another address at the service, or remove it`;
  switch (state) {
    case "active":
    case "pending": {
      const fault = faultOfHandle(email, vocabulary);
      if (fault !== undefined)
        return `${vocabulary.handle === undefined ? "the address" : "the name"} cannot stand in the files: ${fault}`;
      const role = roleName(member.role, input.roles, vocabulary);
      if (role === undefined)
        return `the role ${quoted(member.role ?? "")} is not one that the files can declare`;
      // The id of an invitation is none of the person's.
      const ids = state === "active" ? idOf("members", member, vocabulary) : {};
      return { key, email, state: "active", role, ...ids };
    }
    case "deactivated": {
      const fault = faultOfHandle(email, vocabulary);
      if (fault !== undefined)
        return `${vocabulary.handle === undefined ? "the address" : "the name"} cannot stand in the files: ${fault}`;
      const held = stillHeld(input.holdings.get(key), accounts);
      if (held === undefined)
        return { key, email, state: "deactivated", ...idOf("members", member, vocabulary) };
      return `deactivated, and ${held}: once listed with \`state: deactivated\` and a successor, a plan takes that away`;
    }
    case "left":
      return "left by themselves; listed, they are invited again with `invite_again` alone";
    case "expired":
    case "failed":
      return `the invitation ${state === "failed" ? "failed" : "has expired"}; listed, it would be sent again`;
    case "declined":
      return "the invitation was declined; listed, it is sent again with `invite_again` alone";
    case "removed":
      return "removed";
  }
}

/** How the files write a role; undefined for one that they do not know. */
export function roleName(
  role: string | undefined,
  roles: ReadonlyMap<string, ImportedRole>,
  vocabulary: Vocabulary,
): string | undefined {
  if (role === undefined || isBuiltIn(role, vocabulary)) return role;
  return roles.get(role)?.name;
}

/** What a plan would hand over or revoke if the files called them deactivated; undefined when nothing. */
function stillHeld(holdings: Holdings | undefined, accounts: readonly ServiceAccount[]): string | undefined {
  const things = [
    ...(holdings?.resources ?? []).map(({ kind, name }) => `the ${kind} ${quoted(name)}`),
    ...accounts.map(({ name }) => `the service account ${quoted(name)}`),
  ];
  const keys = (holdings?.keys ?? []).map(({ name }) => `the personal key ${quoted(name)}`);
  const all = [...things, ...keys];
  if (all.length === 0) return undefined;
  const more = all.length > 3 ? ` and ${all.length - 3} more` : "";
  return `still holds ${all.slice(0, 3).join(", ")}${more}`;
}
