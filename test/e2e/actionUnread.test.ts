/** A merge that touches two services, one of which is down: what is owed there counts as applied only when it was done. */
import { afterEach, expect, it } from "vitest";
import { startScim, type ScimSandbox } from "../../src/sandbox/scim/start.ts";
import { characters } from "../../src/sandbox/scim/character.ts";
import { fakeReviewKey, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

let world: ActionWorld;
let wiki: ScimSandbox;
afterEach(() => Promise.all([world.close(), wiki.close()]));

const token = "fake-token-of-wiki";
const user = (name: string) => ({
  userName: `${name}@acme.example`,
  attributes: {
    externalId: `muster:${name}@acme.example`,
    emails: [{ value: `${name}@acme.example`, primary: true }],
  },
});
const people = (rob: string): string =>
  ["ana", "ben", "cat", "eve"].map((name) => `  ${name}: { email: ${name}@acme.example }\n`).join("") +
  `  rob: { email: rob@acme.example${rob} }\n`;
const acme = `organization: { provider: planasonix, id: org_01acme, guards: { max_loss: 50% } }
members: { ana: admin, ben: admin, cat: viewer, rob: viewer }
`;
const wikiFile = `organization: { provider: scim, id: wiki, api: "https://wiki.example/scim/v2", guards: { max_loss: 50% } }
members: { ana: member, ben: member, cat: member, rob: member }
`;
const withEve = wikiFile.replace("rob: member", "rob: member, eve: member");
const filesWith = (rob: string) => ({
  "people.yaml": `people:\n${people(rob)}`,
  "acme/organization.yaml": acme,
  "wiki/organization.yaml": wikiFile,
});

it("is applied where it can be, ends with exit code 4, and is finished by the next run, as it was reviewed", async () => {
  wiki = await startScim({
    seed: [
      {
        key: "wiki",
        token,
        character: characters.strict,
        users: ["ana", "ben", "cat", "rob"].map(user),
        groups: [],
      },
    ],
  });
  const { "wiki/organization.yaml": _, ...live } = filesWith("");
  world = await createWorldHere({ files: filesWith(""), live });
  const wish = (api: string) => ({
    env: { MUSTER_REVIEW_KEY: fakeReviewKey, MUSTER_TOKEN_WIKI: token, MUSTER_API_WIKI: api },
    inputs: {
      "require-reviewed": "true",
      "allow-write-key-on-pull-request": "true",
      hosts: [world.sandbox.url, wiki.url].map((url) => new URL(url).host).join(),
    },
  });
  const up = wish(wiki.address("wiki"));
  // The port of the discard service, at which nobody listens.
  const down = wish("http://127.0.0.1:9/scim/v2");
  down.inputs.hosts += ",127.0.0.1:9";
  expect((await world.apply(up)).code).toBe(0);

  const pull = world.open({
    "access/people.yaml": filesWith(", leaves: 2026-01-01")["people.yaml"],
    "access/wiki/organization.yaml": withEve,
  });
  expect((await world.plan(pull, up)).code).toBe(0);
  world.merge(pull);
  const active = (): unknown[] =>
    [...(wiki.world.tenants.get("wiki")?.users.values() ?? [])].map(({ attributes }) => attributes["active"]);

  const first = await world.apply(down);
  expect(first.code).toBe(4);
  const told = world.comment(pull.number, "<!-- muster:result -->") ?? "";
  expect(told).toContain("1 not applied");
  expect(told).toMatch(/`wiki`: could not be read: .*The next run does what is owed there\./);
  expect(world.writes()).not.toEqual([]);
  expect(active()).toEqual([true, true, true, true]);

  // Still down, and nothing else to do: it stays owed.
  expect((await world.apply({ ...down, event: "workflow_dispatch" })).code).toBe(4);
  expect((await world.due(down)).code).toBe(4);
  // Who leaves is due, and who comes was reviewed: the wiki is still held against what was applied to it last.
  const next = await world.apply({ ...up, event: "workflow_dispatch" });
  expect([next.code, next.log]).toEqual([0, expect.stringContaining("1 to invite")]);
  expect(active()).toEqual([true, true, true, false, true]);
  expect((await world.apply({ ...up, event: "workflow_dispatch" })).code).toBe(0);
});
