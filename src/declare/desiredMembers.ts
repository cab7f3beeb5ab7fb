/** The desired members. */
import type { Member } from "../model/entities/member.ts";
import type { Entity } from "../model/entity.ts";
import { handleKindOf } from "../model/handle.ts";
import type { Facts } from "./facts.ts";
import type { DeclaredMember, MemberAsIs } from "./items.ts";
import { sharesOf } from "./desiredShares.ts";
import { formerEmails, idIn } from "./persons.ts";
import { idGiven, sourceAt } from "./place.ts";
import { roleOf, successorOf } from "./standing.ts";
import { memberTerms } from "./terms.ts";
import { given } from "../model/given.ts";

/** A member, and what is shared with them. What a leaver held ends by itself. */
export function entitiesOfMember(facts: Facts, member: DeclaredMember): Entity[] {
  const own = memberOf(facts, member);
  return member.shares === undefined || member.state !== "active"
    ? [own]
    : [own, ...sharesOf({ kind: "member", key: member.key }, member.shares)];
}

function memberOf(facts: Facts, member: DeclaredMember): Member {
  const { key, email, state } = member;
  const role = roleOf(facts, member);
  const source = sourceAt(member.at);
  const kind = "member" as const;
  const own =
    role === undefined ? { kind, key, email, state, source } : { kind, key, email, role, state, source };
  // Fields behind one that is spread take V8 longer than a copy of all.
  const plain: Member = { ...own, ...handleKindOf(email, facts.vocabulary), ...asIsOf(member) };
  const successor = successorOf(facts, member)?.key;
  const terms = memberTerms(member, facts.settings?.policy ?? {});
  const isPlain = (member.shares ?? terms) === undefined;
  if (isPlain && !hasIdentity(member)) {
    return successor === undefined ? plain : { ...plain, successor };
  }
  const id = idIn(facts.key, member);
  const previously = formerEmails(member).map((former) => former.text);
  const name = member.person?.name?.text;
  return {
    ...plain,
    ...given({ name }),
    ...(name === undefined || facts.vocabulary.asksNames !== true ? {} : { toldName: name }),
    ...(previously.length === 0 ? {} : { previously }),
    ...idGiven(id),
    ...given({ successor }),
    ...(member.shares === undefined ? {} : { sharesListed: true }),
    ...given({ terms }),
  };
}

/** Whoever leaves by now is invited no more. */
function asIsOf({ asIs, state }: DeclaredMember): MemberAsIs {
  if (state === "active" || asIs.inviteAgain === undefined) return asIs;
  const { inviteAgain: _, ...others } = asIs;
  return others;
}

/** Whether the files say more of who they are than an e-mail. */
function hasIdentity({ person, previously, ids, listedId }: DeclaredMember): boolean {
  return person !== undefined || previously !== undefined || ids !== undefined || listedId !== undefined;
}
