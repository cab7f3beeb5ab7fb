/** Who is live and cannot be listed as things stand: by the file of all people, or by the rules on guests and single sign-on. */
import { daysBetween } from "../../../model/day.ts";
import { isInvitation, type Member } from "../../../model/entities/member.ts";
import { grouped } from "../../../model/grouped.ts";
import { isRecord } from "../../../model/record.ts";
import { domainOf } from "../../../model/text.ts";
import { hasCome } from "../../../declare/day.ts";
import { quoted } from "../../../declare/place.ts";
import { managesUsers, rolesIn } from "../../../model/role.ts";
import { isGuest } from "../../../declare/standing.ts";
import type { LiveSide, PlaceInput } from "./input.ts";

/** By key, with half a sentence why. Whether their approvers are listed is not asked yet. */
export function barredFrom(side: LiveSide): ReadonlyMap<string, string> {
  const ids = new Map([...side.live.member.values()].map((member) => [member.id, member]));
  const admits = admissionOf(side);
  return new Map(
    [...side.live.member.values()].flatMap((member) => {
      if (isRecord(member.key)) return [];
      const why = byPeople(member, side, ids) ?? (isPresent(member) ? admits(member) : undefined);
      return why === undefined ? [] : [[member.key, why] as const];
    }),
  );
}

type Staying = Pick<PlaceInput, "imported" | "staying">;

/** Guests whose approver has no entry in the end, or may let nobody in as things are live; without a guest, another whom that one approved has none either. */
export function unapproved(
  { facts, live }: LiveSide,
  { imported, staying }: Staying,
): ReadonlyMap<string, string> {
  const why = new Map<string, string>();
  const guests = [...facts.members.values()].flatMap((member) => {
    const { key, approvedBy } = member;
    if (approvedBy === undefined || !isGuest(facts, member)) return [];
    return imported.members.get(key)?.state === "active" ? [{ key, by: approvedBy.key, approvedBy }] : [];
  });
  const approved = grouped(guests, ({ by }) => by);
  const listed = new Set(facts.settings?.approvers.map(({ key }) => key));
  const mayApprove = (key: string): boolean =>
    imported.members.get(key)?.state !== "active" ||
    listed.has(key) ||
    managesUsers(live.member.get(key)?.role, rolesIn(live));
  const open = guests.filter(({ by }) => !staying.has(by) || !mayApprove(by));
  for (let guest = open.pop(); guest !== undefined; guest = open.pop()) {
    const then = staying.has(guest.by) && !why.has(guest.by) ? "may let nobody in" : "is not there";
    why.set(guest.key, `${quoted(guest.approvedBy.text)}, who approved them as a guest, ${then}`);
    open.push(...(approved.get(guest.key) ?? []).filter(({ key }) => !why.has(key)));
  }
  return why;
}

function isPresent({ state }: Member): boolean {
  return state === "active" || state === "pending";
}

/** Why what the file of all people says of them keeps them from being listed as they are. */
function byPeople(
  member: Member,
  { facts, today }: LiveSide,
  ids: ReadonlyMap<string | undefined, Member>,
): string | undefined {
  const person = facts.people.byEmail.get(member.key);
  if (person === undefined) return undefined;
  if (isPresent(member) && hasCome(person.leaves, today))
    return `people.yaml has ${person.slug} leave on ${String(person.leaves?.day)}; correct that day there, or let a plan end their access`;
  const id = person.ids.find(({ organization }) => organization.text === facts.key)?.id.text;
  const other = id === undefined || id === member.id ? undefined : ids.get(id);
  if (other === undefined) return undefined;
  return `people.yaml gives ${person.slug} the id ${quoted(id ?? "")}, which is that of ${other.email}; correct it there`;
}

/** Why an organization does not let somebody in, as half a sentence. */
function admissionOf({ facts, today }: LiveSide): (member: Member) => string | undefined {
  const { sso, guests } = facts.settings?.policy ?? {};
  const [own, others] = [new Set(sso?.domains), new Set(guests?.domains)];
  return ({ key, email, state }) => {
    const domain = domainOf(email);
    if (others.has(domain)) {
      const { expires, approvedBy, reason } = facts.members.get(key) ?? {};
      if (expires === undefined || approvedBy === undefined || reason === undefined)
        return `a guest's entry needs \`expires\`, \`approved_by\` and \`reason\`; write it by hand${isInvitation(state) ? ", or cancel the invitation" : ""}`;
      if (hasCome(expires, today))
        return `their time as a guest ended on ${expires.day}; put \`expires\` off, or let a plan end their access`;
      const late = guests?.maxDays !== undefined && daysBetween(today, expires.day) > guests.maxDays;
      if (late || approvedBy.key === key)
        return "as a guest they would break the rules on guests; correct their entry";
      return undefined;
    }
    if (sso?.enforced !== true || own.has(domain)) return undefined;
    return `single sign-on is enforced, and ${quoted(domain)} is none of its domains`;
  };
}
