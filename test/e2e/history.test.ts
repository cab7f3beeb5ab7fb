/** `muster history` as people run it: what changed, for whom, and what a spreadsheet or a broken journal may not do. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryJournal } from "../../src/journal/memory.ts";
import { pastRepository } from "../fakes/pastRepository.ts";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
let folder: string;
const organization = "organization: { provider: planasonix, id: org_1 }\n";

beforeAll(async () => {
  muster = buildMuster();
  folder = muster.path("past");
  const past = pastRepository(folder);
  const files = (members: string, teams: string) => ({
    "acme/organization.yaml": organization,
    "acme/members.yaml": `members:\n  ana@acme.example: admin\n${members}`,
    "acme/teams.yaml": `teams:\n${teams}`,
    "acme/automation.yaml": `service_accounts:\n  ci: { role: viewer, owner: ana@acme.example, shares: { pipelines: { "=cmd()": view } } }\n`,
  });
  past.commit(
    "2026-01-05",
    "First files (#1)",
    files("  rob@acme.example: editor\n", "  core: { members: [rob@acme.example] }\n"),
  );
  past.merge(
    "2026-02-05",
    "Merge pull request #7 from acme/x",
    files("  rob@acme.example: admin\n", "  core: { members: [rob@acme.example] }\n"),
  );
  past.commit("2026-03-05", "Gone", files("", "  core: { members: [] }\n"));
  const journal = memoryJournal();
  const run = async (
    at: string,
    verb: string,
    after: { email: string; role: string } | null,
  ): Promise<void> => {
    const occasion = { at, run: verb, organization: "acme" };
    const subject = { action: verb, verb, kind: "member", key: "rob@acme.example" };
    const started = {
      organization_id: "org_1",
      fingerprint: "f",
      commit: null,
      actor: "muster",
      allowed: [],
    };
    await journal.append({ ...occasion, event: "run_started", ...started, planned: [verb] });
    await journal.append({
      ...occasion,
      event: "intent",
      ...subject,
      cause: "change",
      before: { email: "rob@acme.example", role: "editor" },
      after,
    });
    await journal.append({ ...occasion, event: "outcome", ...subject, status: "done" });
    await journal.append({ ...occasion, event: "run_finished", counts: { done: 1 }, open: [] });
  };
  await run("2026-02-05T14:00:00.000Z", "promote", { email: "rob@acme.example", role: "admin" });
  await run("2026-03-05T18:30:00.000Z", "remove", null);
  const [half = "", rest = ""] = [0, 4].map((from) =>
    journal
      .text()
      .split("\n")
      .slice(from, from + 4)
      .map((line) => `${line}\n`)
      .join(""),
  );
  mkdirSync(join(folder, "journals/2026"), { recursive: true });
  writeFileSync(join(folder, "journals/2026/02.jsonl"), half);
  writeFileSync(join(folder, "journals/2026/03.jsonl"), rest);
  writeFileSync(join(folder, "broken.jsonl"), rest);
});
afterAll(() => muster.remove());

const history = (...args: readonly string[]) => muster.run(["history", ...args], { cwd: folder });

describe("muster history", () => {
  it("says in a line each what changed for somebody, by whom, and when it was applied", async () => {
    const { stdout, code } = await history(
      "rob@acme.example",
      "--from",
      "2026-02-01",
      "--journal",
      "journals",
    );
    expect(code).toBe(0);
    expect(stdout.split("\n").slice(2, 5)).toEqual([
      "  2026-02-05 #7, Ana               acme  ~ rob@acme.example: admin; was editor  applied 2026-02-05 14:00",
      "  2026-03-05 a direct commit, Ana  acme  - rob@acme.example: admin  applied 2026-03-05 18:30",
      "  2026-03-05 a direct commit, Ana  acme  - rob@acme.example in team core  applied 2026-03-05 18:30",
    ]);
  });

  it("tells what came through what is theirs, while it was: keys of their accounts, what their teams got", async () => {
    const other = muster.path("through");
    const past = pastRepository(other);
    const key = "{ scopes: [pipelines:run] }";
    const files = (owner: string, members: string, { keys = "", shares = "", ofTeam = "" } = {}) => ({
      "acme/organization.yaml": organization,
      "acme/members.yaml": "members:\n  ana@acme.example: admin\n  rob@acme.example: editor\n",
      "acme/teams.yaml": `teams:\n  core: { members: [${members}], shares: { pipelines: { daily: view${shares} } } }\n`,
      "acme/automation.yaml": `service_accounts:\n  ci: { role: editor, owner: ${owner}, keys: { main: ${key}${keys} } }\n  deploy: { role: editor, owner: core, keys: { main: ${key}${ofTeam} } }\n`,
    });
    const more = { keys: `, more: ${key}`, shares: ", nightly: edit", ofTeam: `, more: ${key}` };
    const [rob, ana] = ["rob@acme.example", "ana@acme.example"];
    past.commit("2026-01-05", "First files (#1)", files(ana, ""));
    past.commit("2026-02-05", "Rob's (#2)", files(rob, rob));
    past.commit("2026-03-05", "More (#3)", files(rob, rob, more));
    past.commit("2026-04-05", "Less (#4)", files(rob, rob, { shares: more.shares }));
    past.commit("2026-05-05", "Ana's (#5)", files(ana, ana, { ...more, ofTeam: "" }));
    const told = async (...args: readonly string[]): Promise<string[]> => {
      const ran = await muster.run(["history", ...args, "--format", "csv"], { cwd: other });
      const rows = ran.stdout.split("\r\n").slice(1, -1);
      return rows.map((row) =>
        row
          .split(",")
          .slice(0, 5)
          .join(" ")
          .replace(/T\S+ acme/, ""),
      );
    };
    expect(await told(rob, "--from", "2026-02-01")).toEqual([
      "2026-02-05 began team_membership core/rob@acme.example",
      "2026-02-05 began service_account ci",
      "2026-03-05 began share pipeline:nightly/team:core",
      "2026-03-05 began key ci/more",
      "2026-03-05 began key deploy/more",
      "2026-04-05 ended key ci/more",
      "2026-04-05 ended key deploy/more",
      "2026-05-05 ended team_membership core/rob@acme.example",
      "2026-05-05 ended service_account ci",
    ]);
    expect(await told("team:core", "--from", "2026-03-01", "--to", "2026-03-31")).toEqual([
      "2026-03-05 began share pipeline:nightly/team:core",
      "2026-03-05 began key deploy/more",
    ]);
    expect(await told("acme/ci", "--from", "2026-05-01")).toEqual([
      "2026-05-05 changed service_account ci",
      "2026-05-05 began key ci/more",
    ]);
  });

  it("tells what is about one team or organization, and names an organization that never was", async () => {
    const team = await history("--team", "core", "--format", "csv");
    expect(
      team.stdout
        .split("\r\n")
        .slice(1)
        .map((row) => row.split(",").slice(0, 5).join(",")),
    ).toEqual([
      "2026-01-05T12:00:00.000Z,acme,began,team,core",
      "2026-01-05T12:00:00.000Z,acme,began,team_membership,core/rob@acme.example",
      "2026-03-05T12:00:00.000Z,acme,ended,team_membership,core/rob@acme.example",
      "",
    ]);
    expect(team.stderr).toContain("No journal was read");
    const unknown = await history("--org", "beta");
    expect(unknown).toMatchObject({ code: 1, stdout: "" });
    expect(unknown.stderr).toContain(
      "No organization is called beta; one that was renamed goes by its last name. There are: acme.",
    );
  });

  it("refuses what has no answer, and says of a day what there is to know of it", async () => {
    const refusals: readonly (readonly [readonly string[], string])[] = [
      [["--from", "2026-03-01", "--to", "2026-02-01"], "There is no day from 2026-03-01 to 2026-02-01"],
      [["--from", "2999-01-01"], "2999-01-01 is yet to come"],
    ];
    for (const [args, said] of refusals) {
      const ran = await history(...args);
      expect(ran).toMatchObject({ code: 1, stdout: "" });
      expect(ran.stderr).toContain(said);
    }
    const reported = await muster.run(["report", "--from", "2026-03-01", "--to", "2026-02-01"], {
      cwd: folder,
    });
    expect(reported).toMatchObject({ code: 1, stdout: "" });
    const own = await history("--team", "acme/core");
    expect(own.stdout).toContain("rob@acme.example in team core");
    expect((await history("--to", "2999-01-01")).stdout).toContain("2999-01-01 is yet to come");
    const explain = async (...args: readonly string[]): Promise<string> => {
      const ran = await muster.run(["explain", ...args, "--offline"], { cwd: folder });
      return `${ran.code}: ${ran.stdout}${ran.stderr}`;
    };
    expect(await explain("ana@acme.example", "--on", "2025-12-31")).toMatch(
      /^0: [^]*named nowhere on that day[^]*The files begin on 2026-01-05: before that day, nothing was declared\./,
    );
    expect(await explain("ana@acme.example", "--on", "2999-01-01")).toMatch(
      /^0: [^]*admin[^]*2999-01-01 is yet to come: this is by the files as they are now\./,
    );
    expect(await explain("team:acme/core")).toMatch(/^0: [^]*team core/);
    expect(await explain("role:core")).toMatch(/^0: [^]*role:core is nothing that is explained: give a key/);
    expect(await explain(" ")).toMatch(/^1: error: Nobody was named/);
  });

  it("gives no cell that a spreadsheet would run", async () => {
    const { stdout } = await history("acme/ci", "--format", "csv");
    expect(stdout).toContain("pipeline:=cmd()");
    expect(stdout).not.toMatch(/(^|,)"?[=+\-@\t]/m);
  });

  it("answers anew once another journal is there, whatever answers were kept", async () => {
    const clone = muster.path("kept");
    execFileSync("git", ["clone", "-q", folder, clone]);
    const git = (...args: readonly string[]): void => {
      const who = ["-c", "user.name=Ana", "-c", "user.email=ana@acme.example"];
      execFileSync("git", [...who, ...args], { cwd: clone });
    };
    const month = (name: string): string => readFileSync(join(folder, `journals/2026/${name}.jsonl`), "utf8");
    const keep = (...names: readonly string[]): void => {
      git("switch", "-q", "--discard-changes", "--orphan", "next");
      mkdirSync(join(clone, "journals/2026"), { recursive: true });
      for (const name of names) writeFileSync(join(clone, `journals/2026/${name}.jsonl`), month(name));
      git("add", "journals");
      git("commit", "-q", "-m", "Keep");
      git("branch", "-q", "-f", "muster-journal");
      git("switch", "-q", "main");
      git("branch", "-q", "-D", "next");
    };
    const asked = ["rob@acme.example", "--offline", "--on"];
    const said = async (env: Record<string, string> = {}): Promise<string> => {
      const [is, was] = await Promise.all(
        ["2026-02-10", "2026-03-10"].map((day) =>
          muster.runBundle(["explain", ...asked, day], { cwd: clone, env }),
        ),
      );
      return `${is?.stdout ?? ""}\n${was?.stdout ?? ""}`;
    };
    const twice = async (env?: Record<string, string>): Promise<string> => {
      const first = await said(env);
      expect(await said(env)).toBe(first);
      return first;
    };
    expect(await twice()).toMatch(/^[^]*there is no journal\.jsonl[^]*$/);
    keep("03");
    expect(await twice()).toMatch(/muster-journal [^]* is broken[^]*nothing of it counts/);
    keep("02", "03");
    expect(await twice()).toMatch(
      /applied 2026-02-05 14:00[^]*not signed[^]*\(before: admin in acme\), applied 2026-03-05 18:30/,
    );
    keep("02");
    expect(await twice()).toMatch(/applied 2026-02-05 14:00[^]*\(before: admin in acme\), not seen applied/);
    keep("02", "03");
    expect(await twice({ MUSTER_REVIEW_KEY: "an-example-key-of-more-than-32-characters" })).toMatch(
      /muster-journal [^]* is broken[^]*nothing of it counts/,
    );
    expect(await twice()).toMatch(/applied 2026-02-05 14:00/);
    writeFileSync(join(clone, "journal.jsonl"), month("03"));
    expect(await twice()).toMatch(/The journal journal\.jsonl is broken/);
  });

  it("believes nothing of a broken journal, and says so; one that is named must be there", async () => {
    const broken = await history("rob@acme.example", "--journal", "broken.jsonl");
    expect(broken.stdout).toContain("The journal broken.jsonl is broken");
    expect(broken.stdout).not.toContain("applied 2026");
    const absent = await history("--journal", "nowhere.jsonl");
    expect(absent).toMatchObject({ code: 1, stdout: "" });
  });
});
