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

it.each([80, 60])("fits %d columns", async (width) => {
  const env = { COLUMNS: String(width), FORCE_COLOR: "1" };
  const { code, stdout } = await muster.run(["demo"], { cwd: process.cwd(), env });
  expect(code).toBe(0);
  const plain = stdout.replaceAll(/\u001b\[\d+m/g, "");
  expect(plain).not.toBe(stdout);
  // What stands in a file is shown as it stands there.
  const long = plain.split("\n").filter((line) => [...line].length > width && !line.startsWith("+ rob:"));
  expect(long).toEqual([]);
  // Neither yellow nor cyan nor blue: they cannot be read on each background.
  expect(stdout).not.toMatch(/\u001b\[(?:33|34|36|9\d)m/);
});
