/** Starting the embedded organization server with a live state that comes from files, a dump, or a number. */
import { readText } from "../io/file.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { faultHelp, parseFaults } from "../sandbox/planasonix/fault.ts";
import { generateState } from "../sandbox/planasonix/generate.ts";
import { seedFromStates } from "../sandbox/planasonix/seed.ts";
import { SandboxStartError } from "../sandbox/kit/server.ts";
import { startSandbox, type Sandbox } from "../sandbox/planasonix/start.ts";
import { parseSandboxState, type SandboxState } from "../sandbox/planasonix/state.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./load.ts";
import { validate } from "./validate.ts";

/** How `--fault` is written. */
export const faultGrammar: string = faultHelp;

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
  readonly faults?: string;
}

type Invalid = { readonly diagnostics: readonly Diagnostic[] };

/** A running server, or what is wrong with the seed, the faults, the port or the state file. */
export async function openSandbox(
  context: Context,
  request: SandboxRequest,
): Promise<{ readonly sandbox: Sandbox } | Invalid | Failure> {
  const faults = request.faults === undefined ? [] : parseFaults(request.faults);
  if ("error" in faults) return faults;
  const seed = await seedOf(context, request.seed);
  if ("error" in seed || "diagnostics" in seed) return seed;
  const { port, stateFile } = request;
  try {
    return {
      sandbox: await startSandbox({ seed, port, faults, ...(stateFile === undefined ? {} : { stateFile }) }),
    };
  } catch (problem) {
    if (problem instanceof SandboxStartError) return { error: problem.message };
    throw problem;
  }
}

async function seedOf(context: Context, seed: Seed): Promise<SandboxState | Invalid | Failure> {
  switch (seed.from) {
    case "files": {
      const checked = await validate(context);
      if ("error" in checked) return checked;
      if (!checked.valid) return { diagnostics: checked.diagnostics };
      return seedFromStates(
        checked.organizations.map(({ key, connection, name, desired }) => ({
          key,
          id: connection.id,
          ...(name === undefined ? {} : { name }),
          desired,
        })),
      );
    }
    case "dump": {
      const file = await readText(seed.path);
      if ("error" in file) return file;
      const read = parseSandboxState(file.text);
      return read.ok ? read.state : { error: `${seed.path} holds no sandbox state. ${read.message}` };
    }
    case "number":
      return generateState({ members: seed.members });
  }
}
