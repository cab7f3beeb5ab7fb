/** Corners of leaving, over real HTTP: what the service refuses must never be tried, and a second run finds nothing. */
import { afterEach, describe, expect, it } from "vitest";
import { parseFault } from "../../src/sandbox/planasonix/fault.ts";
import { createWorld, type World } from "../fakes/world.ts";

const files = (members: string, { policy = "", rest = "" } = {}) => ({
  "acme/organization.yaml": `organization:\n  provider: planasonix\n  id: org_01acme\n${policy}members:\n  ana@acme.example: admin\n  ben@acme.example: admin\n  lee@acme.example: editor\n${members}${rest}`,
});
const rob = (how: string) => `  rob@acme.example: ${how}\n`;

let world: World;
afterEach(() => world.close());

const own = (name: string) =>
  world.control("/sandbox/own", {
    organization: "acme",
    resource: "pipeline",
    name,
    email: "rob@acme.example",
  });

async function applied() {
  const { planned, result, code } = await world.apply();
  return {
    code,
    plan: planned.plan,
    done: (result?.outcomes ?? []).map(({ status, action }) => `${status} ${action.verb}`),
  };
}

describe("a leaver who goes at once", () => {
  const live = files(rob("maintainer"));
  const removed = files(rob('{ state: removed, at_once: "incident SEC-9", successor: lee@acme.example }'));

  it("is removed by a later run when a transfer failed in the first", async () => {
    const fault = parseFault("403@write:2");
    if ("error" in fault) throw new Error(fault.error);
    world = await createWorld({ live, files: removed, sandbox: { faults: [fault] } });
    await own("nightly");
    expect((await applied()).done).toEqual(["done deactivate", "failed transfer", "skipped remove"]);
    const second = await applied();
    expect(second.done).toEqual(["done transfer", "done remove"]);
    expect(second.code).toBe(0);
    expect((await world.plan()).actions).toEqual([]);
  });

  it("loses access although nobody receives what they own, and is removed when somebody does", async () => {
    world = await createWorld({ live, files: files(rob('{ state: removed, at_once: "incident SEC-9" }')) });
    await own("nightly");
    const first = await applied();
    expect(first.done).toEqual(["done deactivate"]);
    expect(first.plan.withheld.map((item) => `${item.code} ${item.verb}`)).toEqual(["no_successor remove"]);
    expect(first.code).toBe(4);
    await world.setFiles(removed);
    const second = await applied();
    expect(second.done).toEqual(["done transfer", "done remove"]);
    expect(second.code).toBe(0);
  });
});

describe("a leaver whose service account is deleted", () => {
  it("is removed after it", async () => {
    const rest =
      "service_accounts:\n  ci: { role: editor, owner: rob@acme.example, keys: { main: { scopes: [pipelines:read] } } }\n";
    world = await createWorld({
      live: files(rob("maintainer"), { rest }),
      files: files(rob("{ state: removed }"), {
        policy: "  unlisted: { service_accounts: delete, keys: delete }\n",
      }),
    });
    const { done, code } = await applied();
    expect(done).toEqual(["done revoke_key", "done delete_service_account", "done remove"]);
    expect(code).toBe(0);
    expect((await world.plan()).actions).toEqual([]);
  });
});

describe("a receiver", () => {
  it("is let in again and receives, in one run", async () => {
    world = await createWorld({
      live: files(`  kim@acme.example: { state: deactivated }\n${rob("maintainer")}`),
      files: files(
        `  kim@acme.example: editor\n${rob("{ state: deactivated, successor: kim@acme.example }")}`,
      ),
    });
    await own("nightly");
    const { done, code } = await applied();
    expect(done).toEqual(["done reactivate", "done transfer", "done deactivate"]);
    expect(code).toBe(0);
  });

  it("may own once their role is wider", async () => {
    const role = (base: string) => ({
      rest: `roles:\n  keeper: { base: ${base}, permissions: [connections:read] }\n`,
    });
    world = await createWorld({
      live: files(`  kim@acme.example: keeper\n${rob("maintainer")}`, role("viewer")),
      files: files(
        `  kim@acme.example: keeper\n${rob("{ state: deactivated, successor: kim@acme.example }")}`,
        role("editor"),
      ),
    });
    await own("nightly");
    const { done, plan } = await applied();
    expect(done).toEqual(["done update_role", "done transfer", "done deactivate"]);
    expect(plan.actions[1]?.needs).toEqual([plan.actions[0]?.id]);
  });
});
