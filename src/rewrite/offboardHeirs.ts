/** Who comes after a leaver in one organization: only people who stay there, named as the organization's files name them. */
import { canOwn, owningTakes } from "../model/role.ts";
import { fold } from "../model/text.ts";
import { endOf } from "../declare/day.ts";
import type { Facts } from "../declare/facts.ts";
import type { DeclaredMember } from "../declare/items.ts";
import { customRoles, isGuest, mayApprove, roleOf, stayingFrom } from "../declare/standing.ts";

/** Somebody who takes a leaver's places. */
export interface Receiver {
  /** Whether a text of the files names them. */
  readonly is: (text: string) => boolean;
  /** As the organization's files write them. */
  readonly name: string;
}

/** Who takes which of a leaver's places. */
export interface Heirs {
  /** The named successor, where they can receive. */
  readonly successor: Receiver | undefined;
  /** Who manages teams and answers for service accounts; else the organization's successor, if they stay. */
  readonly manager: Receiver | undefined;
  /** Who answers for guests from now on; takes somebody who may let them in. */
  readonly approver: Receiver | undefined;
  /** Who owns things; takes a role that may own. */
  readonly owner: Receiver | undefined;
  /** Why the named successor is not written as one: "is no member". */
  readonly objection: string | undefined;
}

/** The heirs by the facts of a day, from the keys of the leaver and of the successor that was named. */
export function heirsOf(facts: Facts, keys: { readonly who: string; readonly successor: string }): Heirs {
  const named = facts.members.get(keys.successor);
  const ofAll = stayingFrom(facts, facts.settings?.successor);
  const managers = [named, ofAll?.key === keys.who ? undefined : ofAll].filter(
    (member) => member !== undefined && whyNotStaying(facts, member) === undefined,
  );
  const owners = managers.filter(
    (member) => member !== undefined && whyNotOwning(facts, member) === undefined,
  );
  return {
    successor: receiverOf(owners.find((member) => member === named)),
    manager: receiverOf(managers[0]),
    approver: receiverOf(managers.find((member) => member !== undefined && mayApprove(facts, member))),
    owner: receiverOf(owners[0]),
    objection: facts.vocabulary.owned.length === 0 ? undefined : objectionTo(facts, named),
  };
}

function objectionTo(facts: Facts, named: DeclaredMember | undefined): string | undefined {
  if (named === undefined) return "is no member";
  return whyNotStaying(facts, named) ?? whyNotOwning(facts, named);
}

/** Whoever takes a place has to be there for good: the next handing over would be nobody's. */
function whyNotStaying(facts: Facts, member: DeclaredMember): string | undefined {
  if (member.state !== "active") return `is ${member.state} there`;
  if (isGuest(facts, member)) return "is a guest there";
  const end = endOf(member);
  return end === undefined ? undefined : `has no access there from ${end.day} on`;
}

function whyNotOwning(facts: Facts, member: DeclaredMember): string | undefined {
  const roles = customRoles(facts);
  const role = roleOf(facts, member);
  const takes = `which may own nothing (owning takes ${owningTakes(facts.vocabulary)})`;
  if (!canOwn(role, roles)) return `has the role ${role ?? "of nobody"} there, ${takes}`;
  const { elevation } = member;
  if (elevation === undefined || canOwn(elevation.then.role, roles)) return undefined;
  return `has the role ${elevation.then.role ?? "of nobody"} there from ${elevation.until.day} on, ${takes}`;
}

/** A member by the name that `members` gives them there: the key of `people`, or the e-mail. */
function receiverOf(member: DeclaredMember | undefined): Receiver | undefined {
  if (member === undefined) return undefined;
  const { key, email, person, at } = member;
  const written = /^["']?([^"':\s]+)/.exec(at.file.text.slice(at.offset, at.offset + 300))?.[1] ?? "";
  const byKey = person !== undefined && fold(written) === person.key;
  return {
    is: (text) => fold(text) === key || fold(text) === person?.key,
    name: byKey ? person.slug : email,
  };
}
