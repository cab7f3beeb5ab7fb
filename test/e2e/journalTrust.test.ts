/** What the command line believes of a journal: forged, cut, unreadable, linked, signed with a key or with none. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.ts";
import { emptyHead, link, readEntries, type Head } from "../../src/journal/chain.ts";
import { lineOf, type Entry } from "../../src/journal/entry.ts";
import type { JournalEvent } from "../../src/journal/event.ts";
import { createWorldNow, type World } from "../fakes/world.ts";
import { started, wholeRun } from "../unit/journal/events.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

const files = (lee: string) => ({
  "acme/organization.yaml":
    "organization: { provider: planasonix, id: org_01acme }\nmembers:\n  ana@acme.example: admin\n" +
    `  kim@acme.example: admin\n  lee@acme.example: ${lee}\n  mia@acme.example: viewer\n`,
});
const fakeKey = "fake-review-key-0123456789-0123456789";
const signing = { MUSTER_REVIEW_KEY: fakeKey };

let muster: Muster;
let world: World;
let base: string;
/** Id of the promotion of lee, which anybody can compute. */
let promotion: string;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());
beforeEach(async () => {
  world = await createWorldNow({ files: files("editor"), clock: systemClock });
  base = world.commit();
  await world.setFiles(files("admin"));
  promotion = (await world.plan()).actions[0]?.id ?? "";
  world.sandbox.resetRequests();
});
afterEach(() => world.close());

const journal = () => join(world.folder, "journal.jsonl");
const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  muster.run(args, { cwd: world.folder, env: { ...world.context.env, ...env } });
const plan = (env?: Record<string, string>) =>
  run(["plan", "--base", base, "--journal", "journal.jsonl", "--format", "json"], env);
const apply = (env?: Record<string, string>, ...more: readonly string[]) =>
  run(["apply", "--yes", "--base", base, "--journal", "journal.jsonl", ...more], env);
const causesIn = ({ stdout }: Ran): string[] =>
  (JSON.parse(stdout) as { organizations: { actions: { cause: string }[] }[] }).organizations.flatMap(
    (item) => item.actions.map(({ cause }) => cause),
  );
const writes = () => world.sandbox.requests().filter(({ method }) => method !== "GET");

const chain = (events: readonly JournalEvent[], from: Head = emptyHead): Entry[] => {
  let head = from;
  return events.map((event) => (head = link(event, head)));
};
const text = (entries: readonly Entry[]): string => entries.map((entry) => `${lineOf(entry)}\n`).join("");
const listing = () => started({ run: "r9", planned: [promotion] });
const madeUp = (seq: number): Head => ({ seq, hash: "ab".repeat(32) });

describe("a journal whose chain is broken", () => {
  const forgeries: readonly [string, () => string][] = [
    ["of one made-up line", () => text(chain([listing()], madeUp(98)))],
    ["with a beginning of its own", () => text(chain([listing()], madeUp(0)))],
    ["that lacks its first run", () => text(chain([...wholeRun, listing()]).slice(4))],
    ["whose last line does not follow", () => text(chain(wholeRun)) + text(chain([listing()], madeUp(4)))],
    [
      "with a changed line before",
      () => text(chain([...wholeRun, listing()])).replace("ana@acme", "kim@acme"),
    ],
    ["with a line of something else before", () => `{"a":1}\n${text(chain([listing()]))}`],
    ["with a line that is no JSON before", () => `nonsense\n${text(chain([listing()]))}`],
  ];
  it.each(forgeries)(
    "%s counts as lost, and nothing is added to it",
    async (_, forge) => {
      writeFileSync(journal(), forge(), { mode: 0o600 });
      const planned = await plan();
      expect(planned).toMatchObject({ code: 0, stderr: expect.stringContaining("counts as lost") as string });
      expect(planned.stderr).toContain("muster journal verify");
      expect(causesIn(planned)).toEqual(["change"]);
      const drift = await run(["drift", "--base", base, "--journal", "journal.jsonl"]);
      expect(drift.stderr).toContain("counts as lost");

      for (const more of [[], ["--only", "unfinished"]]) {
        const applied = await apply({}, ...more);
        expect(applied.code).toBe(1);
        expect(applied.stderr).toMatch(/is broken \(line \d+: [^]*move the file away/);
      }
      expect((await run(["apply", "--yes"])).code).toBe(1);
      expect(writes()).toEqual([]);
      expect(readFileSync(journal(), "utf8")).toBe(forge());
      expect((await apply({}, "--journal", "new.jsonl")).code).toBe(0);
      expect(writes()).toHaveLength(1);
    },
    60_000,
  );

  it("is no reason to do what the base's files do not ask for, though its chain is made to fit", async () => {
    writeFileSync(journal(), text(chain([listing()])), { mode: 0o600 });
    const planned = await plan();
    expect(planned.stderr).toBe("");
    expect(causesIn(planned)).toEqual(["change"]);
    expect((await apply({}, "--only", "unfinished,due")).code).toBe(0);
    expect(writes()).toEqual([]);
    world.commit();
    base = "HEAD";
    writeFileSync(journal(), text(chain([listing()])), { mode: 0o600 });
    expect(causesIn(await plan())).toEqual(["unfinished"]);
  });
});

describe("a journal that cannot be read", () => {
  const obstacles: readonly [string, RegExp, () => void][] = [
    ["a folder", /it is (?:a folder|not a file)/, () => mkdirSync(journal())],
    [
      "a link to a file",
      /links are not followed/,
      () => {
        writeFileSync(join(world.folder, "other.jsonl"), text(chain(wholeRun)));
        symlinkSync("other.jsonl", journal());
      },
    ],
    ["a link to nothing", /links are not followed/, () => symlinkSync("none.jsonl", journal())],
    ["a pipe", /not a file/, () => void execFileSync("mkfifo", [journal()])],
    [
      "too large",
      /too large to be read/,
      () => {
        writeFileSync(journal(), "", { mode: 0o600 });
        truncateSync(journal(), 513 * 1024 * 1024);
      },
    ],
  ];
  it.each(obstacles)("since it is %s is an error, not an empty one", async (_, why, place) => {
    place();
    for (const ran of [await plan(), await apply()]) {
      expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(why) as string });
    }
    expect((await run(["apply", "--yes"])).code).toBe(1);
    expect(writes()).toEqual([]);
    expect(existsSync(join(world.folder, "none.jsonl"))).toBe(false);
    expect(readFileSync(join(world.folder, ".git", "HEAD"), "utf8")).toContain("main");
  });

  it("but is not there is empty for apply, and an error for plan, which was told to read it", async () => {
    expect(await plan()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("does not exist") as string,
    });
    expect((await apply()).code).toBe(0);
    expect(statSync(journal()).mode & 0o777).toBe(0o600);
  });

  it("has a lock that is a link: it is not followed, and nothing is written", async () => {
    writeFileSync(join(world.folder, "target"), "as it was\n");
    symlinkSync("target", `${journal()}.lock`);
    const applied = await apply();
    expect(applied.code).toBe(1);
    expect(applied.stderr).toContain("journal.jsonl.lock");
    expect(readFileSync(join(world.folder, "target"), "utf8")).toBe("as it was\n");
    expect(writes()).toEqual([]);
  });
});

describe("a journal that others may read", () => {
  it.each([0o644, 0o660, 0o604])("with mode %o is closed to them, and that is said", async (mode) => {
    writeFileSync(journal(), text(chain(wholeRun)));
    chmodSync(journal(), mode);
    const applied = await apply();
    expect(applied.code).toBe(0);
    expect(applied.stderr).toContain(`mode ${mode.toString(8)}`);
    expect(statSync(journal()).mode & 0o777).toBe(0o600);
    expect((await apply()).stderr).not.toContain("mode");
  });
});

describe("a signed journal", () => {
  it("is gone on with by whoever holds the key, and by nobody else", async () => {
    expect((await apply(signing)).code).toBe(0);
    const own = readFileSync(journal(), "utf8");
    expect(readEntries(own).every(({ mac }) => mac !== undefined)).toBe(true);
    const other = { MUSTER_REVIEW_KEY: fakeKey.toUpperCase() };
    for (const [env, words] of [
      [{}, "is signed, and there is no MUSTER_REVIEW_KEY"],
      [other, "not signed with this key"],
    ] as const) {
      const applied = await apply(env);
      expect(applied).toMatchObject({ code: 1, stderr: expect.stringContaining(words) as string });
    }
    expect((await plan(other)).stderr).toContain("counts as lost");
    expect(readFileSync(journal(), "utf8")).toBe(own);
    expect((await apply(signing)).code).toBe(0);
    expect(readFileSync(journal(), "utf8").startsWith(own)).toBe(true);
  });

  it("says what was left undone, beyond what the base asks for; one that is not signed does not, where there is a key", async () => {
    await world.control("/sandbox/fault", { fault: "422@changeMember" });
    expect((await apply(signing)).code).toBe(4);
    expect(causesIn(await plan(signing))).toEqual(["unfinished"]);
    // Without the key nobody can tell who wrote it.
    expect(causesIn(await plan())).toEqual(["change"]);
    writeFileSync(journal(), text(chain([listing()])));
    const planned = await plan(signing);
    expect(causesIn(planned)).toEqual(["change"]);
    expect(planned.stderr).toContain("entries are not signed");
  });
});

describe("journal verify", () => {
  const verify = (...args: readonly string[]) => run(["journal", "verify", "journal.jsonl", ...args]);
  const withKey = (...args: readonly string[]) =>
    run(["journal", "verify", "journal.jsonl", ...args], signing);

  it("finds with --head what a chain cannot show: that its end was cut off", async () => {
    const applied = await apply();
    const own = readFileSync(journal(), "utf8");
    const head = readEntries(own).at(-1)?.hash ?? "";
    expect(applied.stderr).toContain(`journal.jsonl ends with ${head}`);
    const whole = await verify();
    expect(whole.code).toBe(0);
    expect(whole.stdout).toContain("cut off its end cannot be seen");
    for (const given of [head, head.toUpperCase(), head.slice(0, 16)]) {
      expect(await verify("--head", given)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("It ends with the given") as string,
      });
    }
    expect((await verify("--head", head.slice(0, 16))).stdout).toContain(
      "the given 16 of the head's 64 digits",
    );

    const lines = own.split("\n").slice(0, -1);
    for (let left = 0; left < lines.length; left++) {
      writeFileSync(
        journal(),
        lines
          .slice(0, left)
          .map((line) => `${line}\n`)
          .join(""),
      );
      expect((await verify()).code).toBe(0);
      const cut = await verify("--head", head);
      expect(cut.code).toBe(1);
      expect(cut.stdout).toContain("its end was cut off");
    }
    writeFileSync(journal(), own);
    const added = chain([started({ run: "r2" })], readEntries(own).at(-1));
    writeFileSync(journal(), own + text(added));
    expect(await verify("--head", head)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("goes on after the given head: 1 entry more") as string,
    });
  }, 60_000);

  it.each(["0123", "ab".repeat(33), "g".repeat(64), ""])("takes %j for no head", async (head) => {
    writeFileSync(journal(), "");
    expect(await verify("--head", head)).toMatchObject({ code: 1, stdout: "" });
  });

  it("says whether the entries are signed, and fails with the key on what it did not sign", async () => {
    writeFileSync(journal(), text(chain(wholeRun)), { mode: 0o600 });
    expect(await verify()).toMatchObject({ code: 0 });
    expect(await withKey()).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("From this line on, entries are not signed.") as string,
    });
    writeFileSync(journal(), "");
    expect((await apply(signing)).code).toBe(0);
    expect((await withKey()).stdout).toContain("Every entry is signed with this MUSTER_REVIEW_KEY.");
    const unchecked = await verify();
    expect(unchecked.code).toBe(0);
    expect(unchecked.stdout).toContain("nothing was checked of that");
    expect(unchecked.stdout + unchecked.stderr).not.toContain(fakeKey);
  });
});

describe("what stands in a journal", () => {
  it("steers no terminal, whatever its lines hold", async () => {
    const evil = "\u001b]8;;https://evil.example\u0007\u009b31m\u202e\n::error::x";
    const events = [
      started({
        actor: evil,
        fingerprint: evil,
        commit: evil,
        allowed: [evil],
        run: evil,
        organization: evil,
        organization_id: evil,
      }),
      ...wholeRun.slice(1, 3).map((event) => ({
        ...event,
        run: evil,
        organization: evil,
        verb: evil,
        kind: evil,
        key: evil,
        action: evil,
        message: evil,
      })),
      {
        ...wholeRun[3],
        run: evil,
        organization: evil,
        stopped: evil,
        counts: { [evil]: evil, done: evil },
        open: [{ action: evil, verb: evil, kind: evil, key: evil, status: evil }],
      },
    ] as unknown as readonly JournalEvent[];
    const torn = "{\u001b[31m\u009b torn\u202e";
    for (const content of [
      text(chain(events)),
      text(chain(events)).replaceAll('"seq"', '"sequence"'),
      `${text(chain(events))}${torn}`,
    ]) {
      writeFileSync(journal(), content, { mode: 0o600 });
      for (const command of ["show", "verify"]) {
        const ran = await run(["journal", command, "journal.jsonl"]);

        expect(`${ran.stdout}${ran.stderr}`.replaceAll("\n", "")).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
        );
        expect(`${ran.stdout}${ran.stderr}`).not.toMatch(/^::error/m);
      }
    }
  });
});
