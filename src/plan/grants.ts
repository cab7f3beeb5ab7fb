/** What works at other services in the name of people who leave, or have left: no API of this service can end it. */
import type { Grant, HeldResource, Holdings } from "../model/holdings.ts";
import type { Leaver } from "./leavers.ts";

/** Something that works by a grant, and at which service. */
export type Granted = Pick<Grant, "kind" | "id" | "name" | "at">;

/** Theirs, and what somebody else owns by now and still works in their name. */
export function grantsOf(
  leaver: Leaver,
  holdings: Holdings | undefined,
  grants: ReadonlyMap<string, readonly Grant[]>,
): Granted[] {
  const own = (holdings?.resources ?? []).flatMap(grantBehind);
  const known = new Set(own.map(({ id }) => id));
  return [...own, ...(grants.get(leaver.id) ?? []).filter(({ id }) => !known.has(id))];
}

function grantBehind({ kind, id, name, grant }: HeldResource): Granted[] {
  return grant === undefined ? [] : [{ kind, id, name, at: grant }];
}

/** The sentence that says what to do about it. */
export function revokeSentence(person: string, { kind, name, at }: Granted): string {
  return `revoke the grant of ${person} at ${at} (${kind} ${name}); it outlives their account here`;
}
