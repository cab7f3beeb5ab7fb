/** When what the files asked for was done: which deed of the journals answers for which change. */
import { expect, it } from "vitest";
import { deedsIn, type Deed } from "../../../src/history/applied.ts";
import type { Span, Turn } from "../../../src/history/span.ts";

const key = "rob@acme.example";
const turn = (at: string): Turn => ({
  at,
  commit: { id: at, at, author: "", authorEmail: "", subject: "", pullRequest: null },
  by: "commit",
});
const span = (state: string, from: string, to?: string): Span => ({
  organization: "acme",
  kind: "member",
  thing: key,
  fields: { state },
  from: turn(from),
  ...(to === undefined ? {} : { to: turn(to) }),
});
const ended = (state: string, at: string): Deed => ({
  ...{ at, run: at, organization: "acme", kind: "member", key, outcome: "done" },
  before: { state: "active" },
  after: { state },
});
const names = { keysOf: (_: string, __: string, thing: string) => [thing] };

it("an end of access answers for each way to be gone that was asked for before it, and for none after a return", () => {
  const list = [
    span("active", "2027-01-01", "2027-02-01"),
    span("deactivated", "2027-02-01", "2027-02-02"),
    span("removed", "2027-02-02", "2027-03-01"),
    span("active", "2027-03-01", "2027-04-01"),
    span("deactivated", "2027-04-01"),
  ];
  const [, first, second, , last] = list;
  if (first === undefined || second === undefined || last === undefined) throw new Error("no spans");
  const done = (...deeds: Deed[]) =>
    [first, second, last].map(
      (one) => deedsIn(deeds, names).beginOf(one, { list, place: list.indexOf(one) })?.at ?? null,
    );
  expect(done(ended("removed", "2027-02-03"))).toEqual(["2027-02-03", "2027-02-03", null]);
  expect(done(ended("deactivated", "2027-02-01"), ended("removed", "2027-02-05"))).toEqual([
    "2027-02-01",
    "2027-02-05",
    null,
  ]);
  // Whoever came back in between is not gone by what was done later.
  expect(done(ended("deactivated", "2027-04-02"))).toEqual([null, null, "2027-04-02"]);
});

it("what the files dropped and declared again was not taken away by what was done after its return", () => {
  const list = [
    span("active", "2027-01-01", "2027-02-01"),
    span("active", "2027-03-01", "2027-04-01"),
    span("deactivated", "2027-04-01"),
  ];
  const [first] = list;
  if (first === undefined) throw new Error("no span");
  const over = (at: string) => deedsIn([ended("removed", at)], names).endOf(first, { list, place: 0 })?.at;
  expect(over("2027-02-02")).toBe("2027-02-02");
  expect(over("2027-04-02")).toBeUndefined();
  expect(deedsIn([ended("removed", "2027-04-02")], names).endOf(first, { list: [first], place: 0 })?.at).toBe(
    "2027-04-02",
  );
});
