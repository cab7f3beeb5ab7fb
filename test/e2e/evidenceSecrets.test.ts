/** No secret that is at hand stands in any answer: not of the environment, not of the files, not of the journal, not of a key that was made. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
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
      deploy: { scopes: [pipelines:read], rotate_after: 30d, deliver_to: { file: ci.key } }
`,
};
/** As it is before the key is made: one of another name would be taken for the same key, renamed. */
const live = {
  ...files,
  "acme/automation.yaml": files["acme/automation.yaml"].replace(/ {4}keys:[^]*/, ""),
};
const secrets = {
  GITHUB_TOKEN: "ghp_fakefakefakefakefakefakefakefake0001",
  MUSTER_REVIEW_KEY: "fake-review-key-0123456789abcdef0123456789abcdef",
  MUSTER_TOKEN: "plnx_test_fake_of_nobody_0123456789",
  GITHUB_API_URL: "http://kim:fake-password-of-kim@127.0.0.1:9",
};

let muster: Muster;
let world: World;
/** What the service gave out once, at the making of the key. */
let delivered: string;
beforeAll(async () => {
  muster = buildMuster();
  world = await createWorldNow({ files: live, live });
  // No secret goes where the next commit would take it up.
  writeFileSync(join(world.folder, ".gitignore"), "ci.key\n");
  // What somebody put where it does not belong: into a subject, an address, a name.
  world.commit(`Begin with ${secrets.GITHUB_TOKEN} (#1)`);
  const journal = memoryJournal();
  await world.setFiles(files);
  world.commit("A key (#2)");
  const { code } = await world.apply({ journal_: journal });
  expect(code).toBe(0);
  delivered = readFileSync(join(world.folder, "ci.key"), "utf8").trim();
  writeFileSync(join(world.folder, "journal.jsonl"), journal.text());
  await muster.run(["review", "start", "--name", "q4"], { cwd: world.folder });
});
/** Every file below the folder but the one that the key was delivered to. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name !== "ci.key" && statSync(join(folder, name)).isFile(),
  );
afterAll(async () => {
  await world.close();
  muster.remove();
});

describe.each([
  "report --format json --from 2026-01-01",
  "report --format csv",
  "report --format html --from 2026-01-01",
  "explain rob@acme.example --format json",
  "explain rob@acme.example",
  "explain acme/ci",
  "explain acme/ci --format json",
  "history --format json",
  "history --format csv",
  "history",
  "review status --name q4",
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
    expect(said, "the key that was made").not.toContain(delivered);
  });
});

describe("a key that was made", () => {
  it("opens the service, and stands in no file but its own: neither the journal nor what is kept of answers", async () => {
    const headers = { authorization: `Bearer ${delivered}` };
    expect((await fetch(`${world.sandbox.url}/api/user/profile`, { headers })).status).toBe(200);
    // What was worked out is kept by the built program alone.
    for (const asked of [
      ["explain", "acme/ci"],
      ["report", "--from", "2026-01-01"],
    ]) {
      const ran = await muster.runBundle(asked, { cwd: world.folder, env: world.context.env });
      expect(ran.code, ran.stderr).toBe(0);
    }
    const names = filesBelow(world.folder);
    expect(names).toEqual(expect.arrayContaining(["journal.jsonl", join("reviews", "q4", "acme.yaml")]));
    expect(names.some((name) => name.startsWith(join(".git", "muster")))).toBe(true);
    for (const name of names)
      expect(readFileSync(join(world.folder, name), "latin1"), name).not.toContain(delivered);
  });
});
