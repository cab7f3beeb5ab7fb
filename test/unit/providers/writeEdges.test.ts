/** Corners of writing: letter case of slugs, a long wait in the middle of an action, one object that cannot be looked up. */
import { afterEach, describe, expect, it } from "vitest";
import type { World } from "../../fakes/world.ts";
import { createWorld } from "../../fakes/world.ts";

const files = (rest: string) => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }\nmembers:\n  ana@acme.example: admin\n  ben@acme.example: admin\n${rest}`,
});

let world: World | undefined;
afterEach(() => world?.close());

const statuses = (applied: Awaited<ReturnType<World["apply"]>>) =>
  applied.result?.outcomes.map(({ action, status }) => `${status} ${action.verb} ${action.key}`);

describe("a team whose slug the service writes in another letter case", () => {
  it("is changed and not taken for another", async () => {
    world = await createWorld({
      files: files("teams:\n  finance: { name: Money, manager: ana@acme.example }\n"),
      live: files("teams:\n  Finance: { name: Finance }\n"),
    });
    const applied = await world.apply();
    expect(statuses(applied)).toEqual(["done update_team finance", "done update_team finance"]);
    expect(applied.code).toBe(0);
  });
});

describe("an invitation that is corrected and sent again", () => {
  it("is sent once more after a wait between the two", async () => {
    world = await createWorld({
      files: files("  kim@acme.example: editor\n"),
      live: files("  kim@acme.example: viewer\n"),
      sandbox: {
        seed: {
          version: 1,
          organizations: [
            {
              key: "acme",
              id: "org_01acme",
              name: "Acme",
              members: [
                { id: "usr_ana", email: "ana@acme.example", role: "admin", state: "active" },
                { id: "usr_ben", email: "ben@acme.example", role: "admin", state: "active" },
              ],
              invitations: [
                {
                  id: "inv_kim",
                  email: "kim@acme.example",
                  role: "viewer",
                  state: "expired",
                  sent_count: 1,
                  teams: [],
                },
              ],
              teams: [],
              memberships: [],
            },
          ],
        },
      },
    });
    await world.control("/sandbox/fault", { fault: "429:90@resendInvitation" });
    const applied = await world.apply();
    expect(statuses(applied)).toEqual(["done reinvite kim@acme.example"]);
    expect(world.sandbox.dump().organizations[0]?.invitations).toMatchObject([
      { role: "editor", state: "pending", sent_count: 2 },
    ]);
  });
});

describe("one object that the service cannot show", () => {
  it("fails alone", async () => {
    const people = "  kim@acme.example: viewer\n  lee@acme.example: viewer\n";
    world = await createWorld({
      files: files(`${people}teams:\n  data: { members: [kim@acme.example, lee@acme.example] }\n`),
      live: files(`${people}teams:\n  data: {}\n`),
    });
    await world.control("/sandbox/fault", { fault: "500@teamMembershipx4" });
    const applied = await world.apply();
    expect(statuses(applied)).toEqual([
      "failed join_team data/kim@acme.example",
      "done join_team data/lee@acme.example",
    ]);
    expect(applied.result?.stopped).toBeUndefined();
    expect(applied.code).toBe(4);
  });

  it("ends the run when it is the key that is refused", async () => {
    world = await createWorld({
      files: files("  kim@acme.example: viewer\nteams:\n  data: { members: [kim@acme.example] }\n"),
      live: files("  kim@acme.example: viewer\nteams:\n  data: {}\n"),
    });
    await world.control("/sandbox/fault", { fault: "401@teamMembership" });
    expect((await world.apply()).result?.stopped).toBe("provider");
  });
});

describe("a removal that the service's policy refuses", () => {
  it("says which word of the files asks for less, and that a policy may be in the way", async () => {
    world = await createWorld({
      files: files("  kim@acme.example: { state: removed }\n"),
      live: files("  kim@acme.example: viewer\n"),
    });
    await world.control("/sandbox/fault", { fault: "403@removeMember" });
    const { result } = await world.apply();
    expect(result?.outcomes.map(({ status }) => status)).toEqual(["failed"]);
    expect(result?.outcomes[0]?.message).toMatch(/IP allowlist.*state: deactivated/);
  });
});
