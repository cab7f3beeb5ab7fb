/** Somebody who owns a pipeline becomes a viewer, by the real process, at a service that refuses it while they own it. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { createWorldNow, type Files, type World } from "../fakes/world.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

const filesWith = (kim: string): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  kim@acme.example: ${kim}
  lee@acme.example: editor
`,
});

let muster: Muster;
let world: World;
beforeEach(async () => {
  muster = buildMuster();
  world = await createWorldNow({ live: filesWith("editor"), files: filesWith("viewer") });
  const owned = { organization: "acme", resource: "pipeline", name: "nightly", email: "kim@acme.example" };
  await world.control("/sandbox/own", owned);
});
afterEach(async () => {
  await world.close();
  muster.remove();
});

const run = (...args: string[]): Promise<Ran> =>
  muster.run(args, { cwd: world.folder, env: world.context.env });

it("is withheld with the line to write, and with that line is done", async () => {
  const alone = await run("apply", "--yes");
  expect(alone.code, alone.stdout + alone.stderr).toBe(4);
  expect(alone.stdout).toContain("nobody is there to receive pipeline nightly; write successor: SOMEBODY");

  await world.setFiles(filesWith("{ role: viewer, successor: lee@acme.example }"));
  const plan = await run("plan");
  expect(plan.stdout).toContain("kim@acme.example -> lee@acme.example");
  const done = await run("apply", "--yes");
  expect(done.code, done.stdout + done.stderr).toBe(0);
  const [organization] = world.sandbox.dump().organizations;
  const kim = organization?.members.find(({ email }) => email === "kim@acme.example");
  const lee = organization?.members.find(({ email }) => email === "lee@acme.example");
  expect(kim?.role).toBe("viewer");
  expect(organization?.pipelines).toMatchObject([{ name: "nightly", owner_id: lee?.id }]);

  const second = await run("plan", "--exit-code");
  expect(second.code, second.stdout).toBe(0);
});
