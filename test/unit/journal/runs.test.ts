/** The entries of a run in their order, told in letters: which of them a journal may hold, and what is said of the others. */
import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../src/journal/event.ts";
import { runCheck } from "../../../src/journal/runs.ts";
import { chainOf, finished, intent, outcome, started } from "./events.ts";

/** `[` a run begins, `]` ends; `+a` an intent, `=a` its outcome; `*a` an intent of another verb; `/` before all that is of the other organization. */
function eventOf(told: string): JournalEvent {
  const over = told.startsWith("/") ? { organization: "labs" } : {};
  const [sign = "", action = ""] = told.replace("/", "");
  switch (sign) {
    case "[":
      return started(over);
    case "]":
      return finished(over);
    case "=":
      return outcome({ ...over, action });
    default:
      return intent({ ...over, action, verb: sign === "*" ? "promote" : "invite" });
  }
}

/** `LINE error` or `LINE warning`, with the beginning of what is said. */
function told(run: string): readonly string[] {
  const problems: string[] = [];
  const check = runCheck((line, severity, message) => {
    problems.push(`${line} ${severity}: ${message.split(/[.:,]/)[0] ?? ""}`);
  });
  for (const [index, entry] of chainOf(run.split(" ").map(eventOf)).entries()) check.step(index + 1, entry);
  check.end();
  return problems;
}

const left = (line: number): string => `${line} error: This intent has no outcome`;
const noIntent = (line: number): string => `${line} error: This outcome has no intent before it`;
const unfinished = (line: number): string => `${line} warning: Unfinished run`;

describe("a run", () => {
  it.each<readonly [string, string, readonly string[]]>([
    ["of nothing", "[ ]", []],
    ["of one action after another", "[ +a =a *b =b +c =c ]", []],
    ["whose actions of one verb go out together", "[ +a +b +c =a =b =c ]", []],
    ["whose next ones go out together when all are told", "[ +a +b =a =b *c *d =c =d ]", []],
    ["whose next ones of that verb do so, too", "[ +a +b =a =b +c +d =c =d ]", []],
    ["beside one of the other organization, which goes wrong", "[ /[ +a /+a =a /*b ] /=a /]", [left(4), noIntent(8)]],
    ["beside one of the other organization, each whole", "[ /[ +a /*a =a /=a ] /]", []],
    ["that is begun again", "[ ] [ +a =a ]", []],
    ["without a beginning", "+a =a ]", ["1 error: This entry belongs to a run that never started", "2 error: This entry belongs to a run that never started", "3 error: This entry belongs to a run that never started"]],
    ["that goes on behind its end", "[ ] +a", ["3 error: This entry comes after the end of run r1 of acme"]],
  ])("%s", (_, run, expected) => {
    expect(told(run)).toEqual(expected);
  }); // prettier-ignore

  it.each<readonly [string, string, readonly string[]]>([
    ["an intent, before one of another verb", "[ +a *b =b ]", [left(2)]],
    ["intents, before one of another verb", "[ +a +b *c =c ]", [left(2), left(3)]],
    ["an intent, before the next ones begin", "[ +a +b =a +c =c ]", [left(3)]],
    ["an intent, and the next ones go out together", "[ +a +b =a +c +d =c =d ]", [left(3)]],
    ["an intent, since the outcome of a later one came", "[ +a +b +c =b =c ]", [left(2)]],
    ["intents, since the outcome of the last came", "[ +a +b +c =c ]", [left(2), left(3)]],
    ["an intent, at the run's end", "[ +a ]", [left(2)]],
    ["intents, at the run's end", "[ +a +b ]", [left(2), left(3)]],
  ])("leaves without an outcome %s", (_, run, expected) => {
    expect(told(run)).toEqual(expected);
  });

  it.each<readonly [string, string, readonly string[]]>([
    ["of nothing before it", "[ =a ]", [noIntent(2)]],
    ["of another action", "[ +a =b ]", [noIntent(3)]],
    ["that was told", "[ +a =a =a ]", [noIntent(4)]],
    ["that was passed over", "[ +a +b =b =a ]", [left(2), noIntent(5)]],
    [
      "that comes late, when the next ones have begun",
      "[ +a +b =a +c =b =c ]",
      [left(3), noIntent(6), noIntent(7)],
    ],
    ["of another action, after which others begin", "[ +a =b +c +d =c =d ]", [noIntent(3)]],
  ])("has an outcome %s", (_, run, expected) => {
    expect(told(run)).toEqual(expected);
  });

  it.each<readonly [string, string, readonly string[]]>([
    ["before its first action", "[", [unfinished(1)]],
    ["between two", "[ +a =a", [unfinished(1)]],
    ["with an intent", "[ +a =a +b", [unfinished(4)]],
    ["with several", "[ +a +b", [unfinished(2)]],
    ["with the second of two", "[ +a +b =a", [unfinished(3)]],
    ["and was begun again", "[ +a [ +a =a ]", [unfinished(2)]],
    ["beside one of the other organization that did not", "[ /[ +a /]", [unfinished(3)]],
  ])("was killed %s", (_, run, expected) => {
    expect(told(run)).toEqual(expected);
  });

  it("is said to have no end, or to end with an intent", () => {
    const said = (run: string): string => {
      let last = "";
      const check = runCheck((_, __, message) => void (last = message));
      for (const [index, entry] of chainOf(run.split(" ").map(eventOf)).entries())
        check.step(index + 1, entry);
      check.end();
      return last;
    };
    expect(said("[ +a =a")).toContain("run r1 of acme has no end");
    expect(said("[ +a =a +b")).toContain("run r1 of acme ends with an intent");
  });
});
