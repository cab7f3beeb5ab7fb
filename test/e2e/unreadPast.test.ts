/** A past whose commits all have invalid files, or had in the time that is asked about: nothing is known then, and nobody is told that nobody had anything. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pastRepository, type PastRepository } from "../fakes/pastRepository.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

let muster: Muster;
beforeAll(() => void (muster = buildMuster()));
afterAll(() => muster.remove());

let count = 0;
let folder: string;
let past: PastRepository;
beforeEach(() => {
  folder = muster.path(`past${++count}`);
  past = pastRepository(folder);
});

const files = (role: string, more = "") => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_1 }\nmembers:\n  ana@acme.example: ${role}\n${more}`,
});
const run = (...args: readonly string[]): Promise<Ran> => muster.run(args, { cwd: folder });
const rowsOf = ({ stdout }: Ran): string[] => stdout.trimEnd().split("\r\n").slice(1);

describe("where no commit up to a day could be read", () => {
  const why =
    'all 2 commits of the files up to then have invalid ones, the last SHA of 2026-04-01: access/acme/organization.yaml:3: "adminnn" is not an organization role.';
  let sentence: string;
  beforeEach(() => {
    past.commit("2026-03-01", "Begin (#1)", files("adminn"));
    const last = past.commit("2026-04-01", "More (#2)", files("adminnn"));
    sentence = `What was so on 2026-05-01 could not be read: ${why.replace("SHA", last.slice(0, 7))} Mend them (\`muster validate\` says what is wrong), and commit.`;
  });

  it.each([
    ["explain", "ana@acme.example", "--on", "2026-05-01"],
    ["explain", "team:ops", "--on", "2026-05-01"],
    ["history", "--to", "2026-05-01"],
    ["history", "ana@acme.example", "--from", "2026-04-20", "--to", "2026-05-01"],
  ])("%s %s says so and why as text, as no answer", async (...args) => {
    const said = await run(...args);
    expect(said.stdout).toContain("  not known: no files could be read\n");
    expect(said.stdout).toContain(sentence);
    expect(said.stdout).not.toMatch(
      /nothing changed|0 changes|named nowhere|never named: |count as no change/,
    );
    expect(said.code).toBe(1);
  });

  it.each([
    ["explain", "ana@acme.example", "--on", "2026-05-01"],
    ["history", "--to", "2026-05-01"],
    ["report", "--on", "2026-05-01"],
  ])("%s holds the reason in JSON, and fails by it", async (...args) => {
    const told = await run(...args, "--json");
    expect(JSON.parse(told.stdout)).toMatchObject({ basis: { unread: sentence } });
    expect(told.stderr).toContain(`error: ${sentence}\n`);
    expect(told.code).toBe(1);
  });

  it("a table has a row that says so, and the error stands beside it once", async () => {
    const table = await run("history", "--to", "2026-05-01", "--format", "csv");
    const cell = `"${sentence.replaceAll('"', '""')}"`;
    expect(rowsOf(table)).toEqual([`,,unread,,,,${cell},,,,,,,`]);
    const list = await run("report", "--on", "2026-05-01", "--format", "csv");
    expect(rowsOf(list)).toEqual([`,unread,,${cell},,,,,,,,,,,,,`]);
    expect(list.stderr.split("could not be read")).toHaveLength(2);
    expect([table.code, list.code]).toEqual([1, 1]);
  });

  it("the page says so in place of each list", async () => {
    const { stdout, code } = await run("report", "--from", "2026-01-01", "--to", "2026-05-01");
    expect(stdout).not.toMatch(/Nobody|The files name nobody|There are no|Nothing changed|\(0\)/);
    expect(stdout).toContain("Who had what is not known: no files could be read.");
    expect(stdout.split("Not known: no files could be read.")).toHaveLength(9);
    expect(stdout).toContain("Joiners of the period (not known)");
    expect(code).toBe(1);
  });

  it("no organization is told not to be there", async () => {
    for (const args of [
      ["history", "--org", "acme"],
      ["report", "--org", "acme"],
      ["explain", "ana@acme.example", "--why-not", "acme/ops"],
    ]) {
      const { stderr, code } = await run(...args);
      expect(stderr).toContain(
        "error: Whether there is an organization acme could not be read: there is nothing but 2 commits with invalid files, the last ",
      );
      expect(code).toBe(1);
    }
    expect((await run("explain", "acme/ci")).stdout).toContain("Whether there is an organization acme could");
  });
});

it("names the first day of which files could be read, where there is one", async () => {
  past.commit("2026-03-01", "Begin (#1)", files("adminn"));
  const good = past.commit("2026-04-01", "Mended (#2)", files("admin"));
  const then = await run("explain", "ana@acme.example", "--on", "2026-03-31");
  expect(then.stdout).toContain("  not known: no files could be read\n");
  expect(then.stdout).toContain(
    `is not an organization role. The first files that could be read are those of 2026-04-01 (${good.slice(0, 7)}).`,
  );
  expect(then.code).toBe(1);
  const before = await run("explain", "ana@acme.example", "--on", "2026-02-01");
  expect(before.stdout).toContain("named nowhere on that day");
  expect(before.code).toBe(0);
  expect((await run("explain", "ana@acme.example", "--on", "2026-04-01")).code).toBe(0);
});

it("says of an organization that nobody knows that invalid files may name it", async () => {
  past.commit("2026-03-01", "Begin (#1)", files("admin"));
  past.commit("2026-04-01", "Broken (#2)", files("adminn"));
  expect((await run("history", "--org", "beta")).stderr).toMatch(
    /There are: acme\. What only invalid files name is not known \(1 commit with invalid files, the last \w{7} of 2026-04-01: /,
  );
});

describe("where no commit of a time could be read, and one before it could", () => {
  beforeEach(() => {
    past.commit("2026-01-05", "Begin (#1)", files("admin"));
    past.commit("2026-03-01", "Broken (#2)", files("adminn"));
    past.commit("2026-04-01", "Mended (#3)", files("admin", "  rob@acme.example: viewer\n"));
  });
  const period = ["--from", "2026-02-01", "--to", "2026-03-31"];
  const why =
    /What changed from 2026-02-01 to 2026-03-31 could not be read: the one commit of the files of that time has invalid ones, \w{7} of 2026-03-01: /;

  it("says so of the changes, and tells who had what by the files before", async () => {
    const said = await run("history", ...period);
    expect(said.stdout).toContain("  not known: no files could be read\n");
    expect(said.stdout).toMatch(why);
    expect(rowsOf(await run("history", ...period, "--format", "csv"))).toEqual([expect.stringMatching(why)]);
    const page = await run("report", ...period);
    expect(page.stdout).toMatch(why);
    expect(page.stdout).toContain("1 person in 1 organization: acme.");
    expect(page.stdout).toContain("Changes of the period (not known)");
    expect(page.stdout).toContain("There are no guests.");
    expect([said.code, page.code]).toEqual([0, 0]);
  });

  it("says nothing of it where a commit of that time could be read, or none was made", async () => {
    for (const days of [
      ["--from", "2026-02-01", "--to", "2026-04-01"],
      ["--from", "2026-02-01", "--to", "2026-02-28"],
    ])
      expect((await run("history", ...days)).stdout).not.toContain("could not be read");
  });
});
