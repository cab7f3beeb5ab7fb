/** What permissions and scopes let somebody do: the known ones, those that stand for others, and words that nobody knows. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canManageUsers,
  coversScope,
  managementOf,
  managesUsers,
  type Roles,
} from "../../../src/model/role.ts";
import {
  coversManagement,
  isHarmless,
  knownPermissions,
  mayManageUsers,
  slipOf,
} from "../../fakes/planasonix.ts";
import { rolesWith as custom } from "../../fakes/planasonix.ts";

const word = fc.stringMatching(/^[a-z*][a-z*]{0,8}:[a-z*][a-z*]{0,8}$/);
const rolesWith = (base: string, ...permissions: string[]): Roles =>
  custom(new Map([["r", { base, permissions }]]));

describe("permissions", () => {
  it.each(["*:*", "admin:*", "*:organization", "a*n:*", "admin:organization", "**:**"])(
    "that stand for managing users are found: %s",
    (text) => expect(coversManagement(text)).toBe(true),
  );

  it.each([
    "pipelines:*",
    "admin:users",
    "*:organizations",
    "administrator:organization",
    "admin:org",
    "min:*",
  ])("that do not are not: %s", (text) => expect(coversManagement(text)).toBe(false));

  it("of any word are harmless only on the list, and may manage users when nobody knows them", () => {
    fc.assert(
      fc.property(word, (text) => {
        const known = knownPermissions.includes(text);
        expect(isHarmless(text) && !known).toBe(false);
        expect(mayManageUsers(text)).toBe(!known || text === "admin:organization");
      }),
    );
  });

  it.each([
    ["pipelines:runs", "pipelines:run"],
    ["pipeline:write", "pipelines:write"],
    ["conections:read", "connections:read"],
    ["admin:organisation", "admin:organization"],
  ])("within two letters of a known one are a slip: %s", (text, meant) => expect(slipOf(text)).toBe(meant));

  it.each(["pipelines:run", "connections:delete", "members:manage", "*:*", "pipelines:*"])(
    "further away are none: %s",
    (text) => expect(slipOf(text)).toBeUndefined(),
  );
});

describe("roles", () => {
  it.each([
    ["admin", [], 2],
    ["viewer", ["admin:organization"], 2],
    ["viewer", ["*:*"], 1],
    ["viewer", ["members:manage"], 1],
    ["viewer", ["roles:manage"], 1],
    ["viewer", ["keys:create"], 1],
    ["viewer", ["organization:admin"], 1],
    ["maintainer", ["pipelines:run", "connections:write"], 0],
  ] as const)("of base %s with %j manage users to degree %d", (base, permissions, degree) => {
    const roles = rolesWith(base, ...permissions);
    expect(managementOf("r", roles)).toBe(degree);
    expect(canManageUsers("r", roles)).toBe(degree > 0);
    // For reaching the minimum of admins, only those count who surely do.
    expect(managesUsers("r", roles)).toBe(degree === 2);
  });

  it.each([
    ["viewer", [], "pipelines:read", true],
    ["viewer", [], "pipelines:run", false],
    ["viewer", ["pipelines:run"], "pipelines:run", true],
    ["viewer", ["pipelines:run"], "pipelines:write", false],
    ["viewer", ["pipelines:write"], "connections:write", false],
    ["viewer", [], "connections:read", false],
    ["viewer", [], "*:*", false],
    ["viewer", [], "pipelines:*", false],
    ["viewer", [], "connections:delete", true],
    ["editor", [], "connections:write", true],
    ["editor", [], "pipelines:*", true],
    ["editor", [], "admin:*", false],
    ["maintainer", [], "admin:organization", false],
    ["maintainer", [], "*:*", false],
    ["viewer", ["admin:organization"], "*:*", true],
    ["admin", [], "*:*", true],
  ] as const)("of base %s with %j let a key have %s: %s", (base, permissions, scope, covered) => {
    expect(coversScope("r", rolesWith(base, ...permissions), scope)).toBe(covered);
  });
});
