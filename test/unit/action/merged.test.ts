/** Whose a commit of the branch's line is: of all that GitHub calls merged, the pull request whose merge made it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mergedIn, type Merged } from "../../../src/action/merged.ts";
import { createGitHub } from "../../../src/forge/github/client.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { permissionsOf } from "../../fakes/github/permissions.ts";
import { startFakeGitHub, type FakeGitHub } from "../../fakes/github/server.ts";
import { commitOf, type FakePullRequest } from "../../fakes/github/state.ts";

let fake: FakeGitHub;
let github: ReturnType<typeof createGitHub>;

beforeEach(async () => {
  fake = await startFakeGitHub();
  github = createGitHub({
    apiUrl: fake.apiUrl,
    token: fake.token("fake-token-000", { permissions: permissionsOf("apply") }),
    repository: fake.state.repository.fullName,
    env: {},
    clock: fakeClock(),
  });
});
afterEach(async () => {
  await github.close();
  await fake.close();
});

interface Wish {
  readonly head: string;
  readonly made: string;
  readonly commits?: readonly string[];
  readonly base?: string;
}

let minute = 0;
/** A pull request that GitHub calls merged. */
function merged({ head, made, commits = [], base = "main" }: Wish): FakePullRequest {
  return fake.add.pullRequest({
    isOpen: false,
    mergedAt: `2026-11-02T08:${String((minute += 1) % 60).padStart(2, "0")}:00Z`,
    mergeCommit: made,
    head: { sha: head, ref: "change", repositoryId: fake.state.repository.id },
    base: { ref: base, sha: commitOf("0") },
    commits: [...commits],
  });
}

/** The commits `1`, `2` and so on, the newest first; `heads` of those that are merges. */
async function asked(
  commits: readonly string[],
  heads: Readonly<Record<string, readonly string[]>> = {},
): Promise<Merged> {
  const answer = await mergedIn(github, {
    commits,
    repository: { ...fake.state.repository },
    line: new Map([...commits, commitOf("0")].map((commit, place) => [commit, place])),
    heads: new Map(Object.entries(heads)),
  });
  if ("error" in answer) throw new Error(answer.error);
  return answer;
}

const numbers = ({ merges }: Merged): number[][] => merges.map((merge) => merge.map(({ number }) => number));
const [one, two, three] = [commitOf("1"), commitOf("2"), commitOf("3")];
const [a, b] = [commitOf("a"), commitOf("b")];

describe("a commit on the branch's line", () => {
  it("that merges a head is its pull request's, and not that of what came along", async () => {
    const own = merged({ head: b, made: one });
    const along = merged({ head: a, made: one, commits: [one] });
    const found = await asked([one], { [one]: [b] });
    expect(numbers(found)).toEqual([[own.number]]);
    expect(found.pullRequests.map(({ number }) => number).sort()).toEqual([own.number, along.number].sort());
  });

  it("is the one of several of that head which GitHub says to be merged by it", async () => {
    const own = merged({ head: b, made: one });
    merged({ head: b, made: b, commits: [one] });
    expect(numbers(await asked([one], { [one]: [b] }))).toEqual([[own.number]]);
  });

  it("is that of each where GitHub tells nothing apart", async () => {
    const pulls = [merged({ head: b, made: one }), merged({ head: b, made: one })];
    const [merge = []] = numbers(await asked([one], { [one]: [b] }));
    expect(merge.sort()).toEqual(pulls.map(({ number }) => number));
  });

  it("belongs to none where only others came along with it", async () => {
    merged({ head: a, made: one });
    expect(await asked([one], { [one]: [b] })).toMatchObject({ merges: [], direct: [one] });
  });

  it("that was squashed is its pull request's", async () => {
    const own = merged({ head: b, made: one });
    expect(numbers(await asked([one]))).toEqual([[own.number]]);
  });

  it("is one of several that were rebased", async () => {
    const own = merged({ head: b, made: three, commits: [one, two] });
    const found = await asked([three, two, one]);
    expect(numbers(found)).toEqual([[own.number]]);
    expect(found.direct).toEqual([]);
  });

  it("that was pushed as it was is the whole pull request's, not that of its first half", async () => {
    const whole = merged({ head: two, made: two, commits: [one] });
    merged({ head: one, made: one });
    expect(numbers(await asked([two, one]))).toEqual([[whole.number]]);
  });

  it("is nobody's that was not merged, or was merged in another repository", async () => {
    const open = {
      mergeCommit: one,
      head: { sha: b, ref: "change", repositoryId: fake.state.repository.id },
    };
    fake.add.pullRequest({ ...open, isOpen: true, mergedAt: null, commits: [one] });
    fake.add.pullRequest({ ...open, isOpen: false, mergedAt: null, commits: [one] });
    const base = { ref: "main", sha: commitOf("0"), repositoryId: 4242 };
    const elsewhere = { ...open, base, isOpen: false, mergedAt: "2026-11-02T08:00:00Z", commits: [one] };
    fake.add.pullRequest(elsewhere);
    const none = { pullRequests: [], merges: [], direct: [one] };
    expect(await asked([one])).toEqual(none);
    expect(await asked([one], { [one]: [b] })).toEqual(none);
    // The same in this one counts.
    const own = fake.add.pullRequest({ ...elsewhere, base: { ref: "main", sha: commitOf("0") } });
    expect(numbers(await asked([one]))).toEqual([[own.number]]);
  });

  it("is nobody's whose merge lies before it, or elsewhere", async () => {
    merged({ head: b, made: one, commits: [two] });
    merged({ head: a, made: a, commits: [two] });
    merged({ head: a, made: two, base: "other" });
    expect((await asked([two, one])).direct).toEqual([two]);
  });
});
