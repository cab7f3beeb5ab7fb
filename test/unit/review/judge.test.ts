/** What of a review counts, where somebody would rather decide on themselves. */
import { describe, expect, it } from "vitest";
import type { Approval } from "../../../src/model/evidence.ts";
import type { ReviewEntry, ReviewFile } from "../../../src/model/review.ts";
import { heldIn } from "../../../src/review/held.ts";
import { judgeReview, sayingOf, type Recorded } from "../../../src/review/judge.ts";
import { readReview } from "../../../src/review/read.ts";
import { reviewText } from "../../../src/review/text.ts";
import { circleOf } from "../../../src/review/who.ts";
import { organizationsOf } from "../../fakes/world.ts";

const files = {
  "people.yaml":
    "people:\n  rob: { email: rob@acme.example, github: robby }\n  lee: { email: lee@acme.example, github: leelee }\n",
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_1, successor: ana@acme.example }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  lee: editor
  rob: viewer
teams:
  data: { manager: lee, members: [rob] }
`,
};
const [organization] = organizationsOf(files);
if (organization === undefined) throw new Error("no organization");
const held = heldIn(organization).find(({ key }) => key === "rob@acme.example");
const source = { file: "reviews/x/acme.yaml", line: 1, column: 1 };
const rob: ReviewEntry = {
  ...{ kind: "member", key: "rob@acme.example", has: held?.hash ?? "", reviewer: "lee@acme.example", source },
  decision: { is: "keep" },
  by: "lee@acme.example",
};
const fileOf = (...entries: readonly ReviewEntry[]): ReviewFile => ({
  ...{ name: "x", organization: "acme", on: "2026-11-02", entries },
});
const recorded = (authorEmail: string, approvals?: readonly Approval[]): Recorded => ({
  authorEmail,
  origin: {
    ...{
      at: "2026-11-02T12:00:00.000Z",
      by: "commit",
      commit: "c".repeat(40),
      author: "Somebody",
      subject: "x",
    },
    pull_request: 7,
    ...(approvals === undefined ? {} : { approvals }),
  },
});
const approval = (by: string): Approval => ({ by, at: "2026-11-02T12:00:00Z", commit: "c".repeat(40) });
const judged = (entry: ReviewEntry, by: Recorded, first = fileOf(entry)) =>
  judgeReview({
    ...{ file: fileOf(entry), first, organization, today: "2026-11-02" },
    recorded: new Map([["member rob@acme.example", by]]),
  }).entries[0];

describe("a decision", () => {
  it("counts by whoever is to decide, and by an admin", () => {
    expect(judged(rob, recorded("lee@acme.example"))).toMatchObject({ state: "decided" });
    expect(judged({ ...rob, by: "ben@acme.example" }, recorded("ben@acme.example"))).toMatchObject({
      state: "decided",
    });
  });

  it.each(["rob@acme.example", "ROB", "robby"])("on oneself does not, by whatever name: %s", (by) => {
    expect(judged({ ...rob, by }, recorded("lee@acme.example"))).toMatchObject({
      state: "refused",
      why: "decided by themselves",
    });
  });

  it.each(["rob@acme.example", "robby@users.noreply.github.com", "17+robby@users.noreply.github.com"])(
    "in a commit of one's own does not, unless whoever decided approved it: %s",
    (author) => {
      expect(judged(rob, recorded(author))).toMatchObject({ state: "refused" });
      expect(judged(rob, recorded(author, [approval("ben-at-github")]))).toMatchObject({ state: "refused" });
      expect(judged(rob, recorded(author, [approval("LeeLee")]))).toMatchObject({ state: "decided" });
    },
  );

  it("that somebody else wrote under their name does not count where approvals are known", () => {
    expect(judged(rob, recorded("ana@acme.example", []))).toMatchObject({
      state: "refused",
      why: "lee@acme.example neither made nor approved the commit that says so",
    });
  });

  it("of an entry whose reviewer somebody changed is whoever's it was at first", () => {
    const moved = { ...rob, reviewer: "rob@acme.example", by: "lee@acme.example" };
    expect(judged(moved, recorded("lee@acme.example"), fileOf(rob))).toMatchObject({
      state: "decided",
      reviewer: "lee@acme.example",
    });
  });

  it("is about what they had: a new hash is a new decision, with a commit of its own", () => {
    expect(sayingOf({ ...rob, has: "0" })).not.toBe(sayingOf(rob));
    expect(judged({ ...rob, has: "0" }, recorded("lee@acme.example"))).toMatchObject({ state: "changed" });
  });
});

describe("the file", () => {
  const words = () => ["viewer", "in team data", "x".repeat(90), "y".repeat(90)];
  const text = reviewText({
    ...{ name: "2026-q4", organization: "acme", on: "2026-11-02", due: "2026-12-31", commit: null, words },
    entries: heldIn(organization).map((item) => ({
      held: item,
      reviewer: circleOf(organization).reviewerOf(item),
    })),
  });

  it("is read back as it was written, however long what somebody has is", () => {
    const read = readReview("reviews/2026-q4/acme.yaml", new TextEncoder().encode(text));
    expect(read).toMatchObject({
      ok: true,
      file: { name: "2026-q4", organization: "acme", on: "2026-11-02", due: "2026-12-31" },
    });
    const keys = read.ok ? read.file.entries.map(({ key }) => key) : [];
    expect(keys.sort()).toEqual([
      "ana@acme.example",
      "ben@acme.example",
      "lee@acme.example",
      "rob@acme.example",
    ]);
  });

  it.each([
    ["decision: maybe", "is no decision"],
    ["decision: { change: }", "A change says what"],
    ["decison: keep", "is not known here"],
  ])("with %s has an error at its line", (line, message) => {
    const broken = text.replace(/(?<=^ +)decision:$/m, line);
    expect(readReview("r.yaml", new TextEncoder().encode(broken))).toMatchObject({
      ok: false,
      diagnostics: expect.arrayContaining([
        expect.objectContaining({ message: expect.stringContaining(message) }),
      ]),
    });
  });
});
