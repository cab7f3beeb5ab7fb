/** Ids through the built bundle: what is renamed at the service stays the same thing, and files without ids get them. */
import { startLive } from "./imported.ts";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/planasonix/start.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

let muster: Muster;
let sandbox: Sandbox;
let access: string;
let worlds = 0;

beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());
beforeEach(async () => {
  sandbox = await startLive();
  access = `access-${(worlds += 1)}`;
});
afterEach(() => sandbox.close());

const organization = "org_01jq8acme";
const importing = ["import", "--org", "acme", "--provider", "planasonix", "--id", organization];

function run(...args: string[]): Promise<Ran> {
  return muster.run([...args, "--access", access], {
    env: { MUSTER_TOKEN: sandbox.organizations[0]?.token ?? "", MUSTER_API_ACME: sandbox.url },
  });
}

/** Somebody changes something through the service's own API. */
async function patch(path: string, body: object): Promise<void> {
  const answer = await fetch(`${sandbox.url}/api/organizations/${organization}/${path}`, {
    method: "PATCH",
    headers: {
      authorization: `Bearer ${sandbox.organizations[0]?.token ?? ""}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  expect(await answer.text()).toContain(Object.values(body)[0]);
  expect(answer.status).toBe(200);
}

/** The service's operators rename what its API cannot. */
async function renamedInside(change: (state: string) => string): Promise<void> {
  const state = JSON.parse(change(JSON.stringify(sandbox.dump()))) as SandboxState;
  await sandbox.close();
  sandbox = await startSandbox({ seed: state });
}

const fileOf = (name: string): string => muster.path(`${access}/acme/${name}`);
const textOf = (name: string): string => readFileSync(fileOf(name), "utf8");

interface Planned {
  readonly actions: readonly { readonly verb: string; readonly key: string }[];
  readonly withheld: readonly { readonly verb: string; readonly key: string; readonly code: string }[];
}

async function planned(): Promise<Planned> {
  const { stdout, stderr } = await run("plan", "--format", "json");
  const read = JSON.parse(stdout) as { readonly organizations: readonly Planned[] };
  const [plan] = read.organizations;
  if (plan === undefined) throw new Error(stderr);
  return plan;
}

const open = ({ actions, withheld }: Planned): string[] => [
  ...actions.map(({ verb, key }) => `${verb} ${key}`),
  ...withheld
    .filter(({ code }) => code !== "waiting" && code !== "unmanaged")
    .map(({ verb, key, code }) => `${code} ${verb} ${key}`),
];

async function renameAll(): Promise<void> {
  await patch("teams/team_fin", { slug: "money" });
  await patch("members/usr_mia", { email: "m.haas@acme.example" });
  await renamedInside((state) =>
    state.replaceAll('"ci-dbt-deploy"', '"dbt-bot"').replaceAll('"pipeline-operator"', '"operator"'),
  );
}

describe("what is renamed at the service", () => {
  it("is neither made anew nor taken away, and import in place takes its new name over", async () => {
    expect((await run(...importing)).code).toBe(0);
    await renameAll();
    expect(open(await planned()).sort()).toEqual([
      "change_email mia@acme.example",
      "rename_team finance",
      "unsupported update_role pipeline-operator",
      "unsupported update_service_account ci-dbt-deploy",
    ]);
    const { code, stderr } = await run(...importing);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("error")]);
    for (const name of [
      "m.haas@acme.example: usr_mia",
      "money: team_fin",
      "dbt-bot: sa_ci",
      "operator: role_op",
    ])
      expect(textOf("ids.yaml")).toContain(name);
    expect(textOf("ids.yaml")).not.toMatch(/mia@acme|finance|ci-dbt|pipeline-operator/);
    expect(open(await planned())).toEqual([]);
    expect((await run("validate")).code).toBe(0);
  });

  it("leaves with whoever has the id, and their line makes no error", async () => {
    await run(...importing);
    await patch("members/usr_mia", { email: "m.haas@acme.example" });
    const gone = await run("offboard", "mia@acme.example", "--successor", "lee@acme.example");
    expect([gone.code, gone.stderr]).toEqual([0, expect.not.stringContaining("error")]);
    const valid = await run("validate");
    expect([valid.code, valid.stdout + valid.stderr]).toEqual([
      0,
      expect.not.stringMatching(/error|ids\.yaml/),
    ]);
    expect(open(await planned())).toContain("deactivate mia@acme.example");
    expect((await run("apply", "--yes", "--journal", `${access}.jsonl`)).code).toBe(0);
    const person = sandbox.dump().organizations[0]?.members.find(({ id }) => id === "usr_mia");
    expect(person?.state).toBe("deactivated");
    expect(open(await planned())).toEqual([]);
    expect((await run("validate")).code).toBe(0);
  });
});

describe("import --ids", () => {
  it("gives files without ids those that an import would, and changes no other byte", async () => {
    await run(...importing);
    const whole = textOf("ids.yaml");
    rmSync(fileOf("ids.yaml"));
    await run("offboard", "raj@acme.example", "--successor", "lee@acme.example");
    const others = ["members.yaml", "organization.yaml", "automation.yaml"].map(textOf);
    const first = await run("import", "--ids");
    expect([first.code, first.stderr]).toEqual([0, expect.not.stringContaining("error")]);
    expect(first.stdout).toBe(
      `written  ${access}/acme/ids.yaml\n` +
        "acme: 16 ids written (6 members, 5 teams, 1 role, 2 service accounts, 2 keys). 1 thing has none (see above).\n",
    );
    expect(textOf("ids.yaml")).toBe(whole);
    expect(["members.yaml", "organization.yaml", "automation.yaml"].map(textOf)).toEqual(others);
    const again = await run("import", "--ids", "--org", "acme");
    expect([again.code, again.stdout]).toEqual([
      0,
      "acme: There was no id to add; nothing was changed. 1 thing has none (see above).\n",
    ]);
    expect(textOf("ids.yaml")).toBe(whole);
    expect((await run("validate")).code).toBe(0);
  });

  it("takes the same options as an import, and says which are missing", async () => {
    await run(...importing);
    rmSync(fileOf("ids.yaml"));
    const other = await run(
      "import",
      "--ids",
      "--org",
      "acme",
      "--provider",
      "planasonix",
      "--id",
      "org_01other",
    );
    expect([other.code, existsSync(fileOf("ids.yaml"))]).toEqual([1, false]);
    expect((await run(...importing, "--ids")).code).toBe(0);
    expect(existsSync(fileOf("ids.yaml"))).toBe(true);
    for (const args of [["--ids", "--id", organization], ["--org", "acme"], []]) {
      const { code, stderr } = await run("import", ...args);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/^error: required option '--\w+ <\w+>' not specified\n$/),
      ]);
    }
    expect((await run("import", "--help")).stdout).toContain("muster import --ids --org acme");
  });
});
