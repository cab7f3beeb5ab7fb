/** What of an organization was read to its end, with a sentence for what was not. */
import { given } from "../../model/given.ts";
import type { ScimSettings } from "../../model/scim.ts";
import { completeCoverage, type Coverage, type KindCoverage } from "../../model/state.ts";
import type { OwnKind } from "./capabilities.ts";
import type { Listed } from "./gather.ts";
import type { PlacesRead } from "./places.ts";
import type { Group, User } from "./resource.ts";

/** All that is read. */
export interface Lists {
  readonly users: Listed<User>;
  readonly groups: Listed<Group>;
  readonly places: PlacesRead;
}

const whole = { complete: true } as const;

/** Without the whole of what tells it, nothing that was not seen is known to be gone. */
export function coverageOf({ users, groups, places }: Lists, { role }: ScimSettings): Coverage {
  const said = (...parts: readonly { readonly broken?: string }[]): KindCoverage => {
    const broken = parts.flatMap((it) => it.broken ?? [])[0];
    return broken === undefined ? whole : { complete: false, reason: capital(broken) };
  };
  const admins = groups.items.find(({ displayName }) => displayName === role.admin);
  const unread = [...(places.unread?.values() ?? [])][0];
  const inside = said(users, groups, places);
  const read: Pick<Coverage, OwnKind> = {
    // Who is an admin may stand in the groups.
    member:
      role.from === "groups"
        ? said(users, groups, places, given({ broken: places.unread?.get(admins?.id ?? "") }))
        : said(users),
    team: said(groups),
    team_membership:
      inside.complete && unread !== undefined ? { complete: false, reason: unread, inTeams: true } : inside,
  };
  // Of what SCIM has nothing of, there is nothing to be read.
  return { ...completeCoverage, ...read };
}

function capital(sentence: string): string {
  return /^[a-z]/.test(sentence) ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;
}
