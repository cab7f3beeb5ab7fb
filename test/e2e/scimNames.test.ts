/** One user and one group, whatever the files and the service call them: nobody is taken for somebody else, and no team for another. */
import { afterEach, describe, expect, it } from "vitest";
import { createScimWorld, heldBack, told, type ScimWorld } from "../fakes/scim.ts";

let world: ScimWorld;
afterEach(() => world.close());

const mail = (name: string): string => `${name}@acme.example`;
const settings = {
  unlisted: { members: "deactivate" },
  guards: { max_loss: "100%", min_admins: 1 },
  scim: { manages: "all" },
};
const files = (names: readonly string[], rest = ""): string =>
  `members:\n${names.map((name) => `  ${name}: member\n`).join("")}${rest}`;
const outcomes = async (setting: Parameters<ScimWorld["apply"]>[0] = {}): Promise<string[]> =>
  ((await world.apply(setting)).result?.outcomes ?? []).map(
    ({ status, action: { verb, key }, message = "" }) => `${status} ${verb} ${key} ${message}`,
  );

describe("whoever is called by an address and has another one for a user name", () => {
  const open = async (listed: readonly string[]): Promise<void> => {
    world = await createScimWorld({
      users: [
        { userName: mail("ana"), attributes: { emails: [{ value: "smith@old.example", primary: true }] } },
        ...["ben", "cat"].map((name) => ({ userName: mail(name), attributes: {} })),
      ],
    });
    await world.setFiles(
      files(listed, `teams: { ops: { name: Ops, members: [${mail("ana")}] } }\n`),
      settings,
    );
  };
  const active = (): unknown[] =>
    [...world.tenant.users.values()].map((it) => it.attributes["active"] ?? true);
  const inside = (): number =>
    [...world.tenant.groups.values()].flatMap(({ members }) => [...members]).length;

  it("is one person: neither let in by the one name nor put out by the other", async () => {
    await open([mail("ana"), mail("ben"), mail("cat")]);
    const plan = await world.plan();
    expect(heldBack(plan)).toEqual([
      `probable_rename invite ${mail("ana")}`,
      "probable_rename deactivate smith@old.example",
    ]);
    expect(plan.withheld[0]?.message).toContain(
      "is the user name of smith@old.example, as they are called here: one person. Write smith@old.example in place of ana@acme.example",
    );
    await outcomes();
    expect([active(), inside()]).toEqual([[true, true, true], 0]);
    await world.setFiles(
      files(
        ["smith@old.example", mail("ben"), mail("cat")],
        "teams: { ops: { name: Ops, members: [smith@old.example] } }\n",
      ),
      settings,
    );
    await outcomes();
    expect([active(), inside()]).toEqual([[true, true, true], 1]);
    const after = await world.plan();
    expect([told(after), heldBack(after)]).toEqual([[], []]);
  });

  it("is not let in again where the files give both, and the place of the one is not given to the other", async () => {
    await open([mail("ana"), "smith@old.example", mail("ben"), mail("cat")]);
    const plan = await world.plan();
    expect(heldBack(plan)).toEqual([`ambiguous invite ${mail("ana")}`]);
    expect(plan.withheld[0]?.message).toContain("who stands in the files as well: one person. Take one of");
    await outcomes();
    expect([active(), inside()]).toEqual([[true, true, true], 0]);
    await world.setFiles(
      files(["smith@old.example", mail("ben"), mail("cat")], "teams: { ops: {} }\n"),
      settings,
    );
    expect(heldBack(await world.plan())).toEqual([]);
  });

  it("is left alone where that came to be after the plan", async () => {
    world = await createScimWorld({ users: [{ userName: mail("ben"), attributes: {} }] });
    await world.setFiles(files([mail("ana"), mail("ben")]), settings);
    const [ben] = world.tenant.users.values();
    const [said] = await outcomes({
      meanwhile: () =>
        Object.assign(ben?.attributes ?? {}, {
          userName: mail("ana"),
          emails: [{ value: mail("ben"), primary: true }],
        }),
    });
    expect(said).toMatch(
      /^failed invite ana@acme\.example The user whose user name is .* is ben@acme\.example here/,
    );
  });
});

it("a new team of a name that another team has until it is renamed does not take over its group", async () => {
  world = await createScimWorld({
    users: ["ana", "eve"].map((name) => ({ userName: mail(name), attributes: {} })),
    groups: [{ displayName: "Ops", externalId: "muster:sre", members: [mail("ana")] }],
  });
  const [sre] = world.tenant.groups.values();
  await world.setFiles(
    files(
      [mail("ana"), mail("eve")],
      `teams: { sre: { name: SRE, members: [${mail("ana")}] }, ops: { name: Ops, members: [${mail("eve")}] } }\n`,
    ),
    settings,
  );
  const said = await outcomes();
  expect(said[0]).toMatch(/^failed create_team ops The group Ops \(.*\) is the team sre: ops was not made/);
  expect(said[1]).toMatch(/^done update_team sre/);
  expect(sre?.members.size).toBe(1);
  expect((await outcomes()).map((it) => it.split(" ").slice(0, 3).join(" "))).toEqual([
    "done create_team ops",
    "done join_team ops/eve@acme.example",
  ]);
  expect(told(await world.plan())).toEqual([]);
});
