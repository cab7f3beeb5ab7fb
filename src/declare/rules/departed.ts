/** Somebody's leaving never makes files invalid: what still names them counts for nothing, and is worth a word. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { accountOwner } from "../desiredAccounts.ts";
import { resourceOwner } from "../desiredOwnerships.ts";
import type { Facts, Reference } from "../facts.ts";
import { quoted, warningAt } from "../place.ts";
import { standIn, stayingFrom, successorOf } from "../standing.ts";

type Note = (person: Reference | null | undefined, consequence: (person: Reference) => string) => void;

/** Warnings for names of people whom the files declare as deactivated or removed. */
export function warnOfDeparted(facts: Facts): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const note: Note = (person, consequence) => {
    const state = person ? facts.members.get(person.key)?.state : undefined;
    if (!person || state === undefined || state === "active") return;
    const message = `${quoted(person.text)} is ${state}: ${consequence(person)}.`;
    diagnostics.push(warningAt(person.at, { code: "departed", message }));
  };
  noteSuccessors(facts, note);
  noteApprovers(facts, note);
  for (const team of facts.teams.values()) {
    note(team.manager, (manager) => {
      const then = standIn(facts, manager.key);
      const consequence =
        then === undefined ? "its manager is left as it is" : `the successor ${then.email} manages it`;
      return `they no longer manage the team ${team.slug}; ${consequence}`;
    });
    for (const { member, ended } of team.members ?? [])
      if (ended === undefined) note(member, () => `their place in the team ${team.slug} counts for nothing`);
  }
  noteOwners(facts, note);
  for (const { email, state, shares } of facts.members.values()) {
    const [first] = shares ?? [];
    if (first === undefined || state === "active") continue;
    const message = `${quoted(email)} is ${state}: what is shared with them counts for nothing.`;
    diagnostics.push(warningAt(first.at, { code: "departed", message }));
  }
  return diagnostics;
}

function noteSuccessors(facts: Facts, note: Note): void {
  note(facts.settings?.successor, (person) => {
    const then = stayingFrom(facts, person);
    return `${then === undefined ? "nobody" : `the successor ${then.email}`} receives what leavers held`;
  });
  for (const member of facts.members.values()) {
    note(member.successor, () => {
      const then = successorOf(facts, member);
      return then === undefined
        ? `as the successor of ${member.email} they are passed over`
        : `${then.email} receives what ${member.email} leaves behind`;
    });
  }
}

function noteApprovers(facts: Facts, note: Note): void {
  for (const { email, state, approvedBy } of facts.members.values()) {
    if (state === "active") note(approvedBy, () => `nobody who is still here has approved ${email}`);
  }
}

function noteOwners(facts: Facts, note: Note): void {
  for (const { name, owner, ended } of facts.serviceAccounts.values()) {
    if (ended !== undefined) continue;
    note(owner, (person) => {
      const then = accountOwner(facts, person);
      const consequence = then === undefined ? "its owner is left as it is" : `${then.key} owns it`;
      return `they no longer own the service account ${name}; ${consequence}`;
    });
  }
  for (const { resource, name, owner } of facts.ownerships.values()) {
    note(owner, (person) => {
      const then = resourceOwner(facts, person);
      const consequence = then === undefined ? "its owner is left as it is" : `${then} owns it`;
      return `they no longer own the ${resource} ${quoted(name)}; ${consequence}`;
    });
  }
}
