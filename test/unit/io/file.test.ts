/** Writing a file whole: what is no file keeps its place. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeText } from "../../../src/io/file.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "muster-file-"));
  path = join(folder, "members.yaml");
  writeFileSync(path, "\ufeffa: 1\r\n");
  chmodSync(path, 0o664);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// Never with a real device: a fault would put a file in its place on the machine that runs the tests.
it("writes into what is no file, and does not take its place", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const reading = readFile(pipe, "utf8");
  expect(await writeText(pipe, "a plan\n")).toBeUndefined();
  expect(await reading).toBe("a plan\n");
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  const opened = openSync(join(folder, "passed"), "w");
  expect(await writeText(`/dev/fd/${opened}`, "a plan\n")).toBeUndefined();
  closeSync(opened);
  expect(readFileSync(join(folder, "passed"), "utf8")).toBe("a plan\n");
  expect(readdirSync(folder).sort()).toEqual(["members.yaml", "passed", "pipe"]);
});

it.each([
  ["itself", ""],
  ["as the present one", "/."],
  ["with a slash at its end", "/"],
])("says that a folder, named %s, is none to write to, and leaves nothing in it", async (_, end) => {
  const within = `${folder}${end}`;
  expect(await writeText(within, "a plan\n")).toEqual({
    error: `${within} could not be written: it is a folder (name a file in it).`,
  });
  expect(readdirSync(folder)).toEqual(["members.yaml"]);
  expect(await writeText(`${path}/plan.json`, "a plan\n")).toEqual({
    error: `${path}/plan.json could not be written: part of the path is not a folder (name another path).`,
  });
});
