/** `muster demo` through the built bundle: the story to its end. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());

it("ends with one person who leaves two services by one line of people.yaml", async () => {
  const { code, stdout, stderr } = await muster.run(["demo"], { cwd: process.cwd() });
  expect([code, stderr]).toEqual([0, ""]);
  const end = stdout.slice(stdout.indexOf("8. One line of people.yaml"));
  expect(end).toMatch(/^\+ rob: \{ email: rob@acme\.example, github: rob, leaves: \d{4}-\d\d-\d\d \}$/m);
  expect(end).toMatch(/done +- remove rob/);
  expect(end).toMatch(/done +- deactivate rob@acme\.example/);
  expect(end).toContain("In all: 1 to deactivate, 1 to remove, in 2 of 2 organizations.");
});
