/**
 * The program's entry. `--version` is answered before anything else loads, since that is what scripts and
 * prompts call often; help needs no command to be there, only what each says; everything else is `program.ts`.
 */
import { writeSync } from "node:fs";

/** The version of package.json, put in by the build. */
declare const MUSTER_VERSION: string;

const [, , ...args] = process.argv;
const isVersionAsked = args.length === 1 && (args[0] === "--version" || args[0] === "-V");
if (!isVersionAsked || !saidAtOnce(`${MUSTER_VERSION}\n`)) {
  if (!(await isHelped())) {
    const { main } = await import("./program.ts");
    process.exitCode = await main(args, MUSTER_VERSION);
  }
}

async function isHelped(): Promise<boolean> {
  if (args[0] !== "help" && args.at(-1) !== "--help" && args.at(-1) !== "-h") return false;
  const { helped } = await import("./help.ts");
  return helped(args);
}

/** Writes past `process.stdout`, which takes longer to set up than all the rest. False when that did not work out. */
function saidAtOnce(text: string): boolean {
  try {
    return writeSync(1, text) === text.length;
  } catch {
    return false;
  }
}
