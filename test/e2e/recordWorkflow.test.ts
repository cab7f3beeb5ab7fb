/** The workflow that `muster init --record` writes, run as GitHub would: the journal stands on its branch after each run. */
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { verifyJournal } from "../../src/journal/chain.ts";
import type { Hub } from "../fakes/hub.ts";
import { buildMuster, type Muster } from "./muster.ts";
import { blocks, emptyRepository, setAtGitHub, shell } from "./readmeSetup.ts";

vi.setConfig({ testTimeout: 300_000 });

let muster: Muster;
let hub: Hub;
let clone: string;
beforeAll(async () => {
  muster = buildMuster();
  ({ hub, clone } = await emptyRepository(muster));
});
afterAll(async () => {
  await hub.close();
  muster.remove();
});

it("keeps the journal of every run, in a job without a key, and verifies", async () => {
  const said = await shell(hub, (blocks[0] ?? "").replace("muster init", "muster init --record"), clone);
  expect(said).toContain("for the branch muster-journal, restrict deletions and block force pushes");
  setAtGitHub(hub);
  for (const ran of [await hub.dispatched(), await hub.scheduled()]) {
    expect(ran.conclusion, ran.log).toBe("success");
    const step = ran.job("record").steps.find(({ muster: used }) => used !== undefined);
    expect(step?.muster?.env).toEqual({});
    expect(step?.log).toContain("added to the branch muster-journal");
  }
  await shell(hub, "git fetch -q origin muster-journal:refs/remotes/origin/muster-journal", clone);
  const paths = await shell(hub, "git ls-tree -r --name-only origin/muster-journal", clone);
  expect(paths).toMatch(/^journals\/\d{4}\/\d{2}\.jsonl\n$/);
  const text = await shell(hub, `git show origin/muster-journal:${paths.trim()}`, clone);
  expect(verifyJournal(text)).toMatchObject({ ok: true, runs: 2 });
  const verified = await shell(hub, "muster journal verify muster-journal", clone);
  expect(verified).toMatch(
    /muster-journal is at [0-9a-f]{7} as it was fetched last\.\nThe chain is whole: .* 2 runs/,
  );
  const explained = await shell(hub, "muster explain ana@acme.example", clone);
  expect(explained).toContain("Who signed the journal on muster-journal was not checked");
  expect(await shell(hub, "muster journal show muster-journal", clone)).toContain("acme");
});
