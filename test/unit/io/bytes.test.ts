/** Files whose bytes are not UTF-8: refused, or spoilt line by line, and never repaired into another text. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readText } from "../../../src/io/file.ts";
import { readJournalFile } from "../../../src/io/journalFile.ts";
import { writeTogether } from "../../../src/io/together.ts";
import { verifyJournal } from "../../../src/journal/chain.ts";
import { parsePlanFile } from "../../../src/render/planFile.ts";

let folder = "";
const at = (name: string): string => join(folder, name);
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "muster-bytes-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const broken = Buffer.concat([Buffer.from('{"a":"ana@'), Buffer.from([0xff, 0xfe]), Buffer.from('x"}\n')]);

describe("bytes that are no text", () => {
  it("are no plan file, and nothing else that is read whole", async () => {
    await writeFile(at("plan.json"), broken);
    expect(await readText(at("plan.json"))).toEqual({
      error: `${at("plan.json")} is not UTF-8: save it as UTF-8.`,
    });
  });

  it("are left alone where a file is to be replaced", async () => {
    await writeFile(at("members.yaml"), broken);
    const before = broken.toString("utf8");
    const failure = await writeTogether([{ path: at("members.yaml"), before, after: "members: {}\n" }]);
    expect(failure?.error).toContain("was changed by somebody else meanwhile");
    expect(await readFile(at("members.yaml"))).toEqual(broken);
  });

  it("make a line of a journal unreadable, and the journal broken", async () => {
    await writeFile(at("journal.jsonl"), broken);
    const read = await readJournalFile(at("journal.jsonl"));
    if ("error" in read) throw new Error(read.error);
    expect(() => void JSON.parse(read.text)).toThrow();
    expect(verifyJournal(read.text).problems).not.toEqual([]);
  });
});

describe("a plan file that says two things", () => {
  it("is none", () => {
    const text = '{"schema_version":1,"organizations":[],"organizations":[{"organization":"acme"}]}';
    expect(parsePlanFile(text)).toMatchObject({ error: expect.stringContaining("two different values") });
    expect(parsePlanFile('{"schema_version":1,"schema_version":1,"organizations":[]}')).toMatchObject({
      organizations: [],
    });
  });
});
