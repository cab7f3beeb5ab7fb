/** E-mail addresses must be ones to which an invitation can arrive and with which somebody can sign in. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { nearestPerson } from "../../model/text.ts";
import type { Handle, Vocabulary } from "../../model/vocabulary.ts";
import type { Facts } from "../facts.ts";
import type { DeclaredMember, Reference } from "../items.ts";
import { append, errorAt, placeText, quoted } from "../place.ts";
import { isSlug } from "../schemaWords.ts";

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const localPart = new RegExp(`^${atom}(?:\\.${atom})*$`);
const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** Names that no public mail or sign-in can ever have (RFC 6761). */
const nowhere = /(?:^|\.)(?:localhost|invalid)$/i;

/** Errors for members whose address could never work, or who are named by no key of `people`. */
export function checkEmails(facts: Facts): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const member of facts.members.values()) {
    append(found, withoutAddress(member, facts));
    append(found, faultsOfName(member, facts));
    if (member.previously !== undefined) append(found, formerFaults(member.previously, facts.vocabulary));
  }
  return found;
}

/** The e-mail of a person is judged where it stands; with their file unreadable, any key may be in there. */
function faultsOfName(
  { key, email, person, at }: DeclaredMember,
  { people, vocabulary }: Facts,
): Diagnostic[] {
  const { handle } = vocabulary;
  if (handle !== undefined && !key.includes("@")) return handleFault({ email, at }, handle);
  if (person !== undefined || (!people.readable && isSlug(key))) return [];
  if (handle !== undefined || people.byKey.size === 0 || !isSlug(key))
    return emailFaults([{ text: email, at }]);
  const near = nearestPerson(email, people.byKey.keys());
  const message = `${quoted(email)} is no e-mail address, and no key of \`people\`.`;
  const hint =
    near === undefined ? "Add them to people.yaml, or write their e-mail." : `Did you mean ${near}?`;
  return [errorAt(at, { code: "unknown-person", message, hint })];
}

/** Former names are what somebody could have been called: an address, or what the service gives in its place. */
function formerFaults(all: readonly Reference[], { handle }: Vocabulary): Diagnostic[] {
  const isGiven = ({ text }: Reference): boolean =>
    handle !== undefined && handle.passesOn !== true && !text.includes("@");
  const given = handle === undefined ? [] : all.filter(isGiven);
  return [
    ...emailFaults(all.filter((former) => !isGiven(former))),
    ...given.flatMap(({ text, at }) =>
      handle === undefined ? [] : handleFault({ email: text, at }, handle),
    ),
  ];
}

/** An error for a person who is known by a login alone, where people are known by their addresses. */
function withoutAddress({ email: name, person, at }: DeclaredMember, { key }: Facts): Diagnostic[] {
  // An entry with errors has neither.
  if (person === undefined || person.email !== undefined || person.login === undefined) return [];
  const message = `${quoted(name)} has no e-mail in people.yaml (${placeText(person.at)}), and ${key} knows people by theirs.`;
  return [errorAt(at, { code: "no-address", message, hint: "Add `email` to the person's entry." })];
}

/** What is wrong with what somebody is called at a service, as half a sentence; undefined when nothing is. */
export function faultOfHandle(text: string, { handle }: Vocabulary): string | undefined {
  if (handle === undefined || text.includes("@")) return faultOfAddress(text);
  return isHandleOf(text, handle) ? undefined : `it cannot be ${handle.noun}`;
}

function isHandleOf(text: string, { pattern }: Handle): boolean {
  return new RegExp(`^(?:${pattern})$`).test(text);
}

function handleFault(
  { email: text, at }: Pick<DeclaredMember, "email" | "at">,
  handle: Handle,
): Diagnostic[] {
  const { noun } = handle;
  if (isHandleOf(text, handle)) return [];
  const message = `${quoted(text)} cannot be ${noun}.`;
  const hint = `Write ${noun}, an e-mail address, or a key of \`people\`.`;
  return [errorAt(at, { code: "handle", message, hint })];
}

/** Errors for texts that could never work as an address. */
export function emailFaults(emails: readonly Pick<Reference, "text" | "at">[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const { text, at } of emails) {
    const fault = faultOfAddress(text);
    if (fault === undefined) continue;
    const message = `${quoted(text)} cannot be an e-mail address: ${fault}.`;
    diagnostics.push(errorAt(at, { code: "email", message }));
  }
  return diagnostics;
}

/** The same answers, each worked out once: a company's addresses share a few domains. */
function remembered(judge: (domain: string) => string | undefined): typeof judge {
  const known = new Map<string, string | undefined>();
  return (domain) => {
    const before = known.get(domain);
    if (before !== undefined || known.has(domain)) return before;
    if (known.size >= mostDomains) known.clear();
    const fault = judge(domain);
    known.set(domain, fault);
    return fault;
  };
}

const mostDomains = 1000;
const faultOfDomain = remembered(faultIn);

/** What is wrong with an address, as half a sentence; undefined when nothing is. */
export function faultOfAddress(email: string): string | undefined {
  const at = email.indexOf("@");
  if (at === -1) return "it has no @";
  if (email.includes("@", at + 1)) return "it has more than one @";
  if (/[^\x21-\x7e]/.test(email)) {
    return /[^\x20-\x7e]/.test(email)
      ? "it must be ASCII (international domains in their xn-- form)"
      : "it has a space in it";
  }
  if (email.length > 254) return "it has more than 254 characters";
  const local = email.slice(0, at);
  if (local.length > 64 || !localPart.test(local)) return "the part before the @ is not valid";
  return faultOfDomain(email.slice(at + 1));
}

function faultIn(domain: string): string | undefined {
  if (nowhere.test(domain)) return `nobody can sign in from ${domain}`;
  const labels = domain.split(".");
  if (labels.length < 2) return "its domain has no dot";
  const bad = labels.find((part) => !label.test(part));
  if (bad !== undefined) return `its domain has the part ${quoted(bad)}, which no domain can have`;
  const last = labels.at(-1) ?? "";
  if (/^[0-9]+$/.test(last) || last.length < 2) return `no domain ends in ${quoted(last)}`;
  return undefined;
}
