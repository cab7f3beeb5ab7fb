/** Whose key a request carries, and what it may do: a person's classic token, an app's signed word, or an installation's token. */
import { createPublicKey, randomBytes, verify } from "node:crypto";
import type { Permission, Principal } from "./call.ts";
import type { AppRecord, Installation, Organization, Token, World } from "./state.ts";
import { isObject, jsonIn } from "../../model/jsonIn.ts";

/** The token of an `Authorization` header. */
export function bearerOf(header: string | undefined): string {
  return /^(?:bearer|token) +(\S+)$/i.exec(header ?? "")?.[1] ?? "";
}

/** Who acts with a token; undefined when nobody does. */
export function principalOf(world: World, bearer: string, now: number): Principal | undefined {
  const token = world.tokens.get(bearer);
  if (token === undefined || (token.expiresAt !== undefined && Date.parse(token.expiresAt) <= now))
    return undefined;
  if (token.account === undefined) return asInstallation(world, token);
  const account = world.accounts.get(token.account);
  if (account === undefined || account.deleted === true) return undefined;
  const scopes = token.scopes ?? [];
  const may: Principal["may"] = (organization, permission, to) =>
    organization.members.get(account.id) ===
      (to === "write" ? "admin" : organization.members.get(account.id)) &&
    organization.members.has(account.id) &&
    (scopes.includes("admin:org") ||
      // Of organization roles GitHub tells classic tokens only with the scope that may change them as well.
      (to === "read" &&
        permission !== "organization_custom_org_roles" &&
        permission !== "administration" &&
        (scopes.includes("read:org") || scopes.includes("write:org"))));
  return { account, scopes, may };
}

function asInstallation(world: World, token: Token): Principal | undefined {
  const found = installationNumbered(world, token.installation);
  if (found?.suspendedAt !== null) return undefined;
  return {
    account: null,
    scopes: null,
    may: (organization, permission, to) => mayAs(token, found, { organization, permission, to }),
  };
}

interface Asked {
  readonly organization: Organization;
  readonly permission: Permission;
  readonly to: "read" | "write";
}

function mayAs(
  { permissions = {} }: Token,
  found: Installation,
  { organization, permission, to }: Asked,
): boolean {
  // Metadata is what every installation may read.
  const has = permission === "metadata" ? "read" : permissions[permission];
  return found.organization === organization.id && (has === "write" || (to === "read" && has === "read"));
}

function installationNumbered(world: World, id: number | undefined): Installation | undefined {
  return world.apps.flatMap((it) => it.installations).find((it) => it.id === id);
}

/** The app that signed a JSON Web Token (RS256, RFC 7519), within ten minutes as GitHub asks. */
export function appOf(world: World, jwt: string, now: number): AppRecord | undefined {
  const [head = "", claims = "", signature = ""] = jwt.split(".");
  const read = (part: string): Readonly<Record<string, unknown>> => {
    const value = jsonIn(Buffer.from(part, "base64url").toString());
    return isObject(value) ? value : {};
  };
  const { iss, iat, exp } = read(claims);
  const app = world.apps.find((it) => String(it.id) === String(iss));
  if (app === undefined || read(head)["alg"] !== "RS256") return undefined;
  const signed = verify(
    "RSA-SHA256",
    Buffer.from(`${head}.${claims}`),
    createPublicKey(app.publicKey),
    Buffer.from(signature, "base64url"),
  );
  const seconds = now / 1000;
  const isInTime =
    typeof iat === "number" &&
    typeof exp === "number" &&
    iat <= seconds + 60 &&
    exp > seconds &&
    exp - iat <= 600;
  return signed && isInTime ? app : undefined;
}

/** A token for the installation: it may what was asked for, and never more than the installation. Undefined when more was asked. */
export function mintToken(
  world: World,
  it: Installation,
  { asked, now }: { readonly asked: Readonly<Record<string, unknown>> | undefined; readonly now: number },
): Token | undefined {
  const permissions: Record<string, "read" | "write"> = {};
  for (const [name, level] of Object.entries(asked ?? it.permissions)) {
    const has = it.permissions[name];
    if (
      has === undefined ||
      (level !== "read" && level !== "write") ||
      (level === "write" && has !== "write")
    )
      return undefined;
    permissions[name] = level;
  }
  const token: Token = {
    token: `ghs_sandbox${randomBytes(18).toString("hex")}`,
    installation: it.id,
    permissions,
    expiresAt: new Date(now + 60 * 60 * 1000).toISOString(),
  };
  world.tokens.set(token.token, token);
  return token;
}
