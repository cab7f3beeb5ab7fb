/** `muster demo` through the built bundle: the story to its end. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());

it("ends with one person who leaves three services by one line of people.yaml, of which one is down for a while", async () => {
  const { code, stdout, stderr } = await muster.run(["demo"], { cwd: process.cwd() });
  expect([code, stderr]).toEqual([0, ""]);
  const end = stdout.slice(stdout.indexOf("8. One line of people.yaml"));
  expect(end).toMatch(/^\+ rob: \{ email: rob@acme\.example, github: rob, leaves: \d{4}-\d\d-\d\d \}$/m);
  expect(end).toContain("In all: 2 to deactivate, 1 to remove, 1 to leave a team, in 3 of 3 organizations.");
  const [, down = "", next = ""] = end.split(/muster apply, [^\n]*:\n/);
  expect(down).toMatch(/done +- remove rob /);
  expect(down).toMatch(/done +- deactivate rob@acme\.example \(keeps audit history/);
  expect(down).toMatch(
    /wiki: Not applied: could not be read\. .* The next run does what is owed there\.\n +exit code 4/,
  );
  expect(next).toMatch(/done +- deactivate rob@acme\.example \(keeps the account/);
  expect(next.match(/Nothing to apply/g)?.length).toBe(2);
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
