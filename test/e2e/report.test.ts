/** `muster report` as people run it: the page holds what it should, makes no request, and no name breaks out of it. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pastRepository } from "../fakes/pastRepository.ts";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
let folder: string;
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)> \u202e =cmd()`;

beforeAll(() => {
  muster = buildMuster();
  folder = muster.path("past");
  const past = pastRepository(folder);
  const files = (members: string) => ({
    "acme/organization.yaml": `organization:\n  provider: planasonix\n  id: org_1\n  guests: { domains: [contractor.example], max_days: 180 }\n`,
    "acme/members.yaml": `members:\n  ana@acme.example: admin\n  kim@contractor.example: { role: viewer, expires: 2026-06-01, approved_by: ana@acme.example, reason: audit }\n${members}`,
    "acme/teams.yaml": `teams:\n  core: { members: [ana@acme.example], shares: { pipelines: { ${JSON.stringify(hostile.replace("\u202e ", ""))}: view } } }\n  empty: { members: [] }\n`,
    "acme/automation.yaml": `service_accounts:\n  ci: { role: viewer, owner: empty, keys: { deploy: { scopes: [pipelines:read] } } }\n`,
  });
  past.commit("2026-01-05", `${hostile} (#1)`, files("  rob@acme.example: editor\n"));
  past.commit("2026-02-05", "Straight to main", files("  rob@acme.example: admin\n"));
  past.commit("2026-03-05", "Gone (#9)", files("  rob@acme.example: { state: deactivated }\n"));
});
afterAll(() => muster.remove());

const report = async (...args: readonly string[]): Promise<string> => {
  const ran = await muster.run(["report", "--quiet", ...args], { cwd: folder });
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  return ran.stdout;
};

describe("muster report", () => {
  it("forbids every request and every script but its own", async () => {
    const page = await report("--from", "2026-01-01");
    const policy =
      /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'") ?? "";
    const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const inside = (tag: string): string => new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page)?.[1] ?? "";
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash(inside("style"))}; script-src ${hash(inside("script"))}; base-uri 'none'; form-action 'none'`,
    );
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/<img|<link|<iframe|url\(|@import|\u202e/);
    expect(page).not.toMatch(/ (?:src|action|on[a-z]+)="/);
    expect([...page.matchAll(/href="([^"]*)"/g)].every(([, target]) => target?.startsWith("#"))).toBe(true);
    expect(page).toContain("&lt;script&gt;alert(1)");
  });

  it("lays out on a screen only what is there to see, and on paper all of it", async () => {
    const page = await report();
    const hiding = [...page.matchAll(/@media (\w+)[^{]*\{[^@]*content-visibility:auto/g)];
    expect(hiding.map(([, medium]) => medium)).toEqual(["screen", "screen"]);
    expect(page.match(/content-visibility:auto/g)).toHaveLength(2);
  });

  it("says at its top what it rests on, and what deserves a look first", async () => {
    const page = await report("--on", "2026-02-10");
    expect(page).toContain("Who has what on 2026-02-10");
    expect(page).toContain("It rests on files alone");
    expect(page).toContain("Reviews were not looked up");
    expect(page).toContain("No journal was read");
    expect(page).toContain("1 privileged role given by a direct commit, by no pull request");
    expect(page).toContain("1 service account that nobody active answers for");
    expect(page).not.toContain("Leavers of the period");
  });

  it("counts people, and not how many organizations each is in", async () => {
    const past = pastRepository(muster.path("twice"));
    const organization =
      "organization: { provider: planasonix, id: org_ID }\nmembers: { ana@acme.example: admin }\n";
    past.commit("2026-01-05", "Begin (#1)", {
      "acme/organization.yaml": organization.replace("ID", "1"),
      "beta/organization.yaml": organization.replace("ID", "2"),
    });
    const ran = await muster.run(["report", "--quiet", "--offline"], { cwd: muster.path("twice") });
    expect(ran.stdout).toContain("1 person in 2 organizations");
    expect(ran.stdout.match(/People \(\d+\)/g)).toEqual(["People (1)", "People (1)"]);
  });

  it("lists privileged, guests, accounts and leavers as data", async () => {
    const all = JSON.parse(
      await report("--format", "json", "--from", "2026-03-01", "--to", "2026-06-30"),
    ) as {
      readonly privileged: readonly { readonly key: string }[];
      readonly guests: readonly unknown[];
      readonly accounts: readonly { readonly owner_alive: boolean; readonly keys: readonly unknown[] }[];
      readonly leavers: readonly {
        readonly key: string;
        readonly declared: { readonly at: string; readonly by: string };
      }[];
    };
    expect(all.privileged.map(({ key }) => key)).toEqual(["ana@acme.example"]);
    expect(all.guests).toEqual([]);
    expect(all.accounts).toMatchObject([{ owner_alive: false, keys: [{ key: "ci/deploy" }] }]);
    expect(
      all.leavers.map(({ key, declared }) => `${key} ${declared.at.slice(0, 10)} ${declared.by}`),
    ).toEqual(["rob@acme.example 2026-03-05 commit", "kim@contractor.example 2026-06-01 date"]);
    const before = JSON.parse(await report("--format", "json", "--on", "2026-05-31")) as typeof all;
    expect(before.guests).toMatchObject([
      { member: { key: "kim@contractor.example" }, approved_by: "ana@acme.example" },
    ]);
  });

  it("gives a table that no spreadsheet runs", async () => {
    const table = await report("--format", "csv");
    expect(table.split("\r\n")[1]).toMatch(
      /^acme,member,ana@acme\.example,ana@acme\.example: admin,yes,2026-01-05/,
    );
    expect(table).not.toMatch(/(^|,)"?[=+\-@\t]/m);
  });

  it("names an organization that never was", async () => {
    const ran = await muster.run(["report", "--org", "beta"], { cwd: folder });
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toContain("No organization is called beta");
  });
});
