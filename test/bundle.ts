/** The bundle that tests run, built from the sources once before the first test, and where it is. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const variable = "MUSTER_TEST_BUNDLE";

/** Builds it, for every process of the tests; called once by the runner of the tests. Gives what takes it away again. */
export default function build(): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-bundle-")));
  execFileSync(process.execPath, [join(import.meta.dirname, "..", "build.mjs"), folder]);
  // As in the package: without it, Node would have to find out that these are ES modules.
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  process.env[variable] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** The folder of the bundle. */
export function bundleFolder(): string {
  const folder = process.env[variable];
  if (folder === undefined) throw new Error("The bundle is built by the tests' global set-up.");
  return folder;
}
