/** What reading a journal takes grows with its lines: more runs, longer runs, more organizations, more that is wrong. */
import { describe, expect, it } from "vitest";
import { examineJournal } from "../../../src/journal/chain.ts";
import { appliedIn, lastRun } from "../../../src/journal/lastRun.ts";
import { earlierDeeds } from "../../../src/journal/deeds.ts";
import type { JournalEvent } from "../../../src/journal/event.ts";
import { sentAgainIn } from "../../../src/journal/sentAgain.ts";
import { lastRunAmong } from "../../../src/journal/sideBySide.ts";
import { growthOf } from "../../fakes/counting.ts";
import { finished, intent, journalText, outcome, started } from "./events.ts";

const few = 40;
const many = 8 * few;
const most = { together: 9, apart: 16 };

const all = <T>(n: number, make: (at: number) => readonly T[]): T[] =>
  Array.from({ length: n }, (_, at) => make(at)).flat();

function run(at: number, organization = "acme"): JournalEvent[] {
  const place = { run: `r${at}`, organization };
  const subject = { action: `a${at}`, key: `p${at}@acme.example` };
  const commit = String(at).padStart(40, "0");
  return [
    started({ ...place, commit }),
    intent({ ...place, ...subject }),
    outcome({ ...place, ...subject }),
    finished({ ...place, applied: true }),
  ];
}

const cases: Readonly<Record<string, (n: number) => string>> = {
  runs: (n) => journalText(all(n, (at) => run(at))),
  "actions of one run": (n) =>
    journalText([
      started(),
      ...all(n, (at) => [intent({ action: `a${at}` }), outcome({ action: `a${at}` })]),
      finished(),
    ]),
  organizations: (n) => journalText(all(n, (at) => run(at, `org${at}`))),
  "runs that began and never ended": (n) => journalText(all(n, (at) => run(at).slice(0, 2))),
  "lines that are none": (n) => journalText(run(0)) + "no line\n".repeat(n),
  "lines that contradict the chain": (n) => journalText(run(0)).repeat(n),
};

describe("reading a journal does eight times the work for eight times as many", () => {
  it.each(Object.entries(cases))("%s", (_, make) => {
    const work = (n: number) => {
      const text = make(n);
      return () => {
        const { entries } = examineJournal(text);
        lastRun(entries, "acme");
        lastRunAmong({ entries, besides: [] }, "acme");
        appliedIn(entries);
        earlierDeeds(entries, "acme");
        sentAgainIn([entries], "acme");
      };
    };
    const growth = growthOf("journal/", {
      little: work(few),
      much: work(many),
      apart: { times: most.apart, few },
    });
    expect(growth.apart).toEqual([]);
    expect(growth.together).toBeLessThan(most.together);
  });
});
