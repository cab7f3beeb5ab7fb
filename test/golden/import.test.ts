/** What import writes for an organization that has some of everything, byte for byte. `npm run bless` writes it anew. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { expect, it } from "vitest";
import { freshFiles } from "../../src/rewrite/live/freshFiles.ts";
import { importedOf } from "../../src/rewrite/live/fromLive.ts";
import { parseSandboxState } from "../../src/sandbox/planasonix/state.ts";
import { holdingsIn } from "../property/hostileLive.ts";
import { stateOfSeed } from "../property/liveSide.ts";

const bless = process.env["BLESS"] === "1";
const folder = join(import.meta.dirname, "import");
const written = join(folder, "written");

it("the files of an organization with some of everything, and what is in none", () => {
  const live = readFileSync(join(folder, "live.json"), "utf8");
  const read = parseSandboxState(`{ "version": 1, "organizations": [${live}] }`);
  if (!read.ok) throw new Error(read.message);
  const [seed] = read.state.organizations;
  if (seed === undefined) throw new Error("no organization");
  const imported = importedOf(stateOfSeed(seed), holdingsIn(seed));
  const files = new Map(freshFiles({ provider: "planasonix", id: seed.id }, imported));
  files.set("left-out.txt", imported.leftOut.map(({ what, why }) => `${what}: ${why}.\n`).join(""));
  if (bless) {
    rmSync(written, { recursive: true, force: true });
    for (const [path, text] of files) {
      mkdirSync(dirname(join(written, path)), { recursive: true });
      writeFileSync(join(written, path), text);
    }
  }
  const paths = readdirSync(written, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(written, join(entry.parentPath, entry.name)).split(sep).join("/"));
  expect(Object.fromEntries(files)).toEqual(
    Object.fromEntries(paths.map((path) => [path, readFileSync(join(written, path), "utf8")])),
  );
});
