/** `muster explain` as people run it, over a repository's history: since when, by which commit, and what is no change. */
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pastRepository, type PastRepository } from "../fakes/pastRepository.ts";
import { finished, intent, journalText, outcome, started } from "../unit/journal/events.ts";
import { buildMuster, type Muster } from "./muster.ts";

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

const explain = (who: string, ...args: readonly string[]) =>
  muster.run(["explain", who, ...args], { cwd: folder });

const history = (...args: readonly string[]) => muster.run(["history", ...args], { cwd: folder });

const withoutRob = {
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_1, guests: { domains: [contractor.example], max_days: 180 } }\n`,
  "acme/members.yaml": "members:\n  ana@acme.example: admin\n",
};

interface Answer {
  readonly names: readonly string[];
  readonly basis: { readonly invalid: readonly { readonly commit: string }[] };
  readonly standing: readonly {
    readonly organization: string;
    readonly access: readonly {
      readonly kind: string;
      readonly key: string;
      readonly fields: object;
      readonly since: {
        readonly at: string;
        readonly by: string;
        readonly commit: string;
        readonly pull_request: number | null;
      };
    }[];
  }[];
  readonly ended?: readonly {
    readonly organization: string;
    readonly ended?: { readonly pull_request: number | null };
  }[];
  readonly last?: { readonly ended?: { readonly at: string; readonly pull_request: number | null } };
}

async function answer(who: string, ...args: readonly string[]): Promise<Answer> {
  const ran = await explain(who, ...args, "--format", "json");
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(ran.stdout) as Answer;
}

/** `KIND KEY since DAY PULL` for each access. */
const told = ({ standing }: Answer): string[] =>
  standing.flatMap(({ organization, access }) =>
    access.map(
      ({ kind, key, since }) =>
        `${organization} ${kind} ${key} ${since.at.slice(0, 10)} ${since.by} ${since.pull_request ?? "direct"}`,
    ),
  );

const organization = `organization: { provider: planasonix, id: org_1, guests: { domains: [contractor.example], max_days: 180 } }\n`;
const first = {
  "acme/organization.yaml": organization,
  "acme/members.yaml": `members:\n  ana@acme.example: admin\n  rob@acme.example: editor\n`,
};
const withTeam = {
  ...first,
  "acme/teams.yaml": `teams:\n  finance:\n    members: [{ member: rob@acme.example, role: lead }]\n    shares:\n      pipelines: { nightly: edit }\n`,
};

describe("muster explain", () => {
  it("tells of the default branch, whatever a tag is called, in the repository of the access folder", async () => {
    past.commit("2026-01-05", "Begin (#1)", first);
    past.git("tag", "main");
    past.commit("2026-02-05", "More (#2)", {
      ...first,
      "acme/members.yaml": first["acme/members.yaml"].replace("editor", "admin"),
    });
    const clone = muster.path(`clone${count}`);
    past.git("clone", "-q", folder, clone);
    expect(past.git("-C", clone, "rev-parse", "main^{commit}")).toBe(past.git("rev-parse", "HEAD~1"));
    const elsewhere = muster.path(`elsewhere${count}`);
    pastRepository(elsewhere).commit("2026-01-05", "Nobody (#1)", { "x.yaml": "people: {}\n" });
    for (const [cwd, access] of [
      [clone, "access"],
      [elsewhere, `${clone}/access`],
    ] as const) {
      const ran = await muster.run(["explain", "rob@acme.example", "--offline", "--access", access], { cwd });
      expect(ran.stderr).toBe("");
      expect(ran.stdout).toMatch(/on \S+ · main at/);
      expect(ran.stdout).toMatch(/admin +since 2026-02-05 #2/);
    }
    const refused = await muster.run(["explain", "rob@acme.example", "--ref", "main"], { cwd: clone });
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("name refs/heads/main or refs/tags/main");
  });

  it("tells in a line each what somebody has, since when, by which pull request, and where", async () => {
    past.commit("2026-01-05", "First files (#1)", first);
    past.merge("2026-02-05", "Merge pull request #7 from acme/finance", withTeam);
    expect(await explain("rob@acme.example", "--on", "2026-03-01")).toEqual({
      code: 0,
      stderr: "",
      stdout: `rob@acme.example · on 2026-03-01 · main at ${past.git("rev-parse", "--short=7", "main")}

acme
  editor                                       since 2026-01-05 #1, Ana  access/acme/members.yaml:3
  in team finance, lead                        since 2026-02-05 #7, Ana  access/acme/teams.yaml:3
  edit on pipeline nightly, with team finance  since 2026-02-05 #7, Ana  access/acme/teams.yaml:5

The live organizations were not read: they answer for today alone, by today's files.
Reviews were not looked up: set GITHUB_TOKEN (or GH_TOKEN: \`gh auth token\`).
No journal was read, so that nothing is known of what was applied: there is no journal.jsonl; name one with --journal.
`,
    });
  });

  it("takes what is only written otherwise for no change", async () => {
    past.commit("2026-01-05", "First files (#1)", withTeam);
    past.commit("2026-02-01", "Move and reorder", {
      "acme/organization.yaml": `# ours\n${organization}`,
      "acme/a.yaml": `members:\n  rob@acme.example: { role: editor } # long form\n`,
      "acme/b.yaml": `members:\n  "ana@acme.example": admin\n`,
      "acme/teams/finance.yaml": withTeam["acme/teams.yaml"],
    });
    past.commit("2026-02-02", "A key for the e-mail, a profile for the role", {
      "people.yaml": `people:\n  rob: { email: rob@acme.example }\n`,
      "acme/organization.yaml": `${organization}profiles:\n  analyst: { role: editor }\n`,
      "acme/a.yaml": `members:\n  rob: { profile: analyst }\n  ana@acme.example: admin\n`,
      "acme/teams.yaml": withTeam["acme/teams.yaml"].replace("rob@acme.example", "rob"),
    });
    past.commit("2026-02-03", "Another address, another slug", {
      "people.yaml": `people:\n  rob: { email: robert@acme.example, previously: [rob@acme.example] }\n`,
      "acme/organization.yaml": organization,
      "acme/a.yaml": `members:\n  rob: editor\n  ana@acme.example: admin\n`,
      "acme/teams.yaml": `teams:\n  money:\n    previously: [finance]\n    members: [{ member: rob, role: lead }]\n    shares:\n      pipelines: { nightly: edit }\n`,
    });
    past.commit("2026-02-04", "Another folder for the organization", {
      "people.yaml": `people:\n  rob: { email: robert@acme.example }\n`,
      "acme-data/organization.yaml": organization,
      "acme-data/a.yaml": `members:\n  rob: editor\n  ana@acme.example: admin\n`,
      "acme-data/teams.yaml": `teams:\n  money:\n    members: [{ member: rob, role: lead }]\n    shares:\n      pipelines: { nightly: edit }\n`,
    });
    const expected = [
      "acme-data member robert@acme.example 2026-01-05 commit 1",
      "acme-data team_membership money/robert@acme.example 2026-01-05 commit 1",
      "acme-data share pipeline:nightly/team:money 2026-01-05 commit 1",
    ];
    for (const name of ["rob", "rob@acme.example", "ROBERT@acme.example"])
      expect(told(await answer(name))).toEqual(expected);
    expect((await answer("rob")).names).toEqual(["rob", "rob@acme.example", "robert@acme.example"]);
  });

  it("says by which an access was given where a later one set or took away nothing but its end", async () => {
    const rob = (entry: string) => ({
      ...first,
      "acme/more.yaml": `members:\n  sam@acme.example: ${entry}\n`,
    });
    past.commit("2026-01-05", "Straight in", rob("admin"));
    past.commit("2026-02-05", "For a time (#2)", rob("{ role: admin, until: 2026-12-01, then: viewer }"));
    past.commit("2026-03-05", "Longer", rob("{ role: admin, until: 2026-12-31, then: viewer }"));
    const given = "since 2026-01-05 a direct commit, Ana; its end since";
    const on = async (day: string) => (await explain("sam@acme.example", "--on", day)).stdout;
    expect(await on("2026-02-04")).toContain("since 2026-01-05 a direct commit, Ana  ");
    expect(await on("2026-02-05")).toContain(`${given} 2026-02-05 #2, Ana  `);
    expect(await on("2026-03-05")).toContain(`${given} 2026-03-05 a direct commit, Ana  `);
    // To the letter it is what it is since the last of them, which stands in the data, too.
    expect(told(await answer("sam@acme.example", "--on", "2026-02-05"))).toEqual([
      "acme member sam@acme.example 2026-02-05 commit 2",
    ]);
    past.commit("2026-04-05", "For good (#4)", rob("admin"));
    expect(await on("2026-04-05")).toContain(
      "since 2026-01-05 a direct commit, Ana; without an end since 2026-04-05 #4, Ana  ",
    );
    past.commit("2026-05-05", "Less (#5)", rob("editor"));
    expect(await on("2026-05-05")).toContain("  since 2026-05-05 #5, Ana  ");
    const page = async (day: string) =>
      (await muster.run(["report", "--offline", "--on", day], { cwd: folder })).stdout;
    const direct = "2 privileged roles given by a direct commit, by no pull request";
    expect(await page("2026-02-05")).toContain(direct);
    expect(await page("2026-02-05")).not.toContain("whose end a direct commit");
    expect(await page("2026-03-05")).toContain(direct);
    expect(await page("2026-03-05")).toContain(
      "1 privileged role whose end a direct commit set, moved or took away",
    );
  });

  it("counts a commit with invalid files as no change, lists it, and goes on by the days of the files before", async () => {
    const guest = (role: string, end: string) => ({
      ...first,
      "acme/guests.yaml": `members:\n  kim@contractor.example: { role: ${role}, expires: ${end}, approved_by: ana@acme.example, reason: audit }\n`,
    });
    past.commit("2026-01-05", "First files (#1)", guest("viewer", "2026-03-01"));
    const broken = past.commit("2026-02-01", "Broken (#2)", {
      ...guest("editor", "2026-06-01"),
      "acme/x.yaml": "members: 1\n",
    });
    const kim = (on: string) => answer("kim@contractor.example", "--on", on);
    expect(told(await kim("2026-02-28"))).toEqual(["acme member kim@contractor.example 2026-01-05 commit 1"]);
    expect((await kim("2026-02-28")).basis.invalid.map(({ commit }) => commit)).toEqual([broken]);
    expect(told(await kim("2026-03-01"))).toEqual(["acme member kim@contractor.example 2026-03-01 date 1"]);
    past.commit("2026-04-01", "Mended (#3)", guest("editor", "2026-06-01"));
    expect(told(await kim("2026-05-31"))).toEqual(["acme member kim@contractor.example 2026-04-01 commit 3"]);
    expect((await explain("kim@contractor.example", "--on", "2026-06-01")).stdout).toContain(
      "no access: deactivated  since 2026-06-01 by a date of #3, Ana",
    );
    for (const command of ["history", "report"]) {
      const table = await muster.run([command, "--format", "csv"], { cwd: folder });
      expect(table.stderr).toContain(
        `1 commit with invalid files counts as no change, the last ${broken.slice(0, 7)}`,
      );
    }
  });

  it("takes a folder that is gone, and comes back, for files that are invalid meanwhile", async () => {
    past.commit("2026-01-05", "First files (#1)", first);
    const away = past.commit("2026-02-01", "Move them away (#2)", {});
    const admin = (...more: string[]) => answer("ana@acme.example", ...more);
    const since = ["acme member ana@acme.example 2026-01-05 commit 1"];
    expect(told(await admin("--on", "2026-02-10"))).toEqual(since);
    expect((await admin("--on", "2026-02-10")).basis.invalid.map(({ commit }) => commit)).toEqual([away]);
    past.commit("2026-03-01", "Move them back (#3)", first);
    expect(told(await admin())).toEqual(since);
    const { stdout } = await muster.run(["history", "--format", "csv"], { cwd: folder });
    expect(stdout).not.toContain("2026-02-01");
    expect(stdout).not.toContain("2026-03-01");
  });

  it("asks GitHub who approved what, by each one's last word before the merge, where there is a token", async () => {
    const commit = past.commit("2026-01-05", "First files (#1)", {
      ...first,
      "people.yaml": "people:\n  ana: { email: ana@acme.example, github: ana-gh }\n",
    });
    past.commit("2026-02-05", "A claim (#77)", withTeam);
    const head = "c".repeat(40);
    const repository = { id: 1 };
    const pull = {
      ...{
        id: 9,
        number: 5,
        state: "closed",
        merged_at: "2026-01-05T12:00:00Z",
        title: "x",
        user: { login: "lee" },
      },
      head: { sha: head, ref: "topic", repo: repository },
      ...{ base: { sha: head, ref: "main", repo: repository }, merge_commit_sha: commit },
    };
    const review = (id: number, login: string, state: string, day: string) => ({
      ...{ id, user: { login }, state, submitted_at: `2026-01-${day}T11:00:00Z`, commit_id: head },
    });
    const reviews = [
      ...[
        review(1, "ana-gh", "APPROVED", "04"),
        review(2, "kim", "APPROVED", "03"),
        review(3, "kim", "DISMISSED", "04"),
      ],
      review(4, "late", "APPROVED", "06"),
    ];
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(
        `${request.url?.split("?")[0] ?? ""} ${String(request.headers.authorization?.includes("plain-token"))}`,
      );
      const list =
        request.url?.includes(commit) === true
          ? [pull]
          : request.url?.includes("/reviews") === true
            ? reviews
            : [];
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(list));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const env = {
      GITHUB_TOKEN: "plain-token",
      GITHUB_REPOSITORY: "acme/access",
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
    };
    const told = async (who: string) => (await muster.run(["explain", who], { cwd: folder, env })).stdout;
    expect(await told("ana@acme.example")).toContain(
      "since 2026-01-05 #5, Ana, approved by ana-gh (their own)  ",
    );
    expect(await told("rob@acme.example")).toContain("2026-02-05 a direct commit, Ana, approved by nobody");
    expect(asked).toContain("/repos/acme/access/pulls/5/reviews true");
    // Everywhere: whoever approved another's access did not approve their own.
    const changes = (await muster.run(["history"], { cwd: folder, env })).stdout;
    expect(changes).toMatch(/approved by ana-gh \(their own\) +acme +\+ ana@acme\.example: admin/);
    expect(changes).toMatch(/approved by ana-gh +acme +\+ rob@acme\.example/);
    const period = ["report", "--from", "2026-01-01", "--to", "2026-01-31"];
    const page = (await muster.run(period, { cwd: folder, env })).stdout;
    expect(page).toMatch(/approved by ana-gh \(their own\)<\/th><td>acme<\/td><td>began: ana@acme\.example/);
    expect(page).toMatch(/approved by ana-gh<\/th><td>acme<\/td><td>began: rob@acme\.example/);
    const table = await muster.run([...period, "--format", "csv"], { cwd: folder, env });
    expect(table.stdout).toMatch(/\r\nacme,member,ana@acme\.example,.*,ana-gh \(their own\),,,,\r\n/);
    past.commit("2026-03-05", "Rob leaves (#78)", withoutRob);
    expect(await told("rob@acme.example")).toContain(
      "named nowhere, since 2026-03-05 a direct commit, Ana, approved by nobody (before: editor in acme)",
    );
    server.close();
    const lost = await muster.run(["explain", "ana@acme.example"], { cwd: folder, env });
    expect(lost.code).toBe(0);
    expect(lost.stdout).toContain("Reviews were not looked up any further");
    expect(lost.stdout).toContain("#1, Ana");
  });

  it("says since when somebody is named nowhere, and whom a slip may mean", async () => {
    past.commit("2026-01-05", "First files (#1)", first);
    past.commit("2026-03-01", "Rob is gone (#412)", {
      ...first,
      "acme/members.yaml": "members:\n  ana@acme.example: admin\n",
    });
    const gone = await explain("rob@acme.example");
    expect(gone.stdout).toContain("named nowhere, since 2026-03-01 #412, Ana (before: editor in acme)");
    const slip = await explain("rbo@acme.example");
    expect(slip.stdout).toContain(
      "never named: the files begin on 2026-01-05. Did you mean rob@acme.example?",
    );
    expect([gone.code, slip.code]).toEqual([0, 0]);
  });

  it("does not say of somebody whom only invalid files may name that they were never named", async () => {
    past.commit("2026-01-05", "First files (#1)", withoutRob);
    past.commit("2026-02-05", "A slip (#2)", { ...first, "acme/more.yaml": "teams: [\n" });
    expect((await explain("rob@acme.example")).stdout).toContain(
      "  never named by valid files: the files begin on 2026-01-05\n",
    );
    expect((await history("rob@acme.example")).stdout).toContain(
      "  nothing changed\n  never named by valid files: rob@acme.example\n",
    );
  });

  it("has no part in what grafts of the clone say, and takes the first second of all for a date", async () => {
    past.commit("1970-01-01T00:00:00Z", "First files (#1)", withoutRob);
    past.commit("2090-01-01", "Of a day to come (#2)", withoutRob);
    const last = past.commit("2026-03-05", "With Rob (#3)", first);
    writeFileSync(`${folder}/.git/info/grafts`, `${last}\n`);
    expect((await history()).stdout).toMatch(/1970-01-01 #1, Ana +acme +\+ ana@acme\.example: admin\n/);
    expect((await explain("rob@acme.example")).stdout).toContain("since 2026-03-05 #3, Ana");
  });

  it("lets no commit that claims to be of a day to come hide what it gives, or what came after it", async () => {
    past.commit("2026-01-05", "First files (#1)", first);
    const tomorrow = (years: number): string => new Date(Date.now() + years * 366 * 86_400_000).toISOString();
    const claim = tomorrow(3);
    past.commit(claim, "Finance (#2)", withTeam);
    past.commit("2026-03-05", "Ana alone (#3)", withoutRob);
    past.commit("2026-04-05", "And back (#4)", withTeam);
    const note =
      /The commit \w{7} says that it is of (\d{4}-\d\d-\d\d), which is yet to come: it counts from 2026-01-05/;
    for (const args of [[], ["--on", "2026-02-01"]]) {
      const { stdout } = await explain("rob@acme.example", "--offline", ...args);
      expect(stdout).toMatch(/in team finance, lead +since 2026/);
      expect(note.exec(stdout)?.[1]).toBe(claim.slice(0, 10));
    }
    const between = await explain("rob@acme.example", "--on", "2026-03-10");
    expect(between.stdout).toContain("named nowhere, since 2026-03-05 #3");
    expect((await history()).stdout).toMatch(note);
    const report = await muster.run(["report", "--offline", "--format", "json"], { cwd: folder });
    expect(report.stdout).toMatch(note);
  });

  it("says of each organization since when somebody is no longer in it", async () => {
    const nova = (members: string) => ({
      "nova/organization.yaml": `organization: { provider: planasonix, id: org_2 }\nmembers:\n  ${members}\n`,
    });
    const rob = "rob@acme.example: viewer";
    const ana = "ana@acme.example: admin";
    past.commit("2026-01-05", "First files (#1)", { ...first, ...nova(`${ana}\n  ${rob}`) });
    past.commit("2026-02-05", "Out of nova (#2)", { ...first, ...nova(ana) });
    const fromNova = "  no longer in nova, since 2026-02-05 #2, Ana (before: viewer in nova)\n";
    const partly = await explain("rob@acme.example");
    expect(partly.stdout).toMatch(/acme\n {2}editor +since 2026-01-05 #1, Ana/);
    expect(partly.stdout).toContain(`\n\n${fromNova}`);
    past.commit("2026-03-05", "Out of acme (#3)", { ...withoutRob, ...nova(ana) });
    const gone = await explain("rob@acme.example");
    expect(gone.stdout).toContain(
      `  named nowhere\n  no longer in acme, since 2026-03-05 #3, Ana (before: editor in acme)\n${fromNova}`,
    );
    const { ended = [], last } = await answer("rob@acme.example");
    expect(ended.map(({ organization: key, ended: end }) => [key, end?.pull_request])).toEqual([
      ["acme", 3],
      ["nova", 2],
    ]);
    expect(last?.ended?.pull_request).toBe(3);
    expect((await explain("ana@acme.example")).stdout).not.toContain("no longer");
  });

  it("says of whoever was gone before their line was taken out when that was applied", async () => {
    past.commit("2026-01-05", "First files (#1)", first);
    past.commit("2026-02-05", "Rob leaves (#2)", {
      ...first,
      "acme/members.yaml": first["acme/members.yaml"].replace("editor", "{ state: deactivated }"),
    });
    past.commit("2026-03-05", "Tidy up (#3)", withoutRob);
    const at = "2026-02-05T13:00:00.000Z";
    const rob = { at, verb: "deactivate", key: "rob@acme.example" };
    const before = { role: "editor", state: "active" };
    const events = [
      started({ at }),
      intent({ ...rob, before, after: { ...before, state: "deactivated" } }),
      outcome(rob),
      finished({ at }),
    ];
    writeFileSync(`${folder}/journal.jsonl`, journalText(events));
    expect((await explain("rob@acme.example")).stdout).toMatch(
      /named nowhere, since 2026-03-05 #3, Ana \(before: .*\), applied 2026-02-05 13:00/,
    );
  });

  it("says of a journal that is a file of the repository that whoever may commit can have written it", async () => {
    past.commit("2026-01-05", "First files (#1)", first);
    const at = "2026-01-06T13:00:00.000Z";
    const eve = { at, key: "eve\u001b[31m@acme.example" };
    const after = { role: "admin", state: "active" };
    const forged = [started({ at }), intent({ ...eve, after }), outcome(eve), finished({ at })];
    writeFileSync(`${folder}/journal.jsonl`, journalText(forged));
    const own = await explain("rob@acme.example", "--offline");
    expect(own.stdout).toContain("not seen applied");
    expect(own.stdout).not.toContain("may commit");
    past.git("add", "journal.jsonl");
    past.git("commit", "-q", "-m", "Journal (#2)");
    const said =
      "journal.jsonl is a file of the repository, and not signed: whoever may commit can have written it.";
    expect((await explain("rob@acme.example", "--offline")).stdout).toContain(said);
    for (const format of ["csv", "json", "html"]) {
      const report = await muster.run(["report", "--offline", "--format", format], { cwd: folder });
      expect(report.stderr, format).toContain(said);
      // What whoever wrote it calls people steers no terminal.
      expect(report.stderr, format).toMatch(/no commit asks for: .*eve.*@acme\.example/);
      expect(report.stderr, format).not.toContain("\u001b");
    }
  });

  it("does not say that nobody was named where no commit ever held the folder, nor of an organization that nobody knows", async () => {
    past.commit("2026-01-05", "First files (#1)", first);
    for (const command of [["explain", "rob@acme.example"], ["history"], ["report"]]) {
      const ran = await muster.run(command, { cwd: `${folder}/access/acme` });
      expect(ran).toMatchObject({ code: 1, stdout: "" });
      expect(ran.stderr).toContain("No commit of main ever held a file below access/acme/access: ");
    }
    for (const who of ["nova/ci", "team:nova/data"])
      expect((await explain(who, "--offline")).stdout).toContain(
        "No organization is called nova; one that was renamed goes by its last name. There are: acme.",
      );
    for (const who of ["acme/ci", "team:data", "a/b@acme.example"])
      expect((await explain(who, "--offline")).stdout).not.toContain("No organization is called");
  });

  it("leads from a bare name to the team or account that it may mean, in history as in explain", async () => {
    past.commit("2026-01-05", "First files (#1)", {
      ...first,
      "acme/teams/ops.yaml": "teams:\n  ops: { name: Ops, members: [ana@acme.example] }\n",
      "acme/s.yaml":
        "service_accounts:\n  deployer: { role: viewer, owner: ana@acme.example, description: a }\n",
    });
    for (const [slip, near] of [
      ["opps", "team:ops"],
      ["ops", "team:ops"],
      ["team:opps", "team:ops"],
      ["deploier", "acme/deployer"],
      ["acme/deploier", "acme/deployer"],
      ["rbo@acme.example", "rob@acme.example"],
    ] as const) {
      expect((await explain(slip)).stdout).toContain(`Did you mean ${near}?`);
      expect((await history(slip)).stdout).toContain(
        `  nothing changed\n  never named: ${slip}. Did you mean ${near}?\n`,
      );
    }
    const stranger = await history("zoltan@elsewhere.example", "--team", "marketing");
    expect(stranger.stdout).toContain(
      "never named: zoltan@elsewhere.example\n  never named: team:marketing\n",
    );
    const known = await history("rob@acme.example", "--json");
    expect(JSON.parse(known.stdout)).not.toHaveProperty("unknown");
  });

  it("follows the first parents alone, from another ref where one is named", async () => {
    past.commit("2026-01-05", "First files (#1)", first);
    past.git("checkout", "-q", "-b", "topic");
    past.commit("2026-02-01", "Work in progress", withTeam);
    expect(told(await answer("rob@acme.example"))).toHaveLength(1);
    expect(told(await answer("rob@acme.example", "--ref", "topic"))).toHaveLength(3);
    const unknown = await explain("rob@acme.example", "--ref", "nowhere");
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('The commit "nowhere" is not in this repository.');
  });

  it("lets no name break out of its line", async () => {
    const name = "x\u001b[31m::error::\u202e";
    past.commit("2026-01-05", `${name} (#1)`, {
      ...first,
      "acme/s.yaml": `service_accounts:\n  ci: { role: viewer, owner: ana@acme.example, description: a, shares: { pipelines: { "a ::set-output": view } } }\n`,
    });
    for (const who of ["ana@acme.example", "acme/ci", name]) {
      const { stdout } = await explain(who);
      expect(stdout).not.toMatch(/[\u001b\u202e]|^::/m);
    }
  });
});
