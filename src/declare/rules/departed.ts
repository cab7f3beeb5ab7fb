/** Somebody's leaving never makes files invalid: what still names them counts for nothing, and is worth a word. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { accountOwner } from "../desiredAccounts.ts";
import { resourceOwner } from "../desiredOwnerships.ts";
import type { Facts } from "../facts.ts";
import type { Reference } from "../items.ts";
import { grouped } from "../../model/grouped.ts";
import { sortedBy } from "../../model/text.ts";
import { placeText, quoted, sourceAt, warningAt, type Place } from "../place.ts";
import { standIn, stayingFrom, successorOf } from "../standing.ts";

type Note = (person: Reference | null | undefined, consequence: (person: Reference) => string) => void;

/** Warnings for names of people whom the files declare as deactivated or removed. */
export function warnOfDeparted(facts: Facts): Diagnostic[] {
  const remarks: Remark[] = [];
  const note: Note = (person, consequence) => {
    const state = person ? facts.members.get(person.key)?.state : undefined;
    if (!person || state === undefined || state === "active") return;
    remarks.push({ key: person.key, text: person.text, state, at: person.at, says: consequence(person) });
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
    for (const { member, ended, via } of team.members ?? [])
      if (ended === undefined && via === undefined)
        note(member, () => `their place in the team ${team.slug} counts for nothing`);
  }
  for (const { name, grantedTo = {} } of facts.roles.values())
    for (const { holder, ended } of grantedTo.member ?? [])
      if (ended === undefined) note(holder, () => `the role ${name} that they hold counts for nothing`);
  noteOwners(facts, note);
  for (const { key, email: text, state, shares } of facts.members.values()) {
    const [first] = shares ?? [];
    if (first === undefined || state === "active") continue;
    remarks.push({ key, text, state, at: first.at, says: "what is shared with them counts for nothing" });
  }
  return [...grouped(remarks, ({ key }) => key).values()].flatMap(aboutOne);
}

/** One thing that counts for nothing any more, or falls to somebody else. */
interface Remark {
  readonly key: string;
  readonly text: string;
  readonly state: string;
  readonly at: Place;
  readonly says: string;
}

/** So many consequences, and so many places, are told one by one. */
const told = 4;

/** One warning for each person, however many places still name them: at the first, with the others after it. */
function aboutOne(remarks: readonly Remark[]): Diagnostic[] {
  const sorted = sortedBy(remarks, ({ at }) => {
    const { file, line, column } = sourceAt(at);
    return `${file} ${String(line).padStart(9, "0")} ${String(column).padStart(9, "0")}`;
  });
  const [first, ...others] = sorted;
  if (first === undefined) return [];
  // The same words in whatever order the places stand.
  const says = [...new Set(sorted.map((remark) => remark.says))].sort();
  const more = says.length - told;
  const message = `${quoted(first.text)} is ${first.state}: ${says.slice(0, told).join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
  const places = [...new Set(others.map(({ at }) => placeText(at)))];
  const rest = places.length > told ? ` and ${places.length - told} more places` : "";
  const hint =
    places.length === 0 ? undefined : `They still stand at ${places.slice(0, told).join(", ")}${rest}, too.`;
  return [warningAt(first.at, { code: "departed", message, hint })];
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
  for (const { name, owner, ended } of facts.service_accounts.values()) {
    if (ended !== undefined) continue;
    note(owner, (person) => {
      const then = accountOwner(facts, person);
      const consequence = then === undefined ? "its owner is left as it is" : `${then.key} owns it`;
      return `they no longer own the service account ${name}; ${consequence}`;
    });
  }
  for (const { resource, name, owner } of facts.ownership.values()) {
    note(owner, (person) => {
      const then = resourceOwner(facts, person);
      const consequence = then === undefined ? "its owner is left as it is" : `${then} owns it`;
      return `they no longer own the ${resource} ${quoted(name)}; ${consequence}`;
    });
  }
}
