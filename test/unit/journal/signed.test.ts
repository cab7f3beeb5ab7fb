/** Signed journals: only whoever holds the key can add to one, and one mac vouches for all that stands before it. */
import { describe, expect, it } from "vitest";
import { emptyHead, link, verifyJournal } from "../../../src/journal/chain.ts";
import { entryHash, judgeLine, lineOf, signedText, type Entry } from "../../../src/journal/entry.ts";
import { journalOver } from "../../../src/journal/journal.ts";
import type { Signer } from "../../../src/journal/entry.ts";
import type { JournalEvent } from "../../../src/journal/event.ts";
import { macOf } from "../../../src/io/hmac.ts";
import { journalSigner } from "../../../src/run/journalKey.ts";
import { journalText, started, wholeRun } from "./events.ts";

const fakeKey = "fake-review-key-0123456789-0123456789";
function signerWith(key: string, repository?: string): Signer {
  const signing = journalSigner({ MUSTER_REVIEW_KEY: key, GITHUB_REPOSITORY_ID: repository });
  if ("error" in signing || signing.signer === undefined) throw new Error("no signer");
  return signing.signer;
}
const signer = signerWith(fakeKey);
const other = signerWith(fakeKey.toUpperCase());

function signed(events: readonly JournalEvent[], by: Signer | undefined = signer): Entry[] {
  let head = emptyHead;
  return events.map((event) => {
    const entry = link(event, head, by);
    head = entry;
    return entry;
  });
}
const textOf = (entries: readonly Entry[]): string => entries.map((entry) => `${lineOf(entry)}\n`).join("");
const errors = (text: string, by: Signer | undefined = signer): string[] =>
  verifyJournal(text, by).problems.map(({ line, message }) => `${line}: ${message}`);
const runs = (...names: readonly string[]): JournalEvent[] =>
  names.flatMap((run) => wholeRun.map((event) => ({ ...event, run })));

describe("a signed journal", () => {
  it("carries a mac in every entry, and is whole with the key and without it", async () => {
    const lines: string[] = [];
    const append = (line: string) => Promise.resolve({ ok: true, line: lines.push(`${line}\n`) } as const);
    const journal = journalOver({ last: null, torn: [], append }, signer);
    for (const event of wholeRun) await journal.append(event);
    expect(lines.every((line) => /"mac":"[0-9a-f]{64}"/.test(line))).toBe(true);
    expect(errors(lines.join(""))).toEqual([]);
    expect(verifyJournal(lines.join(""))).toMatchObject({ ok: true, problems: [] });
  });

  it("of another key, or of no key, is none", () => {
    expect(errors(textOf(signed(wholeRun, other)))).toEqual([
      "1: From this line on, entries are not signed with this key.",
    ]);
    expect(errors(journalText(wholeRun))).toEqual(["1: From this line on, entries are not signed."]);
  });

  it("shows what was added without the key, or with another one, and where it begins", () => {
    const own = signed(runs("r1"));
    const last = own.at(-1) ?? emptyHead;
    for (const [by, words] of [
      [undefined, "entries are not signed."],
      [other, "entries are not signed with this key."],
    ] as const) {
      const added = link(started({ run: "r2" }), last, by);
      expect(errors(textOf([...own, added]))).toContain(`5: From this line on, ${words}`);
    }
  });

  it("shows without the key, too, that somebody went on who did not sign; once, until it is signed again", () => {
    const own = signed(runs("r1"));
    const [begun, ended] = [started({ run: "r2" }), { ...runs("r2")[3] }] as JournalEvent[];
    const mixed = [...own];
    for (const [event, by] of [
      [begun, undefined],
      [ended, undefined],
      [started({ run: "r3" }), signer],
      [started({ run: "r4" }), other],
    ] as const)
      if (event !== undefined) mixed.push(link(event, mixed.at(-1) ?? emptyHead, by));
    const seals = (by: Signer | undefined) =>
      verifyJournal(textOf(mixed), by).problems.flatMap(({ line, severity, message }) =>
        message.includes("From this line on") ? [`${line} ${severity}: ${message}`] : [],
      );
    expect(seals(undefined)).toEqual([
      "5 error: From this line on, entries are not signed, as those before are.",
    ]);
    expect(seals(signer)).toEqual([
      "5 error: From this line on, entries are not signed.",
      "8 error: From this line on, entries are not signed with this key.",
    ]);
    // One that was never signed is not expected to be.
    expect(verifyJournal(journalText(wholeRun))).toMatchObject({ problems: [] });
  });

  it("shows a change of anything in it, though all hashes were made to fit", () => {
    const entries = signed(runs("r1", "r2"));
    let prev = emptyHead.hash;
    const forged = entries.map((entry, index) => {
      const changed = { ...entry, prev, ...(index === 0 ? { actor: "kim" } : {}) };
      const whole = { ...changed, hash: entryHash(changed) };
      prev = whole.hash;
      return whole;
    });
    expect(verifyJournal(textOf(forged)).ok).toBe(true);
    expect(errors(textOf(forged))).toEqual(["1: From this line on, entries are not signed with this key."]);
  });

  it("vouches for all before an entry: an old entry cannot be put at another place", () => {
    const [first, ...rest] = signed(runs("r1", "r2"));
    const moved = [first, ...rest.slice(3)].flatMap((entry, index) =>
      entry === undefined ? [] : [{ ...entry, seq: index + 1 }],
    );
    let prev = emptyHead.hash;
    const linked = moved.map((entry) => {
      const placed = { ...entry, prev };
      prev = entryHash(placed);
      return { ...placed, hash: prev };
    });
    expect(errors(textOf(linked)).join("\n")).toContain("not signed with this key");
  });

  it("does not take the end of one journal after the beginning of another of the same key", () => {
    const one = signed([started({ run: "r1", actor: "kim" })]);
    const [, ...end] = signed(runs("r1", "r2"));
    let prev = one[0]?.hash ?? "";
    const linked = end.map((entry) => {
      const placed = { ...entry, prev };
      prev = entryHash(placed);
      return { ...placed, hash: prev };
    });
    const text = textOf([...one, ...linked]);
    expect(verifyJournal(text).ok).toBe(true);
    expect(errors(text)).toEqual(["2: From this line on, entries are not signed with this key."]);
  });

  it("keeps fields that it does not know in the hash and in the mac", () => {
    const event = { ...started(), later: [{ id: "t1" }] };
    const entry = link(event, emptyHead, signer);
    expect(errors(textOf([entry]).replace('"t1"', '"t2"')).join("\n")).toContain("was changed after");
    expect(signedText(entry)).toContain('"t1"');
    expect(judgeLine(lineOf(entry))).toMatchObject({ is: "entry", entry: { later: [{ id: "t1" }] } });
  });

  it("of another repository of the same key is none, and none can be of two", () => {
    const [here, there] = [signerWith(fakeKey, "77"), signerWith(fakeKey, "78")];
    const own = signed(runs("r1"), here);
    const said = (line: number, of: number, and: number) =>
      `${line}: From this line on, entries were signed in another repository (its id is ${of}, and not ${and}).`;
    expect(errors(textOf(own), here)).toEqual([]);
    expect(errors(textOf(own), there)).toEqual([said(1, 77, 78)]);
    // Where nothing tells which repository this is, one is as good as another.
    expect(errors(textOf(own), signer)).toEqual([]);
    const added = link(started({ run: "r2" }), own.at(-1) ?? emptyHead, there);
    expect(errors(textOf([...own, added]), here)).toContain(said(5, 78, 77));
    expect(errors(textOf([...own, added]), signer)).toContain(said(5, 78, 77));
    // What names none goes on with, and is gone on with.
    const old = signed(runs("r0"));
    const after = link(started({ run: "r1" }), old.at(-1) ?? emptyHead, here);
    const later = link(started({ run: "r2" }), after, signer);
    expect(errors(textOf([...old, after, later]), here).join("\n")).not.toContain("From this line on");
  });

  it.each(["", "0", "-1", "1.5", "77 ", "9".repeat(17)])("names no repository of the id %j", (id) => {
    expect(signerWith(fakeKey, id).repository).toBeUndefined();
  });

  it("is not signed by what signs anything else under the same key", () => {
    const [first] = signed([started()]);
    if (first === undefined) throw new Error("no entry");
    for (const purpose of ["", "muster reviewed plan, version 1\n"]) {
      const changed = { ...first, mac: macOf(fakeKey, `${purpose}${signedText(first)}`) };
      const forged = { ...changed, hash: entryHash(changed) };
      expect(errors(textOf([forged]))[0]).toContain("not signed with this key");
    }
  });
});

describe("the key of the journal", () => {
  it("is there where MUSTER_REVIEW_KEY is, and must not be one that could be guessed", () => {
    expect(journalSigner({})).toEqual({});
    expect(journalSigner({ MUSTER_REVIEW_KEY: "" })).toEqual({});
    expect(journalSigner({ MUSTER_REVIEW_KEY: "short" })).toMatchObject({
      error: expect.stringContaining("MUSTER_REVIEW_KEY is shorter than 32") as string,
    });
  });
});
