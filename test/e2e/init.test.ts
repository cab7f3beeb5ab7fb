/** From an empty git repository to a set-up that muster's own doctor finds in order; and what the doctor says of one that is not. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildMuster, endOf, type Muster } from "./muster.ts";

const action = `acme/muster@${"0123456789".repeat(4)}`;
const answers = [
  "--org",
  "acme",
  "--id",
  "org_01acme",
  "--admin",
  "ana@acme.example",
  "--admin",
  "sam@acme.example",
];

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());

function repository(name: string): string {
  const cwd = muster.path(name);
  mkdirSync(cwd);
  git(cwd, "init", "-q", "-b", "main");
  return cwd;
}

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync("git", args, { cwd, env: { PATH: process.env["PATH"], HOME: cwd }, encoding: "utf8" });

interface Checked {
  complete: boolean;
  checks: { area: string; code: string; status: string; what: string; place?: string }[];
}

async function doctor(
  cwd: string,
  env: Record<string, string> = {},
): Promise<Checked & { code: number | null }> {
  const ran = await muster.run(["doctor", "--format", "json"], { cwd, env });
  expect(ran.stderr).toBe("");
  return { ...(JSON.parse(ran.stdout) as Checked), code: ran.code };
}

it("sets an empty repository up, and does nothing the second time", async () => {
  const cwd = repository("fresh");
  const args = ["init", ...answers, "--action", action, "--owners", "@acme/platform"];
  const first = await muster.run(args, { cwd });
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout.split("\n").filter((line) => line.startsWith("written"))).toEqual([
    "written  access/acme/organization.yaml",
    "written  access/acme/members.yaml",
    "written  .muster/schema.json",
    "written  .github/workflows/muster.yml",
    "written  .github/CODEOWNERS",
  ]);
  for (const word of [
    "muster-plan",
    "muster-apply",
    "MUSTER_TOKEN_ACME",
    "MUSTER_REVIEW_KEY",
    "openssl rand -hex 32",
    "muster doctor",
  ])
    expect(first.stdout).toContain(word);

  const valid = await muster.run(["validate"], { cwd });
  expect(valid).toMatchObject({ code: 0, stdout: "" });

  git(cwd, "add", "-A");
  const checked = await doctor(cwd);
  expect(checked).toMatchObject({ code: 0, complete: true });
  expect(checked.checks.filter(({ status }) => status !== "ok").map(({ code }) => code)).toEqual([
    "key",
    "github",
  ]);

  const again = await muster.run(args, { cwd });
  expect(again.code).toBe(0);
  expect(again.stdout).not.toContain("written");
  expect(
    git(cwd, "status", "--short")
      .split("\n")
      .filter((line) => !line.startsWith("A ")),
  ).toEqual([""]);
});

it("names the flags that are missing where nobody can be asked, and writes nothing", async () => {
  const cwd = repository("silent");
  const ran = await muster.run(["init", "--org", "acme"], { cwd });
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  for (const flag of ["--id", "--admin", "--action", "--no-workflow"]) expect(ran.stderr).toContain(flag);
  expect(ran.stderr).not.toContain("--org");
  expect(git(cwd, "status", "--short")).toBe("");
});

it("writes only the files for the command line when no workflow is wanted", async () => {
  const cwd = repository("local");
  const ran = await muster.run(["init", ...answers, "--no-workflow"], { cwd });
  expect(ran.code).toBe(0);
  expect(git(cwd, "status", "--short")).toBe("?? .muster/\n?? access/\n");
});

it.each([["--simple"], ["--matrix"]])(
  "writes the %s workflow, which the doctor finds in order",
  async (variant) => {
    const cwd = repository(`variant${variant}`);
    const ran = await muster.run(
      ["init", ...answers, variant, "--action", action, "--owners", "@acme/platform"],
      { cwd },
    );
    expect(ran.code).toBe(0);
    const checked = await doctor(cwd);
    expect(checked.complete).toBe(true);
    const givenUp = checked.checks.filter(({ status }) => status === "given_up").map(({ code }) => code);
    expect(givenUp).toEqual(variant === "--simple" ? ["workflow-simple"] : []);
    const unread = "what the branch muster-journal holds is not read";
    expect((await muster.run(["doctor"], { cwd })).stdout.replace(/\s+/g, " ").includes(unread)).toBe(
      variant === "--simple",
    );
    const text = readFileSync(join(cwd, ".github/workflows/muster.yml"), "utf8");
    expect(text.includes("it gives something up")).toBe(variant === "--simple");
    const both = await muster.run(["init", "--simple", "--matrix"], { cwd });
    expect(both.code).toBe(1);
  },
);

it("says what is missing, where, and what to do; and shows no key", async () => {
  const cwd = repository("broken");
  await muster.run(["init", ...answers, "--action", action], { cwd });
  const path = join(cwd, ".github/workflows/muster.yml");
  writeFileSync(path, readFileSync(path, "utf8").replace("permissions: {}", "permissions: write-all"));
  writeFileSync(join(cwd, ".env"), "OTHER=1\nMUSTER_TOKEN_ACME=canary_0123456789abcdef\n");
  git(cwd, "add", "-A");
  const ran = await muster.run(["doctor"], { cwd });
  expect(ran.code).toBe(1);
  expect(ran.stdout).toMatch(/missing +\.github\/workflows\/muster\.yml:\d+: it does not begin with/);
  expect(ran.stdout).toMatch(/missing +\.env:2: this looks like a key\n +-> Revoke/);
  expect(ran.stdout).toContain("There is no CODEOWNERS file");
  expect(ran.stdout).toContain("Something is missing:");
  expect(ran.stdout + ran.stderr).not.toContain("canary");
});

it("asks what a key can do, and sends it nowhere that is not listed", async () => {
  const cwd = repository("keys");
  await muster.run(["init", ...answers, "--action", action, "--owners", "@acme/platform"], { cwd });
  const child = muster.start(["sandbox"], { cwd });
  const [first] = (await once(child.stdout, "data")) as [Buffer];
  const ended = endOf(child);
  const ready = JSON.parse(first.toString()) as { url: string; organizations: { token: string }[] };
  const token = ready.organizations[0]?.token ?? "";
  const keyOf = ({ checks }: Checked) => checks.find(({ code }) => code === "key");
  const env = { MUSTER_TOKEN_ACME: token, MUSTER_API_ACME: ready.url };
  const good = await doctor(cwd, env);
  expect(keyOf(good)).toMatchObject({ status: "ok", what: expect.stringContaining("can write") as string });
  const wrong = await doctor(cwd, { ...env, MUSTER_TOKEN_ACME: "canary_0123456789" });
  expect(keyOf(wrong)).toMatchObject({ status: "missing" });
  const elsewhere = await doctor(cwd, { ...env, MUSTER_API_ACME: "https://planasonix.evil.example" });
  expect(keyOf(elsewhere)).toMatchObject({
    status: "missing",
    what: expect.stringContaining("may not go") as string,
  });
  expect(JSON.stringify([good, wrong, elsewhere])).not.toMatch(new RegExp(`canary_|${token}`));
  child.kill("SIGTERM");
  await ended;
});

it("lists organizations in parts for a matrix", async () => {
  const cwd = repository("parts");
  for (const name of ["acme", "labs", "west"]) {
    mkdirSync(join(cwd, "access", name), { recursive: true });
    const text = `organization: { provider: planasonix, id: org_01${name} }\n`;
    writeFileSync(join(cwd, "access", name, "organization.yaml"), text);
  }
  const parts = await muster.run(["orgs", "--json", "--shards", "2"], { cwd });
  expect(parts).toMatchObject({ code: 0, stderr: "" });
  const read = JSON.parse(parts.stdout) as { name: string; organizations: string }[];
  expect(
    read
      .map(({ organizations }) => organizations)
      .join(",")
      .split(","),
  ).toEqual(["acme", "labs", "west"]);
  expect(read).toHaveLength(2);
  expect(await muster.run(["orgs", "--shards", "2"], { cwd })).toMatchObject({ code: 1 });
  expect(await muster.run(["orgs", "--json", "--shards", "257"], { cwd })).toMatchObject({ code: 1 });
});

it("looks at GitHub only where it is told to, with the token it is given", async () => {
  const cwd = repository("github");
  await muster.run(["init", ...answers, "--action", action, "--owners", "@acme/platform"], { cwd });
  git(cwd, "remote", "add", "origin", "https://ghe.acme.example/acme/access.git");
  const unasked = await doctor(cwd, { GITHUB_TOKEN: "ghp_canary0123456789" });
  expect(unasked.checks.filter(({ area }) => area === "GitHub")).toMatchObject([{ status: "unknown" }]);

  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? "");
    response.writeHead(request.url === "/repos/acme/access" ? 200 : 404, {
      "content-type": "application/json",
    });
    response.end(JSON.stringify({ message: "Not Found", default_branch: "main" }));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const asked = await doctor(cwd, {
    GITHUB_TOKEN: "ghp_canary0123456789",
    GITHUB_API_URL: `http://127.0.0.1:${port}`,
  });
  server.close();
  expect(seen).toContain("/repos/acme/access/environments/muster-plan");
  expect(asked.code).toBe(1);
  expect(asked.checks.filter(({ code }) => code === "environment").map(({ what }) => what)).toEqual([
    "There is no environment muster-plan.",
    "There is no environment muster-apply.",
  ]);
  expect(JSON.stringify(asked)).not.toContain("canary");
});
