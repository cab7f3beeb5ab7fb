/** With `--access` in another repository, that one is asked: its commits, its kept journal, its workflow; never the present folder's. */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Entry } from "../../src/journal/entry.ts";
import { memoryJournal } from "../../src/journal/memory.ts";
import { keptBranch } from "../../src/run/kept/branch.ts";
import { gitCommands } from "../fakes/gitCommands.ts";
import { pastRepository } from "../fakes/pastRepository.ts";
import { createWorldNow, type World } from "../fakes/world.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

const files = {
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  rob@acme.example: editor
`,
};

let muster: Muster;
let world: World;
let elsewhere: string;
let commit: string;

/** A branch of its own that holds the journal. */
function keep(folder: string, journal: string): void {
  const git = (...args: readonly string[]): string => gitCommands({ cwd: folder }, [args]);
  git("checkout", "-q", "--orphan", keptBranch);
  git("rm", "-rqf", "--cached", ".");
  const name = join(folder, "journals/2026/11.jsonl");
  muster.write({ [relative(muster.folder, name)]: journal });
  git("add", "journals");
  git("commit", "-q", "-m", "Keep the journal");
  git("checkout", "-qf", "main");
}

beforeAll(async () => {
  muster = buildMuster();
  world = await createWorldNow({
    files,
    live: { "acme/organization.yaml": `${files["acme/organization.yaml"].replace("editor", "viewer")}` },
  });
  commit = world.commit("Begin (#1)");
  elsewhere = muster.path("elsewhere");
  pastRepository(elsewhere).commit("2026-01-05", "Others (#9)", { "x.yaml": "people: {}\n" });
  gitCommands({ cwd: elsewhere }, [["remote", "add", "origin", "https://github.com/acme/others.git"]]);
  const journal = memoryJournal();
  await world.apply({ journal_: journal });
  keep(world.folder, journal.text());
  keep(elsewhere, "{}\n");
});
afterAll(async () => {
  await world.close();
  muster.remove();
});

const run = (...args: readonly string[]): Promise<Ran> =>
  muster.run([...args, "--access", relative(elsewhere, join(world.folder, "access"))], {
    cwd: elsewhere,
    env: world.context.env,
  });

it("the kept journal is that of its repository", async () => {
  for (const question of [
    ["explain", "rob@acme.example", "--offline"],
    ["explain", "rob@acme.example", "--offline", "--journal", keptBranch],
    ["history", "rob@acme.example"],
  ]) {
    const ran = await run(...question);
    expect(ran.stdout, question.join(" ")).toMatch(/editor.* applied \d{4}-/);
  }
  const reported = await run("report", "--offline", "--format", "json");
  const { journals } = JSON.parse(reported.stdout) as {
    readonly journals: readonly { readonly broken?: string }[];
  };
  expect(journals.map(({ broken }) => broken)).toEqual([undefined]);
  expect(await run("journal", "verify", keptBranch)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("The chain is whole: 4 entries") as string,
  });
  const anew = "No entry is signed: whoever may write there can have made the whole chain anew.\n";
  const verified = await run("journal", "verify", keptBranch);
  expect(verified.stdout).toContain(anew);
  const head = /head ([0-9a-f]{64})/.exec(verified.stdout)?.[1] ?? "";
  expect((await run("journal", "verify", keptBranch, "--head", head)).stdout).not.toContain(anew);
  expect((await run("journal", "show", keptBranch)).stdout).toContain("rob@acme.example");
});

it("a review and a run name its commit", async () => {
  expect((await run("review", "start", "--name", "q4")).code).toBe(0);
  expect(readFileSync(join(world.folder, "reviews/q4/acme.yaml"), "utf8")).toContain(`commit: "${commit}"`);
  await world.setFiles({
    "acme/organization.yaml": files["acme/organization.yaml"].replace("editor", "admin"),
  });
  const uncommitted = await run("review", "start", "--name", "q5");
  expect(uncommitted.stderr).toContain("The access files hold what is not committed");
  expect(readFileSync(join(world.folder, "reviews/q5/acme.yaml"), "utf8")).not.toMatch(/^commit:/m);
  const applied = await run("apply", "--yes", "--allow", "max_loss");
  expect(applied.code, applied.stderr).toBe(0);
  const begun = JSON.parse(
    readFileSync(join(elsewhere, "journal.jsonl"), "utf8").split("\n")[0] ?? "",
  ) as Entry;
  expect(begun).toMatchObject({ event: "run_started", commit });
});

it("the doctor looks at its workflow and its origin", async () => {
  gitCommands({ cwd: world.folder }, [
    ["remote", "add", "origin", "https://git.acme.example/acme/access.git"],
  ]);
  muster.write({ "elsewhere/.github/workflows/muster.yml": "on: push\n" });
  const checked = await run("doctor");
  expect(checked.stderr).toBe("");
  expect(checked.stdout).toContain("The repository is at git.acme.example");
  expect(checked.stdout).toMatch(/no workflow/i);
  writeFileSync(join(elsewhere, ".github/workflows/muster.yml"), "");
});
