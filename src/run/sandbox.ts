/** Starting the embedded organization server with a live state that comes from files, a dump, or a number. */
import { readText } from "../io/file.ts";
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
import { startSandbox, type Sandbox } from "../sandbox/planasonix/start.ts";
import { parseSandboxState, type SandboxState } from "../sandbox/planasonix/state.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./load.ts";
import { validate } from "./validate.ts";

/** How `--fault` is written. */
export const faultGrammar = `${faultHelp}

For GitHub organizations, behind github: such as github:502@invite
${githubFaultHelp}`;

/** Where the first live state comes from. */
export type Seed =
  | { readonly from: "files" }
  | { readonly from: "dump"; readonly path: string }
  | { readonly from: "number"; readonly members: number };

export interface SandboxRequest {
  readonly seed: Seed;
  /** 0 picks a free one. */
  readonly port: number;
  /** Kept there; when it exists, it counts and the seed does not. */
  readonly stateFile?: string;
  readonly faults?: readonly string[];
}

type Invalid = { readonly diagnostics: readonly Diagnostic[] };

/** A running server, and each organization that it has with a key of it. */
export interface OpenSandbox {
  readonly url: string;
  readonly organizations: Sandbox["organizations"];
  close(): Promise<void>;
}

/** What the services of one server start with. */
interface Seeds {
  readonly planasonix: SandboxState;
  readonly github?: GitHubSeed;
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
  const { github } = seeds;
  if (github !== undefined && stateFile !== undefined)
    return { error: "--state keeps no GitHub organization: leave it out, or name files without one." };
  const running = github === undefined ? undefined : openGitHub({ seed: github, faults: faults.github });
  try {
    const sandbox = await startSandbox({
      seed: seeds.planasonix,
      port,
      faults: faults.planasonix,
      ...(stateFile === undefined ? {} : { stateFile }),
      ...(running === undefined ? {} : { alongside: (app) => addGitHub(app, running) }),
    });
    const others = (github?.organizations ?? []).map(({ key, login: id }) => ({
      key,
      id,
      token: sandboxToken(key),
    }));
    return {
      sandbox: {
        url: sandbox.url,
        organizations: [...sandbox.organizations, ...others],
        close: () => sandbox.close(),
      },
    };
  } catch (problem) {
    if (problem instanceof SandboxStartError) return { error: problem.message };
    throw problem;
  }
}

type Faults = { readonly planasonix: readonly Fault[]; readonly github: readonly GitHubFault[] };

/** Faults of GitHub stand behind its name; the others are of the service that has no name here. */
function faultsOf(specs: readonly string[]): Faults | Failure {
  const planasonix: Fault[] = [];
  const github: GitHubFault[] = [];
  for (const spec of specs) {
    const named = spec.startsWith("github:");
    const read = named ? parseGitHubFaults(spec.slice("github:".length)) : parseFaults(spec);
    if ("error" in read) return read;
    if (named) github.push(...(read as readonly GitHubFault[]));
    else planasonix.push(...(read as readonly Fault[]));
  }
  return { planasonix, github };
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
            ? [{ key, id: connection.id, ...(name === undefined ? {} : { name }), desired }]
            : [],
        );
      const github = of("github");
      return {
        planasonix: seedFromStates(of("planasonix")),
        ...(github.length === 0 ? {} : { github: githubFromStates(github) }),
      };
    }
    case "dump": {
      const file = await readText(seed.path);
      if ("error" in file) return file;
      const read = parseSandboxState(file.text);
      return read.ok
        ? { planasonix: read.state }
        : { error: `${seed.path} holds no sandbox state. ${read.message}` };
    }
    case "number":
      return { planasonix: generateState({ members: seed.members }) };
  }
}
