/** The live organization that imports are tried on. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startSandbox, type Sandbox } from "../../src/sandbox/planasonix/start.ts";
import { parseSandboxState } from "../../src/sandbox/planasonix/state.ts";

/** A sandbox with the organization of the golden import. */
export async function startLive(): Promise<Sandbox> {
  const live = readFileSync(join(import.meta.dirname, "../golden/import/live.json"), "utf8");
  const read = parseSandboxState(`{ "version": 1, "organizations": [${live}] }`);
  if (!read.ok) throw new Error(read.message);
  return startSandbox({ seed: read.state });
}
