/** How long a waiver lifts its guard: for every run until its date, and for none before it was merged. */
import { afterEach, expect, it } from "vitest";
import { createWorld, type World } from "../../fakes/world.ts";

let world: World | undefined;
afterEach(() => world?.close());

const people = ["rob", "sue", "tom", "uma", "vic", "wes"];
const files = (leaving: readonly string[], until: string) => ({
  "acme/organization.yaml": `organization:
  provider: planasonix
  id: org_01acme
  guards: { max_loss: 10% }
  waivers: [{ guard: max_loss, until: ${until}, reason: "the agency left" }]
`,
  "acme/members.yaml": `members:
  ana@acme.example: admin
  ben@acme.example: admin
${people.map((name) => `  ${name}@acme.example: ${leaving.includes(name) ? "{ state: deactivated }" : "viewer"}\n`).join("")}`,
});

it("lifts its guard in every run until its date, not once", async () => {
  world = await createWorld({ files: files([], "2026-11-03") });
  for (const leaving of [people.slice(0, 3), people]) {
    const base = world.commit();
    await world.setFiles(files(leaving, "2026-11-03"));
    const { code, planned } = await world.apply({ base });
    expect(planned.plan.findings).toMatchObject([{ guard: "max_loss", severity: "warn" }]);
    expect(planned.plan.findings[0]?.message).toContain(
      "Lifted by a waiver until 2026-11-03: the agency left",
    );
    expect(code).toBe(0);
  }
});

it.each([
  ["on its date", "2026-11-02", true],
  ["where it comes with the change", "2027-01-01", false],
])("lifts nothing %s", async (_, until, isInBase) => {
  const live = files([], until);
  world = await createWorld({ files: live });
  if (!isInBase) {
    const bare = live["acme/organization.yaml"].replace(/ {2}waivers.*\n/, "");
    await world.setFiles({ ...live, "acme/organization.yaml": bare });
  }
  const base = world.commit();
  await world.setFiles(files(people.slice(0, 3), until));
  const { code } = await world.apply({ base });
  expect(code).toBe(3);
  expect(world.sandbox.requests().filter(({ method }) => method !== "GET")).toEqual([]);
});
