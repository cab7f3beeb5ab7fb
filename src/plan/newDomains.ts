/** Mail domains that a plan lets in for the first time: a look-alike of a known one stands out as new. */
import { handleIn } from "../model/handle.ts";
import type { Organization } from "../model/organization.ts";
import { isAboutAdmission } from "../kinds/verbs.ts";
import type { Action } from "../model/plan.ts";
import type { State } from "../model/state.ts";
import { compareText, domainOf } from "../model/text.ts";

/** Domains of people whom the actions admit and that neither an active member nor the base's files have, sorted. */
export function newDomains({
  actions,
  live,
  base,
}: {
  readonly actions: readonly Pick<Action, "verb" | "key" | "after">[];
  readonly live: State;
  /** Null where there is none. */
  readonly base: Organization | null;
}): string[] {
  const active = [...live.member.values()].filter((member) => member.state === "active");
  const known = new Set(
    [...active.map(({ key }) => key), ...(base?.desired.member.keys() ?? [])].map(domainOf),
  );
  const admitted = actions
    .filter(({ verb }) => isAboutAdmission(verb) || verb === "change_email")
    .map(domainAdmitted);
  return [...new Set(admitted)].filter((domain) => domain !== "" && !known.has(domain)).sort(compareText);
}

function domainAdmitted({ key, after }: Pick<Action, "key" | "after">): string {
  const handle = handleIn(after) ?? key;
  // Of a login nobody knows the domain.
  return handle.includes("@") ? domainOf(handle) : "";
}
