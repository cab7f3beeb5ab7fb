/** What a key lacks of what the files ask for, and what it may do beyond that: least rights, by name. */
import type { KeyAdvice } from "../../io/provider.ts";
import type { Acting } from "../../model/provider.ts";
import { canWrite } from "./acting.ts";

interface Asks {
  /** The files say what teams may do with repositories. */
  readonly shares: boolean;
  /** The files say who holds organization roles. */
  readonly grants: boolean;
}

/** A permission of an App, as GitHub's settings call it. */
const called: Readonly<Record<string, string>> = {
  members: "organization Members",
  administration: "repository Administration",
  organization_custom_org_roles: "organization Custom organization roles",
};

/** An App lists its permissions, a classic token its scopes; of any other key nobody knows what it may do. */
export function adviceOn(acting: Acting, asks: Asks): KeyAdvice {
  const { scopes } = acting;
  if (scopes === undefined)
    return {
      lacks: [],
      beyond: [],
      unlisted:
        "GitHub does not list what it may do, so that a pull request refuses it: put a GitHub App's number and private key in its place.",
    };
  const writes = canWrite(acting);
  return isClassic(scopes)
    ? ofToken(new Set(scopes), { ...asks, writes })
    : ofApp(new Map(scopes.map(pair)), { ...asks, writes });
}

/** Scopes of classic tokens have what they are about behind the colon: `read:org`. */
function isClassic(scopes: readonly string[]): boolean {
  return scopes.some((scope) => /^(?:read|write|admin):/.test(scope) || !scope.includes(":"));
}

function pair(scope: string): readonly [string, string] {
  const at = scope.indexOf(":");
  return [scope.slice(0, at), scope.slice(at + 1)];
}

type Needs = Asks & { readonly writes: boolean };

function ofApp(granted: ReadonlyMap<string, string>, { shares, grants, writes }: Needs): KeyAdvice {
  const needed = new Map<string, string>([
    ["members", writes ? "write" : "read"],
    ...(writes && shares ? [["administration", "write"] as const] : []),
    // Which roles there are is told to whoever may read them; who holds them is the members' right.
    ...(grants ? [["organization_custom_org_roles", "read"] as const] : []),
  ]);
  // Seats are told to whoever may read the organization's administration, and metadata to everybody.
  // Deploy keys are told to whoever may read a repository's administration.
  const allowed = new Map([
    ["administration", "read"],
    ...needed,
    ["metadata", "read"],
    ["organization_administration", "read"],
    ["organization_custom_roles", "read"],
    ["organization_personal_access_tokens", "read"],
  ]);
  const rank = (level: string | undefined): number => ["read", "write", "admin"].indexOf(level ?? "");
  return {
    lacks: [...needed].flatMap(([name, level]) =>
      rank(granted.get(name)) < rank(level) ? [`${called[name] ?? name}: ${level}`] : [],
    ),
    beyond: [...granted].flatMap(([name, level]) =>
      rank(level) > rank(allowed.get(name)) ? [`${name}: ${level}`] : [],
    ),
  };
}

function ofToken(scopes: ReadonlySet<string>, { shares, grants, writes }: Needs): KeyAdvice {
  const has = (...any: readonly string[]): boolean => any.some((scope) => scopes.has(scope));
  const lacks = writes
    ? [...(has("admin:org") ? [] : ["admin:org"]), ...(shares && !has("repo") ? ["repo"] : [])]
    : has("read:org")
      ? // GitHub tells of organization roles only to tokens that may change them as well.
        grants
        ? ["admin:org, which also writes: a GitHub App can read organization roles and no more"]
        : []
      : ["read:org"];
  const allowed = new Set(["admin:org", "write:org", "read:org", ...(shares ? ["repo"] : [])]);
  return { lacks, beyond: [...scopes].filter((scope) => !allowed.has(scope) && !scope.startsWith("read:")) };
}
