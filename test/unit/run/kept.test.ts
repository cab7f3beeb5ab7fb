/** The branch that keeps the journal, in real repositories: nothing is lost by who comes at once, and what was forged is named. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyHead, link } from "../../../src/journal/chain.ts";
import { lineOf, type Entry } from "../../../src/journal/entry.ts";
import type { JournalEvent } from "../../../src/journal/event.ts";
import { textOfKept } from "../../../src/journal/kept.ts";
import { filesOfCommit } from "../../../src/io/gitBranch.ts";
import { keptAtOrigin, keptBranch, keptInClone } from "../../../src/run/kept/branch.ts";
import { keepJournal } from "../../../src/run/kept/keep.ts";
import { verifyKept, type KeptVerdict } from "../../../src/run/kept/verify.ts";
import { readJournals } from "../../../src/run/evidence/journals.ts";
import { journalSigner } from "../../../src/run/journalKey.ts";
import { createOrigin, type FakeOrigin } from "../../fakes/origin.ts";
import { finished, started } from "../journal/events.ts";

const signing = journalSigner({ MUSTER_REVIEW_KEY: "fake-review-key-0123456789-0123456789" });
const signer = "error" in signing ? undefined : signing.signer;
const auth = { serverUrl: "https://github.example", token: "" };

let folder: string;
let origin: FakeOrigin;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-kept-")));
  origin = createOrigin(folder, { "access/x": "x" });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let clones = 0;
function clone(): string {
  const into = join(folder, `clone-${++clones}`);
  origin.clone(into, "main");
  return into;
}
const fetched = (): string => {
  const cwd = clone();
  execFileSync(
    "git",
    ["fetch", "-q", "origin", `+refs/heads/${keptBranch}:refs/remotes/origin/${keptBranch}`],
    { cwd },
  );
  return cwd;
};

const run = (name: string, at: string): JournalEvent[] => [
  started({ run: name, at }),
  finished({ run: name, at }),
];
function chain(events: readonly JournalEvent[], isSigned = true): Entry[] {
  let head = emptyHead;
  return events.map((event) => {
    const entry = link(event, head, isSigned ? signer : undefined);
    head = entry;
    return entry;
  });
}
const textOf = (entries: readonly Entry[]): string => entries.map((entry) => `${lineOf(entry)}\n`).join("");
const three = chain([
  ...run("r1", "2026-09-30T04:17:00.000Z"),
  ...run("r2", "2026-10-01T04:17:00.000Z"),
  ...run("r3", "2026-11-01T04:17:00.000Z"),
]);
const upTo = (count: number): string => textOf(three.slice(0, count * 2));
const keep = (text: string, cwd = clone()) => keepJournal({ cwd, auth, text, run: "run 7" });
const keptText = async (): Promise<string> => {
  const kept = await keptAtOrigin({ cwd: clone(), auth });
  if (kept === null || "error" in kept) throw new Error("nothing is kept");
  return textOfKept(kept);
};
const problems = async (by: "with the key" | "without it" = "with the key"): Promise<string[]> => {
  const found = await verifyKept(fetched(), {
    branch: keptBranch,
    signer: by === "with the key" ? signer : undefined,
  });
  if (found === undefined || "error" in found) throw new Error("not verified");
  return found.problems.map(({ place, severity, message }) => `${severity} ${place}: ${message}`);
};

describe("the branch", () => {
  it("begins as one of its own, and gets a commit for each run that brings something", async () => {
    expect(await keptAtOrigin({ cwd: clone(), auth })).toBeNull();
    expect(await keep(upTo(1))).toMatchObject({ is: "added", lines: 2 });
    expect(await keep(upTo(1))).toEqual({ is: "held" });
    expect(await keep(upTo(3))).toMatchObject({ is: "added", lines: 4 });
    expect(await keptText()).toBe(upTo(3));
    origin.git("fetch", "-q", "origin", keptBranch);
    expect(origin.git("rev-list", "--count", "FETCH_HEAD")).toBe("2");
    expect(origin.git("ls-tree", "-r", "--name-only", "FETCH_HEAD")).toBe(
      ["journals/2026/09.jsonl", "journals/2026/10.jsonl", "journals/2026/11.jsonl"].join("\n"),
    );
    expect(await problems()).toEqual([]);
  });

  it("loses nothing when runs append at once, whoever is first", async () => {
    const done = await Promise.all([keep(upTo(1)), keep(upTo(2)), keep(upTo(3))]);
    for (const one of done) expect(one).not.toHaveProperty("error");
    expect(await keptText()).toBe(upTo(3));
    expect(await problems()).toEqual([]);
  });

  it("keeps both of two journals that were written side by side, and says so", async () => {
    await keep(upTo(1));
    const other = textOf(
      chain([...run("r1", "2026-09-30T04:17:00.000Z"), ...run("x2", "2026-10-02T04:17:00.000Z")]),
    );
    const done = await Promise.all([keep(upTo(2)), keep(other)]);
    expect(done.map((one) => ("is" in one ? one.is : one.error)).sort()).toEqual(["added", "beside"]);
    const kept = await keptAtOrigin({ cwd: clone(), auth });
    const texts = kept === null || "error" in kept ? [] : [textOfKept(kept), kept.besides[0]?.text];
    expect(texts.sort()).toEqual([other, upTo(2)].sort());
    expect(await problems()).toEqual([
      expect.stringMatching(/^error beside\/[0-9a-f]{16}\.jsonl: A run left this journal, .* is whole/),
    ]);
  });

  it("is read from a clone as it was fetched last", async () => {
    await keep(upTo(1));
    const cwd = fetched();
    await keep(upTo(2));
    expect(await keptInClone(cwd, keptBranch)).toMatchObject({ isOfOrigin: true });
    const found = await verifyKept(cwd, { branch: keptBranch, signer });
    expect(found).toMatchObject({ verdict: { entries: 2 }, problems: [] });
    expect(await verifyKept(cwd, { branch: "no-such-branch", signer })).toBeUndefined();
  });
});

describe("somebody who may push, and nothing more,", () => {
  beforeEach(async () => {
    await keep(upTo(3));
    origin.git("fetch", "-q", "origin", keptBranch);
    origin.git("checkout", "-q", "--detach", "FETCH_HEAD");
  });
  const september = "journals/2026/09.jsonl";
  const november = "journals/2026/11.jsonl";
  const fileAt = (path: string): string => `${origin.git("show", `FETCH_HEAD:${path}`)}\n`;

  it("goes on with it: the entries are named, with the key and without it", async () => {
    const last = three.at(-1) ?? emptyHead;
    const forged = link(started({ run: "evil", at: "2026-11-02T00:00:00.000Z" }), last);
    origin.commit(keptBranch, { [november]: `${fileAt(november)}${lineOf(forged)}\n` });
    const unsigned = "error journals/2026/11.jsonl:3: From this line on, entries are not signed";
    expect(await problems()).toContainEqual(expect.stringContaining(`${unsigned}.`));
    const without = await verifyKept(fetched(), { branch: keptBranch, signer: undefined });
    expect(without).toMatchObject({ verdict: { ok: false } });
    // The next run's own journal is no continuation of that, and is not lost.
    const four = textOf(chain([...three, ...run("r4", "2026-11-03T00:00:00.000Z")]));
    expect(await keep(four)).toMatchObject({ is: "beside" });
  });

  it("rewrites a month: the lines and the commit are named", async () => {
    origin.commit(keptBranch, { [september]: fileAt(september).replace('"actor":"ana"', '"actor":"eve"') });
    const found = await problems();
    expect(found).toContainEqual(
      `error ${september}:1: This line was changed after it was written: its hash does not match.`,
    );
    expect(found).toContainEqual(
      expect.stringMatching(`^error commit [0-9a-f]{7}: .* it changes ${september}`),
    );
  });

  it("rewrites a month so that all hashes fit: no key, no mac; and the commit is named without a key, too", async () => {
    const entries = chain(
      three.map(({ seq: _, prev: __, mac: ___, hash: ____, ...event }) => event),
      false,
    );
    const anew = entries.map((entry) => `${lineOf(entry)}\n`);
    origin.commit(keptBranch, {
      [september]: anew.slice(0, 2).join(""),
      "journals/2026/10.jsonl": anew.slice(2, 4).join(""),
      [november]: anew.slice(4).join(""),
    });
    expect(await problems()).toContain(`error ${september}:1: From this line on, entries are not signed.`);
    const without = await verifyKept(fetched(), { branch: keptBranch, signer: undefined });
    expect(without).toMatchObject({
      problems: [{ severity: "error", message: expect.stringContaining(september) }],
    });
  });

  it.each([
    [
      "an entry",
      { [november]: "second" },
      /11\.jsonl:1: 1 entry missing before this line: seq goes from 4 to 6/,
    ],
    ["a month", { "journals/2026/10.jsonl": null }, /11\.jsonl:1: 2 entries missing before this line/],
  ])("takes %s out: where it is missing is named", async (_, change, expected) => {
    const [, second = ""] = fileAt(november).split("\n");
    const files = Object.fromEntries(
      Object.entries(change).map(([path, text]) => [path, text === null ? null : `${second}\n`]),
    );
    origin.commit(keptBranch, files);
    expect(await problems()).toContainEqual(expect.stringMatching(expected));
  });

  it("takes the end away: the next run brings it back, and the commit stays named", async () => {
    const cut = origin.commit(keptBranch, { [november]: null });
    expect(await problems()).toEqual([expect.stringContaining(`error commit ${cut.slice(0, 7)}: `)]);
    expect(await keep(upTo(3))).toMatchObject({ is: "added", lines: 2 });
    expect(await problems()).toEqual([
      expect.stringMatching(new RegExp(`^warning commit ${cut.slice(0, 7)}: .* is all there again`)),
    ]);
  });

  /** A commit of the branch whose tree is given entry by entry, as `git mktree` takes it; joined to others where asked. */
  function plant(entries: readonly string[], parents: readonly string[] = [origin.tip(keptBranch)]): string {
    const tree = treeOf(entries);
    const commit = origin.git("commit-tree", "-m", "x", ...parents.flatMap((parent) => ["-p", parent]), tree);
    origin.git("push", "-q", "origin", `${commit}:refs/heads/${keptBranch}`);
    return commit;
  }
  const treeOf = (entries: readonly string[]): string =>
    execFileSync("git", ["mktree", "-z", "--missing"], {
      cwd: join(folder, "developer"),
      input: entries.map((entry) => `${entry}\0`).join(""),
    })
      .toString()
      .trim();
  const blob = (text: string): string =>
    execFileSync("git", ["hash-object", "-w", "--stdin"], { cwd: join(folder, "developer"), input: text })
      .toString()
      .trim();
  /** `journals`, with November as it is given. */
  const withNovember = (november: string | null): string => {
    const months = ["09", "10"].map(
      (name) => `100644 blob ${blob(fileAt(`journals/2026/${name}.jsonl`))}\t${name}.jsonl`,
    );
    const year = treeOf([...months, ...(november === null ? [] : [november])]);
    return `040000 tree ${treeOf([`040000 tree ${year}\t2026`])}\tjournals`;
  };
  const four = (): string => textOf(chain([...three, ...run("r4", "2026-11-03T00:00:00.000Z")]));

  it.each<[string, () => string, string]>([
    ["a link", () => `120000 blob ${blob("../../other")}\t11.jsonl`, november],
    ["a submodule", () => `160000 commit ${"1".repeat(40)}\t11.jsonl`, november],
    ["a folder", () => `040000 tree ${treeOf([`100644 blob ${blob("x")}\tx`])}\t11.jsonl`, `${november}/x`],
  ])(
    "puts %s in the place of a month: it is named, and the next run's journal takes its place",
    async (_, made, path) => {
      const commit = plant([withNovember(made())]);
      expect(await problems()).toEqual([
        `error ${path}: No run keeps anything under this name.`,
        expect.stringContaining(`error commit ${commit.slice(0, 7)}: `),
      ]);
      expect(await keptText()).toBe(upTo(2));
      expect(await keep(four())).toMatchObject({ is: "added", lines: 4 });
      expect(await keptText()).toBe(four());
      expect(await problems()).toEqual([expect.stringMatching(/^warning commit .* is all there again/)]);
    },
  );

  it("puts a file in the place of both folders: the next run's journal takes its place", async () => {
    plant([`100644 blob ${blob("x")}\tjournals`, `120000 blob ${blob("/etc")}\tbeside`]);
    expect(await keptText()).toBe("");
    expect(await keep(four())).toMatchObject({ is: "added", lines: 8 });
    expect(await keptText()).toBe(four());
  });

  it("lets a month be run as a program: it is the same month", async () => {
    plant([withNovember(`100755 blob ${blob(fileAt(november))}\t11.jsonl`)]);
    expect(await problems()).toEqual([]);
    expect(await keep(four())).toMatchObject({ is: "added", lines: 2 });
  });

  it("opens a month of a far year: what follows still goes into its own", async () => {
    origin.commit(keptBranch, { "journals/9999/12.jsonl": "" });
    expect(await keep(four())).toMatchObject({ is: "added", lines: 2 });
    expect(fileAtTip(november)).toContain("r4");
    expect(await problems()).toEqual([]);
  });
  const fileAtTip = (path: string): string => {
    origin.git("fetch", "-q", "origin", keptBranch);
    return fileAt(path);
  };

  it("puts more there than anybody can read, under other names: it is not read", async () => {
    origin.commit(keptBranch, { "big/a": "x".repeat(2000), "journals/b": "x".repeat(2000) });
    const { length: maxBytes } = upTo(3);
    const wish = { cwd: fetched(), commit: origin.tip(keptBranch), maxBytes };
    const wants = (path: string): boolean => path.endsWith(".jsonl");
    expect(await filesOfCommit({ ...wish, wants })).toMatchObject({ others: ["big/a", "journals/b"] });
    expect(await filesOfCommit({ ...wish, wants, maxBytes: maxBytes - 1 })).toHaveProperty("error");
  });

  it("gives names that break lines and steer terminals: they are named, and hide nothing", async () => {
    const odd = ["journals/2026/11.jsonl\n", "beside/\u001b[2J.jsonl"];
    origin.commit(keptBranch, Object.fromEntries(odd.map((path) => [path, "x"])));
    expect(await problems()).toEqual(
      [...odd].sort().map((path) => `error ${path}: No run keeps anything under this name.`),
    );
    expect(await keptText()).toBe(upTo(3));
  });

  it("joins a line of their own in front, on which the month was always so: the commit is named", async () => {
    const rewritten = fileAt(november).replace('"actor":"ana"', '"actor":"eve"');
    const entries = [withNovember(`100644 blob ${blob(rewritten)}\t11.jsonl`)];
    const own = origin.git("commit-tree", "-m", "x", treeOf(entries));
    const commit = plant(entries, [own, origin.tip(keptBranch)]);
    const { problems: found } = (await verifyKept(fetched(), {
      branch: keptBranch,
      signer: undefined,
    })) as KeptVerdict;
    expect(found).toContainEqual({
      place: `commit ${commit.slice(0, 7)}`,
      severity: "error",
      message: expect.stringContaining("joins two lines of commits, which no run does"),
    });
  });

  it("is answered by putting the branch right: with the key only what no run signed may be missing", async () => {
    const forged = link(started({ run: "evil", at: "2026-11-02T00:00:00.000Z" }), three.at(-1) ?? emptyHead);
    const good = fileAt(november);
    origin.commit(keptBranch, { [november]: `${good}${lineOf(forged)}\n` });
    expect(await keep(four())).toMatchObject({ is: "beside" });
    origin.commit(keptBranch, { [november]: good });
    expect(await keep(four())).toMatchObject({ is: "added", lines: 2 });
    expect(await problems()).toEqual([
      expect.stringMatching(
        /^warning beside\/[0-9a-f]{16}\.jsonl: All of this stands in the one journal by now/,
      ),
      expect.stringMatching(/^warning commit .* is all there again/),
    ]);
    // Without it nobody can tell what was taken away.
    expect(await problems("without it")).toContainEqual(expect.stringMatching(/^error commit /));
    const [path = ""] = origin
      .git("ls-tree", "-r", "--name-only", origin.tip(keptBranch), "beside/")
      .split("\n");
    origin.commit(keptBranch, { [path]: null });
    expect((await problems()).filter((problem) => problem.startsWith("error"))).toEqual([]);
    // Entries that a run signed are missed all the same: where they stood last, and in what was kept beside.
    origin.commit(keptBranch, { [november]: good });
    expect((await problems()).filter((problem) => problem.startsWith("error"))).toHaveLength(2);
  });

  it("puts other things there: they are named, and read by nobody", async () => {
    origin.commit(keptBranch, { "journals/2026/13.jsonl": upTo(1), "journals/note": "x", "README.md": "x" });
    expect((await problems()).map((problem) => problem.split(": ")[0])).toEqual([
      "error journals/2026/13.jsonl",
      "error journals/note",
    ]);
    expect(await keptText()).toBe(upTo(3));
  });
});

describe("as evidence of what was done, the branch", () => {
  const reviewKey = { MUSTER_REVIEW_KEY: "fake-review-key-0123456789-0123456789" };
  /** What is said of it, and which of its journals count. */
  async function told(
    env: Readonly<Record<string, string>>,
  ): Promise<readonly [readonly string[], readonly string[]]> {
    const found = await readJournals(
      { cwd: fetched(), access: "access", env },
      { paths: [keptBranch], usual: "none.jsonl" },
    );
    if ("error" in found) throw new Error(found.error);
    const read = found.read.map(({ path, signed = "unsigned", broken }) =>
      [path.replace(/^.*\), /, ""), signed, ...(broken === undefined ? [] : ["broken"])].join(" "),
    );
    return [found.notes.filter((note) => !note.includes("as it was fetched last")), read];
  }
  const whoever = `whoever may push can have written there. See muster journal verify ${keptBranch}`;
  const whole = expect.stringMatching(`^${keptBranch} \\([0-9a-f]{7}\\) checked$`) as string;

  it("says of a journal without signatures that it has none, whoever asks without a key", async () => {
    await keep(textOf(chain(run("r1", "2026-09-30T04:17:00.000Z"), false)));
    const [notes] = await told({});
    expect(notes).toEqual([
      expect.stringContaining(`The journal on ${keptBranch} is not signed: ${whoever}`),
    ]);
    // With the key it counts for nothing.
    const [broken, read] = await told(reviewKey);
    expect(broken).toEqual([expect.stringMatching(/is broken .* not signed\), and nothing of it counts/)]);
    expect(read).toEqual([expect.stringMatching(/ unsigned broken$/)]);
  });

  it("says of a signed one that nobody checked who signed, and with the key nothing", async () => {
    await keep(upTo(2));
    expect((await told({}))[0]).toEqual([
      expect.stringContaining(
        `Who signed the journal on ${keptBranch} was not checked, since MUSTER_REVIEW_KEY is not set: ${whoever}`,
      ),
    ]);
    expect(await told(reviewKey)).toEqual([[], [whole]]);
  });

  it("counts what was kept beside only with the key, as far as it is signed", async () => {
    await keep(upTo(2));
    const twice = run("x2", "2026-10-02T04:17:00.000Z");
    await keep(textOf(chain([...run("r1", "2026-09-30T04:17:00.000Z"), ...twice])));
    const forged = `beside/${"0".repeat(16)}.jsonl`;
    origin.commit(keptBranch, { [forged]: textOf(chain(twice, false)) });
    const aside = "2 journals kept beside are no continuation of it";
    const [notes, read] = await told({});
    expect(read).toEqual([expect.stringMatching(/ unchecked$/)]);
    expect(notes[1]).toBe(`${aside}, and nothing of them counts. See muster journal verify ${keptBranch}.`);
    const [with_, checked] = await told(reviewKey);
    expect(checked).toEqual([
      whole,
      `${forged} unsigned broken`,
      expect.stringMatching(/^beside\/[0-9a-f]{16}\.jsonl checked$/),
    ]);
    expect(with_).toContain(`${aside}. See muster journal verify ${keptBranch}.`);
    expect(with_.filter((note) => note.includes(`${forged} is broken (${forged}:1: `))).toHaveLength(1);
  });
});

describe("1,000 runs", () => {
  it("stand on the branch one commit each, and are verified commit by commit", async () => {
    const all = chain(
      Array.from({ length: 1000 }, (_, index) =>
        run(`r${index}`, new Date(Date.UTC(2024, 0, 1) + index * 17 * 3_600_000).toISOString()),
      ).flat(),
    );
    const lines = all.map((entry) => `${lineOf(entry)}\n`);
    const months = new Map<string, string>();
    const stream: string[] = [];
    for (let index = 0; index < 999; index++) {
      const at = all[index * 2]?.at ?? "";
      const path = `journals/${at.slice(0, 4)}/${at.slice(5, 7)}.jsonl`;
      months.set(path, `${months.get(path) ?? ""}${lines.slice(index * 2, index * 2 + 2).join("")}`);
      const text = months.get(path) ?? "";
      const message = `Keep run ${index}`;
      stream.push(
        `commit refs/heads/${keptBranch}\ncommitter bot <bot@acme.example> ${1_700_000_000 + index} +0000\n` +
          `data ${message.length}\n${message}\nM 100644 inline ${path}\ndata ${text.length}\n${text}\n`,
      );
    }
    execFileSync("git", ["fast-import", "--quiet"], {
      cwd: join(folder, "origin.git"),
      input: stream.join(""),
    });
    expect(await keep(lines.join(""))).toMatchObject({ is: "added", lines: 2 });
    expect(await keptText()).toBe(lines.join(""));
    expect(await problems()).toEqual([]);
  }, 60_000);
});
