/** Nobody is given directly what their role could never let them do. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { baseOf, ceilingOf, coversScope, type Roles } from "../../model/role.ts";
import { hasCome } from "../day.ts";
import type { Facts } from "../facts.ts";
import type { DeclaredShare } from "../items.ts";
import { append, errorAt, quoted } from "../place.ts";
import { customRoles, roleOf } from "../standing.ts";

/** Errors for scopes of keys that go beyond what the role of their account allows. */
export function checkScopes(facts: Facts): Diagnostic[] {
  const roles = customRoles(facts);
  return [...facts.service_accounts.values()].flatMap(({ name, role, keys = [] }) => {
    if (role === undefined || baseOf(role, roles) === undefined) return [];
    return keys.flatMap((key) =>
      key.scopes
        .filter(({ text }) => !coversScope(role, roles, text))
        .map(({ text, at }) => {
          const message = `The scope ${quoted(text)} of the key ${quoted(key.name)} is above what the role ${role} of ${name} allows.`;
          const hint = "Take the scope away, or give the account a role that allows it.";
          return errorAt(at, { code: "scope-ceiling", message, hint });
        }),
    );
  });
}

/** Errors for shares with members and service accounts above the ceiling of their role. A team has no ceiling of its own. */
export function checkCeilings(facts: Facts): Diagnostic[] {
  const roles = customRoles(facts);
  const diagnostics: Diagnostic[] = [];
  for (const member of facts.members.values()) {
    // What somebody who has left still lists counts for nothing, and so breaks nothing.
    if (member.shares === undefined || member.state !== "active") continue;
    const { shares, email: holder } = member;
    append(diagnostics, aboveCeiling({ shares, role: roleOf(facts, member), roles, holder }));
    const { elevation } = member;
    if (elevation === undefined) continue;
    const lasting = shares.filter(({ expires }) => !hasCome(expires, elevation.until.day));
    append(diagnostics, aboveCeiling({ shares: lasting, role: elevation.then.role, roles, holder }));
  }
  for (const { shares = [], role, name } of facts.service_accounts.values()) {
    append(diagnostics, aboveCeiling({ shares, role, roles, holder: name }));
  }
  return diagnostics;
}

function aboveCeiling(input: {
  readonly shares: readonly DeclaredShare[];
  readonly role: string | undefined;
  readonly roles: Roles;
  readonly holder: string;
}): Diagnostic[] {
  const { role, roles, holder } = input;
  // A role that nobody knows is reported where it is named.
  if (role === undefined || baseOf(role, roles) === undefined) return [];
  const ceiling = ceilingOf(role, roles);
  return input.shares
    .filter((share) => !ceiling.has(share.level))
    .map(({ resource, name, level, levelAt }) => {
      const message = `${quoted(level)} on the ${resource} ${quoted(name)} is above what the role ${role} of ${holder} allows: ${[...ceiling].join(", ")}.`;
      const hint = "Give a lower level, a higher role, or share it with a team.";
      return errorAt(levelAt, { code: "share-ceiling", message, hint });
    });
}
