/** `muster offboard` as people run it, in a git repository: what git says changed, what is printed, what is written. */
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { gitOutput } from "../fakes/gitCommands.ts";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
beforeAll(() => void (muster = buildMuster()));
afterAll(() => muster.remove());

let count = 0;
let repository: string;
beforeEach(() => void (repository = `repository${++count}`));

/** Writes and commits access files. */
function commit(files: Readonly<Record<string, string>>): void {
  muster.write(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${repository}/access/${name}`, text])),
  );
  git("init", "-q");
  git("add", "-A");
  git("-c", "user.name=Test", "-c", "user.email=test@acme.example", "commit", "-qm", "Files");
}

function git(...args: readonly string[]): string {
  return gitOutput({ cwd: muster.path(repository) }, [args]);
}

const offboard = (who: string, successor: string, env = {}) =>
  muster.run(["offboard", who, "--successor", successor], { cwd: muster.path(repository), env });

const organization = (id: string, rest = "") => `organization:\n  provider: planasonix\n  id: ${id}\n${rest}`;
const small = {
  "acme/organization.yaml": `${organization("org_1")}members:\n  # everybody\n  ana@acme.example: admin\n  rob@acme.example: editor # on call\n  lee@acme.example: editor\n`,
  "beta/organization.yaml": organization("org_2", "members:\n  ana@acme.example: admin\n"),
};

describe("muster offboard", () => {
  it("prints what git will show, writes it, and plans nothing without a key", async () => {
    commit(small);
    chmodSync(muster.path(`${repository}/access/acme/organization.yaml`), 0o644);
    const ran = await offboard("rob@acme.example", "lee@acme.example");
    expect(ran.stdout).toBe(`--- a/access/acme/organization.yaml
+++ b/access/acme/organization.yaml
@@ -4,5 +4,5 @@
 members:
   # everybody
   ana@acme.example: admin
-  rob@acme.example: editor # on call
+  rob@acme.example: { state: deactivated, successor: lee@acme.example } # on call
   lee@acme.example: editor
`);
    expect(git("diff").split("\n").slice(2).join("\n")).toBe(
      ran.stdout.replace(/^(@@.*@@)$/m, (header) => header + (/@@.*@@(.*)/.exec(git("diff"))?.[1] ?? "")),
    );
    expect(ran.stderr).toContain(
      "1 file edited; look at the differences, commit them, and open a pull request.",
    );
    expect(ran.stderr).toContain("acme is not planned here. There is no key for acme: set MUSTER_TOKEN_ACME");
    expect(ran.code).toBe(0);
    expect(statSync(muster.path(`${repository}/access/acme/organization.yaml`)).mode & 0o777).toBe(0o644);
    const again = await offboard("rob@acme.example", "lee@acme.example");
    expect(again).toMatchObject({
      code: 0,
      stdout: "Nothing to change: the files say so already.\n",
      stderr: "",
    });
  });

  it("writes nothing for an unknown person, or when any file has an error", async () => {
    commit(small);
    const unknown = await offboard("rod@acme.example", "lee@acme.example");
    expect(unknown.stderr).toContain("Did you mean rob@acme.example?");
    muster.write({
      [`${repository}/access/beta/organization.yaml`]: `${small["beta/organization.yaml"]}teams: 1\n`,
    });
    const faulty = await offboard("rob@acme.example", "lee@acme.example");
    expect(faulty.stderr).toContain("access/beta/organization.yaml:6:8");
    expect(faulty.stderr).toContain("Nothing was written");
    expect([unknown.code, faulty.code]).toEqual([1, 1]);
    expect(git("diff", "--stat", "access/acme")).toBe("");
  });

  it("edits nothing behind a link on the way", async () => {
    commit(small);
    const outside = muster.path(`${repository}-outside`);
    mkdirSync(outside);
    renameSync(muster.path(`${repository}/access`), `${outside}/access`);
    symlinkSync(outside, muster.path(`${repository}/config`));
    const ran = await muster.run(
      ["offboard", "rob@acme.example", "--successor", "lee@acme.example", "--access", "config/access"],
      { cwd: muster.path(repository) },
    );
    expect(ran.stderr).toContain("config is a link");
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(readFileSync(`${outside}/access/acme/organization.yaml`, "utf8")).toBe(
      small["acme/organization.yaml"],
    );
  });

  it("changes only the lines that it must, of 10,000 members over 50 files", async () => {
    const email = (index: number): string => `p${index}@acme.example`;
    const who = email(4321);
    const files: Record<string, string> = { "acme/organization.yaml": organization("org_1") };
    for (let file = 0; file < 25; file++) {
      const lines = Array.from({ length: 400 }, (_, line) => {
        const index = file * 400 + line;
        const entry =
          index % 3 === 0 ? `{ role: editor, successor: ${email(index === 0 ? 1 : 0)} }` : "editor";
        return `  ${email(index)}: ${entry}${index % 7 === 0 ? ` # seat ${index}` : ""}\n`;
      });
      files[`acme/members${file}.yaml`] = `# part ${file}\nmembers:\n${lines.join("")}`;
    }
    for (let file = 0; file < 24; file++) {
      const members = Array.from({ length: 300 }, (_, place) => email((file * 300 + place * 7) % 10_000));
      const lines = [...new Set(members)]
        .filter((member) => member !== who)
        .map((member) => `      - ${member}\n`);
      const place = file % 12 === 5 ? `      - { member: ${who}, role: lead } # the lead\n` : "";
      const manager = file === 3 ? `    manager: ${who} # for now\n` : "";
      files[`acme/teams/t${file}.yaml`] =
        `teams:\n  t${file}:\n${manager}    members:\n${lines.slice(0, 150).join("")}${place}${lines.slice(150).join("")}`;
    }
    expect(Object.keys(files)).toHaveLength(50);
    commit(files);
    const ran = await offboard(who, email(5));
    expect(ran.code, ran.stderr).toBe(0);
    expect(git("diff", "--numstat").trimEnd().split("\n")).toEqual([
      "1\t1\taccess/acme/members10.yaml",
      "0\t1\taccess/acme/teams/t17.yaml",
      "1\t1\taccess/acme/teams/t3.yaml",
      "0\t1\taccess/acme/teams/t5.yaml",
    ]);
    const changed = git("diff", "-U0")
      .split("\n")
      .filter((line) => /^[-+] /.test(line));
    expect(changed).toEqual([
      `-  ${who}: editor`,
      `+  ${who}: { state: deactivated, successor: ${email(5)} }`,
      `-      - { member: ${who}, role: lead } # the lead`,
      `-    manager: ${who} # for now`,
      `+    manager: ${email(5)} # for now`,
      `-      - { member: ${who}, role: lead } # the lead`,
    ]);
    expect(
      readFileSync(muster.path(`${repository}/access/acme/members10.yaml`), "utf8").split("\n"),
    ).toHaveLength(403);
  });
});
