/** No secret that is at hand stands in any answer: not of the environment, not of the files, not of the journal. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryJournal } from "../../src/journal/memory.ts";
import { createWorldNow, type World } from "../fakes/world.ts";
import { buildMuster, type Muster } from "./muster.ts";

const files = {
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  rob@acme.example: editor
`,
  "acme/automation.yaml": `service_accounts:
  ci:
    role: viewer
    owner: rob@acme.example
    keys:
      deploy: { scopes: [pipelines:read], rotate_after: 30d }
`,
};
const secrets = {
  GITHUB_TOKEN: "ghp_fakefakefakefakefakefakefakefake0001",
  MUSTER_REVIEW_KEY: "fake-review-key-0123456789abcdef0123456789abcdef",
  MUSTER_TOKEN: "psx_fake_of_nobody_0123456789",
  GITHUB_API_URL: "http://kim:fake-password-of-kim@127.0.0.1:9",
};

let muster: Muster;
let world: World;
beforeAll(async () => {
  muster = buildMuster();
  world = await createWorldNow({ files });
  // What somebody put where it does not belong: into a subject, an address, a name.
  world.commit(`Begin with ${secrets.GITHUB_TOKEN} (#1)`);
  const journal = memoryJournal();
  await world.setFiles({
    ...files,
    "acme/automation.yaml": files["acme/automation.yaml"].replace("deploy:", "deploy-2:"),
  });
  world.commit("Another key (#2)");
  await world.apply({ journal_: journal });
  writeFileSync(join(world.folder, "journal.jsonl"), journal.text());
  await muster.run(["review", "start", "--name", "q4"], { cwd: world.folder });
});
afterAll(async () => {
  await world.close();
  muster.remove();
});

describe.each([
  "report --format json --from 2026-01-01",
  "report --format csv",
  "report --format html --from 2026-01-01",
  "explain rob@acme.example --format json",
  "explain acme/ci",
  "history --format json",
  "history --format csv",
  "history",
  "review status --name q4 --format json",
  "drift --json",
])("muster %s", (command) => {
  it("holds no secret that was at hand", async () => {
    const env = { ...world.context.env, ...secrets };
    const keys = Object.entries(env).filter(([name]) => /TOKEN|KEY/.test(name));
    const ran = await muster.run(command.split(" "), {
      cwd: world.folder,
      env,
      clock: { now: () => Date.now(), sleep: () => Promise.resolve() },
    });
    expect([0, 2], ran.stderr).toContain(ran.code);
    expect(ran.stdout).not.toBe("");
    const said = ran.stdout + ran.stderr;
    for (const [name, value] of keys) expect(said, name).not.toContain(value);
    expect(said).not.toContain("fake-password-of-kim");
    // What the service gives out once, at the making of a key, begins so.
    expect(said).not.toMatch(/\bpsx_[A-Za-z0-9_]{16,}/);
  });
});
