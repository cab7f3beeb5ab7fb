/** An organization's folder is renamed: what its leavers left to be done, and the service tells no more, is still known. */
import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { githubWorld, section } from "../fakes/githubWorld.ts";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());

it("tells the secrets that a leaver of GitHub could read in every run after it", async () => {
  const { folder, env } = await githubWorld({
    files: {
      "acme/organization.yaml": `${section}members: { ana: admin, kim: admin, lee: { state: removed }, mia: member }\n`,
    },
    organization: {
      members: { ana: "admin", kim: "admin", lee: "member", mia: "member" },
      repositories: ["deploy"],
      teams: [{ name: "platform", members: { lee: "maintainer" }, repositories: { deploy: "admin" } }],
    },
  });
  const both = {
    ...env,
    MUSTER_TOKEN_ACME_INC: env["MUSTER_TOKEN_ACME"],
    MUSTER_API_ACME_INC: env["MUSTER_API_ACME"],
  };
  const run = async (...args: string[]): Promise<string> => {
    const ran = await muster.run(args, { cwd: folder, env: both });
    expect(ran.code, ran.stdout + ran.stderr).toBe(0);
    return ran.stdout;
  };
  const owed = "rotate the secrets of repository deploy: lee could have read them";
  expect(await run("apply", "--yes", "--allow", "max_loss")).toContain(owed);
  renameSync(join(folder, "access/acme"), join(folder, "access/acme-inc"));
  for (const args of [["plan"], ["apply", "--yes"], ["plan", "--journal", "journal.jsonl"]])
    expect(await run(...args)).toContain(owed);
}, 60_000);
