/** The live side of a golden case: the embedded service that its files name, begun with what stands in its `live.json`. */
import { organizationsOf, createWorld, worldOver, type Files, type WorldOver } from "../fakes/world.ts";
import type { GitHubSeed } from "../../src/sandbox/github/seed.ts";
import { startGitHub } from "../../src/sandbox/github/start.ts";
import { characters, type CharacterName } from "../../src/sandbox/scim/character.ts";
import { sandboxToken } from "../../src/sandbox/scim/fromStates.ts";
import { startScim } from "../../src/sandbox/scim/start.ts";
import type { TenantSeed } from "../../src/sandbox/scim/state.ts";
import { parseSandboxState } from "../../src/sandbox/planasonix/state.ts";
import { fakeClock } from "../fakes/clock.ts";
import { memoryTargets } from "../fakes/targets.ts";

interface Opening {
  readonly files: Files;
  /** The text of `live.json`. */
  readonly live: string;
  readonly pageSize?: number;
}

export interface Opened {
  readonly world: WorldOver;
  /** Below which path the service has its control routes. */
  readonly routes: string;
}

export function openService(opening: Opening): Promise<Opened> {
  const providers = new Set(organizationsOf(opening.files).map(({ connection }) => connection.provider));
  const [provider] = providers;
  if (providers.size !== 1 || provider === undefined) throw new Error("a case has one service");
  const open = services[provider];
  if (open === undefined) throw new Error(`no case can be of ${provider}`);
  return open(opening);
}

const services: Readonly<Record<string, (opening: Opening) => Promise<Opened>>> = {
  planasonix: async ({ files, live, pageSize }) => {
    const read = parseSandboxState(live);
    if (!read.ok) throw new Error(`live.json: ${read.message}`);
    const sandbox = { seed: read.state, ...(pageSize === undefined ? {} : { pageSize }) };
    const { context } = memoryTargets();
    return { world: await createWorld({ files, context, sandbox }), routes: "/sandbox" };
  },
  github: async ({ files, live, pageSize }) => {
    const clock = fakeClock();
    // What the seed holds is checked as it is used: a case that means another live side has other outputs.
    const seed = JSON.parse(live) as GitHubSeed;
    const token = "ghp_EXAMPLEowner";
    const [organization] = seed.organizations;
    const [owner] = Object.entries(organization?.members ?? {}).flatMap(([login, role]) =>
      role === "admin" ? [login] : [],
    );
    if (organization === undefined || owner === undefined) throw new Error("live.json: nobody owns it");
    const tokens = [{ token, account: owner, scopes: ["admin:org", "repo"] }];
    const sandbox = await startGitHub({
      clock,
      seed: { tokens, ...seed },
      ...(pageSize === undefined ? {} : { pageSize }),
    });
    const { url, close } = sandbox;
    const served = { url, close, organizations: [{ key: organization.key, token }] };
    return { world: await worldOver(served, { files, clock }), routes: "/sandbox/github" };
  },
  scim: async ({ files, live }) => {
    const clock = fakeClock();
    const { character, ...tenant } = JSON.parse(live) as Omit<TenantSeed, "character" | "token"> & {
      readonly character: CharacterName;
    };
    const token = sandboxToken(tenant.key);
    const sandbox = await startScim({
      clock,
      seed: [{ ...tenant, token, character: characters[character] }],
    });
    const { close } = sandbox;
    const served = { url: sandbox.address(tenant.key), close, organizations: [{ key: tenant.key, token }] };
    return { world: await worldOver(served, { files, clock }), routes: "/sandbox/scim" };
  },
};
