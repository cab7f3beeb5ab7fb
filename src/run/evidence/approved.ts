/** What is asked about who approved, and an access or a change with the answer: marked where it is somebody's own. */
import { belongings } from "../../kinds/kinds.ts";
import type { Access, AccessChange, Origin } from "../../model/evidence.ts";
import { fold } from "../../model/text.ts";
import type { Approvals } from "./approvals.ts";

/** What there is to ask about an access: by which it was given, and since which it is as it is. */
export function originsOf({ since, given }: Access): Origin[] {
  return given === undefined ? [since] : [given, since];
}

/**
 * Every name of whoever's access something is, folded: their own, or that of the people to whom it is given. `known`: by each
 * of them, all that its bearer was ever known by; whoever is not there has the one name.
 */
export function namesBehind(
  { kind, key, fields }: Pick<Access, "kind" | "key" | "fields">,
  known: (key: string) => Iterable<string> | undefined,
): ReadonlySet<string> {
  const given = belongings({ kind, thing: key, fields }).filter(({ as }) => as !== "led" && as !== "counted");
  const people = [{ kind, key }, ...given].filter((it) => it.kind === "member");
  return new Set(people.flatMap((it) => [fold(it.key), ...(known(it.key) ?? [])]));
}

/** The change with who approved it; marked where it is their own access. */
export function withApproval(
  change: AccessChange,
  { add }: Approvals,
  known: Parameters<typeof namesBehind>[1],
): AccessChange {
  const { kind, key, before, after, origin } = change;
  const names = namesBehind({ kind, key, fields: after ?? before ?? {} }, known);
  return { ...change, origin: add(origin, names) };
}

/** The access with who approved that. `names`: of whose access it is, folded. */
export function withApprovals<T extends Access>(
  access: T,
  { add }: Approvals,
  names?: ReadonlySet<string>,
): T {
  const { since, given } = access;
  return {
    ...access,
    since: add(since, names),
    ...(given === undefined ? {} : { given: add(given, names) }),
  };
}
