/**
 * A service that nobody has, with its rooms and one line in each table of services, and nothing else: its organizations
 * are imported, validated, planned, applied and planned again by the very command line.
 */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildWithGuild } from "../fakes/guild/bundle.ts";
import { startGuild, type GuildServer } from "../fakes/guild/server.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-guild-")));
let command = "";
let server: GuildServer;

beforeAll(async () => {
  command = await buildWithGuild(join(folder, "bundle"));
  server = await startGuild(
    {
      members: [
        { id: 11, login: "Ana", role: "captain" },
        { id: 12, login: "Bo-2", role: "captain" },
        { id: 13, login: "cy", role: "sailor" },
      ],
      crews: [{ id: 80, slug: "deck", name: "Deck", members: [11, 13] }],
    },
    new Map([["dee", 14]]),
  );
}, 300_000);

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function muster(...args: string[]): Promise<Ran> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    MUSTER_API_SEA: server.url,
    MUSTER_TOKEN_SEA: JSON.stringify({ app: "2", secret: "aye" }),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({
        code: typeof error?.code === "number" ? error.code : error === null ? 0 : 1,
        stdout,
        stderr,
      }),
    );
  });
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const read = (name: string): string => readFileSync(join(folder, name), "utf8");

const organization = `organization:
  provider: guild
  id: seaside
`;

describe("a service that nobody has", () => {
  it("is imported, so that the next plan is empty", async () => {
    const imported = await muster("import", "--org", "sea", "--provider", "guild", "--id", "seaside");
    expect(imported.stderr).toBe("");
    expect(imported.code).toBe(0);
    expect(read("access/sea/members.yaml")).toContain("  Ana: captain\n  Bo-2: captain\n  cy: sailor\n");
    expect(read("access/sea/ids.yaml")).toContain('cy: "13"');
    const planned = await muster("plan", "--exit-code");
    expect(planned.stdout).toContain("No changes");
    expect(planned.code).toBe(0);
  });

  it("has its own words judged, with their places", async () => {
    write(
      "access/sea/extra.yaml",
      "teams:\n  mast:\n    manager: Ana\n    shares: { pipelines: { a: view } }\nownership: {}\nmembers:\n  x_y: sailor\n  ed: editor\n",
    );
    const { code, stdout, stderr } = await muster("validate");
    const said = stdout + stderr;
    expect(code).toBe(1);
    expect(said).toMatch(/extra\.yaml:3:5.*A crew has no manager in a guild\./s);
    expect(said).toMatch(/extra\.yaml:4:5.*Nothing is shared in a guild: leave `shares` out\./s);
    expect(said).toMatch(/extra\.yaml:5:1.*A guild owns what its members make\./s);
    expect(said).toContain('"x_y" cannot be a login.');
    expect(said).toContain("Built in are: sailor, captain");
    rmSync(join(folder, "access/sea/extra.yaml"));
  });

  it("is planned, applied, and then as its files say", async () => {
    write(
      "access/people.yaml",
      "people:\n  dora: { email: dora@acme.example, github: dee, github_id: 14 }\n",
    );
    write("access/sea/organization.yaml", organization);
    write(
      "access/sea/members.yaml",
      "members:\n  Ana: captain\n  Bo-2: captain\n  cy: { state: removed }\n  dora: captain\n",
    );
    const planned = await muster("plan", "--out", "plan.json");
    expect(planned.stdout).toMatch(/\+ invite +dee/);
    expect(planned.stdout).toMatch(/- remove +cy/);
    const plan = JSON.parse(read("plan.json")) as {
      organizations: { actions: { verb: string; after: unknown }[] }[];
    };
    expect(plan.organizations[0]?.actions.find(({ verb }) => verb === "invite")?.after).toEqual({
      login: "dee",
      account: "14",
      role: "captain",
      teams: [],
    });
    const applied = await muster("apply", "--plan", "plan.json", "--yes", "--allow", "max_loss");
    expect(applied.stdout + applied.stderr).toContain("1 invited");
    expect(applied.code).toBe(0);
    expect(server.writes).toEqual(["POST /members", "DELETE /members/13"]);
    const again = await muster("plan", "--exit-code");
    expect(again.stdout).toContain("No changes");
  });

  it("follows people by their numbers, and gives a stranger nothing", async () => {
    const dee = server.guild.members.find(({ id }) => id === 14);
    if (dee === undefined) throw new Error("dee is not there");
    dee.login = "dora-new";
    const renamed = await muster("plan", "--exit-code");
    expect(renamed.stdout).toContain("dee calls themselves dora-new at the service now (14)");
    expect(renamed.stdout).toContain("No changes");
    expect(renamed.code).toBe(0);
    server.guild.members.splice(server.guild.members.indexOf(dee), 1);
    server.guild.members.push({ id: 99, login: "dee", role: "sailor" });
    const stranger = await muster("plan");
    expect(stranger.stdout).toContain("somebody else is called so now");
    expect(stranger.stdout).toContain("it belongs to 99, and the files mean 14");
    expect(stranger.stdout).not.toContain("promote");
  });

  it("is imported with people by their keys, and none of them by number twice", async () => {
    const { members } = server.guild;
    members.splice(
      0,
      Infinity,
      { id: 11, login: "Ana", role: "captain" },
      { id: 14, login: "dee", role: "captain" },
    );
    server.guild.crews.splice(0);
    rmSync(join(folder, "access/sea"), { recursive: true });
    const imported = await muster("import", "--org", "sea", "--provider", "guild", "--id", "seaside");
    expect(imported.stderr).toBe("");
    expect(read("access/sea/members.yaml")).toContain("  Ana: captain\n  dora: captain\n");
    expect(read("access/sea/ids.yaml")).not.toContain("14");
    expect((await muster("plan", "--exit-code")).code).toBe(0);
  });

  it("says that it publishes its own contract", async () => {
    const { code, stderr } = await muster("contract", "--provider", "guild");
    expect(stderr).toContain("guild publishes its own contract");
    expect(code).toBe(1);
  });
});
