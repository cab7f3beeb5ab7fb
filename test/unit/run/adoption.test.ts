/** An organization that is new to muster: the first run with a base reports and counts as applied, the next one applies. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { verifyJournal } from "../../../src/journal/chain.ts";
import { memoryJournal } from "../../../src/journal/memory.ts";
import { gitOutput } from "../../fakes/gitCommands.ts";
import { createWorld, type World } from "../../fakes/world.ts";

const files = (members: string) => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }\nmembers:\n  ana@acme.example: admin\n  ben@acme.example: admin\n${members}`,
});

let world: World | undefined;
afterEach(() => world?.close());

function commit(folder: string): void {
  const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: readonly string[]) =>
    gitOutput({ cwd: folder, env }, [["-c", "user.name=Ana", "-c", "user.email=ana@acme.example", ...args]]);
  git("init", "-q");
  git("add", "-A");
  git("commit", "-q", "--allow-empty", "-m", "next");
}

it("is reported first and applied by the next run, whose base knows it", async () => {
  const wanted = files("  kim@acme.example: editor\n");
  world = await createWorld({ files: wanted, live: files("") });
  await world.setFiles({});
  commit(world.folder);
  await world.setFiles(wanted);
  const journal = memoryJournal();
  const past = { base: "HEAD", journal: { path: join(world.folder, "past.jsonl"), optional: true } };

  const first = await world.apply({ ...past, journal_: journal });
  expect(first).toMatchObject({ code: 0, result: null });
  expect(world.sandbox.dump().organizations[0]?.invitations).toEqual([]);
  expect(verifyJournal(journal.text())).toMatchObject({ ok: true, entries: 2, problems: [] });

  commit(world.folder);
  await writeFile(past.journal.path, journal.text());
  const second = await world.apply({ ...past, journal_: journal });
  expect(second.planned.plan.actions).toMatchObject([
    { verb: "invite", key: "kim@acme.example", cause: "unfinished" },
  ]);
  expect(second.code).toBe(0);
  expect(world.sandbox.dump().organizations[0]?.invitations).toMatchObject([{ email: "kim@acme.example" }]);
});

it("does not trust a service that says it is gone already", async () => {
  const live = files("  kim@acme.example: editor\n");
  world = await createWorld({ files: files("  kim@acme.example: { state: removed }\n"), live });
  await world.control("/sandbox/fault", { fault: "404@removeMember" });
  const applied = await world.apply();
  expect(applied.result?.outcomes).toMatchObject([
    { status: "failed", message: expect.stringContaining("is still there.") as string },
  ]);
  expect(applied.code).toBe(4);
  const next = await world.apply();
  expect(next.result?.outcomes).toMatchObject([{ status: "done", action: { verb: "remove" } }]);
  expect(next.code).toBe(0);
});
