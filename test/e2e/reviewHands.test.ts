/** Access reviews through the command line, where people, tools and git's history make it hard to tell who decided what. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gitCommands, type GitArguments } from "../fakes/gitCommands.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

const files = {
  "people.yaml": `people:
  rob: { email: rob@acme.example, github: robby }
  lee: { email: lee@acme.example, github: leelee }
`,
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

let muster: Muster;
beforeEach(() => {
  muster = buildMuster();
  write(Object.fromEntries(Object.entries(files).map(([path, text]) => [`access/${path}`, text])));
  git(["init", "-q", "-b", "main"]);
  commitAs("ana", "Begin");
});
afterEach(() => muster.remove());

const path = (name: string): string => join(muster.folder, name);
const read = (name: string): string => readFileSync(path(name), "utf8");
function write(texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  }
}
const git = (...commands: readonly GitArguments[]): string =>
  gitCommands(
    { cwd: muster.folder },
    commands.map((args) => ["-c", "commit.gpgsign=false", ...args]),
  );
const identity = (who: string): string[] =>
  who.includes("@")
    ? ["-c", `user.name=${who}`, "-c", `user.email=${who}`]
    : ["-c", `user.name=${who}`, "-c", `user.email=${who}@acme.example`];
const commitAs = (who: string, message: string): string =>
  git(["add", "-A"], [...identity(who), "commit", "-q", "-m", message], ["rev-parse", "HEAD"]);
const review = (...args: readonly string[]): Promise<Ran> => muster.run(["review", ...args]);
const status = (name = "q4"): Promise<Ran> => review("status", "--name", name);

interface Judged {
  readonly complete: boolean;
  readonly notes: readonly string[];
  readonly reviews: readonly {
    readonly entries: readonly { readonly key: string; readonly state: string; readonly why?: string }[];
  }[];
}
async function judged(name = "q4"): Promise<Judged> {
  const { stdout, stderr } = await review("status", "--name", name, "--json");
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Judged;
}
async function stateOf(key: string, name = "q4"): Promise<string> {
  const { reviews } = await judged(name);
  const found = reviews.flatMap(({ entries }) => entries).find((entry) => entry.key === key);
  return [found?.state ?? "not there", ...(found?.why === undefined ? [] : [found.why])].join(": ");
}
const file = (name = "q4"): string => `reviews/${name}/acme.yaml`;
function decide(key: string, decision: string, by: string, name = "q4"): void {
  const text = read(file(name));
  const at = text.indexOf(`      ${key}: #:`);
  expect(at, key).toBeGreaterThan(0);
  const next = text.slice(at).replace(/decision:.*\n( +)by:.*\n/, `decision: ${decision}\n$1by: ${by}\n`);
  write({ [file(name)]: text.slice(0, at) + next });
}
async function begun(name = "q4"): Promise<void> {
  expect(await review("start", "--name", name)).toMatchObject({ code: 0 });
  commitAs("ana", `Begin ${name}`);
}
/** How many times a status asks git for commits. */
async function askedOfGit(): Promise<number> {
  const [bin, noted] = [path("bin"), path("noted")];
  const real = process.env["PATH"] ?? "";
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "git"), `#!/bin/sh\necho "$@" >> '${noted}'\nPATH='${real}' exec git "$@"\n`, {
    mode: 0o755,
  });
  writeFileSync(noted, "");
  const ran = await muster.run(["review", "status", "--name", "q4"], { env: { PATH: `${bin}:${real}` } });
  rmSync(bin, { recursive: true });
  expect(ran.stderr).toBe("");
  // Where the repository is, one process asks once.
  const count = read("noted").match(/ log /g)?.length ?? 0;
  rmSync(noted);
  expect(count).toBeGreaterThan(0);
  return count;
}
const decideAll = (by: Readonly<Record<string, string>>, name = "q4"): void => {
  for (const [key, who] of Object.entries(by)) decide(key, "keep", who, name);
};

describe("who decided", () => {
  it("is not whoever merged what somebody wrote about themselves", async () => {
    await begun();
    git(["checkout", "-q", "-b", "robs"]);
    decide("rob@acme.example", "keep", "lee@acme.example");
    commitAs("17+robby@users.noreply.github.com", "Keep me");
    git(
      ["checkout", "-q", "main"],
      [...identity("lee"), "merge", "-q", "--no-ff", "-m", "Merge pull request #7 from robs/x", "robs"],
    );
    expect(await stateOf("rob@acme.example")).toContain(
      "refused: recorded by themselves, in a commit in which",
    );
  });

  it("is told of each commit for itself, and git is asked no more often for many of them", async () => {
    await begun();
    const merged = (branch: string, who: string): void => {
      git(
        ["checkout", "-q", "main"],
        [...identity("mel"), "merge", "-q", "--no-ff", "-m", `Merge pull request from ${who}`, branch],
      );
    };
    // Both begin at the same commit, and the second takes up what the first brought before it is merged itself.
    git(["checkout", "-q", "-b", "one"]);
    decide("rob@acme.example", "keep", "lee@acme.example");
    commitAs("rob", "Keep me");
    merged("one", "rob");
    const asked = await askedOfGit();
    git(
      ["checkout", "-q", "-b", "two", "main~1"],
      [...identity("ben"), "merge", "-q", "-m", "Update", "main"],
    );
    decide("lee@acme.example", "keep", "ana@acme.example");
    commitAs("ana", "Keep Lee");
    decide("ben@acme.example", "keep", "ana@acme.example");
    commitAs("ben", "Keep me");
    merged("two", "ana");
    decide("ana@acme.example", "keep", "ben@acme.example");
    commitAs("ben", "Keep Ana");
    expect(await stateOf("rob@acme.example")).toContain(
      "refused: recorded by themselves, in a commit in which",
    );
    expect(await stateOf("ben@acme.example")).toContain(
      "refused: recorded by themselves, in a commit in which",
    );
    expect(await stateOf("lee@acme.example")).toBe("decided");
    expect(await stateOf("ana@acme.example")).toBe("decided");
    expect(await askedOfGit()).toBe(asked);
  });

  it("is not known where git lacks a commit that was merged, so that nothing counts as decided", async () => {
    await begun();
    git(["checkout", "-q", "-b", "lees"]);
    decide("rob@acme.example", "keep", "lee@acme.example");
    const merged = commitAs("lee", "Keep Rob").trim();
    git(
      ["checkout", "-q", "main"],
      [...identity("ana"), "merge", "-q", "--no-ff", "-m", "Merge pull request #7 from lees/x", "lees"],
    );
    expect(await stateOf("rob@acme.example")).toBe("decided");
    rmSync(path(`.git/objects/${merged.slice(0, 2)}/${merged.slice(2)}`));
    expect(await stateOf("rob@acme.example")).toContain("undecided: whose the decision is could not be");
    const { complete, notes } = await judged();
    expect(complete).toBe(false);
    expect(notes.join("\n")).toContain(
      "Who decided what could not be looked up: Git could not tell who had a hand",
    );
  });

  it("is not whoever a squash names beside the author", async () => {
    await begun();
    decide("rob@acme.example", "keep", "lee@acme.example");
    commitAs("lee", "Decide (#8)\n\nCo-authored-by: Rob <rob@acme.example>");
    expect(await stateOf("rob@acme.example")).toContain(
      "refused: recorded by themselves, in a commit in which",
    );
    decide("rob@acme.example", "remove", "lee@acme.example");
    commitAs("lee", "Decide alone");
    expect(await stateOf("rob@acme.example")).toBe("decided");
    decide("rob@acme.example", "keep", "lee@acme.example");
    commitAs("rob", "Change it back");
    expect(await stateOf("rob@acme.example")).toContain("refused: recorded by themselves");
  });

  it("is nobody where a bot wrote it, and is said to be unknown where others did", async () => {
    await begun();
    decide("rob@acme.example", "keep", "lee@acme.example");
    commitAs("1+helper[bot]@users.noreply.github.com", "Decide");
    expect(await stateOf("rob@acme.example")).toContain("refused: recorded by a bot");
    decide("rob@acme.example", "keep", "ben@acme.example");
    commitAs("ana", "Decide for Ben");
    expect(await stateOf("rob@acme.example")).toBe("decided");
    const { notes } = await judged();
    expect(notes.join("\n")).toContain("Reviews were not looked up: set GITHUB_TOKEN");
    expect(notes.join("\n")).toContain("Of 1 decision others made the commit");
  });

  it("is told of a renamed person, too, and of a person who left nothing is asked", async () => {
    await begun();
    decide("rob@acme.example", "keep", "lee@acme.example");
    commitAs("lee", "Decide");
    write({
      "access/people.yaml": files["people.yaml"].replace(
        "email: rob@acme.example",
        "email: robert@acme.example, previously: [rob@acme.example]",
      ),
      "access/acme/organization.yaml": files["acme/organization.yaml"].replace(
        "  ben@acme.example: admin\n",
        "",
      ),
    });
    commitAs("ana", "Rob is Robert, Ben left");
    expect(await stateOf("rob@acme.example")).toContain("changed: they are called robert@acme.example since");
    expect(await stateOf("ben@acme.example")).toBe("gone");
    write({ [file()]: read(file()).replace("      rob@", "      # moves in May\n      rob@") });
    await begun();
    expect(read(file())).toMatch(/robert@acme\.example: #:[^]*by:\n {8}# moves in May\n/);
    const shown = await status();
    expect(shown.stdout).not.toContain("taken out");
    decideAll({
      "robert@acme.example": "lee@acme.example",
      "lee@acme.example": "ana@acme.example",
    });
    commitAs("lee", "Decide");
    decide("ana@acme.example", "keep", "lee@acme.example");
    expect(await stateOf("robert@acme.example")).toBe("decided");
  });
});

describe("a review whose files somebody edits by hand", () => {
  it.each([
    [
      "says that it is of an organization that is nowhere",
      (text: string) => text.replace("organization: acme", "organization: nowhere"),
    ],
    ["has another name", (text: string) => text.replace("review: q4", "review: q3")],
    [
      "has somebody twice",
      (text: string) => `${text}  - reviewer: admins\n    people:\n      Rob@acme.example: { has: x }\n`,
    ],
    ["has no entries", (text: string) => text.slice(0, text.indexOf("entries:"))],
    ["has a tab", (text: string) => text.replace("        has:", "\t\thas:")],
    ["is not text", () => "\u0000"],
  ])("%s is refused by status, start and close, at its place", async (_, edited) => {
    await begun();
    write({ [file()]: edited(read(file())) });
    for (const command of ["status", "start", "close"]) {
      const ran = await review(command, "--name", "q4");
      expect(ran, command).toMatchObject({ code: 1, stdout: "" });
      expect(ran.stderr).toContain(file());
    }
    commitAs("rob", "Edit the review");
    expect(await status()).toMatchObject({ code: 1 });
  });

  it("is told of what is valid, and closed with nothing, where another organization's files have errors", async () => {
    expect(await review("start", "--name", "q4", "--org", "acme")).toMatchObject({ code: 0 });
    commitAs("ana", "Begin q4");
    decideAll({ "lee@acme.example": "ana@acme.example", "rob@acme.example": "ana@acme.example" });
    decide("ben@acme.example", "keep", "ana@acme.example");
    commitAs("ana", "Decide");
    decide("ana@acme.example", "keep", "ben@acme.example");
    commitAs("ben", "Keep Ana");
    write({ "access/beta/organization.yaml": "organization: [\n" });
    expect(await status()).toMatchObject({ code: 0, stdout: expect.not.stringContaining("looked up: the") });
    const refused = await review("close", "--name", "q4");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("access/beta/organization.yaml:");
    expect(refused.stderr).toContain("Nothing was written: the files have errors. Correct them first.");
  });

  it.each(["reviews", "reviews/q4"])("is refused by all commands where %s is a file", async (path) => {
    write({ [path]: "no folder\n" });
    for (const command of ["start", "status", "close"]) {
      const ran = await review(command, "--name", "q4");
      expect(ran, command).toMatchObject({ code: 1, stdout: "" });
      expect(ran.stderr).toMatch(
        /^error: \S*\/reviews\/q4 is (?:not a|no) folder.*: move that file elsewhere, since the review's files lie there\.\n$/,
      );
    }
  });

  it("is begun of the valid organizations that are named where others have errors, and says what it leaves out", async () => {
    write({ "access/beta/organization.yaml": "organization: [\n" });
    const all = await review("start", "--name", "q4");
    expect(all).toMatchObject({ code: 1, stdout: "" });
    expect(all.stderr).toContain("access/beta/organization.yaml:");
    expect(all.stderr).toContain(
      "Nothing was begun. For organizations whose files are valid it can be begun alone, each named with --org: acme.\n",
    );
    const faulty = await review("start", "--name", "q4", "--org", "acme", "--org", "beta");
    expect(faulty).toMatchObject({ code: 1, stdout: "" });
    const alone = await review("start", "--name", "q4", "--org", "acme");
    expect(alone).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^written +reviews\/q4\/acme\.yaml: /),
    });
    expect(alone.stderr).toContain(
      "warning: The review leaves out beta: the files as they stand have 1 error, the first in access/beta/organization.yaml:",
    );
  });

  it("is closed with nothing where what was decided makes errors, and says what then", async () => {
    write({
      "access/acme/bots.yaml":
        "service_accounts:\n  bot: { role: editor, owner: lee, keys: { k: { scopes: [pipelines:run] } } }\n",
    });
    await begun();
    decideAll({ "lee@acme.example": "ana@acme.example", "rob@acme.example": "ana@acme.example" });
    decide("ben@acme.example", "keep", "ana@acme.example");
    decide("bot", "{ change: { role: viewer } }", "ana@acme.example");
    commitAs("ana", "Decide");
    decide("ana@acme.example", "keep", "ben@acme.example");
    commitAs("ben", "Keep Ana");
    const refused = await review("close", "--name", "q4");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /access\/acme\/bots\.yaml:2:\d+: error: [^]*Nothing was written: the edited files would have these errors\.\nDecide otherwise in the review, or change the files first\.\n$/,
    );
    expect(git(["status", "--short"])).toBe("");
  });

  it("is never complete without a file or an entry that was there once", async () => {
    await begun();
    const whole = read(file());
    const at = whole.indexOf("      rob@");
    write({ [file()]: whole.slice(0, at) + whole.slice(whole.indexOf("  - reviewer", at)) });
    commitAs("rob", "Take me out");
    const shown = await status();
    expect(shown.code).toBe(2);
    expect(shown.stdout).toContain("rob@acme.example was taken out of the review");
    rmSync(path(file()));
    const refused = await review("close", "--name", "q4");
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toMatch(
      /reviews\/q4\/acme\.yaml was taken out of the review: put it back \(`git checkout [0-9a-f]{40} -- /,
    );
    write({ [`reviews/q4/notes.txt`]: "x" });
    commitAs("rob", "No review");
    expect(await status()).toMatchObject({ code: 1 });
    // What was never committed cannot be missed, and nothing is no review.
    write({ "reviews/q5/notes.txt": "x" });
    expect((await status("q5")).stderr).toContain("reviews/q5 holds no file of a review");
  });

  it("keeps its reviewers as they were when each entry came in", async () => {
    await begun();
    write({ "access/acme/more.yaml": "members:\n  kim@acme.example: viewer\n" });
    commitAs("ana", "Kim comes");
    await begun();
    write({ [file()]: read(file()).replace(/(- reviewer: )(?!lee).*(?=\n[^]*?kim@)/, "$1rob@acme.example") });
    decide("kim@acme.example", "keep", "rob@acme.example");
    commitAs("rob", "Mine to decide");
    expect(await stateOf("kim@acme.example")).toContain(
      "refused: decided by rob@acme.example, whose it is not",
    );
  });
});

describe("reviews beside each other and beside the line", () => {
  it("ask again about what the other one changed", async () => {
    await begun("one");
    await begun("two");
    const by = {
      "ana@acme.example": "ben@acme.example",
      "ben@acme.example": "ana@acme.example",
      "lee@acme.example": "ana@acme.example",
      "rob@acme.example": "ana@acme.example",
    };
    for (const name of ["one", "two"]) {
      decideAll(by, name);
      decide("rob@acme.example", "{ change: { role: editor } }", "ana@acme.example", name);
      decide("ana@acme.example", "", "", name);
      commitAs("ana", `Decide ${name}`);
      decide("ana@acme.example", "keep", "ben@acme.example", name);
      commitAs("ben", `Decide ${name}, too`);
    }
    expect(await status("one")).toMatchObject({ code: 0 });
    expect(await status("two")).toMatchObject({ code: 0 });
    expect(await review("close", "--name", "one")).toMatchObject({ code: 0 });
    expect(read("access/acme/organization.yaml")).toContain("rob: editor\n");
    commitAs("ana", "Close one");
    expect(await stateOf("rob@acme.example", "two")).toContain("changed: what they have is another since");
    const refused = await review("close", "--name", "two");
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain("nothing was written");
    expect(await status("one")).toMatchObject({ code: 0, stdout: expect.stringContaining("is closed") });
  });

  it("of a commit that left the line go by what is on the line", async () => {
    const before = git(["rev-parse", "HEAD"]);
    await begun();
    decide("rob@acme.example", "keep", "lee@acme.example");
    commitAs("lee", "Decide");
    expect(await stateOf("rob@acme.example")).toBe("decided");
    const text = read(file());
    git(["reset", "-q", "--hard", before]);
    write({ [file()]: text });
    expect(await stateOf("rob@acme.example")).toContain("not committed yet");
    commitAs("rob", "Put the review back");
    expect(await stateOf("rob@acme.example")).toContain("refused: recorded by themselves");
  });
});

describe("a review of other services", () => {
  it("asks about everybody and every account of GitHub and SCIM organizations, and closes them", async () => {
    write({
      "access/people.yaml": `people:
  ana: { email: ana@acme.example, github: ana-gh }
  rob: { email: rob@acme.example, github: robby }
  lee: { email: lee@acme.example, github: leelee }
`,
      "access/guild/organization.yaml": `organization: { provider: github, id: acme-guild, account: "1" }
members:
  ana: admin
  lee: admin   # for the move
  rob: member  # since May
teams:
  tools: { members: [rob] }
`,
      "access/corp/organization.yaml": `organization:
  provider: scim
  id: corp
  api: https://scim.corp.example/v2
  scim: { role: { from: roles, admin: owner } }
members:
  ana: admin
  rob: member  # since June
  lee: admin
teams:
  all: { members: [rob, lee] }
`,
    });
    commitAs("ana", "More organizations");
    const started = await review("start", "--name", "q4");
    expect(started.code, started.stderr).toBe(0);
    commitAs("ana", "Begin q4");
    for (const name of ["guild", "corp"]) {
      const text = read(`reviews/q4/${name}.yaml`);
      write({
        [`reviews/q4/${name}.yaml`]: text.replace(
          /( {6}(\S+): #:[^]*?)decision:\n( +)by:\n/g,
          (_, head: string, key: string, indent: string) =>
            `${head}decision: ${/rob/.test(key) ? "remove" : "keep"}\n${indent}by: ${/ana/.test(key) ? "lee" : "ana"}\n`,
        ),
      });
    }
    commitAs("ana", "Decide");
    decideAll({
      "ana@acme.example": "ben@acme.example",
      "lee@acme.example": "ana",
      "ben@acme.example": "ana",
    });
    decide("rob@acme.example", "keep", "lee");
    commitAs("ana", "Decide");
    const { reviews } = await judged();
    const states = reviews.map(({ entries }) => entries.map(({ key, state, why }) => [key, state, why]));
    const own = expect.stringContaining("recorded by themselves, in a commit of their own");
    const others = (...keys: string[]) => keys.map((key) => [key, "decided", undefined]);
    expect(states).toEqual([
      [
        ["ana@acme.example", "refused", own],
        ...others("ben@acme.example", "lee@acme.example", "rob@acme.example"),
      ],
      [["ana@acme.example", "refused", own], ...others("lee@acme.example", "rob@acme.example")],
      [["ana-gh", "refused", own], ...others("leelee", "robby")],
    ]);
    // The same words in another commit are the same decision: it is taken out first.
    const rewrite = (name: string, key: string, lines: readonly [string, string]): void => {
      const before = read(`reviews/q4/${name}.yaml`);
      const at = before.indexOf(`      ${key}: `);
      const next = before.slice(at).replace(/decision:.*(\n +)by:.*/, `${lines[0]}$1${lines[1]}`);
      write({ [`reviews/q4/${name}.yaml`]: before.slice(0, at) + next });
    };
    const about = { acme: "ana@acme.example", corp: "ana@acme.example", guild: "ana-gh" };
    for (const [name, key] of Object.entries(about)) rewrite(name, key, ["decision:", "by:"]);
    commitAs("lee", "Take what Ana wrote about herself out");
    for (const [name, key] of Object.entries(about))
      rewrite(name, key, ["decision: keep", `by: ${name === "acme" ? "ben@acme.example" : "lee"}`]);
    commitAs("lee", "Decide on Ana");
    const closed = await review("close", "--name", "q4");
    expect(closed.code, closed.stdout + closed.stderr).toBe(0);
    const text = read("access/guild/organization.yaml") + read("access/corp/organization.yaml");
    expect(text).toContain("  lee: admin   # for the move\n");
    expect(text.match(/^ {2}rob: .*$/gm)).toEqual([
      "  rob: { state: removed }  # since May",
      "  rob: { state: deactivated }  # since June",
    ]);
    expect(text.match(/^ {2}\w+: \{ members: .*$/gm)).toEqual([
      "  tools: { members: [] }",
      "  all: { members: [lee] }",
    ]);
    expect(read("access/acme/organization.yaml")).toBe(files["acme/organization.yaml"]);
  });
});
