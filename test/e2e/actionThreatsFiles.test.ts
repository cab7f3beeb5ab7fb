/** Trees of the worst kind at a pull request's head: read as data, by commit, within bounds, or refused. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import type { FakePullRequest } from "../fakes/github/state.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
afterEach(() => world.close());

const marker = "<!-- muster:plan -->";
const people = "members:\n  ana@acme.example: admin\n  kim@acme.example: admin\n  lee@acme.example: editor\n";
const files = {
  "acme/organization.yaml": `organization:\n  provider: planasonix\n  id: org_01jq8acme\n`,
  "acme/members.yaml": people,
};
const rob = { "access/acme/rob.yaml": "members:\n  rob@acme.example: viewer\n" };

const start = async (): Promise<void> => {
  world = await createWorldHere({ files });
};

function git(cwd: string, args: readonly string[], input?: string): string {
  const settings = ["-c", "user.name=ana", "-c", "user.email=ana@acme.example"];
  return execFileSync("git", [...settings, ...args], { cwd, ...(input === undefined ? {} : { input }) })
    .toString()
    .trim();
}

/** Path from the root -> mode and object. */
type Raw = ReadonlyMap<string, readonly [mode: string, object: string]>;

/** A pull request whose head has these entries besides main's, made without a working tree. */
function openRaw(entries: (write: (content: string) => string) => Raw, ref = "raw"): FakePullRequest {
  const bare = world.origin.url.replace("file://", "");
  const write = (content: string): string => git(bare, ["hash-object", "-w", "--stdin"], content);
  const index = join(world.folder, `index-${world.github.state.nextNumber}`);
  const withIndex = (args: readonly string[], input = ""): string =>
    execFileSync("git", [...args], { cwd: bare, input, env: { ...process.env, GIT_INDEX_FILE: index } })
      .toString()
      .trim();
  withIndex(["read-tree", world.tip()]);
  const lines = [...entries(write)].map(([path, [mode, object]]) => `${mode} ${object}\t${path}\0`);
  withIndex(["update-index", "-z", "--index-info"], lines.join(""));
  const tree = withIndex(["write-tree"]);
  const sha = git(bare, ["commit-tree", "-m", "Change", tree, "-p", world.tip()]);
  const pull = world.github.add.pullRequest({
    author: "lee",
    head: { sha, ref, repositoryId: world.github.state.repository.id },
    base: { ref: "main", sha: world.tip() },
  });
  pull.mergeCommit = git(bare, ["commit-tree", "-m", "Merge", tree, "-p", world.tip(), "-p", sha]);
  git(bare, ["update-ref", `refs/pull/${pull.number}/merge`, pull.mergeCommit]);
  return pull;
}

describe("attributes of git", () => {
  it("change nothing of what is read, whatever the machine is set up to do, and are named", async () => {
    await start();
    const trace = join(world.folder, "ran");
    const description = "$Id$ $Format:%H$ $Id: 0$";
    const attributes =
      "* text eol=crlf ident export-subst working-tree-encoding=UTF-16 filter=evil diff=evil merge=evil\n*.yaml export-ignore\n";
    const withFiles = (more: Readonly<Record<string, string>>) => (write: (content: string) => string) =>
      new Map(
        Object.entries({
          ...rob,
          "access/acme/team.yaml": `teams:\n  core: { description: "${description}" }\n`,
          ".gitattributes": attributes,
          // Both sides change it, so that there is something to merge.
          "access/acme/members.yaml": `${people}  sue@acme.example: viewer\n`,
          ...more,
        }).map(([path, text]) => [path, ["100644", write(text)]] as const),
      );
    const prepare = (workspace: string): void => {
      const evil = (what: string): string => `sh -c 'echo ${what} >> ${trace}; cat'`;
      for (const [name, value] of [
        ["filter.evil.smudge", evil("filter.evil.smudge")],
        ["filter.evil.clean", evil("filter.evil.clean")],
        ["filter.evil.process", evil("filter.evil.process")],
        ["diff.evil.textconv", evil("diff.evil.textconv")],
        ["diff.evil.command", evil("diff.evil.command")],
        ["diff.external", evil("diff.external")],
        ["merge.evil.driver", evil("merge.evil.driver")],
        ["merge.default", "evil"],
        ["merge.renormalize", "true"],
        ["core.attributesFile", join(workspace, ".git", "info", "attributes")],
        ["core.fsmonitor", evil("core.fsmonitor")],
        ["core.autocrlf", "true"],
        ["core.quotePath", "false"],
        ["core.hooksPath", workspace],
        ["diff.renames", "copies"],
        ["fetch.prune", "true"],
      ] as const) {
        git(workspace, ["config", name, value]);
      }
      for (const place of [".gitattributes", ".git/info/attributes"])
        writeFileSync(join(workspace, place), attributes);
      for (const hook of ["post-checkout", "reference-transaction", "post-index-change"]) {
        writeFileSync(join(workspace, hook), `#!/bin/sh\necho hook >> ${trace}\n`, { mode: 0o755 });
      }
    };
    const nested = openRaw(withFiles({ "access/.gitattributes": attributes }));
    const pull = openRaw(withFiles({}));
    world.push("main", { "access/acme/members.yaml": `# Of acme.\n${people}` });
    const within = await world.plan(nested, { prepare });
    // Hidden files are errors below the access folder, and are named all the same.
    expect(within.code).toBe(1);
    expect(within.summary).toContain("`access/.gitattributes`");
    const again = await world.plan(pull, { prepare });
    expect(again.code).toBe(0);
    expect(existsSync(trace) ? readFileSync(trace, "utf8") : "").toBe("");
    const plan = again.files["plan.json"] ?? "";
    expect(plan).toContain(JSON.stringify(description));
    const comment = world.comment(pull.number, marker) ?? "";
    expect(comment.split("\n")[2]).toBe("**Changes what guards these files:** `.gitattributes`");
  });
});

describe("the workspace", () => {
  it("is not read: neither its files, nor replaced objects, nor what the environment says of git", async () => {
    await start();
    expect((await world.apply()).code).toBe(0);
    const pull = world.open(rob);
    const trace = join(world.folder, "trace");
    const prepare = (workspace: string): void => {
      const evil = `${people}  mallory@evil.example: admin\n`;
      writeFileSync(join(workspace, "access/acme/members.yaml"), evil);
      writeFileSync(join(workspace, "access/acme/mallory.yaml"), "members:\n  mallory@evil.example: admin\n");
      const blob = git(workspace, ["rev-parse", "HEAD:access/acme/members.yaml"]);
      git(workspace, ["replace", blob, git(workspace, ["hash-object", "-w", "--stdin"], evil)]);
    };
    const env = {
      GIT_DIR: join(world.folder, "elsewhere"),
      GIT_WORK_TREE: "/",
      GIT_INDEX_FILE: "/dev/null",
      GIT_OBJECT_DIRECTORY: world.folder,
      GIT_TRACE: trace,
      GIT_TRACE_CURL: trace,
      GIT_SSH_COMMAND: `touch ${trace}`,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.fsmonitor",
      GIT_CONFIG_VALUE_0: `touch ${trace}`,
    };
    const planned = await world.plan(pull, { prepare, env });
    expect(planned.outputs).toMatchObject({ changes: "1" });
    expect(world.comment(pull.number, marker)).not.toContain("mallory");
    world.merge(pull);
    expect((await world.apply({ prepare, env })).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
    expect(JSON.stringify(world.sandbox.dump())).not.toContain("mallory");
    expect(existsSync(trace)).toBe(false);
  });
});

describe("a tree", () => {
  it("with links and submodules is refused, and nothing is followed", async () => {
    await start();
    const secret = join(world.folder, "secret.yaml");
    writeFileSync(secret, "members:\n  secret-canary@evil.example: admin\n");
    const pull = openRaw(
      (write) =>
        new Map([
          ["access/acme/link.yaml", ["120000", write(secret)]],
          ["access/acme/teams", ["120000", write("../../../..")]],
          ["access/acme/module.yaml", ["160000", world.tip()]],
          ["access/other", ["160000", world.tip()]],
          ["access/acme/run.yaml", ["100755", write("members:\n  zoe@acme.example: viewer\n")]],
        ]),
    );
    const planned = await world.plan(pull);
    expect(planned.code).toBe(1);
    for (const path of ["acme/link.yaml", "acme/teams", "acme/module.yaml", "other"]) {
      expect(planned.log).toContain(`::error file=access/${path},line=1`);
    }
    expect(planned.log + planned.summary).not.toContain("secret-canary");
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("whose access folder became a link or a submodule takes nobody away", async () => {
    await start();
    for (const [mode, object] of [
      ["120000", undefined],
      ["160000", world.tip()],
    ] as const) {
      const pull = openRaw((write) => {
        const nothing = "0".repeat(40);
        const gone = ["access/acme/organization.yaml", "access/acme/members.yaml"] as const;
        return new Map<string, readonly [string, string]>([
          ...gone.map((path) => [path, ["0", nothing]] as const),
          ["access", [mode, object ?? write("elsewhere")]],
        ]);
      });
      const planned = await world.plan(pull);
      expect(planned.outputs["changes"] ?? "0").toBe("0");
      expect(world.writes()).toEqual([]);
    }
  });

  it("whose access folder is a link by now is read by no job: what it leads to has no owners", async () => {
    await start();
    const files = ["organization.yaml", "members.yaml"] as const;
    const pull = openRaw((write) => {
      const nothing = ["0", "0".repeat(40)] as const;
      const ids = files.map((name) => world.origin.git("rev-parse", `${world.tip()}:access/acme/${name}`));
      return new Map<string, readonly [string, string]>([
        ...files.map((name) => [`access/acme/${name}`, nothing] as const),
        ...files.map((name, at) => [`elsewhere/acme/${name}`, ["100644", ids[at] ?? ""]] as const),
        ["access", ["120000", write("elsewhere")]],
      ]);
    });
    expect((await world.plan(pull)).code).toBe(1);
    // Somebody merges it all the same.
    world.merge(pull);
    const grant = world.open({ "elsewhere/acme/zoe.yaml": "members:\n  zoe@acme.example: admin\n" });
    const planned = await world.plan(grant);
    world.merge(grant);
    for (const ran of [planned, await world.apply(), await world.due()]) {
      expect(ran.code).toBe(1);
      expect(ran.log).toContain("access is a link, and links are not followed: put a folder in its place.");
    }
    expect(world.writes()).toEqual([]);
  });

  it("and a branch with names like options or commands run nothing", async () => {
    await start();
    const trace = join(world.folder, "ran");
    const names = [
      `--upload-pack=touch ${trace}`,
      `--output=${trace}`,
      `$(touch ${trace})`,
      `\`touch ${trace}\``,
      `; touch ${trace} ;`,
      "::error::x",
      "-",
      "--",
      "a\nb",
      "a\tb",
      '"quoted"',
      "\u202etxt",
    ].map((name) => name.replaceAll("/", ":"));
    for (const ref of [`--upload-pack=touch ${trace}`, `$(touch ${trace})`, "-", "@{-1}", "HEAD"]) {
      const pull = openRaw(
        (write) =>
          new Map([
            ["access/acme/rob.yaml", ["100644", write("members:\n  rob@acme.example: viewer\n")]],
            ...names.map((name) => [`docs/${name}`, ["100644", write("")]] as const),
            ...names.map((name) => [name, ["100644", write("")]] as const),
          ]),
        ref,
      );
      pull.title = `$(touch ${trace})`;
      const planned = await world.plan(pull);
      expect(planned.code).toBe(0);
      expect(planned.outputs).toMatchObject({ changes: "1" });
    }
    expect(existsSync(trace)).toBe(false);
    const pull = openRaw(
      (write) => new Map(names.map((name) => [`access/acme/${name}`, ["100644", write("x: 1\n")]] as const)),
    );
    expect((await world.plan(pull)).code).toBe(1);
    expect(existsSync(trace)).toBe(false);
    expect(existsSync(trace.replaceAll("/", ":"))).toBe(false);
  });

  it("of a hundred thousand files is planned beside the access folder, and refused in it", async () => {
    await start();
    const many = (below: string) => (write: (content: string) => string) => {
      const object = write("members: {}\n");
      return new Map([
        ["access/acme/rob.yaml", ["100644", write("members:\n  rob@acme.example: viewer\n")] as const],
        ...Array.from({ length: 100_001 }, (_, at) => [`${below}/f${at}.yaml`, ["100644", object]] as const),
      ]);
    };
    const beside = await world.plan(openRaw(many("docs")));
    expect(beside.code).toBe(0);
    expect(beside.outputs).toMatchObject({ changes: "1" });
    world.sandbox.resetRequests();
    const within = await world.plan(openRaw(many("access/acme/more")));
    expect(within.code).toBe(1);
    expect(within.log).toContain("holds more than 100000 files");
    expect(world.sandbox.requests()).toEqual([]);
  });
});

describe("a file", () => {
  it("of three megabytes is read, and one of seventeen is not", async () => {
    await start();
    const line = "# nothing but words, and again nothing but words\n";
    const large = `${line.repeat(Math.ceil((3 * 1024 * 1024) / line.length))}members:\n  rob@acme.example: viewer\n`;
    const pull = openRaw((write) => new Map([["access/acme/rob.yaml", ["100644", write(large)]]]));
    expect((await world.plan(pull)).outputs).toMatchObject({ changes: "1", "exit-code": "0" });
    const huge = openRaw(
      (write) => new Map([["access/acme/rob.yaml", ["100644", write(line.repeat(360_000) + large)]]]),
    );
    world.sandbox.resetRequests();
    const planned = await world.plan(huge);
    expect(planned.code).toBe(1);
    expect(planned.log).toContain("::error file=access/acme/rob.yaml,line=1");
    expect(world.sandbox.requests()).toEqual([]);
  });

  const laughs = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    .concat(
      Array.from(
        { length: 20 },
        (_, at) =>
          `k${at}: &b${at} [${Array(9)
            .fill(at === 0 ? "*a" : `*b${at - 1}`)
            .join(", ")}]`,
      ),
    )
    .join("\n");
  const wide = (text: string): string => Array.from({ length: 20_000 }, () => text).join("\n");
  const bombs: Readonly<Record<string, string>> = {
    laughs,
    "an anchor": "members:\n  rob@acme.example: &a viewer\n",
    brackets: `members: ${"[".repeat(290)}`,
    "brackets on lines": `members:\n${wide("  [")}`,
    "maps in maps": Array.from({ length: 140 }, (_, at) => `${" ".repeat(at % 19)}k${at}:`).join("\n"),
    "deep indentation": Array.from({ length: 2_000 }, (_, at) => `${" ".repeat(at)}a:`).join("\n"),
    "keys without end": wide("? [[[[[[[[a"),
    quotes: wide(`  "${"\\\\".repeat(100)}`),
    "one line of three megabytes": `members: ${"`".repeat(3 * 1024 * 1024)}`,
    "blanks of three megabytes": `members:${" ".repeat(3 * 1024 * 1024)}x`,
    "unknown keys": Array.from({ length: 20_000 }, (_, at) => `organizatoin${at}: ${"a".repeat(250)}`).join(
      "\n",
    ),
    documents: wide("---"),
    "merge keys": `a: &a { x: 1 }\nb: { <<: *a }\n`,
    tags: "members: !!js/function 'function () { process.exit(0) }'\n",
    "hidden text": "members:\n  rob@acme.example: viewer # \u202e nimda\n",
    "a zero-width name": "members:\n  rob\u200b@acme.example: admin\n",
    "look-alike letters": "members:\n  ro\u0431@acme.example: admin\n",
    "the same key twice": "members:\n  rob@acme.example: viewer\n  rob@acme.example: admin\n",
    "an admin in a team's place": "teams:\n  core:\n    members: []\n    role: admin\n",
    "nothing that is text": "\u0000\u0001\ufffd",
  };
  for (const [name, text] of Object.entries(bombs)) {
    it(`of the worst kind is an error at its line: ${name}`, async () => {
      await start();
      const pull = openRaw((write) => new Map([["access/acme/bomb.yaml", ["100644", write(text)]]]));
      const planned = await world.plan(pull);
      expect(planned.code).toBe(1);
      expect(planned.log).toMatch(/^::error file=access\/acme\/bomb\.yaml,line=\d+,col=\d+/m);
      expect((world.comment(pull.number, marker) ?? "").length).toBeLessThanOrEqual(65_536);
      expect(Buffer.byteLength(planned.summary)).toBeLessThan(1024 * 1024);
      expect(world.sandbox.requests()).toEqual([]);
    });
  }

  it("of a team can grant no role, whatever it is called", async () => {
    await start();
    const grant = "members:\n  rob@acme.example: admin\n";
    for (const path of ["teams/core.yaml", "teams/deep/core.yaml"]) {
      const planned = await world.plan(world.open({ [`access/acme/${path}`]: grant }));
      expect(planned.code).toBe(1);
      expect(planned.log).toContain(`::error file=access/acme/${path},line=1`);
    }
    expect(world.sandbox.requests()).toEqual([]);
  });
});

describe("names without end at the service", () => {
  const length = 300_000;
  const slow = [
    "`",
    " ",
    "\\",
    "\\u{",
    "a`",
    "@",
    "[",
    "(((",
    "')",
    "\u0301",
    "::",
    "##[",
    "|",
    "<",
    "-",
    "a.",
    "\u202e",
    "https://",
  ];

  it("are told as quickly as harmless ones: in the comment, the summary and the log", async () => {
    world = await createWorldHere({
      files: {
        ...files,
        "acme/organization.yaml": `${files["acme/organization.yaml"]}  drift: correct\n  unlisted: { teams: delete }\n`,
      },
      seed: (seed) => ({
        ...seed,
        organizations: seed.organizations.map((live) => ({
          ...live,
          teams: slow.map((text, at) => ({
            id: `team_${at}`,
            slug: `t${at}`,
            name: `a${text.repeat(length / text.length)}a`,
            description: `${text.repeat(length / text.length)}a`,
          })),
          members: live.members.map((member) => ({ ...member, display_name: "`) ".repeat(length) })),
        })),
      }),
    });
    const pull = world.open(rob);
    const planned = await world.plan(pull);
    // Nobody could review what is that long, so the check fails; what counts is that it ends.
    expect(planned.log).toContain("did not fit into the comment");
    expect(planned.outputs).toMatchObject({ changes: String(slow.length + 1) });
    expect((world.comment(pull.number, marker) ?? "").length).toBeLessThanOrEqual(65_536);
  });
});

/** Kept from being forgotten: the tests above look at files that this one makes. */
describe("the tests' own attacker", () => {
  it("can run what a setting of git names, so that its silence says something", async () => {
    await start();
    const trace = join(world.folder, "ran");
    const clone = join(world.folder, "clone");
    world.origin.clone(clone, "main");
    git(clone, ["config", "filter.evil.clean", `sh -c 'echo ran >> ${trace}; cat'`]);
    writeFileSync(join(clone, ".gitattributes"), "* filter=evil\n");
    git(clone, ["add", "--all"]);
    expect(readFileSync(trace, "utf8")).toContain("ran");
  });
});
