import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createFaultQueue,
  faultHelp,
  parseFault,
  parseFaults,
} from "../../../src/sandbox/planasonix/fault.ts";
import { routes, type RouteName } from "../../../src/providers/planasonix/contract.ts";

describe("the grammar of faults", () => {
  it.each([
    ["502@invite", { kind: "502", target: "invite", from: 1, times: 1 }],
    ["500@3", { kind: "500", target: "any", from: 3, times: 1 }],
    ["500@3x2", { kind: "500", target: "any", from: 3, times: 2 }],
    ["429@write", { kind: "429", target: "write", from: 1, times: 1 }],
    ["429:30@write:3x2", { kind: "429", amount: 30, target: "write", from: 3, times: 2 }],
    ["drop-after@writex2", { kind: "drop-after", target: "write", from: 1, times: 2 }],
    ["late:2@share", { kind: "late", amount: 2, target: "share", from: 1, times: 1 }],
    ["latency:200@anyx*", { kind: "latency", amount: 200, target: "any", from: 1, times: Infinity }],
    ["clock:-3600@anyx*", { kind: "clock", amount: -3600, target: "any", from: 1, times: Infinity }],
    ["truncated@members:2", { kind: "truncated", target: "members", from: 2, times: 1 }],
    ["empty@read", { kind: "empty", target: "read", from: 1, times: 1 }],
    [
      "redirect:http://me@evil.example/x@profile",
      { kind: "redirect", url: "http://me@evil.example/x", target: "profile", from: 1, times: 1 },
    ],
  ])("%s", (spec, fault) => {
    expect(parseFault(spec)).toEqual(fault);
  });

  it("takes several", () => {
    expect(parseFaults("502@invite, 429@2")).toMatchObject([{ kind: "502" }, { kind: "429", from: 2 }]);
  });

  it.each([
    ["", "is no fault"],
    ["502", "is no fault"],
    ["@invite", "is no fault"],
    ["timeut@1", "did you mean timeout?"],
    ["502@invit", "did you mean invite?"],
    ["502@", "names no request"],
    ["502@invite3", "names no request"],
    ["502@0", "count from 1"],
    ["502@1x0", "count from 1"],
    ["502:3@1", 'takes nothing after ":"'],
    ["latency@1", "needs a number"],
    ["late:2@members", "requests that create something"],
    ["late-ms:2@read", "requests that create something"],
    ["latency:fast@1", "no whole number"],
    ["429:-1@1", "no whole number"],
    ["redirect@1", "needs an address"],
    ["redirect:nowhere@1", "is no address"],
    ["truncated@write", "lists only"],
    ["empty@profile", "lists only"],
    ["toString@1", 'no fault "toString"'],
    ["502@constructor", 'no request "constructor"'],
    ["502@1,", "is no fault"],
  ])("%j is refused in a sentence: %s", (spec, words) => {
    expect(parseFaults(spec)).toEqual({ error: expect.stringContaining(words) });
  });

  it("gives whole faults or a sentence, whatever the text", () => {
    const piece = fc.constantFrom(
      "502",
      "429",
      "latency",
      "truncated",
      "@",
      ":",
      "x",
      "*",
      ",",
      "3",
      "write",
      "members",
      " ",
    );
    const spec = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(spec, (text) => {
        const result = parseFaults(text);
        if ("error" in result) expect(result.error).not.toBe("");
        else expect(result.every((fault) => fault.from >= 1 && fault.times >= 1)).toBe(true);
      }),
    );
  });

  it("is explained with every kind and route", () => {
    for (const name of ["429", "timeout-after", "wrong-type", "clock", ...Object.keys(routes)]) {
      expect(faultHelp).toContain(name);
    }
  });
});

describe("which requests faults strike", () => {
  const strikes = (spec: string, requests: readonly RouteName[]) => {
    const faults = parseFaults(spec);
    if ("error" in faults) throw new Error(faults.error);
    const queue = createFaultQueue(faults);
    return requests.map((name) => queue.next(name, routes[name].method).fault?.kind ?? "-").join(" ");
  };

  it.each<[string, RouteName[], string]>([
    ["500@2", ["members", "invite", "invite"], "- 500 -"],
    ["500@write:2x2", ["invite", "members", "invite", "changeMember", "leaveTeam"], "- - 500 500 -"],
    ["500@read", ["invite", "members", "members"], "- 500 -"],
    ["500@invite", ["members", "createTeam", "invite", "invite"], "- - 500 -"],
    ["500@writex*", ["invite", "members", "leaveTeam", "invite"], "500 - 500 500"],
    ["truncated@2", ["profile", "members", "invite", "teams", "teams"], "- - - truncated -"],
    ["429@write,502@write", ["invite", "invite", "invite"], "429 502 -"],
    ["latency:5@any,502@any", ["invite", "invite"], "502 -"],
  ])("%s on %j", (spec, requests, expected) => {
    expect(strikes(spec, requests)).toBe(expected);
  });

  it("a fault strikes exactly TIMES requests in a row, from the N-th on", () => {
    const counts = { from: fc.integer({ min: 1, max: 9 }), times: fc.integer({ min: 1, max: 9 }) };
    fc.assert(
      fc.property(fc.record(counts), ({ from, times }) => {
        const line = strikes(
          `500@${from}x${times}`,
          Array.from({ length: 20 }, () => "members" as const),
        );
        const struck = line.split(" ").flatMap((kind, index) => (kind === "500" ? [index + 1] : []));
        expect(struck).toEqual(Array.from({ length: times }, (_, index) => from + index));
      }),
    );
  });
});
