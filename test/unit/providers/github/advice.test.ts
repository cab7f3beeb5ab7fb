/** What `muster doctor` says of a key's rights: least rights, by the names that GitHub gives them. */
import { expect, it } from "vitest";
import { adviceOn } from "../../../../src/providers/github/advice.ts";

const of = (scopes: readonly string[] | undefined, shares = false, grants = false) =>
  adviceOn({ id: "app_7", name: "muster", ...(scopes === undefined ? {} : { scopes }) }, { shares, grants });

it.each([
  ["an App for plans", ["members:read", "metadata:read"], true, [], []],
  [
    "an App that sees seats",
    ["members:read", "metadata:read", "organization_administration:read"],
    true,
    [],
    [],
  ],
  ["an App that sees nobody", ["metadata:read"], false, ["organization Members: read"], []],
  ["an App for apply without shares", ["members:write", "metadata:read"], false, [], []],
  [
    "an App for apply with shares",
    ["members:write", "metadata:read"],
    true,
    ["repository Administration: write"],
    [],
  ],
  [
    "an App that may do more",
    ["members:write", "metadata:read", "contents:write", "administration:write"],
    false,
    [],
    ["contents: write", "administration: write"],
  ],
  ["a classic token for plans", ["read:org"], true, [], []],
  ["a classic token for apply", ["admin:org", "repo"], true, [], []],
  ["a classic token that lacks repositories", ["admin:org"], true, ["repo"], []],
  [
    "a classic token that may delete",
    ["admin:org", "delete_repo", "repo"],
    false,
    [],
    ["delete_repo", "repo"],
  ],
  ["a classic token of something else", ["read:user"], false, ["read:org"], []],
] as const)("%s", (_, scopes, shares, lacks, beyond) => {
  expect(of(scopes, shares)).toEqual({ lacks, beyond });
});

it("a key whose rights nobody lists is told what a pull request makes of it, and what to use", () => {
  expect(of(undefined).unlisted).toContain("a pull request refuses it: put a GitHub App's number");
});
