/** Which of several live objects of one address speaks for it. */
import { describe, expect, it } from "vitest";
import type { Member, MemberState } from "../../../src/model/entities/member.ts";
import { speakingFor } from "../../../src/providers/planasonix/member.ts";

const of = (...states: MemberState[]): Member[] =>
  states.map((state, index) => ({
    kind: "member",
    key: "ana@acme.example",
    email: "ana@acme.example",
    state,
    id: `x${index}`,
    since: `2026-01-0${index + 1}T00:00:00Z`,
  }));
const chosen = (...states: MemberState[]): MemberState[] =>
  speakingFor(of(...states)).map((item) => item.state);

describe("speakingFor", () => {
  it.each<[MemberState[], MemberState[]]>([
    [["active", "pending"], ["active"]],
    [["deactivated", "pending"], ["deactivated"]],
    [["left", "pending"], ["pending"]],
    [["left", "expired"], ["left"]],
    [["left", "active"], ["active"]],
    [["pending", "failed", "expired"], ["pending"]],
    [["expired", "failed"], ["failed"]],
    [
      ["active", "active"],
      ["active", "active"],
    ],
    [
      ["pending", "pending"],
      ["pending", "pending"],
    ],
  ])("of %j it is %j", (states, expected) => {
    expect(chosen(...states)).toEqual(expected);
  });
});
