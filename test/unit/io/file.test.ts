/** Writing a file anew: only over the text that the new one was made from, and for the same readers. */
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
  statSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceText, writeText } from "../../../src/io/file.ts";

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

describe("replaceText", () => {
  it("keeps who may read the file, and leaves nothing beside it", async () => {
    expect(await replaceText(path, { before: "\ufeffa: 1\r\n", after: "\ufeffa: 2\r\n" })).toBeUndefined();
    expect(readFileSync(path, "utf8")).toBe("\ufeffa: 2\r\n");
    expect(statSync(path).mode & 0o777).toBe(0o664);
    expect(readdirSync(folder)).toEqual(["members.yaml"]);
  });

  it("leaves alone what somebody else changed, and says what is not there", async () => {
    expect(await replaceText(path, { before: "a: 1\r\n", after: "a: 2\r\n" })).toEqual({
      error: `${path} was changed by somebody else meanwhile, and was left alone.`,
    });
    expect(readFileSync(path, "utf8")).toBe("\ufeffa: 1\r\n");
    rmSync(path);
    expect(await replaceText(path, { before: "", after: "a: 2\n" })).toEqual({
      error: expect.stringContaining(`${path} could not be read`) as string,
    });
  });
});
