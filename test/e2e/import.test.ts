/** `muster import` through the built bundle, over real HTTP: the files it writes, what it refuses, and what it edits. */
import { startLive } from "./imported.ts";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseFault, type Fault } from "../../src/sandbox/planasonix/fault.ts";
import { type Sandbox } from "../../src/sandbox/planasonix/start.ts";
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

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const token = sandbox.organizations[0]?.token ?? "";
  return muster.run([...args, "--access", access], {
    env: { MUSTER_TOKEN: token, MUSTER_API_ACME: sandbox.url, ...env },
  });
}

const importing = ["import", "--org", "acme", "--provider", "planasonix", "--id", "org_01jq8acme"];
const textOf = (path: string): string => readFileSync(muster.path(`${access}/acme/${path}`), "utf8");
const fault = (spec: string): Fault => {
  const parsed = parseFault(spec);
  if ("error" in parsed) throw new Error(parsed.error);
  return parsed;
};

describe("an organization without files", () => {
  it("gets files that are valid and leave nothing to plan, and no other byte the second time", async () => {
    const first = await run(importing);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain(`written  ${access}/acme/organization.yaml\n`);
    expect(first.stdout).toContain("muster plan --org acme");
    expect(first.stderr).toContain('left out: the invitation "exp@acme.example"');
    expect(textOf("members.yaml")).toBe(
      readFileSync(join(import.meta.dirname, "../golden/import/written/members.yaml"), "utf8"),
    );
    expect((await run(["validate"])).code).toBe(0);
    const plan = await run(["plan", "--exit-code"]);
    expect(`${plan.code} ${plan.stderr}`).toMatch(/^0 /);
    const again = await run(importing);
    expect(again.code).toBe(0);
    expect(again.stdout).toBe("The files of acme say what is live already; nothing was changed.\n");
    expect(sandbox.requests().every(({ method }) => method === "GET")).toBe(true);
  });

  it.each([
    ["truncated@teams", "not read to the end (team)"],
    ["truncated@serviceAccountKeys", "not read to the end (key)"],
    ["truncated@personalKeys", "not read to the end (holdings of"],
    ["401@any", "MUSTER_TOKEN_ACME"],
  ])("is not written after a read with the fault %s", async (spec, message) => {
    sandbox.addFault(fault(`${spec}x*`));
    const { code, stdout, stderr } = await run(importing);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(message);
    expect(existsSync(muster.path(access))).toBe(false);
  });

  it("is read with a key from a file, with one warning on standard error when others may read that file", async () => {
    const file = muster.path(`key-${worlds}`);
    writeFileSync(file, sandbox.organizations[0]?.token ?? "");
    const env = { MUSTER_TOKEN: "", MUSTER_TOKEN_ACME_FILE: file };
    chmodSync(file, 0o644);
    for (const args of [importing, ["plan"], ["drift", "--format", "json"]]) {
      const ran = await run(args, env);
      expect(ran.code).toBe(0);
      expect(ran.stderr.match(/may be read by others/g)).toHaveLength(1);
      expect(ran.stdout).not.toContain("may be read");
    }
    chmodSync(file, 0o600);
    expect((await run(["plan"], env)).stderr).not.toContain("may be read");
  });

  it.each(["access/acme", "access", "config", "config -> dangling"])(
    "is not written through the link %s",
    async (wish) => {
      const [link = "", dangling] = wish.split(" -> ");
      const cwd = muster.path(`linked-${worlds}`);
      const outside = muster.path(`outside-${worlds}`);
      for (const folder of [cwd, join(cwd, link, ".."), outside]) mkdirSync(folder, { recursive: true });
      symlinkSync(dangling === undefined ? outside : join(outside, "nowhere"), join(cwd, link));
      const ran = await muster.run(
        [...importing, "--access", link === "config" ? "config/access" : "access"],
        {
          cwd,
          env: { MUSTER_TOKEN: sandbox.organizations[0]?.token ?? "", MUSTER_API_ACME: sandbox.url },
        },
      );
      expect(ran.code).toBe(1);
      expect(ran.stderr).toMatch(/(?:acme|access|config)\b.*is a link/);
      expect(readdirSync(outside)).toEqual([]);
    },
  );

  it("is not written with a key of another organization, at a host that is not listed, or under no name", async () => {
    const other = await run([...importing.slice(0, -1), "org_01other"]);
    expect([other.code, other.stdout]).toEqual([1, ""]);
    expect(other.stderr).toContain("belongs to another organization");
    const before = sandbox.requests().length;
    const far = await run([...importing, "--api", "https://evil.example"], { MUSTER_API_ACME: "" });
    expect([far.code, far.stderr.includes("may not go to evil.example")]).toEqual([1, true]);
    const unnamed = await run(["import", "--org", "../x", "--provider", "planasonix", "--id", "org_01"]);
    expect([unnamed.code, unnamed.stderr.includes("--org:")]).toEqual([1, true]);
    expect(sandbox.requests()).toHaveLength(before);
    expect(existsSync(muster.path(access))).toBe(false);
  });
});

describe("an organization with files", () => {
  it("has them edited in place: comments and what only the files know stay", async () => {
    await run(importing);
    const members = textOf("members.yaml")
      .replace(
        "  raj@acme.example: viewer\n",
        "  # joined in May\n  raj@acme.example: { role: admin, successor: ana@acme.example } # careful\n",
      )
      .replace("  lee@acme.example: ", "  gone@acme.example: viewer\n  lee@acme.example: ");
    writeFileSync(muster.path(`${access}/acme/members.yaml`), members);
    appendFileSync(
      muster.path(`${access}/acme/organization.yaml`),
      "  guards: { protected: [ben@acme.example] } # sealed\n",
    );
    const { code, stdout } = await run(importing);
    expect(code).toBe(0);
    expect(stdout).toContain(`changed  ${access}/acme/members.yaml\n`);
    expect(textOf("members.yaml")).toContain(
      "  # joined in May\n  raj@acme.example: { role: viewer, successor: ana@acme.example } # careful\n",
    );
    expect(textOf("members.yaml")).not.toContain("gone@");
    expect(textOf("organization.yaml")).toContain("# sealed\n");
    expect((await run(["plan", "--exit-code"])).code).toBe(0);
  });

  it("is left alone when they have errors, or speak of another organization", async () => {
    await run(importing);
    const wrong = await run([...importing.slice(0, -1), "org_01other"]);
    expect([wrong.code, wrong.stderr.includes("speaks of planasonix org_01jq8acme")]).toEqual([1, true]);
    appendFileSync(muster.path(`${access}/acme/members.yaml`), "  nobody: at all\n");
    const before = textOf("members.yaml");
    cpSync(muster.path(`${access}/acme`), muster.path(`${access}-kept`), { recursive: true });
    const { code, stdout, stderr } = await run(importing);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("members.yaml:");
    expect(textOf("members.yaml")).toBe(before);
  });
});
