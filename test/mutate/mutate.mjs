/**
 * Puts small faults into copies of the sources, one a copy, and runs the tests that must notice each. A fault that they
 * let pass survives, and the run fails: `npm run mutate`, or `npm run mutate -- PART-OF-A-FILE-NAME`.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { mutations } from "./mutations.mjs";

/** So many copies are tested by one process, whose start is what takes long. */
const atOnce = 30;
const longest = 300_000;

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const wanted = process.argv[2] ?? "";
const chosen = mutations.filter(({ file }) => file.includes(wanted));
const parts = ["src", "access", "package.json", "test/unit", "test/fakes", "test/setup.ts"];

function sentence({ file, from, to }) {
  return `${file}: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`;
}

/** The file's text with the fault in it. */
function withFault(mutation) {
  const text = readFileSync(join(root, mutation.file), "utf8");
  const at = text.indexOf(mutation.from);
  if (at === -1 || text.indexOf(mutation.from, at + 1) !== -1)
    throw new Error(`The text of a fault must stand in its file, once: ${sentence(mutation)}`);
  return text.slice(0, at) + mutation.to + text.slice(at + mutation.from.length);
}

/** For each copy (a fault and its tests, or no fault), whether a test failed. */
function tried(copies) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-mutate-")));
  try {
    symlinkSync(realpathSync(join(root, "node_modules")), join(folder, "node_modules"));
    const include = copies.flatMap(({ tests }, index) => tests.map((test) => `copy${index}/${test}`));
    const test = { include, pool: "forks", maxWorkers: 3, setupFiles: ["copy0/test/setup.ts"] };
    const config = { define: { MUSTER_VERSION: '"0.0.0-test"' }, test };
    writeFileSync(join(folder, "vitest.config.mjs"), `export default ${JSON.stringify(config)};\n`);
    for (const [index, { mutation }] of copies.entries()) {
      const copy = join(folder, `copy${index}`);
      for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true });
      if (mutation !== undefined) writeFileSync(join(copy, mutation.file), withFault(mutation));
    }
    const report = join(folder, "report.json");
    const vitest = ["node_modules/vitest/vitest.mjs", "run", "--reporter=json", `--outputFile=${report}`];
    const run = spawnSync(process.execPath, vitest, { cwd: folder, encoding: "utf8", timeout: longest });
    if (run.error !== undefined) throw run.error;
    const { testResults } = JSON.parse(readFileSync(report, "utf8"));
    return copies.map(({ tests }, index) => {
      const own = testResults.filter(({ name }) => name.startsWith(join(folder, `copy${index}`) + sep));
      if (own.length !== tests.length) throw new Error(`Not all tests were run:\n${run.stderr}`);
      return own.some(({ status }) => status !== "passed");
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const mutation of chosen) withFault(mutation);
const [isUnsound] = tried([{ tests: [...new Set(chosen.flatMap(({ tests }) => tests))] }]);
if (isUnsound) throw new Error("The tests fail without any fault. Mend that first (npm test).");
let killed = 0;
for (let start = 0; start < chosen.length; start += atOnce) {
  const batch = chosen.slice(start, start + atOnce);
  const noticed = tried(batch.map((mutation) => ({ mutation, tests: mutation.tests })));
  for (const [index, mutation] of batch.entries()) {
    if (noticed[index]) killed += 1;
    console.log(`${noticed[index] ? "killed  " : "SURVIVED"}  ${sentence(mutation)}`);
  }
}
console.log(`${killed} of ${chosen.length} faults were noticed.`);
process.exitCode = killed === chosen.length ? 0 : 1;
