/** Services without PATCH, to which a group is written whole: whoever is not in what is written is out. */
import { afterEach, expect, it } from "vitest";
import { startOddScim, type OddScim, type Ways } from "../fakes/oddScim.ts";
import { createScimWorld, told, type ScimWorld } from "../fakes/scim.ts";

let world: ScimWorld;
let server: OddScim;
afterEach(() => Promise.all([world.close(), server.close()]));

const mail = (name: string): string => `${name}@acme.example`;
const settings = { guards: { max_loss: "100%", min_admins: 1 }, scim: { manages: "all" } };
const files = (teams: string): string =>
  `members: { ${["ana", "ben", "cat"].map((name) => `${mail(name)}: member`).join(", ")} }\nteams: { ${teams} }\n`;
const membersOf = (name: string): unknown[] =>
  ([...server.groups.values()].find((it) => String(it["displayName"]).startsWith(name))?.["members"] ??
    []) as unknown[];

async function open(ways: Partial<Ways>): Promise<void> {
  server = await startOddScim({ patch: false, ...ways });
  world = await createScimWorld({ api: server.api });
}

async function applied(): Promise<string[]> {
  const { result } = await world.apply();
  return (result?.outcomes ?? []).map(
    ({ status, action: { verb, key }, message = "" }) => `${status} ${verb} ${key} ${message}`,
  );
}

it.each<[string, Ways["shown"], RegExp]>([
  [
    "are left out, and users say so",
    (resource, kind) => (kind === "Groups" ? { ...resource, members: undefined } : resource),
    /came without members, and the user .* is in it/,
  ],
  [
    "come cut short, and users say so",
    (resource, kind) =>
      kind === "Groups"
        ? { ...resource, members: ((resource["members"] ?? []) as unknown[]).slice(0, 1) }
        : resource,
    /came with 1 members, and the user .* says to be in it/,
  ],
])("members that %s are not put out by a new name of their group", async (_, shown, says) => {
  let isOdd = false;
  await open({
    config: { patch: { supported: false } },
    shown: (...given) => (isOdd ? shown(...given) : given[0]),
  });
  const teams = `ops: { name: Ops, members: [${mail("ana")}, ${mail("ben")}] }, qa: { name: QA, members: [${mail("cat")}, ${mail("ben")}] }`;
  await world.setFiles(files(teams), settings);
  expect((await applied()).every((it) => it.startsWith("done"))).toBe(true);
  isOdd = true;
  await world.setFiles(files("ops: { name: Ops 2 }, qa: { name: QA 2 }, it: { name: IT }"), settings);
  const said = await applied();
  expect(said.map((it) => it.split(" ").slice(0, 3).join(" "))).toEqual([
    "done create_team it",
    "failed update_team ops",
    "failed update_team qa",
  ]);
  for (const it of said.slice(1)) expect(it).toMatch(says);
  expect([membersOf("Ops"), membersOf("QA")].map((it) => it.length)).toEqual([2, 2]);
  isOdd = false;
  await applied();
  expect([membersOf("Ops"), membersOf("QA")].map((it) => it.length)).toEqual([2, 2]);
  expect(told(await world.plan())).toEqual([]);
});

it("whoever comes into a group while it is written stays in it, where the service tells versions", async () => {
  let isNear = false;
  await open({
    etags: true,
    config: { patch: { supported: false }, etag: { supported: true } },
    objects: ({ method, kind, id = "" }) => {
      const group = server.groups.get(id);
      if (!isNear || method !== "PUT" || kind !== "Groups" || group === undefined) return undefined;
      isNear = false;
      const members = [...(group["members"] as unknown[]), { value: "somebody" }];
      server.groups.set(id, { ...group, version: Number(group["version"]) + 1, members });
      return undefined;
    },
  });
  await world.setFiles(files(`ops: { name: Ops, members: [${mail("ana")}] }`), settings);
  await applied();
  isNear = true;
  await world.setFiles(
    files(`ops: { name: Ops, members: [${["ana", "ben", "cat"].map(mail).join(", ")}] }`),
    settings,
  );
  expect((await applied()).every((it) => it.startsWith("done"))).toBe(true);
  expect(membersOf("Ops")).toHaveLength(4);
});
