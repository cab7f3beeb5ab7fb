/** Who is live and cannot be listed as things stand: by the file of all people, or by the rules on guests and single sign-on. */
import { daysBetween } from "../../../model/day.ts";
import { isInvitation, type Member } from "../../../model/entity.ts";
import { grouped } from "../../../model/grouped.ts";
import { domainOf, fold } from "../../../model/text.ts";
import { isList, isMapping, mappingFrom, type Plain, type PlainMapping } from "../../edit/plain.ts";
import { quoted } from "../../../declare/place.ts";
import type { Book } from "./book.ts";
import { hasPassed } from "./dates.ts";
import type { LiveSide, PlaceInput } from "./input.ts";

/** By key, with half a sentence why. Whether their approvers are listed is not asked yet. */
export function barredFrom(side: LiveSide, book: Book): ReadonlyMap<string, string> {
  const ids = new Map([...side.live.member.values()].map((member) => [member.id, member]));
  const admits = admissionOf(side, book);
  return new Map(
    [...side.live.member.values()].flatMap((member) => {
      const why = byPeople(member, side, ids) ?? (isPresent(member) ? admits(member) : undefined);
      return why === undefined ? [] : [[member.key, why] as const];
    }),
  );
}

type Staying = Pick<PlaceInput, "imported" | "staying">;

/** Guests whose approver has no entry in the end; without a guest, another whom that one approved has none either. */
export function unapproved(book: Book, { imported, staying }: Staying): ReadonlyMap<string, string> {
  const why = new Map<string, string>();
  const domains = domainsIn(settingsOf(book, "guests"));
  if (domains.size === 0) return why;
  const guests = book.entries("members").flatMap(({ key, value }) => {
    if (!staying.has(key) || !domains.has(domainOf(key))) return [];
    const approver = isMapping(value) ? value["approved_by"] : undefined;
    return imported.members.get(key)?.state === "active" ? [{ key, approver, by: book.who(approver) }] : [];
  });
  const approved = grouped(guests, ({ by }) => by);
  const open = guests.filter(({ by }) => !staying.has(by));
  for (let guest = open.pop(); guest !== undefined; guest = open.pop()) {
    why.set(guest.key, `${quoted(String(guest.approver))}, who approved them as a guest, is not there`);
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
  { people, today, org }: LiveSide,
  ids: ReadonlyMap<string | undefined, Member>,
): string | undefined {
  const person = people.byEmail.get(member.key);
  if (person === undefined) return undefined;
  if (isPresent(member) && hasPassed(person.leaves?.day, today))
    return `people.yaml has ${person.slug} leave on ${String(person.leaves?.day)}; correct that day there, or let a plan end their access`;
  const id = person.ids.find(({ organization }) => organization.text === org)?.id.text;
  const other = id === undefined || id === member.id ? undefined : ids.get(id);
  if (other === undefined) return undefined;
  return `people.yaml gives ${person.slug} the id ${quoted(id ?? "")}, which is that of ${other.email}; correct it there`;
}

/** Why an organization does not let somebody in, as half a sentence. */
function admissionOf({ today }: LiveSide, book: Book): (member: Member) => string | undefined {
  const [sso, guests] = [settingsOf(book, "sso"), settingsOf(book, "guests")];
  const [own, others] = [domainsIn(sso), domainsIn(guests)];
  const entries = book.byKey("members");
  const most = guests["max_days"];
  return ({ key, email, state }) => {
    const domain = domainOf(email);
    if (others.has(domain)) {
      const entry = entries.get(key)?.value;
      const fields = isMapping(entry) ? entry : {};
      const end = fields["expires"];
      const late = typeof end === "string" && typeof most === "number" && daysBetween(today, end) > most;
      const approver = book.who(fields["approved_by"]);
      if (typeof end !== "string" || approver === "" || fields["reason"] === undefined)
        return `a guest's entry needs \`expires\`, \`approved_by\` and \`reason\`; write it by hand${isInvitation(state) ? ", or cancel the invitation" : ""}`;
      if (hasPassed(end, today))
        return `their time as a guest ended on ${end}; put \`expires\` off, or let a plan end their access`;
      if (late || approver === key)
        return "as a guest they would break the rules on guests; correct their entry";
      return undefined;
    }
    if (sso["enforced"] !== true || own.has(domain)) return undefined;
    return `single sign-on is enforced, and ${quoted(domain)} is none of its domains`;
  };
}

function settingsOf(book: Book, name: string): PlainMapping {
  const value = book.byKey("organization").get(name)?.value;
  return isMapping(value) ? value : mappingFrom([]);
}

function domainsIn(settings: PlainMapping): ReadonlySet<string> {
  const domains: Plain | undefined = settings["domains"];
  return new Set(isList(domains) ? domains.map((domain) => fold(String(domain))) : []);
}
