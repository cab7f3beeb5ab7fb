/**
 * The program's entry. `--version` is answered before anything else loads, since that is what scripts and
 * prompts call often; everything else is `program.ts`.
 */

/** The version of package.json, put in by the build. */
declare const MUSTER_VERSION: string;

const [, , ...args] = process.argv;
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  process.stdout.write(`${MUSTER_VERSION}\n`);
} else {
  const { main } = await import("./program.ts");
  process.exitCode = await main(args, MUSTER_VERSION);
}
