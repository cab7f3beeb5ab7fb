/** A role that a pull request raises is raised by the merge, and by nothing before it. */
import { afterEach, expect, it } from "vitest";
import { acme, changeOf } from "../fakes/acme.ts";
import type { ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

let world: ActionWorld;
afterEach(() => world.close());

it("applies on merge what the pull request planned", async () => {
  world = await createWorldHere({ files: acme() });
  // The first run writes nothing: it says what there is.
  expect((await world.apply()).code).toBe(0);
  const pull = world.open(changeOf({ lee: "admin" }));
  expect((await world.plan(pull)).code).toBe(0);
  expect(world.comment(pull.number, "<!-- muster:plan -->")).toContain("lee@acme.example");
  expect(world.writes()).toEqual([]);

  world.merge(pull);
  expect((await world.apply()).code).toBe(0);
  expect(world.writes()).toHaveLength(1);
});
