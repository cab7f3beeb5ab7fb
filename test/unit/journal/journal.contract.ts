/** What every journal promises, whatever keeps its lines. */
import { describe, expect, it } from "vitest";
import { readEntries, verifyJournal } from "../../../src/journal/chain.ts";
import type { Journal } from "../../../src/journal/journal.ts";
import { finished, intent, outcome, started, wholeRun } from "./events.ts";

export interface OpenedJournal {
  readonly journal: Journal;
  text(): string;
  close(): Promise<void>;
}

export function journalContract(name: string, open: () => Promise<OpenedJournal>): void {
  describe(`the journal contract, kept by ${name}`, () => {
    it("holds what was appended, in order, as a chain that verifies", async () => {
      const { journal, text, close } = await open();
      for (const event of wholeRun) expect(await journal.append(event)).toEqual({ ok: true });
      const verdict = verifyJournal(text());
      expect(verdict).toEqual({ ok: true, entries: 4, runs: 1, head: journal.head(), problems: [] });
      expect(readEntries(text()).map((entry) => entry.event)).toEqual(wholeRun.map((event) => event.event));
      expect(readEntries(text()).map((entry) => entry.seq)).toEqual([1, 2, 3, 4]);
      await close();
    });

    it("begins with a head of zeros", async () => {
      const { journal, text, close } = await open();
      expect(journal.head()).toBe("0".repeat(64));
      expect(text()).toBe("");
      await close();
    });

    it("keeps a text that is safe at once when append resolves", async () => {
      const { journal, text, close } = await open();
      await journal.append(started());
      expect(readEntries(text())).toHaveLength(1);
      await close();
    });

    it("takes events of several organizations at the same time", async () => {
      const { journal, text, close } = await open();
      const organizations = ["acme", "globex", "initech"];
      await Promise.all(
        organizations.map(async (organization) => {
          for (const event of wholeRun) await journal.append({ ...event, organization });
        }),
      );
      const verdict = verifyJournal(text());
      expect(verdict.problems).toEqual([]);
      expect(verdict.runs).toBe(3);
      await close();
    });

    it("writes in the order of the calls when they are not waited for", async () => {
      const { journal, text, close } = await open();
      const statuses = ["done", "failed", "stale"] as const;
      const appended = [journal.append(started())];
      for (const [index, status] of statuses.entries()) {
        appended.push(journal.append(intent({ action: `a${index}` })));
        appended.push(journal.append(outcome({ action: `a${index}`, status })));
      }
      appended.push(journal.append(finished()));
      await Promise.all(appended);
      expect(verifyJournal(text()).problems).toEqual([]);
      await close();
    });

    it("holds ASCII only, so that it can be torn at any byte and shown on any terminal", async () => {
      const { journal, text, close } = await open();
      await journal.append(started({ actor: "Zoë 🙂 \u001b[31m\u009b \ud800" }));
      expect(text()).toMatch(/^[\x20-\x7e]+\n$/);
      expect(readEntries(text())).toMatchObject([{ actor: "Zoë 🙂 \u001b[31m\u009b \ud800" }]);
      await close();
    });
  });
}
