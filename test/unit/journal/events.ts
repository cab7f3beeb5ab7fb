/** Events and whole journals for tests of the journal. */
import { emptyHead, link } from "../../../src/journal/chain.ts";
import type { Entry } from "../../../src/journal/entry.ts";
import type {
  Intent,
  JournalEvent,
  OutcomeEntry,
  RunFinished,
  RunStarted,
} from "../../../src/journal/event.ts";
import { lineOf } from "../../../src/journal/entry.ts";

const at = "2026-03-01T09:00:00.000Z";
const place = { at, run: "r1", organization: "acme" };
const subject = { action: "a1", verb: "invite", kind: "member", key: "ana@acme.example" };

export function started(over: Partial<RunStarted> = {}): RunStarted {
  const facts = {
    organization_id: "org_1",
    fingerprint: "f".repeat(64),
    commit: null,
    actor: "ana",
    allowed: [],
    planned: [],
  };
  return { ...place, event: "run_started", ...facts, ...over };
}

export function intent(over: Partial<Intent> = {}): Intent {
  const after = { email: "ana@acme.example", role: "editor", teams: [] };
  return { ...place, event: "intent", ...subject, cause: "change", before: null, after, ...over };
}

export function outcome(over: Partial<OutcomeEntry> = {}): OutcomeEntry {
  return { ...place, event: "outcome", ...subject, status: "done", request_id: "req_é", ...over };
}

export function finished(over: Partial<RunFinished> = {}): RunFinished {
  return { ...place, event: "run_finished", counts: { done: 1 }, open: [], ...over };
}

export const wholeRun: readonly JournalEvent[] = [started(), intent(), outcome(), finished()];

/** The events as linked entries. */
export function chainOf(events: readonly JournalEvent[]): Entry[] {
  let head = emptyHead;
  return events.map((event) => {
    const entry = link(event, head);
    head = entry;
    return entry;
  });
}

/** The events as a journal's text. */
export function journalText(events: readonly JournalEvent[]): string {
  return chainOf(events)
    .map((entry) => `${lineOf(entry)}\n`)
    .join("");
}
