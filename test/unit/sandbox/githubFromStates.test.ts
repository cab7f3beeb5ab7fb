/** A sandbox of a GitHub organization is as its files say, so that the first plan against it has nothing to do. */
import { expect, it } from "vitest";
import { seedFromStates } from "../../../src/sandbox/github/fromStates.ts";
import { organizationsOf } from "../../fakes/world.ts";

it("teams are as private and as quiet as the files say, and as GitHub makes them where they say nothing", () => {
  const [organization] = organizationsOf({
    "gh/organization.yaml": `organization: { provider: github, id: acme }
members: { ana: admin }
teams: { sre: { privacy: secret, notifications: off }, open: { privacy: visible, notifications: on }, any: {} }
`,
  });
  if (organization === undefined) throw new Error("no organization");
  const { key, connection, desired } = organization;
  const [seed] = seedFromStates([{ key, id: connection.id, desired }]).organizations;
  const told = seed?.teams?.map(({ name, privacy, notifications }) => [name, privacy, notifications]);
  expect(told?.sort()).toEqual([
    ["any", undefined, undefined],
    ["open", "closed", true],
    ["sre", "secret", false],
  ]);
});
