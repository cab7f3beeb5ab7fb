/** Services that answer with something else than they were asked for: nobody else is written to for it, and nothing counts as done. */
import { afterEach, expect, it } from "vitest";
import { startOddScim, type OddScim, type Ways } from "../fakes/oddScim.ts";
import { createScimWorld, own, told, type ScimWorld } from "../fakes/scim.ts";

let world: ScimWorld;
let server: OddScim | undefined;
afterEach(async () => {
  await Promise.all([world.close(), server?.close()]);
  server = undefined;
});

const mail = (name: string): string => `${name}@acme.example`;
const list = (names: readonly string[]): string => names.map(mail).join(", ");
const staff = ["ben", "cat", "eli"];
const files = (finance: readonly string[], { members = "", teams = "", who = staff } = {}): string =>
  `members:\n  ${mail("ana")}: admin\n${who.map((name) => `  ${mail(name)}: member\n`).join("")}${members}` +
  `teams:\n  finance: { name: Finance, members: [${list(finance)}] }\n${teams}`;

const setFiles = (text: string, scim: object = {}): Promise<void> =>
  world.setFiles(text, {
    guards: { max_loss: "100%", min_admins: 1 },
    scim: { role: { from: "roles", admin: "owner" }, remove: true, ...scim },
  });

/** Ana, three more, and two of them in a team. From `begin` on the server has its ways. */
async function open(ways: (isOdd: () => boolean, server: () => OddScim) => Partial<Ways>) {
  let odd = 0;
  const started = await startOddScim(
    ways(
      () => (odd -= 1) >= 0,
      () => started,
    ),
  );
  server = started;
  world = await createScimWorld({ api: server.api });
  await setFiles(files(["cat", "eli"]));
  expect((await world.apply()).code).toBe(0);
  return { server, begin: (times = Infinity): void => void (odd = times) };
}

async function outcomes(meanwhile?: () => unknown): Promise<string[]> {
  const { result } = await world.apply(meanwhile === undefined ? {} : { meanwhile });
  return (result?.outcomes ?? []).map(({ action, status }) => `${action.verb} ${action.key} ${status}`);
}

/** Who is in which group, by user names. */
function places({ users, groups }: OddScim): Record<string, unknown[]> {
  return Object.fromEntries(
    [...groups.values()].map(({ displayName, members = [] }) => [
      displayName,
      (members as { readonly value: string }[]).map(({ value }) => users.get(value)?.["userName"]),
    ]),
  );
}

it("POST of a user answered with another one: their place in a team is given to nobody else", async () => {
  const { server: there, begin } = await open((isOdd, it) => ({
    shown: (shown, kind, where) =>
      kind === "Users" && where === "alone" && shown["userName"] === mail("dan") && isOdd()
        ? { ...[...it().users.values()][0] }
        : shown,
  }));
  begin(1);
  await setFiles(files(["cat", "eli", "dan"], { members: `  ${mail("dan")}: member\n` }));
  expect(await outcomes()).toEqual([`invite ${mail("dan")} done`]);
  expect(places(there)).toEqual({ Finance: [mail("cat"), mail("eli"), mail("dan")] });
  expect(told(await world.plan())).toEqual([]);
});

it("POST of a group answered with another one: nobody joins that one", async () => {
  const { server: there, begin } = await open((isOdd, it) => ({
    shown: (shown, kind, where) =>
      kind === "Groups" && where === "alone" && shown["displayName"] === "Ops" && isOdd()
        ? { ...[...it().groups.values()][0] }
        : shown,
  }));
  begin(1);
  await setFiles(files(["cat", "eli"], { teams: `  ops: { name: Ops, members: [${mail("ben")}] }\n` }));
  expect(await outcomes()).toEqual(["create_team ops done", `join_team ops/${mail("ben")} done`]);
  expect(places(there)).toEqual({ Finance: [mail("cat"), mail("eli")], Ops: [mail("ben")] });
  expect(told(await world.plan())).toEqual([]);
});

const silent = (isOdd: () => boolean): Partial<Ways> => ({
  shown: ({ members, ...rest }, kind, where) =>
    members === undefined || (kind === "Groups" && where === "alone" && isOdd())
      ? rest
      : { ...rest, members },
});

it.each([
  ["one", ["eli"]],
  ["all", []],
])(
  "a group that comes without its members by itself: %s who leaves is not told to be gone",
  async (_, left) => {
    const { server: there, begin } = await open(silent);
    begin();
    await setFiles(files(left));
    const before = places(there);
    const gone = ["cat", "eli"].filter((name) => !left.includes(name));
    expect(await outcomes()).toEqual(gone.map((name) => `leave_team finance/${mail(name)} failed`));
    expect(places(there)).toEqual(before);
    begin(0);
    expect(await outcomes()).toEqual(gone.map((name) => `leave_team finance/${mail(name)} done`));
    expect(told(await world.plan())).toEqual([]);
  },
);

it("the same where a group is written whole: nobody is put out by somebody who joins", async () => {
  const { server: there, begin } = await open((isOdd) => ({
    ...silent(isOdd),
    config: { patch: { supported: false }, filter: { supported: true, maxResults: 100 } },
    patch: false,
  }));
  begin();
  await setFiles(files(["ben", "cat", "eli"]));
  expect(await outcomes()).toEqual([`join_team finance/${mail("ben")} failed`]);
  expect(places(there)).toEqual({ Finance: [mail("cat"), mail("eli")] });
});

it("a group that was emptied, and comes without members since, is read as one without anybody", async () => {
  await open(({}) => ({
    shown: ({ members, ...rest }) =>
      members === undefined || (members as unknown[]).length === 0 ? rest : { ...rest, members },
  }));
  await setFiles(files([]));
  expect(await outcomes()).toEqual(["cat", "eli"].map((name) => `leave_team finance/${mail(name)} done`));
  await setFiles(files(["ben"]));
  expect(await outcomes()).toEqual([`join_team finance/${mail("ben")} done`]);
  expect(told(await world.plan())).toEqual([]);
});

it("DELETE answered 404 of somebody who is still there", async () => {
  const { server: there, begin } = await open((isOdd) => ({
    objects: ({ method }) => (method === "DELETE" && isOdd() ? { status: 404 } : undefined),
  }));
  begin();
  await setFiles(
    files(["cat", "eli"], { members: `  ${mail("ben")}: { state: removed }\n`, who: ["cat", "eli"] }),
  );
  expect(await outcomes()).toEqual([`remove ${mail("ben")} failed`]);
  begin(0);
  const meanwhile = (): void => {
    for (const [id, { userName }] of there.users) if (userName === mail("ben")) there.users.delete(id);
  };
  expect(await outcomes(meanwhile)).toEqual([`remove ${mail("ben")} already`]);
});

it("a user by id that is another one", async () => {
  const { begin } = await open((isOdd) => ({
    shown: (shown, kind, where) =>
      kind === "Users" && where === "alone" && isOdd() ? { ...shown, id: "id-1" } : shown,
  }));
  begin();
  await setFiles(
    files(["cat", "eli"], { members: `  ${mail("ben")}: { state: deactivated }\n`, who: ["cat", "eli"] }),
  );
  expect(await outcomes()).toEqual([`deactivate ${mail("ben")} failed`]);
});

it.each([1, 2, 3, 4])("lists by which places are known lack somebody, at number %i", async (nth) => {
  const names = ["cat", "dan", "eli", "fay", "gil"];
  world = await createScimWorld({
    character: "aws",
    users: ["ana", ...names].map((name) => own(mail(name), { name: { givenName: name, familyName: "X" } })),
    groups: [{ displayName: "Finance", externalId: "muster:finance", members: names.map(mail) }],
  });
  await setFiles(files([], { who: names }).replace("admin", "member"), {
    profile: "aws",
    role: { from: "none" },
  });
  const meanwhile = (): void => world.fault(`truncated@users:${nth}`);
  const { result } = await world.apply({ allowed: ["max_loss"], meanwhile });
  expect(result?.outcomes).toHaveLength(names.length);
  const [group] = [...world.tenant.groups.values()];
  const inside = [...(group?.members ?? [])].map((id) => world.tenant.users.get(id)?.attributes["userName"]);
  const done = (result?.outcomes ?? []).flatMap(({ action, status }) =>
    status === "done" || status === "already" ? [action.key.replace("finance/", "")] : [],
  );
  expect(done.filter((name) => inside.includes(name))).toEqual([]);
});
