/** The life of a service account's key over real HTTP: made, delivered, replaced by age, and the old one revoked. */
import { afterEach, describe, expect, it } from "vitest";
import type { Deliverer } from "../../src/model/deliver.ts";
import { targetText } from "../../src/model/deliver.ts";
import type { ApiServiceAccountKey } from "../../src/providers/planasonix/contract.ts";
import { fakeClock } from "../fakes/clock.ts";
import { createWorld, type Files, type World } from "../fakes/world.ts";

const open: { world?: World } = {};
afterEach(() => open.world?.close());

const target = "acme/dbt/PLANASONIX_API_KEY";
const withKeys = (keys: string, more = ""): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme${more} }
members: { ana@acme.example: admin, ben@acme.example: admin, cat@acme.example: editor }
teams: { data: { members: [cat@acme.example] } }
service_accounts:
  ci: { role: editor, owner: data, keys: ${keys} }
`,
});
const withKey = withKeys(
  `{ deploy: { scopes: [pipelines:run], rotate_after: 90d, overlap: 24h, deliver_to: { github_secret: ${target} } } }`,
);

/** Where secrets go in these tests: the last one that came, by target. */
function memoryTargets() {
  const secrets = new Map<string, string>();
  const hidden = new Set<string>();
  const refuse = { check: "", deliver: "" };
  const answer = (why: string) =>
    Promise.resolve(
      why === ""
        ? ({ ok: true } as const)
        : ({ ok: false, kind: "give_up", code: "not_allowed", message: why } as const),
    );
  const deliver: Deliverer = {
    check: () => answer(refuse.check),
    deliver: (place, secret) => {
      expect(hidden.has(secret), "hidden before it is used").toBe(true);
      if (refuse.deliver === "") secrets.set(targetText(place), secret);
      return answer(refuse.deliver);
    },
  };
  return { secrets, refuse, context: { deliver, hide: (secret: string) => void hidden.add(secret) } };
}

const day = 86_400_000;

async function worldOf(files: Files, live: Files) {
  const targets = memoryTargets();
  const clock = fakeClock();
  const world = await createWorld({ files, live, clock, context: targets.context });
  open.world = world;
  const keys = (): readonly ApiServiceAccountKey[] =>
    world.sandbox.dump().organizations[0]?.service_account_keys ?? [];
  /** What the service says to whoever uses the secret that is at its place. */
  const use = async (secret = targets.secrets.get(target)): Promise<number> => {
    const headers = { authorization: `Bearer ${secret ?? ""}` };
    return (await fetch(`${world.sandbox.url}/api/user/profile`, { headers })).status;
  };
  return { world, targets, clock, keys, use };
}

const verbsOf = (plan: { readonly actions: readonly { readonly verb: string; readonly cause: string }[] }) =>
  plan.actions.map(({ verb, cause }) => `${verb} ${cause}`);

describe("a key with a target", () => {
  it("is created, delivered, noted, and then there is nothing to do", async () => {
    const { world, keys, use, targets } = await worldOf(withKey, withKeys("{}"));
    const { result, code } = await world.apply();
    expect(result?.outcomes).toMatchObject([{ status: "done" }]);
    expect(code).toBe(0);
    expect(keys()).toMatchObject([{ name: "deploy", delivered_at: expect.any(String) as unknown }]);
    expect(await use()).toBe(200);
    expect(verbsOf(await world.plan())).toEqual([]);
    expect(JSON.stringify(world.sandbox.dump())).not.toContain(targets.secrets.get(target));
  });

  it("is replaced when it is old, and the old one goes when its overlap is over", async () => {
    const { world, keys, use, targets, clock } = await worldOf(withKey, withKeys("{}"));
    await world.apply();
    const first = targets.secrets.get(target);
    clock.set(clock.now() + 89 * day);
    expect(verbsOf(await world.plan())).toEqual([]);
    clock.set(clock.now() + day);
    expect(verbsOf(await world.plan())).toEqual(["rotate_key due"]);
    expect((await world.apply()).code).toBe(0);
    expect(keys()).toHaveLength(2);
    expect([await use(first), await use()]).toEqual([200, 200]);
    expect(targets.secrets.get(target)).not.toBe(first);
    clock.set(clock.now() + day - 60_000);
    expect(verbsOf(await world.plan())).toEqual([]);
    clock.set(clock.now() + 60_000);
    const plan = await world.plan();
    expect(verbsOf(plan)).toEqual(["revoke_key due"]);
    expect(plan.findings).toEqual([]);
    expect((await world.apply()).code).toBe(0);
    expect([await use(first), await use()]).toEqual([401, 200]);
    expect(verbsOf(await world.plan())).toEqual([]);
  });

  it("is not created when its target is not allowed", async () => {
    const { world, keys, targets } = await worldOf(withKey, withKeys("{}"));
    targets.refuse.check = "MUSTER_DELIVER_TO does not list it.";
    const { code, result } = await world.apply();
    expect(code).toBe(4);
    expect(result?.outcomes).toMatchObject([{ status: "failed", message: targets.refuse.check }]);
    expect(keys()).toEqual([]);
  });

  it("is revoked again when its secret could not be delivered, and the old one stays", async () => {
    const { world, keys, targets, clock, use } = await worldOf(withKey, withKeys("{}"));
    await world.apply();
    clock.set(clock.now() + 90 * day);
    targets.refuse.deliver = "The repository is archived.";
    expect((await world.apply()).code).toBe(4);
    expect(keys()).toHaveLength(1);
    expect(await use()).toBe(200);
  });
});
