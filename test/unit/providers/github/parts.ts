/** What the tests of the GitHub provider stand on: an embedded GitHub with one organization, and how it is asked. */
import { generateKeyPairSync } from "node:crypto";
import { afterEach } from "vitest";
import { createHttp, type Http } from "../../../../src/io/http.ts";
import { asPublished } from "../../../fixtures/github/published.ts";
import type { ServiceOptions } from "../../../../src/io/provider.ts";
import type { Clock } from "../../../../src/model/provider.ts";
import type { GitHubSeed, OrganizationSeed } from "../../../../src/sandbox/github/seed.ts";
import { startGitHub, type GitHubSandbox } from "../../../../src/sandbox/github/start.ts";
import { fakeClock } from "../../../fakes/clock.ts";

export const ownerToken = "ghp_EXAMPLEowner";

const open: { sandbox?: GitHubSandbox | undefined; http?: Http | undefined } = {};
afterEach(async () => {
  await open.http?.close();
  await open.sandbox?.close();
  open.sandbox = open.http = undefined;
});

export const acme: OrganizationSeed = {
  key: "acme",
  login: "acme",
  id: 9001,
  seats: 50,
  members: { ana: "admin", kim: "admin", lee: "member", mia: "member" },
  repositories: ["deploy", "website", { name: "museum", archived: true }],
  teams: [
    { name: "Platform", members: { lee: "maintainer" }, repositories: { deploy: "push" } },
    {
      name: "SRE",
      parent: "platform",
      members: { ana: "member", mia: "member" },
      repositories: { website: "maintain" },
    },
  ],
};

export interface Opened {
  readonly sandbox: GitHubSandbox;
  readonly options: ServiceOptions;
  readonly clock: Clock & { readonly sleeps: readonly number[] };
}

/** Starts it; `token` is the owner's classic one unless told. */
export async function opened(
  organization: Partial<OrganizationSeed> = {},
  { token = ownerToken, ...seed }: Partial<GitHubSeed> & { readonly token?: string } = {},
): Promise<Opened> {
  const clock = fakeClock();
  const sandbox = await startGitHub({
    clock,
    seed: {
      organizations: [{ ...acme, ...organization }],
      tokens: [
        { token: ownerToken, account: "ana", scopes: ["admin:org"] },
        { token: "ghp_EXAMPLEreader", account: "ana", scopes: ["read:org"] },
      ],
      ...seed,
    },
  });
  const http = asPublished(createHttp({ proxyEnv: {}, userAgent: "muster-test" }));
  Object.assign(open, { sandbox, http });
  return { sandbox, clock, options: optionsFor(sandbox, { clock, http, token }) };
}

export function optionsFor(
  { url }: Pick<GitHubSandbox, "url">,
  { clock, http, token }: Pick<ServiceOptions, "clock" | "http" | "token">,
): ServiceOptions {
  return {
    organizationId: "acme",
    address: new URL(url),
    token,
    http,
    clock,
    random: () => 0.5,
    runNonce: "test",
  };
}

const keys = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

/** An App with these rights in the organization, and the credential that speaks for it. */
export function appWith(permissions: Readonly<Record<string, "read" | "write">>) {
  return {
    apps: [
      {
        id: 77,
        slug: "muster-plan",
        publicKey: keys.publicKey,
        installations: [{ organization: "acme", permissions }],
      },
    ],
    token: JSON.stringify({ app_id: "77", private_key: keys.privateKey }),
  };
}
