/** Which invitations count as sent once more, as journals tell it. */
import { expect, it } from "vitest";
import { emptyHead, link } from "../../../src/journal/chain.ts";
import type { Entry } from "../../../src/journal/entry.ts";
import type { JournalEvent } from "../../../src/journal/event.ts";
import { sentAgainIn } from "../../../src/journal/sentAgain.ts";
import { reasonKey } from "../../../src/model/sentAgain.ts";

const at = "2026-11-02T08:00:00.000Z";
const key = "kim@acme.example";
const asked = reasonKey(key, "asked");

function journalOf(events: readonly JournalEvent[]): Entry[] {
  const entries: Entry[] = [];
  for (const event of events) entries.push(link(event, entries.at(-1) ?? emptyHead));
  return entries;
}

const occasion = (run: string) => ({ at, run, organization: "acme" });
const subject = { action: "a1", verb: "reinvite", kind: "member", key };

function started(run: string, planned: readonly string[] = []): JournalEvent {
  return {
    ...occasion(run),
    event: "run_started",
    organization_id: "org_01acme",
    fingerprint: "f",
    commit: null,
    actor: "tester",
    allowed: [],
    planned,
  };
}

const intent = (run: string, again?: string): JournalEvent => ({
  ...occasion(run),
  ...subject,
  event: "intent",
  cause: "change",
  before: null,
  after: { email: key, ...(again === undefined ? {} : { again }) },
});

const outcome = (run: string, status: "done" | "already" | "failed" | "unknown"): JournalEvent => ({
  ...occasion(run),
  ...subject,
  event: "outcome",
  status,
});

const sentIn = (...journals: (readonly JournalEvent[])[]) => [
  ...sentAgainIn(journals.map(journalOf), "acme").sent,
];

it.each(["done", "already"] as const)("counts one that is %s", (status) => {
  expect(sentIn([started("1"), intent("1", "asked"), outcome("1", status)])).toEqual([asked]);
});

it("does not count one that was refused, nor one that is sent without a reason", () => {
  expect(sentIn([started("1"), intent("1", "asked"), outcome("1", "failed")])).toEqual([]);
  expect(sentIn([started("1"), intent("1"), outcome("1", "done")])).toEqual([]);
});

it("tries once more after a run that was killed, and not for ever", () => {
  const killed = [started("1"), intent("1", "asked")];
  expect(sentIn(killed)).toEqual([]);
  expect(sentIn([...killed, started("2"), intent("2", "asked"), outcome("2", "unknown")])).toEqual([asked]);
  expect(sentIn(killed, [started("2"), intent("2", "asked")])).toEqual([asked]);
});

it("counts what any of the journals of runs side by side tells", () => {
  expect(sentIn([started("1")], [started("2"), intent("2", "asked"), outcome("2", "done")])).toEqual([asked]);
});

it("remembers nothing of another organization, and doubts what the first run wanted only", () => {
  const entries = journalOf([started("1", ["a1", "a2"]), started("2", ["a3"])]);
  const acme = sentAgainIn([entries], "acme");
  expect([acme.remembered, [...acme.doubted]]).toEqual([true, ["a1", "a2"]]);
  expect(sentAgainIn([entries], "nova").remembered).toBe(false);
});
