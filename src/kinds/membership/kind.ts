/** What a place in a team is. */
import type { TeamMembership } from "../../model/entities/membership.ts";
import type { KindSpec } from "../kind.ts";
import { membershipAccess } from "./access.ts";
import { foreign, own } from "../pieces.ts";
import { membershipTerms } from "./terms.ts";

export function membershipKey(team: string, member: string): string {
  return `${team}/${member}`;
}

/** The place of a key; of its role nothing is known. A slug has no "/", an e-mail address may. */
export function membershipOf(key: string): TeamMembership {
  const end = key.indexOf("/");
  return {
    kind: "team_membership",
    key,
    team: key.slice(0, Math.max(end, 0)),
    member: key.slice(end + 1),
    role: "member",
  };
}

export const membershipKind: KindSpec<"team_membership"> = {
  naming: (it, to) => {
    const team = to({ kind: "team", key: it.team, within: true });
    const member = to({ kind: "member", key: it.member, within: true });
    return { ...it, team, member, key: membershipKey(team, member) };
  },
  personIn: (key) => {
    const { team, member } = membershipOf(key);
    return { person: member, rest: team };
  },
  within: (key) => {
    const { team, member } = membershipOf(key);
    return [
      { kind: "team", key: team },
      { kind: "member", key: member },
    ];
  },
  ofKey: membershipOf,
  subject: ({ key }) => {
    const { team, member } = membershipOf(key);
    return team === "" ? [foreign(key)] : [foreign(member), own(" in "), foreign(team)];
  },
  access: membershipAccess,
  byFiles: (live, { member }) => (member.get(live.member)?.state === "active" ? live : null),
  terms: membershipTerms,
};
