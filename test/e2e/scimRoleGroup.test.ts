/** A SCIM service at which being in a group is what makes somebody an admin: what else that group may be is said. */
import { afterEach, expect, it } from "vitest";
import { createScimWorld, own, told, type ScimWorld, type ScimWorldOptions } from "../fakes/scim.ts";

let world: ScimWorld;
afterEach(() => world.close());

const settings = { scim: { role: { from: "groups", admin: "Owners" } } };
const files = "members: { ana@acme.example: admin, ben@acme.example: admin, cat@acme.example: member }\n";
const users = [own("ana@acme.example"), own("ben@acme.example"), own("cat@acme.example")];
const owners = { displayName: "Owners", members: ["ana@acme.example", "ben@acme.example"] };
const notesWith = async (groups: NonNullable<ScimWorldOptions["groups"]>): Promise<string[]> => {
  world = await createScimWorld({ users, groups });
  await world.setFiles(files, settings);
  return (await world.plan()).notes.filter((note) => note.includes("Owners"));
};

it("is nobody's business where all is well", async () => {
  expect(await notesWith([owners])).toEqual([]);
  expect(told(await world.plan())).toEqual([]);
});

it("is missed where it is not there", async () => {
  expect(await notesWith([{ ...owners, displayName: "Owner" }])).toEqual([
    "no group is called Owners, in which admins are by `scim.role`: nobody counts as one, and nobody can be made one until it is there",
  ]);
});

it("is told where two have its name", async () => {
  expect(await notesWith([owners, { displayName: "Owners" }])).toEqual([
    "2 groups are called Owners, in which admins are by `scim.role`: nobody can be made one, or none, until one alone has the name",
  ]);
});

it("is told where another group in it makes others admins", async () => {
  expect(
    await notesWith([
      { id: "g-ops", displayName: "Ops", members: ["cat@acme.example"] },
      { ...owners, nested: ["g-ops"] },
    ]),
  ).toEqual([
    "the group Owners, in which admins are by `scim.role`, has 1 other group in it: whoever is in that one may be an admin as well, and is not managed here",
  ]);
});

it("is no team of the files: nobody becomes an admin by a place in one", async () => {
  world = await createScimWorld({ users, groups: [owners] });
  await world.setFiles(`${files}teams: { all: { name: owners, members: [cat@acme.example] } }\n`, settings);
  expect(await world.refused()).toContain(
    'The team all is called "owners", as the group whose members are admins',
  );
});
