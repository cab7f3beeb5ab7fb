/** The action's input `deep` in its jobs: the deploy keys that a leaver added are looked for, and are tasks of the pull request. */
import { afterEach, expect, it } from "vitest";
import { fakeReviewKey, type ActionWorld } from "../fakes/action.ts";
import { startHeldGitHub, type HeldGitHub } from "../fakes/heldGithub.ts";
import { createWorldHere, hastyClock } from "../fakes/worldHere.ts";
import { appWith } from "../unit/providers/github/parts.ts";

let world: ActionWorld;
let github: HeldGitHub;
afterEach(async () => {
  await Promise.all([world.close(), github.sandbox.close()]);
  expect(github.wrong).toEqual([]);
});

const acme =
  "organization: { provider: planasonix, id: org_01acme }\nmembers: { ana@acme.example: admin, ben@acme.example: admin }\n";
const site = (...members: readonly string[]): string =>
  `organization: { provider: github, id: acme, guards: { min_admins: 1, max_loss: 50% } }\nmembers: { ${members.join(", ")} }\n`;
const everybody = ["ana: admin", "kim: admin", "lee: member", "mia: member"];
const rights = {
  members: "write",
  metadata: "read",
  administration: "read",
  organization_administration: "read",
} as const;
const reading = appWith({ ...rights, members: "read" });
const writing = appWith(rights);

async function open(): Promise<void> {
  const [plan] = reading.apps;
  const [apply] = writing.apps;
  github = await startHeldGitHub({
    clock: hastyClock(),
    seed: {
      organizations: [
        {
          key: "acme",
          login: "acme",
          id: 9001,
          members: { ana: "admin", kim: "admin", lee: "member", mia: "member" },
          teams: [{ name: "eng", members: { lee: "member" }, repositories: { deploy: "maintain" } }],
          repositories: [{ name: "deploy", deployKeys: { "ci of lee": "lee", other: "mia" } }],
        },
      ],
      apps: [...(plan === undefined ? [] : [plan]), ...(apply === undefined ? [] : [{ ...apply, id: 78 }])],
    },
  });
  world = await createWorldHere({
    files: { "acme/organization.yaml": acme, "site/organization.yaml": site(...everybody) },
    live: { "acme/organization.yaml": acme },
  });
}

function wish(key: string, deep: "true" | "false") {
  const hosts = [world.sandbox.url, github.sandbox.url].map((url) => new URL(url).host).join();
  return {
    env: { MUSTER_REVIEW_KEY: fakeReviewKey, MUSTER_TOKEN_SITE: key, MUSTER_API_SITE: github.sandbox.url },
    inputs: { "require-reviewed": "true", hosts, deep },
  };
}

it.each([
  ["true", /remove or replace deploy key ci of lee of repository deploy: lee added it, and it stays/, 1],
  ["false", /rotate the secrets of repository deploy: .*not looked for: .*--deep.* does/, 0],
] as const)("deep: %s", async (deep, words, looks) => {
  await open();
  const key = JSON.stringify({ ...(JSON.parse(writing.token) as object), app_id: "78" });
  expect((await world.apply(wish(key, deep))).code).toBe(0);
  const left = site(...everybody.map((it) => (it.startsWith("lee") ? "lee: { state: removed }" : it)));
  const leaving = world.open({ "access/site/organization.yaml": left });
  expect((await world.plan(leaving, wish(reading.token, deep))).code).toBe(0);
  const comment = world.comment(leaving.number, "<!-- muster:plan -->") ?? "";
  expect(comment).toMatch(words);
  expect(comment).not.toContain("deploy key other");
  const asked = (): number => github.sandbox.requests().filter(({ route }) => route === "deployKeys").length;
  expect(asked()).toBe(looks);

  world.merge(leaving);
  const done = await world.apply(wish(key, deep));
  expect(done.code).toBe(0);
  const result = world.comment(leaving.number, "<!-- muster:result -->") ?? "";
  expect(result.includes("ci of lee")).toBe(deep === "true");
  expect([...(github.sandbox.world.organizations[0]?.members.keys() ?? [])]).toHaveLength(3);
});
