/** A journal that is mended line by line: what stands before its first error, whatever stands after it, however long. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyHead, link, type Head } from "../../../src/journal/chain.ts";
import { lineOf } from "../../../src/journal/entry.ts";
import { mendJournal } from "../../../src/run/mendJournal.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "muster-mend-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs with nothing to do, of about 300 bytes a line. */
function runs(count: number): string[] {
  let head: Head = emptyHead;
  return Array.from({ length: count }, (_, at) => {
    const occasion = { at: "2026-11-02T09:00:00.000Z", run: `run-${at}`, organization: "acme" };
    const started = { ...occasion, event: "run_started", organization_id: "org_1", fingerprint: "f".repeat(64), commit: null, actor: "tester", allowed: [], planned: [] } as const; // prettier-ignore
    const first = link(started, head);
    const second = link({ ...occasion, event: "run_finished", counts: {}, open: [] }, first);
    head = second;
    return [lineOf(first), lineOf(second)];
  }).flat();
}

const path = (): string => join(folder, "journal.jsonl");
const mendOf = async (lines: readonly string[]) => {
  const text = lines.map((line) => `${line}\n`).join("");
  writeFileSync(path(), text);
  return { mended: await mendJournal(path()), text };
};

describe("mendJournal", () => {
  it.each([
    ["in the first line", 0],
    ["in the middle, beyond the first block that is read", 4501],
    ["in the last line", 7999],
  ])("keeps what stands before an error %s", async (_, at) => {
    const lines = runs(4000);
    const bad = lines.map((line, index) => (index === at ? line.replace("acme", "acne") : line));
    const { mended, text } = await mendOf(bad);
    // A run that is cut through is a killed one, which is fine.
    expect(readFileSync(path(), "utf8")).toBe(lines.slice(0, at).map((line) => `${line}\n`).join("")); // prettier-ignore
    expect(readFileSync(`${path()}.broken`, "utf8")).toBe(text);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(mended).toMatchObject({ left: lines.length - at, verdict: { ok: true, entries: at } });
  });

  it.each([
    ["notes", ["Ask Ana", "about the keys"]],
    ["YAML", ["members:", "  ana@acme.example: admin"]],
    ["JSON of something else", ['{"event":"run_started"}', "[1]", '{"seq":1,"prev":"x"}']],
    ["blank lines", ["", ""]],
  ])("refuses %s, which are no journal, and leaves them where they are", async (_, lines) => {
    const { mended, text } = await mendOf(lines);
    expect(mended).toEqual({
      error: `${path()} is not a journal: none of its ${lines.length} lines is an entry. It was left as it is. Name the journal; where this stands in its place, move it away, and the next run begins a new one.`,
    });
    expect(readFileSync(path(), "utf8")).toBe(text);
    expect(readdirSync(folder)).toEqual(["journal.jsonl"]);
  });

  it("mends a journal of which a single changed entry is left", async () => {
    const [first = ""] = runs(1);
    const { mended } = await mendOf(["noise", first.replace("acme", "acne")]);
    expect(mended).toMatchObject({ left: 2, verdict: { entries: 0 } });
  });

  it("leaves one that is whole alone", async () => {
    const { mended, text } = await mendOf(runs(2));
    expect([mended, readFileSync(path(), "utf8")]).toEqual([null, text]);
  });
});
