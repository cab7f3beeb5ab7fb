/** What a role brings that its name does not tell, for whoever reviews that somebody is given it. */
import { textOf } from "../model/jsonFields.ts";
import type { Draft } from "../kinds/draft.ts";
import type { RoleSides } from "../kinds/role/direction.ts";
import { isHarmless, isKnown } from "../model/permission.ts";
import { permissionsOf } from "../model/role.ts";
import { someOf } from "../model/text.ts";

/** What a role brings that its name does not tell: permissions that are not harmless; undefined when there are none. */
export function reachOf({ kind, key, after }: Draft, { after: roles }: RoleSides): string | undefined {
  const role = kind === "role" ? key : textOf(after, "role");
  if (after === null || role === undefined) return undefined;
  if (kind !== "role" && kind !== "member" && kind !== "service_account") return undefined;
  const risky = permissionsOf(role, roles).filter((item) => !isHarmless(item, roles.vocabulary));
  if (risky.length === 0) return undefined;
  const unknown = risky.filter((item) => !isKnown(item, roles.vocabulary));
  const caution = "unknown, so taken for managing users";
  // What a role allows stands beside it; what it brings to somebody does not.
  if (kind === "role") return unknown.length === 0 ? undefined : `${someOf(unknown)}: ${caution}`;
  const named = unknown.length === 0 ? someOf(risky) : `${someOf(unknown)} (${caution})`;
  return `${role} allows ${named}`;
}
