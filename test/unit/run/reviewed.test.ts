/** The signed list of reviewed actions: nothing that was altered, forged or meant for something else passes. */
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { longestReviewed, readReviewed, signReviewed } from "../../../src/run/reviewed.ts";
import { planOf } from "../render/plans.ts";

const key = "0123456789abcdef0123456789abcdef";
const id = (digit: string) => digit.repeat(32);
const about = {
  repositoryId: 4711,
  pullRequest: 7,
  head: "a".repeat(40),
  base: "b".repeat(40),
  runId: 99,
};
const action = {
  phase: 2,
  verb: "invite",
  kind: "member",
  key: "kim@acme.example",
  cause: "change",
  before: null,
  after: null,
  needs: [],
  risk: "low",
  source: null,
} as const;
const plans = [
  planOf({ organization: "zeta", actions: [] }),
  planOf({
    organization: "acme",
    actions: [
      { ...action, id: id("2") },
      { ...action, id: id("1") },
    ],
  }),
];

function signed(): string {
  const list = signReviewed({ ...about, key, plans });
  if ("error" in list) throw new Error(list.error);
  return list.text;
}

const errorOf = (text: string, withKey = key): string => {
  const read = readReviewed({ text, key: withKey });
  return "error" in read ? read.error : "";
};

describe("the list of reviewed actions", () => {
  it("comes back as it was signed, with the same bytes whatever the plans' order", () => {
    expect(readReviewed({ text: signed(), key })).toEqual({
      ...about,
      organizations: { acme: [id("1"), id("2")], zeta: [] },
    });
    expect(signReviewed({ ...about, key, plans: [...plans].reverse() })).toEqual({ text: signed() });
  });

  it("does not pass with any character changed, added or left out", () => {
    const text = signed().trimEnd();
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === "1" ? "2" : "1";
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      const shorter = text.slice(0, at) + text.slice(at + 1);
      for (const bad of [changed, shorter]) expect(errorOf(bad), bad).not.toBe("");
    }
  });

  it("passes under its own key only", () => {
    expect(errorOf(signed(), `${key}x`)).toContain("MUSTER_REVIEW_KEY");
    expect(errorOf(signed(), "short")).toContain("shorter than 32");
    expect(signReviewed({ ...about, key: key.slice(1), plans })).toHaveProperty("error");
  });

  it("is no other text that happens to be signed with the key", () => {
    const list = JSON.stringify({
      schema_version: 1,
      repository_id: 1,
      pull_request: 1,
      run_id: 1,
      head: about.head,
      base: about.base,
      organizations: {},
    });
    const mac = createHmac("sha256", key).update(list).digest("hex");
    expect(errorOf(JSON.stringify({ list, mac }))).toContain("was not signed");
  });

  it("is never taken for a list when it is something else, however odd", () => {
    const odd = [
      "",
      "null",
      "[]",
      "1",
      "{}",
      '{"mac":1,"list":2}',
      '{"list":"{}"}',
      "[".repeat(200_000),
      `{"mac":"x","list":${"[".repeat(100_000)}`,
    ];
    for (const text of odd) expect(errorOf(text), text.slice(0, 20)).not.toBe("");
    expect(errorOf(" ".repeat(longestReviewed + 1))).toContain("16 MB");
  });

  it("holds no ids of another shape, although signed", () => {
    const bad = [{ ...action, id: "../x" }];
    const list = signReviewed({ ...about, key, plans: [planOf({ actions: bad })] });
    expect(errorOf("text" in list ? list.text : "")).toContain("ids of actions");
  });
});
