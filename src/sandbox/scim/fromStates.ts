/** An embedded SCIM server made of desired states: everything is as the files say, and made by muster. */
import type { Member } from "../../model/entities/member.ts";
import { defaultScim, type ScimSettings } from "../../model/scim.ts";
import type { State } from "../../model/state.ts";
import { characters, type CharacterName } from "./character.ts";
import type { GroupSeed, TenantSeed, UserSeed } from "./state.ts";

interface DeclaredTenant {
  readonly key: string;
  readonly scim?: ScimSettings;
  readonly desired: State;
}

/** The token of a tenant. */
export function sandboxToken(key: string): string {
  return `scim-sandbox-${key}`;
}

/** The character that goes with what the files say of the service. */
function characterOf({ profile }: ScimSettings): CharacterName {
  return profile === "aws" ? "aws" : "strict";
}

/** The seed in which these organizations are already as declared. */
export function seedFromStates(
  tenants: readonly DeclaredTenant[],
  character?: CharacterName,
): readonly TenantSeed[] {
  return tenants.map(({ key, scim = defaultScim, desired }) => {
    const members = [...desired.member.values()].filter(({ state }) => state !== "removed");
    const names = new Map(members.map((member) => [member.key, member.email]));
    return {
      key,
      token: sandboxToken(key),
      character: characters[character ?? characterOf(scim)],
      users: [...members.map((member) => userOf(member, scim)), ...expected(scim, names)],
      groups: [
        ...[...desired.team.values()].map(({ slug, name, key: team, declaredId }): GroupSeed => ({
          displayName: name ?? slug,
          externalId: `muster:${slug}`,
          ...(declaredId === undefined ? {} : { id: declaredId }),
          members: [...desired.team_membership.values()].flatMap((place) =>
            place.team === team ? (names.get(place.member) ?? []) : [],
          ),
        })),
        ...adminGroup(members, scim),
      ],
    };
  });
}

/** Whoever must be there is there, though no file names them. */
function expected({ expects }: ScimSettings, names: ReadonlyMap<string, string>): UserSeed[] {
  const wanted = expects?.toLowerCase();
  return expects === undefined || [...names.values()].some((name) => name.toLowerCase() === wanted)
    ? []
    : [{ userName: expects, attributes: { emails: emailsOf(expects) } }];
}

function adminGroup(members: readonly Member[], { role: { from, admin } }: ScimSettings): GroupSeed[] {
  if (from !== "groups" || admin === undefined) return [];
  const inside = members.filter(({ role }) => role === "admin").map(({ email }) => email);
  return [{ displayName: admin, members: inside }];
}

function userOf(
  { key, email, name, role, state, declaredId }: Member,
  { role: says }: ScimSettings,
): UserSeed {
  const value = role === "admin" ? says.admin : says.member;
  const values =
    value === undefined || (says.from !== "roles" && says.from !== "entitlements")
      ? {}
      : { [says.from]: [{ value }] };
  return {
    userName: email,
    ...(declaredId === undefined ? {} : { id: declaredId }),
    attributes: {
      externalId: `muster:${key}`,
      active: state === "active",
      ...(name === undefined ? {} : { displayName: name }),
      emails: emailsOf(email),
      ...values,
    },
  };
}

function emailsOf(handle: string): readonly object[] {
  return handle.includes("@") ? [{ value: handle, type: "work", primary: true }] : [];
}
