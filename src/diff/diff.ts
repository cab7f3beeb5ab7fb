/** Desired against live: bind, bring both sides to the same names, then compare kind by kind. */
import type { ChangesByKind, Diff } from "../model/change.ts";
import { kinds } from "../model/entity.ts";
import { kindOf } from "../kinds/kinds.ts";
import { knownKinds } from "../model/idList.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { fold } from "../model/text.ts";
import { heldBackAs } from "./alike.ts";
import { bind, type Bindings, type Past } from "./bind.ts";
import { changesByKey } from "./byKey.ts";
import { underDeclaredNames } from "./declaredNames.ts";
import { endedNames } from "./ended.ts";
import { grantChanges } from "./grants.ts";
import { bothOf, heldBackOf, leftOpen, unlistedTwins } from "./held.ts";
import { keyChanges, probablyOthers } from "./named.ts";
import { memberChanges, membershipChanges, placesOf } from "./people.ts";
import { placeNames } from "./placed.ts";
import { Presence } from "./presence.ts";
import { shareChanges } from "./shares.ts";
import { underDeclaredSlugs } from "./teamNames.ts";
import { staysActive, toldApart } from "./twins.ts";

export type { Diff, Past };

/**
 * All differences between what an organization's files want and what is live. Writes nothing, judges nothing. What is
 * known of the past tells people apart.
 */
export function diff(organization: Organization, found: State, past: Past = {}): Diff {
  const { desired, policy } = organization;
  const told = underDeclaredSlugs(toldApart(found, organization), desired);
  const bindings = bind(desired, told, {
    takesUnlisted: policy.unlisted.members !== "report",
    ...past,
  });
  const { handle } = told.vocabulary;
  const moved = emailChangesOf(desired, bindings);
  // What people change themselves is nobody else's to change: the files follow.
  const emailChanges = handle?.passesOn === true ? new Map<string, string>() : moved;
  const emails = new Map([...emailChanges.keys()].map((key) => [key, desired.member.get(key)?.email ?? key]));
  const live = underDeclaredNames(told, { desired, bindings, emails });
  const beside = staysActive(organization, told);
  const open = leftOpen(bindings);
  const present = new Presence(desired, live, policy.unlisted.members);
  const places = placesOf(desired, present);
  const placed = placeNames(desired, live);
  const ended = endedNames(organization, live);
  const aside = new Set(beside.map(({ key }) => key));
  const alike = probablyOthers({ organization, live, open, ended });
  const held = bothOf(open, alike);
  const keys = keyChanges({ organization, live, held, ended });
  const shares = shareChanges({ organization, live, present, placed, ended, open });
  const grants = grantChanges({ organization, live, present });
  // Each of them in a way of its own, and all others by their keys.
  const own: Partial<ChangesByKind> = {
    member: memberChanges({ desired, live, held: open, present, places, aside }),
    team_membership: membershipChanges({ organization, live, present, places }),
    key: keys.changes,
    ...shares.changes,
    role_grant: grants.changes,
  };
  const compared = inOrder.map((kind) => {
    const changes = own[kind];
    return changes === undefined
      ? changesByKey(kind, { organization, live, open, held })
      : { changes, heldBack: [] };
  });
  return {
    changes: compared.flatMap(({ changes }) => changes),
    heldBack: [
      ...heldBackOf(desired, bindings),
      ...beside,
      ...unlistedTwins(organization, told),
      ...placed.unplaced,
      ...ended.unplaced,
      ...compared.flatMap(({ heldBack }) => heldBack),
      ...keys.heldBack,
      ...knownKinds.flatMap((kind) => heldBackAs(kind, alike[kind], desired)),
      ...shares.heldBack,
      ...grants.heldBack,
    ],
    live,
    renames: renamesOf(bindings),
    emailChanges,
    ...(bindings.misnamed.length === 0 ? {} : { misnamed: bindings.misnamed }),
    notes: handle?.passesOn === true ? [...bindings.notes, ...notesOnMoved(moved, told)] : bindings.notes,
  };
}

/** In which changes are told, here and in what guards say of them: what is given of resources last. */
const inOrder = [false, true].flatMap((isLast) =>
  kinds.filter((kind) => (kindOf(kind).resources !== undefined) === isLast),
);

/** What to write for people who call themselves otherwise now: they are known by their ids. */
function notesOnMoved(moved: ReadonlyMap<string, string>, { member }: State): string[] {
  return [...moved].map(([key, now]) => {
    const { id: own, account: id = own } = member.get(fold(now)) ?? {};
    return `${key} calls themselves ${now} at the service now${id === undefined ? "" : ` (${id})`}: write ${now} in place of ${key} in the files`;
  });
}

function renamesOf(bindings: Bindings): Map<string, string> {
  const renames = new Map<string, string>();
  for (const [key, binding] of bindings.team) {
    if (binding.as !== "bound" || binding.by === "key" || binding.live.kind !== "team") continue;
    renames.set(key, binding.live.slug);
  }
  return renames;
}

/** Somebody who leaves needs no new e-mail. */
function emailChangesOf(desired: State, bindings: Bindings): Map<string, string> {
  const changes = new Map<string, string>();
  for (const [key, binding] of bindings.member) {
    if (binding.as !== "bound" || binding.live.kind !== "member" || binding.live.key === key) continue;
    if (desired.member.get(key)?.state === "active") changes.set(key, binding.live.email);
  }
  return changes;
}
