/** Services that take others along where one joins a group or leaves it: noticed at the first, whichever way it is written. */
import { afterEach, expect, it } from "vitest";
import { startOddScim, type OddScim, type Ways } from "../fakes/oddScim.ts";
import { createScimWorld, type ScimWorld } from "../fakes/scim.ts";

let world: ScimWorld;
let server: OddScim;
afterEach(() => Promise.all([world.close(), server.close()]));

const mail = (name: string): string => `${name}@acme.example`;
const everybody = ["ana", "ben", "cat", "dan"];
const settings = (scim: object = {}): object => ({
  guards: { max_loss: "100%", min_admins: 1 },
  scim: { manages: "all", ...scim },
});
const files = (inside: readonly string[]): string => {
  const members = `{ members: [${inside.map(mail).join(", ")}]`;
  return `members: { ${everybody.map((name) => `${mail(name)}: member`).join(", ")} }\nteams: { ops: ${members}, name: Ops }, qa: ${members}, name: QA } }\n`;
};
const inGroup = (name: string): unknown[] =>
  ([...server.groups.values()].find((it) => it["displayName"] === name)?.["members"] ?? []) as unknown[];

/** The groups as they are written by a service that does so from a certain moment on. */
async function open(written: (members: readonly unknown[]) => unknown[], more: Partial<Ways> = {}) {
  let isOdd = false;
  server = await startOddScim({
    kept: (resource, kind) =>
      isOdd && kind === "Groups"
        ? { ...resource, members: written(resource["members"] as unknown[]) }
        : resource,
    ...more,
  });
  world = await createScimWorld({ api: server.api });
  return () => (isOdd = true);
}

async function applied(): Promise<string[]> {
  const { result } = await world.apply();
  return (result?.outcomes ?? []).map(({ status, message }) => `${status} ${message ?? ""}`);
}

it.each<[string, readonly string[], readonly string[], (members: readonly unknown[]) => unknown[], RegExp]>([
  [
    "where several leave by a filter",
    everybody,
    ["cat", "dan"],
    () => [],
    /took everybody out of .* 2 were to leave/,
  ],
  [
    "where one leaves by a filter",
    everybody,
    ["ben", "cat", "dan"],
    () => [],
    /took everybody out of .* one was to leave/,
  ],
  [
    "where one leaves and another is taken along",
    everybody,
    ["ben", "cat", "dan"],
    (members) => members.slice(1),
    /took 1 other out of the team ops where one was to leave/,
  ],
  [
    "where what is added replaces what was there",
    ["ana", "ben", "cat"],
    everybody,
    (members) => members.slice(-1),
    /took everybody else out of the team ops where one was to join.*Put the others back at the service/,
  ],
  [
    "where several are added",
    ["ana", "ben"],
    everybody,
    (members) => members.slice(-2),
    /took everybody else out of the team ops where 2 were to join/,
  ],
])("%s: the run stops, and other groups stay as they are", async (_, before, after, written, says) => {
  const turn = await open(written);
  await world.setFiles(files(before), settings());
  expect((await applied()).every((it) => it.startsWith("done"))).toBe(true);
  turn();
  await world.setFiles(files(after), settings());
  const said = await applied();
  expect(said[0]).toMatch(says);
  expect(said.at(-1)).toMatch(/^not_started/);
  expect(inGroup("QA")).toHaveLength(before.length);
});

it("is noticed where somebody is let in with a place", async () => {
  const turn = await open((members) => members.slice(-1));
  await world.setFiles(files(["ana", "ben"]), settings());
  await applied();
  turn();
  const both = files(["ana", "ben", "eve"]).replace("members: {", `members: { ${mail("eve")}: member,`);
  await world.setFiles(both, settings());
  expect((await applied())[0]).toMatch(/took everybody else out of the team ops/);
  expect(inGroup("QA")).toHaveLength(2);
});

it("is noticed where somebody is no admin any more by a group", async () => {
  const role = { role: { from: "groups", admin: "Admins" } };
  const turn = await open(() => []);
  server.groups.set("admins", { id: "admins", displayName: "Admins", version: 1, members: [] });
  const members = (admins: readonly string[]): string =>
    `members: { ${everybody.map((name) => `${mail(name)}: ${admins.includes(name) ? "admin" : "member"}`).join(", ")} }\n`;
  await world.setFiles(members(["ana", "ben", "cat"]), settings(role));
  await applied();
  expect(inGroup("Admins")).toHaveLength(3);
  turn();
  await world.setFiles(members(["ana"]), settings(role));
  expect((await applied())[0]).toMatch(
    /^failed The service took everybody out of the group admins where one was to leave/,
  );
});
