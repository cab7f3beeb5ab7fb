import { describe, expect, it } from "vitest";
import {
  emptyHead,
  entriesAfter,
  examineJournal,
  link,
  readEntries,
  verifyJournal,
} from "../../../src/journal/chain.ts";
import { appliedIn, lastBegunIn, lastRun } from "../../../src/journal/lastRun.ts";
import type { Entry } from "../../../src/journal/entry.ts";
import type { JournalEvent } from "../../../src/journal/event.ts";
import { entryHash, lineOf, tornHash } from "../../../src/journal/entry.ts";
import { chainOf, finished, intent, journalText, outcome, started, wholeRun } from "./events.ts";

const linesOf = (text: string): string[] => text.split("\n").slice(0, -1);
const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
const messages = (text: string): string[] =>
  verifyJournal(text).problems.map(({ line, severity, message }) => `${line} ${severity}: ${message}`);

/** Gives a changed entry a hash that fits it, as a forger would. */
const rehashed = (entry: object): string => {
  const value = JSON.parse(JSON.stringify(entry)) as Entry;
  return lineOf({ ...value, hash: entryHash(value) });
};

describe("link", () => {
  it("counts from 1 and begins with a prev of 64 zeros", () => {
    const [first, second] = chainOf([started(), finished()]);
    expect(first).toMatchObject({ seq: 1, prev: "0".repeat(64) });
    expect(second).toMatchObject({ seq: 2, prev: first?.hash });
  });

  it("gives one event at one place one hash, whatever the order of its fields", () => {
    const event = started();
    const turned = Object.fromEntries(Object.entries(event).reverse()) as typeof event;
    expect(lineOf(link(turned, emptyHead))).toBe(lineOf(link(event, emptyHead)));
  });
});

describe("verifyJournal", () => {
  it("finds nothing in an empty journal", () => {
    expect(verifyJournal("")).toEqual({ ok: true, entries: 0, runs: 0, head: "0".repeat(64), problems: [] });
  });

  it("finds nothing in two whole runs, and tells the head", () => {
    const events = [...wholeRun, ...wholeRun.map((event) => ({ ...event, run: "r2" }))];
    const verdict = verifyJournal(journalText(events));
    expect(verdict).toEqual({
      ok: true,
      entries: 8,
      runs: 2,
      head: chainOf(events).at(-1)?.hash,
      problems: [],
    });
  });

  it("finds a changed field", () => {
    const text = journalText(wholeRun).replace('"role":"editor"', '"role":"viewer"');
    expect(messages(text)).toEqual([
      "2 error: This line was changed after it was written: its hash does not match.",
    ]);
  });

  it("finds a change that was given a fitting hash", () => {
    const lines = linesOf(journalText(wholeRun));
    const second = chainOf(wholeRun)[1];
    lines[1] = rehashed({ ...second, after: { role: "admin" } });
    expect(messages(textOf(lines))).toEqual([
      "3 error: This line does not follow the line before: prev is not that line's hash.",
    ]);
  });

  it("finds another spelling of the same value", () => {
    const text = journalText(wholeRun).replace("\\u00e9", "\\u00E9");
    expect(messages(text)).toEqual([
      "3 error: This line was changed after it was written: it is not in its original form.",
    ]);
  });

  it("finds a missing line and says how many", () => {
    const lines = linesOf(journalText(wholeRun));
    lines.splice(1, 2);
    expect(messages(textOf(lines))).toEqual([
      "2 error: 2 entries missing before this line: seq goes from 1 to 4.",
    ]);
  });

  it("finds a missing beginning", () => {
    const events = [...wholeRun, ...wholeRun.map((event) => ({ ...event, run: "r2" }))];
    expect(messages(textOf(linesOf(journalText(events)).slice(4)))).toEqual([
      "1 error: 4 entries missing before this line: seq goes from 0 to 5.",
    ]);
  });

  it("finds an unknown event, and an entry without its fields", () => {
    const [first] = chainOf([started()]);
    expect(messages(`${rehashed({ ...first, event: "run_paused" })}\n`)).toEqual([
      '1 error: This line has an unknown event: "run_paused".',
    ]);
    const { actor: _, ...rest } = first as Extract<Entry, { event: "run_started" }>;
    expect(messages(`${rehashed(rest)}\n`)).toEqual(['1 error: This line has no valid "actor".']);
  });

  it.each(["[]", "1", "null", "{}", '{"seq":1}'])("finds JSON that is no entry: %s", (line) => {
    expect(verifyJournal(`${line}\n`)).toMatchObject({
      ok: false,
      problems: [{ line: 1, severity: "error" }],
    });
  });

  it("finds lines that are not JSON, an empty one too", () => {
    const lines = linesOf(journalText(wholeRun));
    lines.splice(2, 0, "");
    expect(messages(textOf(lines))).toEqual([
      "3 error: This line is not JSON, and no run declares it as torn.",
    ]);
    expect(messages("hello\n")).toEqual(["1 error: This line is not JSON, and no run declares it as torn."]);
  });

  it("finds an outcome without an intent, and an intent whose run went on without an outcome", () => {
    expect(messages(journalText([started(), outcome(), finished()]))).toEqual([
      "2 error: This outcome has no intent before it.",
    ]);
    expect(messages(journalText([started(), intent(), outcome({ action: "a2" }), finished()]))).toEqual([
      "3 error: This outcome has no intent before it.",
    ]);
    const wentOn = "2 error: This intent has no outcome, and its run went on.";
    expect(messages(journalText([started(), intent(), finished()]))).toEqual([wentOn]);
    expect(
      messages(
        journalText([started(), intent(), intent({ action: "a2" }), outcome({ action: "a2" }), finished()]),
      ),
    ).toEqual([wentOn]);
  });

  it("takes intents that went out in one request, whose outcomes come in their order", () => {
    const together = ["a1", "a2", "a3"];
    const all = (make: (overrides: { action: string; verb: "join_team" }) => JournalEvent): JournalEvent[] =>
      together.map((action) => make({ action, verb: "join_team" }));
    expect(messages(journalText([started(), ...all(intent), ...all(outcome), finished()]))).toEqual([]);
    const wentOn = (line: number): string =>
      `${line} error: This intent has no outcome, and its run went on.`;
    // Out of order, one without an outcome, another request before all have theirs, and two verbs in one.
    const [one = started(), two = started(), three = started()] = all(outcome);
    expect(messages(journalText([started(), ...all(intent), two, three, finished()]))).toEqual([wentOn(2)]);
    expect(messages(journalText([started(), ...all(intent), one, two, finished()]))).toEqual([wentOn(4)]);
    const next = [intent({ action: "a4", verb: "join_team" }), outcome({ action: "a4", verb: "join_team" })];
    expect(messages(journalText([started(), ...all(intent), one, ...next, finished()]))).toEqual([
      wentOn(3),
      wentOn(4),
    ]);
    expect(
      messages(journalText([started(), intent(), ...all(intent).slice(1), two, three, finished()])),
    ).toEqual([wentOn(2)]);
  });

  it("finds entries of no run, and entries after a run's end", () => {
    expect(messages(journalText([intent(), outcome()]))).toEqual([
      "1 error: This entry belongs to a run that never started.",
      "2 error: This entry belongs to a run that never started.",
    ]);
    expect(messages(journalText([...wholeRun, intent(), outcome()]))).toEqual([
      "5 error: This entry comes after the end of run r1 of acme.",
      "6 error: This entry comes after the end of run r1 of acme.",
    ]);
  });

  it("warns of a run that was killed, and names the intent it was killed at", () => {
    const killed = verifyJournal(journalText([started(), intent()]));
    expect(killed.ok).toBe(true);
    expect(killed.problems).toMatchObject([
      { line: 2, severity: "warning", message: expect.stringContaining("Unfinished run") as string },
    ]);
    const later = [started(), intent(), ...wholeRun.map((event) => ({ ...event, run: "r2" }))];
    expect(verifyJournal(journalText(later))).toMatchObject({
      ok: true,
      problems: [{ line: 2, severity: "warning" }],
    });
    // Begun again under its own name, too; where it was whole before, there is nothing to say.
    const again = [started(), intent(), ...wholeRun];
    expect(messages(journalText(again))).toEqual([
      expect.stringMatching(/^2 warning: Unfinished run: run r1 of acme ends with an intent/),
    ]);
    expect(messages(journalText([...wholeRun, ...wholeRun]))).toEqual([]);
  });

  it("warns of a last line that is torn, or lacks only its newline", () => {
    const text = journalText(wholeRun);
    expect(verifyJournal(text.slice(0, -20))).toMatchObject({ ok: true, entries: 3 });
    expect(messages(text.slice(0, -20)).at(-1)).toMatch(/^4 warning: The last line is torn/);
    expect(messages(text.slice(0, -1))).toEqual([
      "4 warning: The last line has no newline: a run was killed while writing it.",
    ]);
  });

  describe("a torn line in the middle", () => {
    const head = chainOf([started(), intent()]);
    const after = (torn: readonly string[]): string[] => {
      const next = link(started({ run: "r2", torn: tornHash(torn) }), head[1] ?? emptyHead);
      return [lineOf(next), lineOf(link(finished({ run: "r2" }), next))];
    };
    const around = (torn: readonly string[], declared: readonly string[]): string =>
      textOf([...head.map(lineOf), ...torn, ...after(declared)]);

    it("is allowed when the next run declares it", () => {
      const verdict = verifyJournal(around(['{"action":"x'], ['{"action":"x']));
      expect(verdict).toMatchObject({ ok: true, entries: 4, runs: 2 });
      expect(verdict.problems.map(({ line, severity }) => [line, severity])).toEqual([
        [2, "warning"],
        [3, "warning"],
      ]);
    });

    it("may be several lines, of several killed runs", () => {
      expect(verifyJournal(around(["{", '{"a'], ["{", '{"a'])).ok).toBe(true);
    });

    it("is an error when it was changed, taken away, or added to", () => {
      expect(messages(around(['{"action":"y'], ['{"action":"x']))).toContain(
        "3 error: This torn line was changed after a later run declared it.",
      );
      expect(messages(around([], ["{"]))).toContain(
        "3 error: This run declares a torn line before it, and there is none.",
      );
      expect(verifyJournal(around(["{", "{"], ["{"])).ok).toBe(false);
    });
  });
});

describe("readEntries", () => {
  it("passes over what is no entry", () => {
    const lines = linesOf(journalText(wholeRun));
    lines.splice(1, 1, "{", '{"seq":2}');
    expect(readEntries(textOf(lines)).map((entry) => entry.seq)).toEqual([1, 3, 4]);
  });
});

describe("lastRun", () => {
  it("is undefined for an organization without a run", () => {
    expect(lastRun(chainOf(wholeRun), "globex")).toBeUndefined();
    expect(lastRun([], "acme")).toBeUndefined();
  });

  it("tells what the last run's end lists as open", () => {
    const open = [
      { action: "a2", verb: "demote", kind: "member", key: "bo@acme.example", status: "failed" },
      { action: "a3", verb: "promote", kind: "member", key: "cy@acme.example", status: "waiting" },
    ] as const;
    const entries = chainOf([
      started({ run: "r0" }),
      finished({ run: "r0" }),
      started({ fingerprint: "e", commit: "c0ffee" }),
      ...wholeRun.slice(1, 3),
      started({ organization: "globex" }),
      finished({ open }),
      finished({ organization: "globex" }),
    ]);
    expect(lastRun(entries, "acme")).toEqual({
      run: "r1",
      at: "2026-03-01T09:00:00.000Z",
      fingerprint: "e",
      commit: "c0ffee",
      open: new Set(["a2", "a3"]),
      unreviewed: new Set(),
      crashed: false,
    });
  });

  it("takes nothing from an earlier run of the same name", () => {
    const open = new Set(["a1"]);
    const again = chainOf([...wholeRun, started({ planned: ["a1"] })]);
    expect(lastRun(again, "acme")).toMatchObject({ open, crashed: true });
    const killed = chainOf([started(), intent(), outcome(), started({ planned: ["a1"] })]);
    expect(lastRun(killed, "acme")).toMatchObject({ open, crashed: true });
  });

  it("tells of a killed run what it planned and did not get done", () => {
    const entries = chainOf([
      ...wholeRun,
      started({ run: "r2", planned: ["b1", "b2", "b3", "b4"] }),
      ...[intent({ action: "b1" }), outcome({ action: "b1", status: "already" })].map((event) => ({
        ...event,
        run: "r2",
      })),
      ...[intent({ action: "b2" }), outcome({ action: "b2", status: "failed" })].map((event) => ({
        ...event,
        run: "r2",
      })),
      intent({ action: "b3", run: "r2" }),
    ]);
    expect(lastRun(entries, "acme")).toMatchObject({
      run: "r2",
      open: new Set(["b2", "b3", "b4"]),
      crashed: true,
    });
  });

  it("takes nothing from an earlier run: neither what it left nor what it writes late", () => {
    const entries = chainOf([
      started({ run: "r1", planned: ["a1", "b1"] }),
      started({ run: "r2", planned: ["b1", "b2"], fingerprint: "e" }),
      outcome({ run: "r1", action: "b1" }),
      finished({ run: "r1", open: [] }),
      outcome({ run: "r2", action: "b2" }),
    ]);
    expect(lastRun(entries, "acme")).toMatchObject({
      run: "r2",
      fingerprint: "e",
      open: new Set(["b1"]),
      crashed: true,
    });
  });

  it("takes nothing that the same run did for another organization", () => {
    const entries = chainOf([
      started({ planned: ["a1"] }),
      started({ organization: "globex", planned: ["g1"] }),
      outcome({ organization: "globex", action: "a1" }),
      finished({ organization: "globex" }),
    ]);
    expect(lastRun(entries, "acme")).toMatchObject({ open: new Set(["a1"]), crashed: true });
  });
});

describe("what the last run held back and reminded of", () => {
  const term = (id: string, held?: string) => ({
    id,
    kind: "member",
    key: "kim@acme.example",
    what: "expires",
    before: "2026-12-01",
    after: "2027-12-01",
    direction: "longer",
    ...(held === undefined ? {} : { held }),
  });
  const task = {
    id: "t1",
    task: "replace_key",
    person: "bo@acme.example",
    key: "ci/gha",
    object: "key gha of ci",
    message: "replace it",
    since: null,
  };
  const full = started({
    planned: ["a1", "a2"],
    unreviewed: ["a2"],
    reviews_bind: true,
    terms: [term("held", "unreviewed"), term("kept", "kept"), term("waits", "depends"), term("holds")],
    tasks: [task],
  });
  const told = {
    unreviewed: new Set(["a2"]),
    reviewed: true,
    heldTerms: [term("held", "unreviewed"), term("kept", "kept")],
    reviewedTerms: new Set(["holds"]),
    tasks: [task],
  };

  it("is told of a run that ended and of one that was killed", () => {
    expect(lastRun(chainOf([full]), "acme")).toMatchObject({ ...told, crashed: true });
    expect(lastRun(chainOf([full, finished()]), "acme")).toMatchObject({ ...told, crashed: false });
  });

  it("is absent where there is nothing", () => {
    const last = lastRun(chainOf([started({ terms: [term("holds")] })]), "acme");
    for (const field of ["reviewed", "heldTerms", "reviewedTerms", "tasks"])
      expect(last).not.toHaveProperty(field);
    const bound = lastRun(chainOf([started({ reviews_bind: true })]), "acme");
    for (const field of ["heldTerms", "reviewedTerms"]) expect(bound).not.toHaveProperty(field);
  });
});

describe("where a noted head stands", () => {
  it("is at the end, too, where the last line was changed and kept its hash: that is told, and not as cut off", () => {
    const changed = journalText(wholeRun).replace('"counts":{"done":1}', '"counts":{"done":2}');
    const examined = examineJournal(changed);
    expect(examined.verdict.ok).toBe(false);
    expect(entriesAfter(examined, chainOf(wholeRun).at(-1)?.hash ?? "")).toBe(0);
  });

  const entries = chainOf([...wholeRun, ...wholeRun.map((event) => ({ ...event, run: "r2" }))]);
  // Not while the file is loaded: a fault that breaks that counts for one that nobody noticed.
  const read = () => examineJournal(textOf(entries.map(lineOf)));
  const hash = (index: number): string => entries.at(index)?.hash ?? "";

  it("is at the end, so many entries before it, or nowhere", () => {
    const journal = read();
    expect(entriesAfter(journal, hash(-1))).toBe(0);
    expect(entriesAfter(journal, hash(-1).slice(0, 16))).toBe(0);
    expect(entriesAfter(journal, hash(-2))).toBe(1);
    expect(entriesAfter(journal, hash(0))).toBe(7);
    expect(entriesAfter(journal, hash(0).slice(0, 16))).toBe(7);
    expect(entriesAfter(journal, hash(0).slice(-16))).toBeUndefined();
    expect(entriesAfter(journal, hash(-1).slice(-16))).toBeUndefined();
    expect(entriesAfter(journal, "f".repeat(64))).toBeUndefined();
  });

  it("is that of an empty journal only where it is 64 zeros", () => {
    expect(entriesAfter(examineJournal(""), emptyHead.hash)).toBe(0);
    expect(entriesAfter(examineJournal(""), hash(-1))).toBeUndefined();
    expect(entriesAfter(read(), emptyHead.hash)).toBeUndefined();
  });
});

describe("what a journal says was applied", () => {
  const ran = (run: string, commit: string | null, organization: string, applied = true) => [
    started({ run, commit, organization }),
    finished({ run, organization, ...(applied ? { applied: true } : {}) }),
  ];

  it("is each commit once, by organization, the latest run's first", () => {
    const entries = chainOf([
      ...ran("r1", "one", "acme"),
      ...ran("r1", "other", "labs"),
      ...ran("r2", "two", "acme"),
      ...ran("r3", "two", "acme"),
      ...ran("r4", "one", "acme"),
      ...ran("r5", "three", "acme"),
    ]);
    expect(appliedIn(entries)).toEqual(
      new Map([
        ["acme", ["three", "one", "two"]],
        ["labs", ["other"]],
      ]),
    );
  });

  it("is nothing of a run that was not whole, names no commit, or never began", () => {
    const [, end] = ran("r9", "never", "acme");
    const entries = chainOf([
      ...ran("r1", "one", "acme", false),
      ...ran("r2", null, "acme"),
      started({ run: "r3", commit: "killed" }),
      ...(end === undefined ? [] : [end]),
    ]);
    expect(appliedIn(entries)).toEqual(new Map());
  });
});

describe("what a journal says the last run was about", () => {
  it("is the commit of the last one that names one, by organization, whole or not", () => {
    const entries = chainOf([
      started({ run: "r1", commit: "one" }),
      finished({ run: "r1" }),
      started({ run: "r2", commit: "other", organization: "labs" }),
      started({ run: "r3", commit: "two" }),
      started({ run: "r4", commit: null }),
      started({ run: "r5", commit: null, organization: "quiet" }),
    ]);
    expect(lastBegunIn(entries)).toEqual(
      new Map([
        ["acme", "two"],
        ["labs", "other"],
      ]),
    );
  });
});

describe("several problems", () => {
  it("are told in the order of their lines", () => {
    const lines = linesOf(
      journalText([started(), intent(), ...wholeRun.map((event) => ({ ...event, run: "r2" }))]),
    );
    const changed = lines.map((line, index) => (index === 3 ? line.replace("editor", "viewer") : line));
    const found = verifyJournal(textOf(changed)).problems.map(({ line }) => line);
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(new Set(found)).toEqual(new Set([2, 4]));
  });

  it("are torn lines at the end, when one of them was never begun by a run", () => {
    const text = journalText([started()]);
    expect(verifyJournal(`${text}{"a\n{"b`)).toMatchObject({ ok: true });
    expect(messages(`${text}{"a\nhello\n`)).toContain(
      "2 error: This line is not JSON, and no run declares it as torn.",
    );
  });

  it("are told once for each break, also behind a line that is none", () => {
    const lines = linesOf(journalText([...wholeRun, ...wholeRun.map((event) => ({ ...event, run: "r2" }))]));
    const repeated = textOf([...lines.slice(0, 4), ...lines.slice(3)]);
    expect(messages(repeated)).toContain("5 error: This line is out of place: seq goes from 4 to 4.");
    const after = [...lines.slice(0, 2), "[]", ...lines.slice(4)];
    expect(messages(textOf(after)).filter((line) => line.includes("missing"))).toEqual([]);
    // A line of an unknown event says where it stands: what is missing behind it is told.
    const unknown = (lines[1] ?? "").replace('"event":"intent"', '"event":"whim"');
    const gap = [...lines.slice(0, 1), unknown, ...lines.slice(3)];
    expect(messages(textOf(gap)).filter((line) => line.includes("missing"))).toEqual([
      "3 error: 1 entry missing before this line: seq goes from 2 to 4.",
    ]);
  });
});
