/** Organizations that are reached by SCIM, by the command line as users run it: sandbox, import, init, plan and apply. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());

interface Ready {
  readonly organizations: readonly { readonly key: string; readonly token: string; readonly api?: string }[];
}

/** Runs the sandbox on the files of a folder while `use` runs. */
async function withSandbox(
  folder: string,
  use: (api: string, token: string) => Promise<void>,
  faults: readonly string[] = [],
): Promise<void> {
  const misbehaving = faults.flatMap((fault) => ["--fault", fault]);
  const sandbox = muster.start(["sandbox", "--access", muster.path(folder), ...misbehaving]);
  const exit = once(sandbox, "exit");
  try {
    const early = exit.then(() => Promise.reject(new Error("the sandbox ended")));
    const [line] = (await Promise.race([once(sandbox.stdout, "data"), early])) as [Buffer];
    const { organizations } = JSON.parse(line.toString("utf8")) as Ready;
    const wiki = organizations.find(({ key }) => key === "wiki");
    if (wiki?.api === undefined) throw new Error("no wiki");
    early.catch(() => undefined);
    await use(wiki.api, wiki.token);
  } finally {
    sandbox.kill("SIGTERM");
    await exit;
  }
}

const organization = `organization:
  provider: scim
  id: wiki
  api: https://wiki.example/scim/v2
  scim: { expects: { user: ana@acme.example }, role: { from: roles, admin: owner } }
`;
const members =
  "members:\n  ana@acme.example: admin\n  ben@acme.example: admin\n  cat@acme.example: member\n";
const teams = "teams:\n  finance: { name: Finance, members: [cat@acme.example] }\n";

it("is served by the sandbox as its files say, planned and applied there", async () => {
  muster.write({ "access/wiki/organization.yaml": organization + members + teams });
  await withSandbox("access", async (api, token) => {
    const env = { MUSTER_API_WIKI: api, MUSTER_TOKEN_WIKI: token };
    const first = await muster.run(["plan", "--exit-code"], { env });
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("No changes");
    muster.write({
      "access/wiki/organization.yaml": `${organization}${members}  dan@acme.example: member\n${teams.replace("[", "[dan@acme.example, ")}`,
    });
    const applied = await muster.run(["apply", "--yes"], { env });
    expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining("1 invited")]);
    expect((await muster.run(["plan", "--exit-code"], { env })).code).toBe(0);
  });
});

it("is imported, with its ids, so that the next plan is empty and may change what was there", async () => {
  muster.write({ "seed/wiki/organization.yaml": organization + members + teams });
  await withSandbox("seed", async (api, token) => {
    const env = { MUSTER_TOKEN_WIKI: token };
    const access = ["--access", muster.path("imported")];
    const from = ["import", ...access, "--org", "wiki", "--provider", "scim", "--id", "wiki"];
    const without = await muster.run(from, { env });
    expect([without.code, without.stderr]).toEqual([1, expect.stringContaining("--api <url>")]);
    const wrong = await muster.run([...from, "--api", api, "--expects", "eve@acme.example"], { env });
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("another organization's tenant")]);
    const done = await muster.run([...from, "--api", api, "--expects", "ana@acme.example"], { env });
    expect([done.code, done.stderr]).toEqual([0, ""]);
    const read = (name: string) => readFileSync(muster.path(`imported/wiki/${name}`), "utf8");
    expect(read("organization.yaml")).toContain(
      "  scim: { profile: strict, expects: { user: ana@acme.example } }\n",
    );
    expect(read("members.yaml")).toContain("  cat@acme.example: member\n");
    expect(read("ids.yaml")).toMatch(/teams:\n {4}finance: g-/);
    const planned = await muster.run(["plan", "--exit-code", ...access], { env });
    expect([planned.code, planned.stdout]).toEqual([0, expect.stringContaining("No changes")]);
  });
});

it("is begun by init, which asks for its address", async () => {
  const options = ["--org", "wiki", "--provider", "scim", "--id", "wiki", "--no-workflow"];
  const people = ["--admin", "ana@acme.example", "--admin", "ben@acme.example"];
  const access = ["--access", muster.path("begun")];
  const without = await muster.run(["init", ...access, ...options, ...people]);
  expect([without.code, without.stderr]).toEqual([1, expect.stringContaining("give its base address")]);
  const api = ["--api", "https://wiki.example/scim/v2"];
  const done = await muster.run(["init", ...access, ...options, ...people, ...api]);
  expect([done.code, done.stderr]).toEqual([0, ""]);
  expect((await muster.run(["validate", ...access])).code).toBe(0);
});

it("is begun by init with a workflow that gives plans no key, and a snapshot in its place", async () => {
  muster.write({ "whole/.git/HEAD": "ref: refs/heads/main\n" });
  const cwd = muster.path("whole");
  const options = [
    "--org",
    "wiki",
    "--provider",
    "scim",
    "--id",
    "wiki",
    "--api",
    "https://wiki.example/scim/v2",
  ];
  const more = [
    "--admin",
    "ana@acme.example",
    "--admin",
    "ben@acme.example",
    "--action",
    `acme/muster@${"0".repeat(40)}`,
  ];
  const done = await muster.run(["init", ...options, ...more], { cwd });
  expect([done.code, done.stderr]).toEqual([0, ""]);
  const workflow = readFileSync(muster.path("whole/.github/workflows/muster.yml"), "utf8");
  expect(workflow.match(/snapshot: true/g)).toHaveLength(3);
  expect(workflow.match(/secrets\.MUSTER_TOKEN_WIKI/g)).toHaveLength(2);
  expect(done.stdout).toMatch(/No key of wiki goes there: it could write/);
  expect(done.stdout).not.toMatch(/muster-plan +MUSTER_TOKEN_WIKI/);

  const loose = /is handed MUSTER_TOKEN_WIKI all the same, which could write/;
  expect((await muster.run(["doctor"], { cwd })).stdout).not.toMatch(loose);
  // Somebody hands the plan the key all the same: there is a snapshot in its place, so nothing would tell.
  const plan = /^( +)(MUSTER_REVIEW_KEY: .*)$/m.exec(workflow);
  expect(plan).not.toBeNull();
  const handed = `$1$2\n$1MUSTER_TOKEN_WIKI: \${{ secrets.MUSTER_TOKEN_WIKI }}`
    .replaceAll("$1", plan?.[1] ?? "")
    .replace("$2", plan?.[2] ?? "");
  muster.write({ "whole/.github/workflows/muster.yml": workflow.replace(plan?.[0] ?? "", () => handed) });
  const told = await muster.run(["doctor"], { cwd });
  expect([told.code, told.stdout]).toEqual([1, expect.stringMatching(loose)]);
  expect(told.stdout).toContain("Take MUSTER_TOKEN_WIKI out of its env: the snapshot serves in its place.");
});

it("has its own words judged, with their places", async () => {
  muster.write({
    "asked/wiki/organization.yaml": `${organization}members: { ana@acme.example: owner }\nteams: { a: { members: [{ member: ana@acme.example, role: lead }], shares: {} } }\n`,
  });
  const said = await muster.run(["validate", "--access", muster.path("asked")]);
  expect(said.code).toBe(1);
  expect(said.stdout + said.stderr).toMatch(/A group has no lead in SCIM.*nothing that is shared/s);
});

it("is only read where nobody wrote down what its service does with writes, until doctor has tried it", async () => {
  const zoom = organization.replace("scim: {", "scim: { profile: zoom,");
  muster.write({ "untried/wiki/organization.yaml": zoom + members + teams });
  await withSandbox("untried", async (api, token) => {
    const env = { MUSTER_API_WIKI: api, MUSTER_TOKEN_WIKI: token };
    const access = ["--access", muster.path("untried")];
    const changed = teams.replace("[", "[ben@acme.example, ");
    muster.write({ "untried/wiki/organization.yaml": zoom + members + changed });
    const untried = await muster.run(["plan", "--exit-code", ...access], { env });
    expect([untried.code, untried.stdout]).toEqual([2, expect.stringContaining("muster doctor --prove ORG")]);

    const alone = await muster.run(["doctor", ...access, "--prove", "wiki"], { env });
    expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining("--as ADDRESS")]);
    const taken = await muster.run(["doctor", ...access, "--prove", "wiki", "--as", "ben@acme.example"], {
      env,
    });
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining("nothing was sent")]);
    const proven = await muster.run(["doctor", ...access, "--prove", "wiki", "--as", "proof@acme.example"], {
      env,
    });
    expect([proven.code, proven.stdout.match(/^done {4}(\w+)$/gm)?.length]).toEqual([0, 11]);
    const [, line = ""] = /below `scim`: (proven: \d{4}-\d\d-\d\d)/.exec(proven.stdout) ?? [];

    muster.write({
      "untried/wiki/organization.yaml": zoom.replace("zoom,", `zoom, ${line},`) + members + changed,
    });
    expect((await muster.run(["apply", "--yes", ...access], { env })).code).toBe(0);
    expect((await muster.run(["plan", "--exit-code", ...access], { env })).code).toBe(0);
  });
});

it("is not to be written to by two: doctor says so, and what muster does about it", async () => {
  const said = async (settings: string): Promise<string> => {
    muster.write({
      "two/wiki/organization.yaml": organization.replace("scim: {", `scim: { ${settings}`) + members,
    });
    return (await muster.run(["doctor", "--access", muster.path("two")])).stdout;
  };
  const never = "wiki: Either the identity provider writes there or muster, never both.";
  expect(await said("")).toMatch(new RegExp(`ok +${never} Whom and what others made there is left alone`));
  const all = await said("manages: all, ");
  expect(all).toContain(never);
  expect(all).toMatch(/See that no identity provider sends people or groups to wiki/);
});

it("is not proven by a service that answers well and does nothing", async () => {
  muster.write({ "wrong/wiki/organization.yaml": organization + members + teams });
  await withSandbox(
    "wrong",
    async (api, token) => {
      const env = { MUSTER_API_WIKI: api, MUSTER_TOKEN_WIKI: token };
      const access = ["--access", muster.path("wrong")];
      const prove = ["doctor", ...access, "--prove", "wiki", "--as", "proof@acme.example"];
      const done = await muster.run(prove, { env });
      expect(done.code).toBe(1);
      expect(done.stdout).toMatch(/failed {2}join_team: .*400/);
      expect(done.stdout).toContain("Not proven");
      // All of it is taken away again.
      expect((await muster.run(["plan", ...access], { env })).stdout).toContain("No changes");
    },
    ["scim:400@patchGroupx*"],
  );
});
