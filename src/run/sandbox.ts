/** Starting the embedded organization server with a live state that comes from files, a dump, or a number. */
import { readText } from "../io/file.ts";
import { writingReason } from "../io/reason.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { ProviderName } from "../model/vocabularies/all.ts";
import { faultHelp, parseFaults, type Fault } from "../sandbox/planasonix/fault.ts";
import { generateState } from "../sandbox/planasonix/generate.ts";
import { seedFromStates } from "../sandbox/planasonix/seed.ts";
import { SandboxStartError } from "../sandbox/kit/server.ts";
import { addGitHub } from "../sandbox/github/app.ts";
import {
  githubFaultHelp,
  parseFaults as parseGitHubFaults,
  type Fault as GitHubFault,
} from "../sandbox/github/fault.ts";
import { sandboxToken, seedFromStates as githubFromStates } from "../sandbox/github/fromStates.ts";
import type { GitHubSeed } from "../sandbox/github/seed.ts";
import { openGitHub } from "../sandbox/github/start.ts";
import { addScim, addressOf } from "../sandbox/scim/app.ts";
import {
  parseFaults as parseScimFaults,
  scimFaultHelp,
  type Fault as ScimFault,
} from "../sandbox/scim/fault.ts";
import { seedFromStates as scimFromStates } from "../sandbox/scim/fromStates.ts";
import { openScim } from "../sandbox/scim/start.ts";
import type { TenantSeed } from "../sandbox/scim/state.ts";
import { startSandbox, type Sandbox } from "../sandbox/planasonix/start.ts";
import { parseSandboxState, type SandboxState } from "../sandbox/planasonix/state.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./load.ts";
import { validate } from "./validate.ts";
import { given } from "../model/given.ts";

/** How `--fault` is written. */
export const faultGrammar = `${faultHelp}

For GitHub organizations, behind github: such as github:502@invite
${githubFaultHelp}

For organizations that are reached by SCIM, behind scim: such as scim:502@makeUser
${scimFaultHelp}`;

/** Where the first live state comes from. */
export type Seed =
  | { readonly from: "files" }
  | { readonly from: "dump"; readonly path: string }
  | { readonly from: "number"; readonly members: number };

interface SandboxRequest {
  readonly seed: Seed;
  /** 0 picks a free one. */
  readonly port: number;
  /** Kept there; when it exists, it counts and the seed does not. */
  readonly stateFile?: string;
  readonly faults?: readonly string[];
}

type Invalid = { readonly diagnostics: readonly Diagnostic[] };

/** An organization of a running server, with a key of it. */
type Served = Sandbox["organizations"][number] & {
  /** Where it answers, where that is not the server's own address. */
  readonly api?: string;
};

/** A running server, and each organization that it has. */
interface OpenSandbox {
  readonly url: string;
  readonly organizations: readonly Served[];
  close(): Promise<void>;
}

/** What the services of one server start with. */
interface Seeds {
  readonly planasonix: SandboxState;
  readonly github?: GitHubSeed;
  /** With the id that the files give each. */
  readonly scim: readonly (TenantSeed & { readonly id: string })[];
}

/** A running server, or what is wrong with the seed, the faults, the port or the state file. */
export async function openSandbox(
  context: Context,
  request: SandboxRequest,
): Promise<{ readonly sandbox: OpenSandbox } | Invalid | Failure> {
  const faults = faultsOf(request.faults ?? []);
  if ("error" in faults) return faults;
  const seeds = await seedsOf(context, request.seed);
  if ("error" in seeds || "diagnostics" in seeds) return seeds;
  const { port, stateFile } = request;
  const { github, scim } = seeds;
  if ((github !== undefined || scim.length > 0) && stateFile !== undefined) {
    const what = github === undefined ? "organization that is reached by SCIM" : "GitHub organization";
    return { error: `--state keeps no ${what}: leave it out, or name files without one.` };
  }
  const running = github === undefined ? undefined : openGitHub({ seed: github, faults: faults.github });
  const tenants = openScim({ seed: scim, faults: faults.scim });
  try {
    const sandbox = await startSandbox({
      seed: seeds.planasonix,
      port,
      faults: faults.planasonix,
      ...given({ stateFile }),
      alongside: (app) => {
        if (running !== undefined) addGitHub(app, running);
        if (scim.length > 0) addScim(app, tenants);
      },
    });
    const others = (github?.organizations ?? []).map(({ key, login: id }) => ({
      key,
      id,
      token: sandboxToken(key),
    }));
    const reached = scim.map(({ key, id, token }) => ({ key, id, token, api: addressOf(sandbox.url, key) }));
    return {
      sandbox: {
        url: sandbox.url,
        organizations: [...sandbox.organizations, ...others, ...reached],
        close: () => sandbox.close(),
      },
    };
  } catch (problem) {
    if (!(problem instanceof SandboxStartError)) throw problem;
    const { message, cause } = problem;
    return { error: cause === undefined ? message : `${message}: ${writingReason(cause)}.` };
  }
}

interface Faults {
  readonly planasonix: readonly Fault[];
  readonly github: readonly GitHubFault[];
  readonly scim: readonly ScimFault[];
}

/** Faults of other services stand behind their names; those without are of the service that has no name here. */
function faultsOf(specs: readonly string[]): Faults | Failure {
  const planasonix: Fault[] = [];
  const github: GitHubFault[] = [];
  const scim: ScimFault[] = [];
  const take = <T>(list: T[], read: readonly T[] | Failure): Failure | undefined => {
    if ("error" in read) return read;
    list.push(...read);
    return undefined;
  };
  for (const spec of specs) {
    const [, service, rest = ""] = /^(github|scim):(.*)$/.exec(spec) ?? [];
    const failed =
      service === "github"
        ? take(github, parseGitHubFaults(rest))
        : service === "scim"
          ? take(scim, parseScimFaults(rest))
          : take(planasonix, parseFaults(spec));
    if (failed !== undefined) return failed;
  }
  return { planasonix, github, scim };
}

async function seedsOf(context: Context, seed: Seed): Promise<Seeds | Invalid | Failure> {
  switch (seed.from) {
    case "files": {
      const checked = await validate(context);
      if ("error" in checked) return checked;
      if (!checked.valid) return { diagnostics: checked.diagnostics };
      const of = (provider: ProviderName) =>
        checked.organizations.flatMap(({ key, connection, name, desired }) =>
          connection.provider === provider
            ? [{ key, id: connection.id, ...given({ name, scim: connection.scim }), desired }]
            : [],
        );
      const github = of("github");
      const reached = of("scim");
      const ids = new Map(reached.map(({ key, id }) => [key, id]));
      return {
        planasonix: seedFromStates(of("planasonix")),
        scim: scimFromStates(reached).map((seed) => ({ ...seed, id: ids.get(seed.key) ?? seed.key })),
        ...(github.length === 0 ? {} : { github: githubFromStates(github) }),
      };
    }
    case "dump": {
      const file = await readText(seed.path);
      if ("error" in file) return file;
      const read = parseSandboxState(file.text);
      return read.ok
        ? { planasonix: read.state, scim: [] }
        : { error: `${seed.path} holds no sandbox state. ${read.message}` };
    }
    case "number":
      return { planasonix: generateState({ members: seed.members }), scim: [] };
  }
}
