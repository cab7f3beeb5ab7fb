/** What of a review counts, where somebody would rather decide on themselves. */
import { describe, expect, it } from "vitest";
import type { Approval } from "../../../src/model/evidence.ts";
import { isCompleteReview, type ReviewEntry, type ReviewFile } from "../../../src/model/review.ts";
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
const judged = (entry: ReviewEntry, by: Recorded, first = entry) =>
  judgeReview({
    ...{ file: fileOf(entry), begun: [first], organization, today: "2026-11-02" },
    recorded: new Map([["member rob@acme.example", by]]),
  }).entries[0];

describe("where the files cannot be read", () => {
  const unread = (...entries: readonly ReviewEntry[]) =>
    judgeReview({
      ...{ file: { ...fileOf(...entries), due: "2026-11-01" }, begun: [rob], today: "2026-11-02" },
      ...{ organization: undefined, isUnread: true },
      recorded: new Map([["member rob@acme.example", recorded("lee@acme.example")]]),
    });

  it("nobody is gone, and no decision counts", () => {
    const { decision: _, by: __, ...undecided } = rob;
    const lee = { ...undecided, key: "lee@acme.example" };
    const review = unread(rob, lee);
    expect(review.entries.map(({ state }) => state)).toEqual(["unread", "undecided"]);
    expect(isCompleteReview({ reviews: [review] })).toBe(false);
  });

  it("a review of which nothing is left is neither complete nor in time", () => {
    const review = unread();
    expect(review).toMatchObject({ isUnread: true, isOverdue: true });
    expect(isCompleteReview({ reviews: [review] })).toBe(false);
  });
});

describe("a decision", () => {
  it("for a role that there is not does not count", () => {
    const changed = (role: string): ReviewEntry => ({ ...rob, decision: { is: "change", role } });
    expect(judged(changed("captain"), recorded("lee@acme.example"))).toMatchObject({
      state: "refused",
      why: "there is no role captain here",
    });
    expect(judged(changed("Editor"), recorded("lee@acme.example"))).toMatchObject({ state: "decided" });
  });

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
      why: expect.stringContaining("lee@acme.example neither made nor approved the commit that says so"),
    });
  });

  it.each([
    ["a co-author of the squash", { withHands: ["lee@acme.example", "17+robby@users.noreply.github.com"] }],
    ["an author of what was merged", { withHands: ["rob@acme.example"] }],
    ["whoever opened the pull request", { proposedBy: "Robby" }],
  ])("does not count where they were %s, unless somebody else approved it", (_, more) => {
    const own = { ...recorded("lee@acme.example"), ...more };
    expect(judged(rob, own)).toMatchObject({ state: "refused", why: expect.stringContaining("themselves") });
    const by = (...approvals: readonly Approval[]) =>
      judged(rob, { ...own, ...recorded("lee@acme.example", approvals) });
    expect(by()).toMatchObject({ state: "refused" });
    expect(by(approval("robby"))).toMatchObject({ state: "refused" });
    expect(by({ ...approval("ben-at-github"), stale: true })).toMatchObject({ state: "refused" });
    expect(by(approval("ben-at-github"))).toMatchObject({ state: "decided" });
  });

  it("is nobody's in a bot's commit, unless whoever decided approved it", () => {
    const bot = "41898282+github-actions[bot]@users.noreply.github.com";
    expect(judged(rob, recorded(bot))).toMatchObject({
      state: "refused",
      why: expect.stringContaining("bot"),
    });
    expect(judged(rob, recorded(bot, []))).toMatchObject({ state: "refused" });
    expect(judged(rob, recorded(bot, [approval("leelee")]))).toMatchObject({ state: "decided" });
    // The queue merges what people wrote.
    const queued = { ...recorded(bot), withHands: ["lee@acme.example"] };
    expect(judged(rob, queued)).toEqual(expect.not.objectContaining({ unshown: true }));
    expect(judged(rob, queued)).toMatchObject({ state: "decided" });
  });

  it("that an approval of an earlier head stands behind does not count", () => {
    const why = expect.stringContaining("approved an earlier head");
    const stale = { ...approval("leelee"), stale: true } as const;
    expect(judged(rob, recorded("ana@acme.example", [stale]))).toMatchObject({ state: "refused", why });
  });

  it("in a commit of others counts without reviews, and says that nothing shows it", () => {
    expect(judged(rob, recorded("ana@acme.example"))).toMatchObject({ state: "decided", unshown: true });
    expect(judged(rob, recorded("lee@acme.example"))).toEqual(expect.not.objectContaining({ unshown: true }));
  });

  it("by whoever opened the pull request counts, whoever merged it", () => {
    const opened = { ...recorded("ana@acme.example", [approval("ben-at-github")]), proposedBy: "leelee" };
    expect(judged(rob, opened)).toMatchObject({ state: "decided" });
  });

  it("on somebody who was renamed since is asked again, and on oneself by one's new name refused", () => {
    const [renamed] = organizationsOf({
      ...files,
      "people.yaml": files["people.yaml"].replace(
        "email: rob@acme.example",
        "email: robert@acme.example, previously: [rob@acme.example]",
      ),
    });
    const judge = (by: string) =>
      judgeReview({
        ...{ file: fileOf({ ...rob, by }), begun: [rob], organization: renamed, today: "2026-11-02" },
        recorded: new Map([["member rob@acme.example", recorded("lee@acme.example")]]),
      });
    const { entries, leftOut, newcomers } = judge("lee");
    expect(entries).toMatchObject([
      { state: "changed", why: expect.stringContaining("called robert@acme.example since") },
    ]);
    expect([...leftOut, ...newcomers]).not.toContain("robert@acme.example");
    expect(judge("robert@acme.example").entries).toMatchObject([
      { state: "refused", why: "decided by themselves" },
    ]);
  });

  it("is missed where its entry is taken out, and not where nothing is left to decide", () => {
    const gone: ReviewEntry = { ...rob, key: "gone@acme.example" };
    const found = judgeReview({
      ...{ file: fileOf(), begun: [rob, gone], organization, today: "2026-11-02", recorded: new Map() },
    });
    expect(found.leftOut).toEqual(["rob@acme.example"]);
  });

  it("says that the commits could not be read, where they could not", () => {
    const found = judgeReview({
      ...{ file: fileOf(rob), begun: [], organization, today: "2026-11-02", recorded: new Map() },
      isPastUnread: true,
    });
    expect(found.entries).toMatchObject([
      { state: "undecided", why: expect.stringContaining("could not be looked up") },
    ]);
  });

  it("of an entry whose reviewer somebody changed is whoever's it was at first", () => {
    const moved = { ...rob, reviewer: "rob@acme.example", by: "lee@acme.example" };
    expect(judged(moved, recorded("lee@acme.example"), rob)).toMatchObject({
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
    ["decision: [keep]", "This has to be a mapping"],
    ["decision: { change: { role: [admin] } }", "A change says what"],
    ["decision: keep\n        decision: remove", "stands twice"],
    ["decision: &x keep", "nchor"],
    ["decision: !!str keep", "Tags"],
    ["  decision: keep", "not YAML"],
    ["by: { me: too }", "stands twice"],
  ])("with %s has an error at its line", (line, message) => {
    const broken = text.replace(/(?<=^ +)decision:$/m, line);
    expect(readReview("r.yaml", new TextEncoder().encode(broken))).toMatchObject({
      ok: false,
      diagnostics: expect.arrayContaining([
        expect.objectContaining({ message: expect.stringContaining(message) }),
      ]),
    });
  });

  const stands = { name: "2026-q4", organization: "acme" };
  it.each([
    ["organization: acme", "organization: other", "put it back"],
    ["organization: acme\n", "", "put it back"],
    ["review: 2026-q4", "review: 2026-q3", "put it back"],
    ["on: 2026-11-02", "on: yesterday", "is no day"],
    ["on: 2026-11-02\n", "", "is no day"],
    [/^entries:[^]*$/m, "", "The entries are not there"],
    [/^entries:[^]*$/m, "entries: none\n", "The entries are a list"],
    [
      /$/,
      "  - reviewer: admins\n    people:\n      ROB@acme.example:\n        has: x\n",
      "has an entry already, at",
    ],
    [/$/, "  - reviewer: admins\n    persons: {}\n", "is not known here"],
    [/$/, "---\nreview: more\n", "document"],
  ])("edited by hand from %s to %s has an error at its place", (from, to, message) => {
    const read = readReview("r.yaml", new TextEncoder().encode(text.replace(from, to)), stands);
    const messages = read.ok ? [] : read.diagnostics.map((item) => item.message);
    expect(messages.join("\n")).toContain(message);
  });
});
