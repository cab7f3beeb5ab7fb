/** The seed that docs/reference/commands.md shows does what the page says of it. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseSandboxState } from "../../../src/sandbox/planasonix/state.ts";
import { acme, serve } from "./harness.ts";

const page = readFileSync("docs/reference/commands.md", "utf8");
const shown = /<!-- seed:begin -->\s+```json\n(.*?)```\s+<!-- seed:end -->/s.exec(page)?.[1] ?? "";

it("is read, lets people in by single sign-on, and makes guests wait", async () => {
  const whole = { version: 1, organizations: [{ ...acme(), ...(JSON.parse(shown) as object) }] };
  const read = parseSandboxState(JSON.stringify(whole));
  if (!read.ok) throw new Error(read.message);
  const server = await serve({ seed: read.state });
  expect((await server.control("POST login", { email: "new@acme.example" })).status).toBe(200);
  expect((await server.control("POST login", { email: "new@elsewhere.example" })).status).not.toBe(200);
  await server.ask("POST invitations", { body: { email: "kim@contractor.example", role: "viewer" } });
  const [organization] = server.dump().organizations;
  expect(organization?.members.find(({ email }) => email === "new@acme.example")).toMatchObject({
    role: "viewer",
    state: "active",
  });
  expect(organization?.invitations).toContainEqual(
    expect.objectContaining({ email: "kim@contractor.example", state: "awaiting_approval" }),
  );
});
