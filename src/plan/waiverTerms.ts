/** Waivers as terms: how long each lifts its guard, before a change of the files and after it. */
import type { Organization, Waiver } from "../model/organization.ts";
import type { TermChange } from "../model/term.ts";
import { sortedBy } from "../model/text.ts";
import type { Found, Sides } from "./termSides.ts";

/** A waiver is told by its guard and reason, as it is where it is decided whether it counts. */
export function waiversBetween({ base, head, today }: Sides): Found[] {
  const inTime = ({ until }: Waiver): boolean => today < until;
  const was = byName(base.policy.waivers.filter(inTime));
  const is = byName(head.policy.waivers.filter(inTime));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name): Found[] => {
    const [old, young] = [was.get(name), is.get(name)];
    if (old?.until === young?.until) return [];
    const isLonger = young !== undefined && (old === undefined || old.until < young.until);
    const text = (waiver: Waiver | undefined): string | null =>
      waiver === undefined ? null : waiverText(waiver);
    return [
      {
        kind: "organization",
        key: head.key,
        what: "waiver",
        before: text(old),
        after: text(young),
        direction: isLonger ? "longer" : "earlier",
        source: young?.source ?? null,
      },
    ];
  });
}

/** "max_loss until 2026-12-01: REASON" */
function waiverText({ guard, until, reason }: Waiver): string {
  return `${guard} until ${until}: ${reason}`;
}

/** The day in such a text. */
function untilOf(text: string | null): string | undefined {
  return /^\w+ until (\d{4}-\d{2}-\d{2}): /.exec(text ?? "")?.[1];
}

/** Of several that say the same, the one that holds longest. */
function byName(waivers: readonly Waiver[]): Map<string, Waiver> {
  const sorted = sortedBy(waivers, ({ until }) => until);
  return new Map(sorted.map((waiver) => [JSON.stringify([waiver.guard, waiver.reason]), waiver]));
}

/** The organization with its waivers as they were before those that were held back. */
export function withoutHeld(
  organization: Organization,
  held: readonly Pick<TermChange, "what" | "before" | "after">[],
): Organization {
  const waivers = organization.policy.waivers.flatMap((waiver): Waiver[] => {
    const term = held.find(({ what, after }) => what === "waiver" && after === waiverText(waiver));
    if (term === undefined) return [waiver];
    const until = untilOf(term.before);
    return until === undefined ? [] : [{ ...waiver, until }];
  });
  return { ...organization, policy: { ...organization.policy, waivers } };
}
