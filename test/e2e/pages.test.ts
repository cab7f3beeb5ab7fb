/**
 * The pages below docs/ print what muster prints: each `console` block is run, line by line, in a repository of its own
 * against a sandbox. `BLESS=1` writes what was printed into the pages; the difference is read before it is committed.
 */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedFromStates } from "../../src/sandbox/planasonix/seed.ts";
import { startSandbox } from "../../src/sandbox/planasonix/start.ts";
import { organizationsOf } from "../fakes/world.ts";
import { buildMuster, endOf, type Muster } from "./muster.ts";
import { pages, type Page } from "./pageWorlds.ts";
import { onAnyDay } from "./printed.ts";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => {
  muster.remove();
});

/** Every `console` block with what stands before it, and what is done behind the page: `<!-- accept: WHO -->`. */
const pieces = /```console\n(?<block>.*?)```|<!-- accept: (?<who>\S+) -->/gs;

async function follow(page: Page): Promise<{ readonly written: string; readonly printed: string }> {
  const path = join("docs", page.file);
  const written = readFileSync(path, "utf8");
  const folder = muster.path(page.file);
  const repository = join(folder, "repository");
  const bin = join(folder, "bin");
  mkdirSync(repository, { recursive: true });
  mkdirSync(bin);
  writeFileSync(
    join(bin, "muster"),
    `#!/bin/sh\nexec "${process.execPath}" "${muster.path("bundle/cli.js")}" "$@"\n`,
  );
  chmodSync(join(bin, "muster"), 0o755);
  for (const [name, text] of Object.entries(page.files)) {
    mkdirSync(join(repository, name, ".."), { recursive: true });
    writeFileSync(join(repository, name), text);
  }
  const seed = seedFromStates(
    organizationsOf(page.live).map(({ key, connection, name, desired }) => ({
      ...{ key, id: connection.id, desired },
      ...(name === undefined ? {} : { name }),
    })),
  );
  const sandbox = await startSandbox({ seed });
  const env = {
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    HOME: folder,
    // As much as a page on GitHub shows without being scrolled.
    COLUMNS: "96",
    GIT_AUTHOR_NAME: "Ana",
    GIT_AUTHOR_EMAIL: "ana@acme.example",
    GIT_COMMITTER_NAME: "Ana",
    GIT_COMMITTER_EMAIL: "ana@acme.example",
    ...Object.fromEntries(
      sandbox.organizations.flatMap(({ key, token }) => [
        [`MUSTER_TOKEN_${key.toUpperCase()}`, token],
        [`MUSTER_API_${key.toUpperCase()}`, sandbox.url],
      ]),
    ),
  };
  const control = (step: string, body: object) =>
    fetch(`${sandbox.url}/sandbox/${step}`, { method: "POST", body: JSON.stringify(body) });
  for (const [step, body] of page.before) expect((await control(step, body)).status).toBe(200);
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: repository, env });
  execFileSync("git", ["add", "--all"], { cwd: repository, env });
  execFileSync("git", ["commit", "--quiet", "--allow-empty", "--message=Start"], { cwd: repository, env });

  let printed = "";
  let at = 0;
  for (const found of written.matchAll(pieces)) {
    printed += written.slice(at, found.index);
    at = found.index + found[0].length;
    const { block, who } = found.groups ?? {};
    if (who !== undefined) {
      const accepted = await control("accept", { organization: sandbox.organizations[0]?.key, email: who });
      expect(accepted.status, who).toBe(200);
      printed += found[0];
      continue;
    }
    printed += "```console\n";
    for (const command of (block ?? "").split("\n").filter((line) => line.startsWith("$ "))) {
      const child = spawn("bash", ["-c", `{ ${command.slice(2)}\n} 2>&1`], {
        cwd: repository,
        env,
        stdio: "pipe",
      });
      const { stdout } = await endOf(child);
      printed += `${command}\n${onAnyDay(stdout).replace(/\n+$/, "")}`.trimEnd() + "\n";
    }
    printed += "```";
  }
  printed += written.slice(at);
  await sandbox.close();
  if (process.env["BLESS"] === "1") writeFileSync(path, printed);
  return { written, printed };
}

describe("the pages below docs/", () => {
  it.each(pages.map((page) => [page.file, page] as const))("%s shows what is printed", async (_, page) => {
    const { written, printed } = await follow(page);
    if (process.env["BLESS"] !== "1") expect(printed).toBe(written);
  });
});
