/** What `muster init` makes of its answers: files that are valid at once, nothing that exists changed, wrong answers refused before anything is written. */
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newRunId, systemClock, systemRandom } from "../../../src/io/clock.ts";
import { originOf, repositoryAt } from "../../../src/io/repository.ts";
import type { Context } from "../../../src/run/context.ts";
import { init, type InitResult } from "../../../src/setup/init.ts";
import { missingFlags, withAnswer, type Answers } from "../../../src/setup/init/answers.ts";
import { survey, type Survey } from "../../../src/setup/init/survey.ts";
import { validate } from "../../../src/run/validate.ts";

const action = `acme/muster@${"0123456789".repeat(4)}`;
const answers: Answers = {
  org: "acme",
  provider: "planasonix",
  id: "org_01acme",
  admins: ["ana@acme.example", "sam@acme.example"],
  action,
  owners: ["@acme/platform"],
  workflow: "hardened",
};

let folder = "";
const outsides: string[] = [];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-init-")));
  git("init", "-q", "-b", "trunk");
});
afterEach(() => {
  for (const path of [folder, ...outsides.splice(0)]) rmSync(path, { recursive: true });
});

const git = (...args: readonly string[]): string =>
  execFileSync("git", args, {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder },
    encoding: "utf8",
  });

function contextIn(cwd: string, access = "access"): Context {
  const nothing = (): void => undefined;
  return {
    access: join(cwd, access),
    cwd,
    env: {},
    clock: systemClock,
    random: systemRandom,
    runId: newRunId(),
    progress: nothing,
    warn: nothing,
    hide: nothing,
  };
}

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};
const read = (path: string): string => readFileSync(join(folder, path), "utf8");
const all = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !/\.git(\/|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

async function surveyed(cwd = folder, access = "access"): Promise<Survey> {
  const found = await survey(contextIn(cwd, access));
  if ("error" in found) throw new Error(found.error);
  return found;
}

async function made(given: Answers, cwd = folder, access = "access"): Promise<InitResult> {
  const done = await init(contextIn(cwd, access), await surveyed(cwd, access), given);
  if ("error" in done) throw new Error(done.error);
  return done;
}

const refused = async (given: Partial<Answers>): Promise<string> => {
  const done = await init(contextIn(folder), await surveyed(), { ...answers, ...given });
  expect(all()).toEqual([]);
  return "error" in done ? done.error : "not refused";
};

describe("the files", () => {
  it("are valid at once, without a warning", async () => {
    await made(answers);
    const checked = await validate(contextIn(folder));
    expect(checked).toMatchObject({ valid: true, diagnostics: [] });
    if ("error" in checked) throw new Error(checked.error);
    expect(checked.organizations).toMatchObject([
      { key: "acme", connection: { provider: "planasonix", id: "org_01acme" } },
    ]);
    const members = checked.organizations[0]?.desired.member;
    expect([...(members?.values() ?? [])].map((member) => [member.key, member.role])).toEqual([
      ["ana@acme.example", "admin"],
      ["sam@acme.example", "admin"],
    ]);
  });

  it("act on nobody who is in no file", async () => {
    await made(answers);
    const checked = await validate(contextIn(folder));
    if ("error" in checked) throw new Error(checked.error);
    for (const word of Object.values(checked.organizations[0]?.policy.unlisted ?? {}))
      expect(word).toBe("report");
    expect(checked.organizations[0]?.policy.drift).toBe("report");
  });

  it.each([
    ["planasonix", answers],
    ["github", { ...answers, provider: "github", id: "acme", admins: ["ana", "sam"] }],
  ] as const)("offer in comments what %s has", async (_, given) => {
    await made(given);
    const offered = read("access/acme/members.yaml").replace(/^  # (rob.*)$/m, "  $1");
    expect(offered).toMatch(/^  rob/m);
    write({ "access/acme/members.yaml": offered });
    const checked = await validate(contextIn(folder));
    expect(checked).toMatchObject({ valid: true, diagnostics: [] });
  });

  it("point editors at a schema that is there, from wherever the access folder is", async () => {
    await made(answers, folder, "config/access");
    const line = read("config/access/acme/members.yaml").split("\n")[0] ?? "";
    const path = /^# yaml-language-server: \$schema=(\S+)$/.exec(line)?.[1] ?? "";
    const schema = JSON.parse(read(join("config/access/acme", path))) as { title: string };
    expect(schema.title).toBe("muster access file");
    expect(read(".github/workflows/muster.yml")).toContain("access: config/access\n");
    expect(read(".github/CODEOWNERS")).toContain("/config/access/ @acme/platform\n");
  });

  it("stand at the root of the repository, also from a folder below it", async () => {
    write({ "below/x.txt": "" });
    await made(answers, join(folder, "below"));
    expect(all()).toEqual([
      ".github/CODEOWNERS",
      ".github/workflows/muster.yml",
      ".muster/schema.json",
      "below/access/acme/members.yaml",
      "below/access/acme/organization.yaml",
      "below/x.txt",
    ]);
  });

  it("name the default branch, the hosts and every organization that is there", async () => {
    write({ "access/labs/organization.yaml": "organization: { provider: planasonix, id: org_01labs }\n" });
    await made({ ...answers, api: "https://planasonix.acme.example/v1" });
    const workflow = read(".github/workflows/muster.yml");
    expect(workflow).toContain('branches: ["trunk"]');
    expect(workflow.split('hosts: "planasonix.acme.example"')).toHaveLength(4);
    expect(workflow.split("MUSTER_TOKEN_LABS: ${{ secrets.MUSTER_TOKEN_LABS }}")).toHaveLength(4);
    expect(read("access/acme/organization.yaml")).toContain('api: "https://planasonix.acme.example/v1"');
  });

  it("give an action of this repository an owner, too", async () => {
    await made({ ...answers, action: "./tools/muster" });
    expect(read(".github/CODEOWNERS")).toContain("/tools/muster/ @acme/platform\n");
    expect(read(".github/workflows/muster.yml")).toContain("uses: ./tools/muster\n");
  });
});

describe("an organization whose folder Windows cannot hold", () => {
  it.each(["nul", "con", "com1"])("is refused: %s", async (org) => {
    expect(await refused({ org })).toContain("Windows cannot hold");
  });
});

describe("what exists", () => {
  it("stays as it is, and the rest is written", async () => {
    const mine = {
      ".github/workflows/muster.yml": "name: mine\n",
      CODEOWNERS: "* @acme/everybody\n",
      "access/acme/organization.yaml": "organization: { provider: planasonix, id: org_01other }\n",
    };
    write(mine);
    const done = await made(answers);
    for (const [path, text] of Object.entries(mine)) expect(read(path)).toBe(text);
    expect(done.files).toEqual([
      { path: ".muster/schema.json", status: "written" },
      { path: ".github/workflows/muster.yml", status: "kept" },
      { path: "CODEOWNERS", status: "kept" },
    ]);
    expect(done.next).toContain("Add to CODEOWNERS, which exists:");
    expect(done.next).toContain("/access/ @acme/platform");
  });

  it("stays as it is when everything is done twice", async () => {
    await made(answers);
    const before = all().map((path) => [path, read(path)]);
    const again = await made(answers);
    expect(all().map((path) => [path, read(path)])).toEqual(before);
    expect(again.files.map(({ status }) => status)).toEqual(["kept", "kept", "kept"]);
  });

  it("is not written through a link", async () => {
    write({ "outside.txt": "mine\n" });
    mkdirSync(join(folder, ".github"));
    symlinkSync(join(folder, "outside.txt"), join(folder, ".github/CODEOWNERS"));
    const done = await made(answers);
    expect(read("outside.txt")).toBe("mine\n");
    expect(done.files.at(-1)).toEqual({ path: ".github/CODEOWNERS", status: "kept" });
  });

  const elsewhere = (): string => {
    const outside = mkdtempSync(join(tmpdir(), "muster-outside-"));
    outsides.push(outside);
    return outside;
  };

  it.each([
    ".github",
    ".github/workflows",
    ".muster",
    "access",
    "access/acme",
    "access/acme -> dangling",
    ".github -> dangling",
    ".github -> inside",
  ])("is left alone behind the link %s, and nothing at all is written", async (wish) => {
    const [path = "", kind] = wish.split(" -> ");
    const outside = elsewhere();
    mkdirSync(join(folder, path, ".."), { recursive: true });
    mkdirSync(join(folder, "inside"));
    const to = kind === "inside" ? "inside" : kind === "dangling" ? join(outside, "nowhere") : outside;
    symlinkSync(to, join(folder, path));
    const before = all();
    const found = await survey(contextIn(folder));
    const done = "error" in found ? found : await init(contextIn(folder), found, answers);
    expect(done).toEqual({ error: expect.stringContaining(`${path} is a link`) as string });
    expect(all()).toEqual(before);
    expect(readdirSync(outside)).toEqual([]);
    expect(readdirSync(join(folder, "inside"))).toEqual([]);
  });

  it("needs no more answers than it lacks", async () => {
    const bare: Answers = { provider: "planasonix", admins: [], owners: [], workflow: "hardened" };
    expect(missingFlags(await surveyed(), bare)).toEqual(["org", "id", "admin", "admin", "action"]);
    expect(missingFlags(await surveyed(), { ...bare, workflow: "none" })).not.toContain("action");
    expect(missingFlags(await surveyed(), withAnswer(bare, "admin", "ana@acme.example"))).toHaveLength(4);
    write({ "access/acme/organization.yaml": "organization: { provider: planasonix, id: org_01acme }\n" });
    expect(missingFlags(await surveyed(), bare)).toEqual(["action"]);
    expect(missingFlags(await surveyed(), { ...bare, org: "labs" })).toEqual([
      "id",
      "admin",
      "admin",
      "action",
    ]);
    write({ ".github/workflows/muster.yml": "" });
    expect(missingFlags(await surveyed(), bare)).toEqual([]);
    const added = await made({ ...bare, org: "labs", id: "org_01labs", admins: answers.admins });
    expect(added.next).toContain("MUSTER_TOKEN_LABS: ${{ secrets.MUSTER_TOKEN_LABS }}");
  });
});

describe("an action that is named by its release", () => {
  /** A server that holds acme/muster with one annotated and one plain tag; the commit of both. */
  function releases(): { readonly server: string; readonly commit: string } {
    const server = realpathSync(mkdtempSync(join(tmpdir(), "muster-server-")));
    outsides.push(server);
    const at = join(server, "acme/muster");
    mkdirSync(at, { recursive: true });
    const user = ["-c", "user.name=Ana", "-c", "user.email=ana@acme.example"];
    const there = (...args: readonly string[]): string =>
      execFileSync("git", [...user, ...args], { cwd: at, encoding: "utf8" });
    there("init", "-q");
    there("commit", "-q", "--allow-empty", "-m", "one");
    there("tag", "-a", "v1.2.3", "-m", "one");
    there("tag", "v1.2.4-rc.1");
    return { server, commit: there("rev-parse", "HEAD").trim() };
  }
  const initAt = async (server: string, tag: string) =>
    init({ ...contextIn(folder), env: { GITHUB_SERVER_URL: `file://${server}` } }, await surveyed(), {
      ...answers,
      action: `acme/muster@${tag}`,
    });

  it.each(["v1.2.3", "v1.2.4-rc.1"])(
    "is written by the commit that %s names, with the tag for people",
    async (tag) => {
      const { server, commit } = releases();
      expect(await initAt(server, tag)).not.toHaveProperty("error");
      expect(read(".github/workflows/muster.yml")).toContain(`uses: acme/muster@${commit} # ${tag}\n`);
    },
  );

  it("is refused when there is no such release, and nothing is written", async () => {
    const done = await initAt(releases().server, "v9.9.9");
    expect(done).toMatchObject({ error: expect.stringContaining("has no tag v9.9.9") as string });
    expect(all()).toEqual([]);
  });

  it("is refused when nobody answers, and nothing is written", async () => {
    const done = await initAt(join(folder, "nowhere"), "v1.2.3");
    expect(done).toMatchObject({ error: expect.stringContaining("could not be asked") as string });
    expect(all()).toEqual([]);
  });
});

describe("answers that cannot be taken", () => {
  it.each([
    ["--org", { org: "Acme" }],
    ["--org", { org: "../x" }],
    ["--id", { id: "acme" }],
    ["--id", { id: "org_1\n  api: https://evil.example" }],
    ["--admin", { admins: ["ana@acme.example", "no address"] }],
    ["--admin", { admins: ["ana@acme.example", "ANA@acme.example"] }],
    ["--admin", { admins: ["ana@acme.example"] }],
    ["--admin", { admins: ["ana@acme.example", "x: y@acme.example"] }],
    ["--action", { action: "acme/muster@v1" }],
    ["--action", { action: "acme/muster@0123456" }],
    ["--action", { action: "./../muster" }],
    ["--action", { action: `acme/muster@${"0".repeat(40)}\n        with: {}` }],
    ["--owners", { owners: ["platform"] }],
    ["--branch", { branch: "main]" }],
    ["--api", { api: "planasonix" }],
    ["https", { api: "http://planasonix.acme.example" }],
  ])("%s, and nothing is written: %j", async (name, given) => {
    expect(await refused(given)).toContain(name);
  });

  it("an access folder outside the repository", async () => {
    const found = await survey({ ...contextIn(folder), access: "../elsewhere" });
    expect(found).toMatchObject({ error: expect.stringContaining("below the root") as string });
  });
});

describe("the repository", () => {
  it("tells its default branch: origin's, else main, else the present one", async () => {
    expect((await repositoryAt(folder))?.branch).toBe("trunk");
    git(
      "-c",
      "user.name=Ana",
      "-c",
      "user.email=ana@acme.example",
      "commit",
      "-q",
      "--allow-empty",
      "-m",
      "x",
    );
    git("branch", "main");
    expect((await repositoryAt(folder))?.branch).toBe("main");
    git("update-ref", "refs/remotes/origin/live", "HEAD");
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/live");
    expect((await repositoryAt(folder))?.branch).toBe("live");
  });

  it.each([
    ["https://github.com/acme/access.git", "github.com", "acme/access"],
    ["https://ana:secret@github.com/acme/access", "github.com", "acme/access"],
    ["git@github.com:acme/access.git", "github.com", "acme/access"],
    ["ssh://git@ghe.acme.example:22/acme/access.git/", "ghe.acme.example", "acme/access"],
  ])("is read from %s", (address, host, name) => expect(originOf(address)).toEqual({ host, name }));

  it.each(["", "/srv/git/access.git", "../access", "https://github.com/acme", "https://github.com/a/b/c"])(
    "is not guessed from %j",
    (address) => expect(originOf(address)).toBeNull(),
  );
});
