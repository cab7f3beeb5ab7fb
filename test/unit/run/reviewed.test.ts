/** The signed list of reviewed actions: nothing that was altered, forged or meant for something else passes. */
import type { Action } from "../../../src/model/plan.ts";
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonicalJson, type JsonObject } from "../../../src/model/json.ts";
import {
  longestReviewed,
  readReviewed,
  reviewedOf,
  signReviewed,
  type Reviewed,
} from "../../../src/run/reviewed.ts";
import { planOf } from "../render/plans.ts";

const key = "0123456789abcdef0123456789abcdef";
const id = (digit: string) => digit.repeat(32);
const about = {
  repositoryId: 4711,
  pullRequest: 7,
  head: "a".repeat(40),
  base: "b".repeat(40),
  runId: 99,
  attempt: 1,
  workflow: ".github/workflows/muster.yml@refs/heads/main",
  workflowCommit: "c".repeat(40),
  files: { "plan.json": "d".repeat(64) },
} satisfies Partial<Reviewed>;
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
const acme = planOf({
  organization: "acme",
  actions: [
    { ...action, id: id("2") },
    { ...action, id: id("1") },
  ] as unknown as readonly Action[],
});
const organizations = {
  zeta: reviewedOf(planOf({ organization: "zeta", actions: [] })),
  acme: reviewedOf(acme),
};
const list = { ...about, organizations };

function signed(given: Partial<Reviewed> = {}): string {
  const made = signReviewed({ ...list, ...given, key, kind: "plan" });
  if ("error" in made) throw new Error(made.error);
  return made.text;
}

const errorOf = (text: string, withKey = key): string => {
  const read = readReviewed({ text, key: withKey, kind: "plan" });
  return "error" in read ? read.error : "";
};

/** Signed as it should be, over a list that this program would not write. */
function signedOver(body: JsonObject): string {
  const text = canonicalJson(body);
  const mac = createHmac("sha256", key).update(`muster reviewed plan, version 2\n${text}`).digest("hex");
  return JSON.stringify({ list: text, mac });
}
const bodyOf = (text: string): JsonObject =>
  JSON.parse((JSON.parse(text) as { list: string }).list) as JsonObject;

describe("the list of reviewed actions", () => {
  it("comes back as it was signed, with the same bytes whatever the order", () => {
    expect(readReviewed({ text: signed(), key, kind: "plan" })).toEqual({
      ...about,
      organizations: {
        acme: { actions: [id("1"), id("2")], terms: [], blocked: [] },
        zeta: { actions: [], terms: [], blocked: [] },
      },
    });
    const { zeta, acme: first } = organizations;
    expect(signed({ organizations: { acme: first, zeta } })).toBe(signed());
  });

  it("holds the ids of changed terms beside those of actions, and which guards stopped the plan", () => {
    const block = { guard: "max_loss", severity: "block", message: "too many", numbers: {} } as const;
    const term = {
      id: id("3"),
      organization: "acme",
      kind: "member",
      key: "kim@acme.example",
      what: "expires",
      before: "2027-02-28",
      after: null,
      direction: "longer",
      risk: "high",
      source: null,
    } as const;
    const found = reviewedOf({ ...acme, findings: [block, block], terms: [term] });
    expect(found).toEqual({ actions: [id("1"), id("2")], terms: [id("3")], blocked: ["max_loss"] });
    expect(readReviewed({ text: signed({ organizations: { acme: found } }), key, kind: "plan" })).toEqual({
      ...about,
      organizations: { acme: found },
    });
    const several = reviewedOf({
      ...acme,
      findings: [
        { ...block, guard: "self" },
        { ...block, guard: "max_changes", severity: "warn" },
        { ...block, guard: "coverage" },
      ],
      terms: [
        { ...term, id: id("5") },
        { ...term, id: id("4") },
      ],
    });
    expect(several).toMatchObject({ terms: [id("4"), id("5")], blocked: ["coverage", "self"] });
    const warned = reviewedOf({ ...acme, findings: [{ ...block, severity: "warn" }] });
    const adopting = reviewedOf({ ...acme, findings: [{ ...block, guard: "adoption" }] });
    expect([warned.blocked, adopting.blocked]).toEqual([[], []]);
  });

  it("is sorted, and says nothing of what there is none of", () => {
    const mixed = {
      actions: [id("2"), id("1")],
      terms: [id("4"), id("3")],
      blocked: ["self", "coverage"],
    } as const;
    expect(
      bodyOf(signed({ organizations: { acme: mixed, zeta: { actions: [], terms: [], blocked: [] } } })),
    ).toMatchObject({
      organizations: {
        acme: { actions: [id("1"), id("2")], terms: [id("3"), id("4")], blocked: ["coverage", "self"] },
      },
    });
    expect(bodyOf(signed())["organizations"]).toEqual({
      acme: { actions: [id("1"), id("2")] },
      zeta: { actions: [] },
    });
  });

  it("is no list of a part, and no part a list: nobody was shown a part", () => {
    const part = signReviewed({ ...list, key, kind: "part" });
    const text = "text" in part ? part.text : "";
    expect(readReviewed({ text, key, kind: "part" })).not.toHaveProperty("error");
    expect(errorOf(text)).toContain("was not signed");
    expect(readReviewed({ text: signed(), key, kind: "part" })).toHaveProperty("error");
  });

  it.each<readonly [string, JsonObject, string]>([
    ["no version", { schema_version: 0 }, "another version"],
    ["an older version", { schema_version: 1 }, "another version"],
    ["a newer version", { schema_version: 3 }, "another version"],
    ["the version as a text", { schema_version: "2" }, "another version"],
    ["repository 0", { repository_id: 0 }, "no repository"],
    ["a negative repository", { repository_id: -4711 }, "no repository"],
    ["half a repository", { repository_id: 0.5 }, "no repository"],
    ["pull request 0", { pull_request: 0 }, "no pull request"],
    ["run 0", { run_id: 0 }, "no run"],
    ["attempt 0", { attempt: 0 }, "no run"],
    ["a negative attempt", { attempt: -1 }, "no run"],
    ["a run as a text", { run_id: "99" }, "no run"],
    ["a short head", { head: "abc" }, "commits"],
    ["no base", { base: "" }, "commits"],
    ["no workflow", { workflow: 1 }, "no workflow"],
    ["no commit of the workflow", { workflow_commit: "main" }, "no workflow"],
    ["no files", { files: [] }, "files"],
    ["a file without its digest", { files: { "plan.json": "d" } }, "files"],
    ["no organizations", { organizations: [] }, "no organizations"],
    ["an organization that is a list", { organizations: { acme: [] } }, "of an organization"],
    ["terms that are no ids", { organizations: { acme: { actions: [], terms: ["x"] } } }, "than ids"],
    ["an organization that is nothing", { organizations: { acme: null } }, "of an organization"],
    ["an organization that is a text", { organizations: { acme: "x" } }, "of an organization"],
    ["an id with something before it", { organizations: { acme: { actions: [`x${id("1")}`] } } }, "than ids"],
    ["an id with something behind it", { organizations: { acme: { actions: [`${id("1")}x`] } } }, "than ids"],
    ["an id in a list", { organizations: { acme: { actions: [[id("1")]] } } }, "than ids"],
    ["one digest of two", { files: { "plan.json": "d".repeat(64), "other.json": "d" } }, "files"],
    ["a digest with something before it", { files: { "plan.json": `x${"d".repeat(64)}` } }, "files"],
    ["a digest with something behind it", { files: { "plan.json": `${"d".repeat(64)}x` } }, "files"],
    ["a digest in a list", { files: { "plan.json": ["d".repeat(64)] } }, "files"],
    ["a head in a list", { head: ["a".repeat(40)] }, "commits"],
    ["a guard that is not known", { organizations: { acme: { actions: [], blocked: ["luck"] } } }, "guard"],
  ])("counts for nothing with %s, although signed", (_, change, why) => {
    expect(errorOf(signedOver(bodyOf(signed())))).toBe("");
    expect(errorOf(signedOver({ ...bodyOf(signed()), ...change }))).toContain(why);
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
    expect(signReviewed({ ...list, key: key.slice(1), kind: "plan" })).toHaveProperty("error");
  });

  it("is no other text that happens to be signed with the key", () => {
    const text = canonicalJson(bodyOf(signed()));
    const mac = createHmac("sha256", key).update(text).digest("hex");
    expect(errorOf(JSON.stringify({ list: text, mac }))).toContain("was not signed");
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
    for (const text of odd.slice(0, 7)) expect(errorOf(text), text).toContain("is no signed list");
    expect(errorOf('{"mac":"x"}')).toContain("is no signed list");
    expect(errorOf(" ".repeat(longestReviewed))).toContain("is no signed list");
    expect(errorOf(" ".repeat(longestReviewed + 1))).toContain("16 MB");
  });

  it.each(["", "{", "null", "[]", "7", '"text"'])("is none when what was signed is %j", (text) => {
    const mac = createHmac("sha256", key).update(`muster reviewed plan, version 2\n${text}`).digest("hex");
    expect(errorOf(JSON.stringify({ list: text, mac }))).toContain("is not JSON");
  });

  it("holds no ids of another shape, although signed", () => {
    const bad = { acme: { actions: ["../x"], terms: [], blocked: [] } };
    expect(errorOf(signed({ organizations: bad }))).toContain("than ids");
  });
});
