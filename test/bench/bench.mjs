/**
 * Measures muster against a floor in the same run, and prints a table. Absolute times say more about the machine than
 * about muster, so everything but the times of whole plans is a ratio. A goal that is missed is printed; only a
 * benchmark that could not run makes the exit code 1.
 *
 * `npm run bench` measures every file in `rows/`, in the order of their names; `npm run bench -- plan github` those that are
 * called so. A row is added by a file there, with two exports: `about`, a sentence on what is measured beside what, and a default
 * function that gets `{ cli, read, generate, folder, root, large, report, note }`: paths of what was built (`bundle.mjs`), a folder of its
 * own, the repository, whether `--large` was given, and what to call for each row (`measure.mjs`).
 */
import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./bundle.mjs";
import { machine, summary, tableOf } from "./measure.mjs";

const here = import.meta.dirname;
const asked = process.argv.slice(2).filter((word) => word !== "--large");
const large = process.argv.includes("--large");
const files = readdirSync(join(here, "rows"))
  .sort()
  .filter((file) => asked.length === 0 || asked.some((word) => nameOf(file).includes(word)));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-bench-")));
try {
  console.log(`${machine()}; medians of alternating runs, in ms; peak memory in MB\n`);
  const built = await bundle(folder);
  const table = tableOf(console.log);
  const about = [];
  for (const file of files) {
    const rows = await import(join(here, "rows", file));
    const given = { ...built, folder, large, root: join(here, "..", "..") };
    await rows.default({ ...given, report: table.row, note: (text) => console.log(`  ${text}`) });
    about.push(`${nameOf(file)}: ${rows.about}.`);
  }
  console.log(`\n${about.join("\n")}\n\n${machine()}\n${summary(table.rows)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function nameOf(file) {
  return file.replace(/^\d+-|\.mjs$/g, "");
}
