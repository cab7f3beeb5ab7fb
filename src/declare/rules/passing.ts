/**
 * Names in plain ASCII that a tired reader takes for another: 1, I and | for l, 0 for o, rn for m. Of addresses and logins, of
 * their domains, of roles and of service accounts it is a warning, since there are people called so.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { isBuiltIn } from "../../model/role.ts";
import { domainOf, fold } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import type { DeclaredMember } from "../items.ts";
import { quoted, warningAt, type Place } from "../place.ts";

/** What can pass for something else; a digit beside others is read as a number. */
const doubtful = /(?<![0-9])[10](?![0-9])|[I|]|rn/g;
const passesFor: Readonly<Record<string, string>> = { "1": "l", I: "l", "|": "l", "0": "o", rn: "m" };

/** Among more of them nobody reads a word. */
const mostDoubtful = 8;

/** Warnings for names that pass for another of their kind in the organization. */
export function warnOfPassing(facts: Facts): Diagnostic[] {
  const { members, roles, service_accounts: accounts, vocabulary } = facts;
  const role = (key: string): string | undefined => (isBuiltIn(key, vocabulary) ? key : roles.get(key)?.name);
  return [
    ...[...members.values()].flatMap(({ email, at }) => passing(email, at, (key) => members.get(key)?.email)),
    ...ofDomains(facts),
    ...[...roles.values()].flatMap(({ name, at }) => passing(name, at, role)),
    ...[...accounts.values()].flatMap(({ name, at }) => passing(name, at, (key) => accounts.get(key)?.name)),
  ];
}

/** The name that is written so, by its folded form. */
type Find = (key: string) => string | undefined;

function passing(text: string, at: Place, find: Find): Diagnostic[] {
  const other = oneLike(text, find);
  return other === undefined ? [] : [warning(at, `${quoted(text)} looks like ${quoted(other)}`)];
}

/** The domains of members beside each other and beside those of the policy; told at the first member of a domain. */
function ofDomains({ members, settings, at }: Facts): Diagnostic[] {
  const first = new Map<string, DeclaredMember>();
  for (const member of members.values()) {
    const domain = member.key.includes("@") ? domainOf(member.email) : "";
    if (domain !== "" && !first.has(domain)) first.set(domain, member);
  }
  const { sso, guests } = settings?.policy ?? {};
  const all = new Set([...first.keys(), ...(sso?.domains ?? []), ...(guests?.domains ?? [])]);
  return [...all].flatMap((domain) => {
    const other = oneLike(domain, (key) => (all.has(key) ? key : undefined));
    if (other === undefined) return [];
    const member = first.get(domain);
    const whose = member === undefined ? "" : ` of ${quoted(member.email)}`;
    return warning(member?.at ?? at, `The domain ${domain}${whose} looks like ${other}`);
  });
}

/** Another one that this could be taken for: with one of its doubtful letters read otherwise, or with all of them. */
function oneLike(text: string, find: Find): string | undefined {
  // Most names have none, and a search takes less than a list of all places.
  if (text.search(doubtful) === -1) return undefined;
  const spots = [...text.matchAll(doubtful)];
  if (spots.length > mostDoubtful) return undefined;
  const read = (letters: string): string => passesFor[letters] ?? letters;
  const readings = [
    text.replace(doubtful, read),
    ...spots.map(
      ({ 0: letters, index }) => text.slice(0, index) + read(letters) + text.slice(index + letters.length),
    ),
  ];
  return readings
    .filter((reading) => fold(reading) !== fold(text))
    .map((reading) => find(fold(reading)))
    .find((other) => other !== undefined);
}

function warning(at: Place, what: string): Diagnostic {
  const hint = "1 and l, 0 and o, rn and m look alike: make sure that both are meant.";
  return warningAt(at, { code: "lookalike", message: `${what}, and is another.`, hint });
}
