/** What was made of the commits is kept for the next time, and changes no answer: the same, later, broken, or of another branch. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pastRepository, type PastRepository } from "../fakes/pastRepository.ts";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
beforeAll(() => void (muster = buildMuster()));
afterAll(() => muster.remove());

const organization =
  "organization: { provider: planasonix, id: org_1, guests: { domains: [contractor.example], max_days: 180 } }\n";
const files = (rob: string, more = "") => ({
  "people.yaml": "people:\n  rob: { email: rob@acme.example }\n",
  "acme/organization.yaml": `${organization}members:\n  ana@acme.example: admin\n  ben@acme.example: admin\n  rob: ${rob}\n${more}`,
});
const guest =
  "  kim@contractor.example: { role: viewer, expires: 2026-03-20, approved_by: ana@acme.example, reason: a project }\n";
const steps: readonly ((past: PastRepository) => void)[] = [
  (past) => past.commit("2026-01-05", "Begin (#1)", files("viewer")),
  (past) => past.commit("2026-02-05", "A guest (#2)", files("viewer", guest)),
  (past) => past.commit("2026-02-10", "Broken (#3)", files("viewer", "  nobody: [\n")),
  (past) => past.commit("2026-04-01", "Mended (#4)", files("editor", guest)),
  (past) => past.commit("2026-05-01", "Broken again (#5)", files("no-such-role", "")),
  (past) =>
    past.commit("2026-06-01", "Renamed (#6)", {
      ...files("editor"),
      "people.yaml": "people:\n  rob: { email: robert@acme.example, previously: [rob@acme.example] }\n",
    }),
  (past) =>
    past.commit("2026-07-01", "Gone (#7)", {
      ...files("editor"),
      "acme/organization.yaml": files("x")["acme/organization.yaml"].replace("  rob: x\n", ""),
    }),
];

let count = 0;
const begun = (): { readonly folder: string; readonly past: PastRepository } => {
  const folder = muster.path(`kept${++count}`);
  return { folder, past: pastRepository(folder) };
};
/** A clone, which has nothing of what was kept. */
const cloneOf = ({ folder, past }: ReturnType<typeof begun>): string => {
  const clone = muster.path(`fresh${++count}`);
  past.git("clone", "-q", folder, clone);
  return clone;
};
const kept = (folder: string): string[] => readdirSync(join(folder, ".git", "muster"));
async function told(folder: string): Promise<string> {
  const answers: string[] = [];
  for (const args of [
    ["history", "--format", "json"],
    ["report", "--format", "json", "--from", "2026-01-01"],
  ]) {
    const ran = await muster.runBundle(args, { cwd: folder });
    expect(ran.code, ran.stderr).toBe(0);
    answers.push(ran.stdout);
  }
  return answers.join("\n");
}

describe("what is kept of the past", () => {
  it("changes no answer, at whatever commit somebody asked before", async () => {
    const { folder, past } = begun();
    for (const step of steps) {
      step(past);
      const first = await told(cloneOf({ folder, past }));
      // With what the commits before left, and again for the same end.
      expect(await told(folder)).toBe(first);
      expect(await told(folder)).toBe(first);
    }
    // What the commits came to, with the days after them, and the last report.
    expect(kept(folder)).toHaveLength(3);
  }, 120_000);

  it("changes no answer where several commits came since", async () => {
    // After a commit that counts, and after one that does not.
    for (const asked of [1, 3]) {
      const { folder, past } = begun();
      for (const step of steps.slice(0, asked)) step(past);
      await told(folder);
      for (const step of steps.slice(asked)) step(past);
      expect(await told(folder), `asked after ${asked}`).toBe(await told(cloneOf({ folder, past })));
    }
  }, 120_000);

  it("is made anew where it is broken, cut short, or of other code", async () => {
    const { folder, past } = begun();
    for (const step of steps.slice(0, 4)) step(past);
    const first = await told(folder);
    const place = (name: string): string => join(folder, ".git", "muster", name);
    for (const name of kept(folder))
      writeFileSync(place(name), readFileSync(place(name), "utf8").replace("editor", "admin!"));
    expect(await told(folder)).toBe(first);
    for (const name of kept(folder))
      writeFileSync(place(name), readFileSync(place(name), "utf8").slice(0, -9));
    expect(await told(folder)).toBe(first);
    writeFileSync(place("0123456789abcdef-0123456789abcdef"), "old");
    past.commit("2026-08-01", "More (#8)", files("maintainer"));
    await told(folder);
    expect(kept(folder)).not.toContain("0123456789abcdef-0123456789abcdef");
  }, 120_000);

  it("is nothing that another day changes: while a commit claims a day to come, nothing is kept", async () => {
    const { folder, past } = begun();
    steps[0]?.(past);
    past.commit(
      new Date(Date.now() + 1000 * 86_400_000).toISOString(),
      "Of a day to come (#2)",
      files("editor", guest),
    );
    const first = await told(folder);
    expect(first).toContain('"2026-03-20T00:00:00.000Z"');
    expect(await told(folder)).toBe(first);
    expect(existsSync(join(folder, ".git", "muster"))).toBe(false);
  });

  it("is of one line alone: a branch that was rewritten is read anew", async () => {
    const { folder, past } = begun();
    for (const step of steps.slice(0, 2)) step(past);
    await told(folder);
    past.git("reset", "-q", "--hard", "HEAD~1");
    past.commit("2026-02-06", "Otherwise (#9)", files("maintainer"));
    expect(await told(folder)).toBe(await told(cloneOf({ folder, past })));
  }, 60_000);
});
