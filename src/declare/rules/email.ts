/** E-mail addresses must be ones to which an invitation can arrive and with which somebody can sign in. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Facts } from "../facts.ts";
import { errorAt, quoted } from "../place.ts";

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const localPart = new RegExp(`^${atom}(?:\\.${atom})*$`);
const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** Names that no public mail or sign-in can ever have (RFC 6761). */
const nowhere = /(?:^|\.)(?:localhost|invalid)$/i;

/** Errors for members whose address could never work. */
export function checkEmails(facts: Facts): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const ofDomain = remembered(faultOfDomain);
  for (const member of facts.members.values()) {
    const fault = faultOf(member.email, ofDomain);
    if (fault === undefined) continue;
    const message = `${quoted(member.email)} cannot be an e-mail address: ${fault}.`;
    diagnostics.push(errorAt(member.at, { code: "email", message }));
  }
  return diagnostics;
}

/** The same answers, each worked out once: a company's addresses share a few domains. */
function remembered(judge: typeof faultOfDomain): typeof faultOfDomain {
  const known = new Map<string, string | undefined>();
  return (domain) => {
    if (!known.has(domain)) known.set(domain, judge(domain));
    return known.get(domain);
  };
}

/** What is wrong with an address, as half a sentence; undefined when nothing is. */
function faultOf(email: string, ofDomain: typeof faultOfDomain): string | undefined {
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
  return ofDomain(email.slice(at + 1));
}

function faultOfDomain(domain: string): string | undefined {
  if (nowhere.test(domain)) return `nobody can sign in from ${domain}`;
  const labels = domain.split(".");
  if (labels.length < 2) return "its domain has no dot";
  const bad = labels.find((part) => !label.test(part));
  if (bad !== undefined) return `its domain has the part ${quoted(bad)}, which no domain can have`;
  const last = labels.at(-1) ?? "";
  if (/^[0-9]+$/.test(last) || last.length < 2) return `no domain ends in ${quoted(last)}`;
  return undefined;
}
