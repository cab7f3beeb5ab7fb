/** Keys in jobs at GitHub: the apply job makes one and delivers it, the due job replaces an old one, and nobody sees a secret. */
import { unzipSync } from "fflate";
import { afterEach, describe, expect, it } from "vitest";
import { acme, inAccess, members, organization } from "../fakes/acme.ts";
import { type ActionRun, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import { withoutMasks } from "../fakes/runnerLog.ts";
import type { FakeOther } from "../fakes/github/state.ts";
import type { Files } from "../fakes/world.ts";

const deliverToken = "ghp_deliver-canary-0123456789";
const target = "acme/dbt@production/PLANASONIX_API_KEY";

let world: ActionWorld;
let dbt: FakeOther;
afterEach(() => world.close());

const automation = (keys: string): Files => ({
  "acme/automation.yaml": `service_accounts:\n  ci: { role: editor, owner: lee@acme.example, keys: ${keys} }\n`,
});
const withKey = automation(
  `{ deploy: { scopes: [pipelines:run], rotate_after: 90d, deliver_to: { github_secret: ${target} } } }`,
);
/** The environment of the apply and due jobs. */
const env = { MUSTER_DELIVER_TO: target, MUSTER_DELIVER_TOKEN: deliverToken };

async function adopted(live: Files, oldKey = false): Promise<void> {
  world = await createWorldHere({
    files: { ...acme(), ...live },
    live: { "acme/organization.yaml": organization(), "acme/members.yaml": members(), ...automation("{}") },
    seed: (seed) => ({
      ...seed,
      organizations: seed.organizations.map((one) => ({
        ...one,
        service_account_keys: oldKey
          ? (one.service_accounts ?? []).map(({ id }) => ({
              ...{ id: "key_old", service_account_id: id, name: "deploy", scopes: ["pipelines:run"] },
              ...{ created_by: "usr_lee", created_at: "2026-01-01T00:00:00Z" },
            }))
          : [],
      })),
    }),
  });
  dbt = world.github.add.other({ fullName: "acme/dbt", environments: ["production"] });
  world.github.token(deliverToken, { permissions: { environments: "write" } });
  expect((await world.apply({ env })).code).toBe(0);
}

const delivered = (): string =>
  dbt.settings.environments.get("production")?.secrets.get("PLANASONIX_API_KEY") ?? "";

async function use(secret: string): Promise<number> {
  const headers = { authorization: `Bearer ${secret}` };
  return (await fetch(`${world.sandbox.url}/api/user/profile`, { headers })).status;
}

function expectHidden(secret: string, runs: readonly ActionRun[]): void {
  const { state } = world.github;
  const places = runs.flatMap((ran) => [
    withoutMasks(ran.log),
    JSON.stringify([ran.outputs, ran.summary, ran.files]),
  ]);
  places.push(JSON.stringify([state.comments, state.issues, world.github.requests()]));
  for (const { zip } of state.artifacts)
    for (const bytes of Object.values(unzipSync(zip))) places.push(Buffer.from(bytes).toString("utf8"));
  const own = secret.replace("plnx_sandbox_", "");
  for (const piece of [own.slice(0, 14), own.slice(-14), deliverToken.slice(4, 20)])
    expect(places.filter((text) => text.includes(piece))).toEqual([]);
}

const keys = () => world.sandbox.dump().organizations[0]?.service_account_keys ?? [];

describe("the apply job", () => {
  it("makes a key that a pull request asks for, and delivers it", async () => {
    await adopted(automation("{}"));
    const pull = world.open(inAccess(withKey));
    const planned = await world.plan(pull);
    expect(planned.code, planned.log).toBe(0);
    const comment = world.comment(pull.number, "<!-- muster:plan -->") ?? "";
    expect(comment).toContain("1 key to create");
    expect(comment).toContain(target);
    world.merge(pull);
    const applied = await world.apply({ env });
    expect(applied.code, applied.log).toBe(0);
    expect(await use(delivered())).toBe(200);
    // So that the runner hides it from then on, too.
    expect(applied.log).toContain(`::add-mask::${delivered()}`);
    expect(world.comment(pull.number, "<!-- muster:result -->")).toContain("key");
    expectHidden(delivered(), [planned, applied]);
  });

  it("makes none where its environment does not allow the target", async () => {
    await adopted(automation("{}"));
    const pull = world.open(inAccess(withKey));
    await world.plan(pull);
    world.merge(pull);
    const applied = await world.apply({ env: { ...env, MUSTER_DELIVER_TO: "acme/dbt/PLANASONIX_API_KEY" } });
    expect(applied.code).toBe(4);
    expect(keys()).toEqual([]);
    expect(applied.log).toContain("MUSTER_DELIVER_TO does not list it");
    expect(world.comment(pull.number, "<!-- muster:result -->")).toContain(
      "add `acme/dbt@production/PLANASONIX_API_KEY` to `MUSTER_DELIVER_TO`",
    );
    // Once it does, the next run by the clock makes good for it.
    expect((await world.due({ env })).code).toBe(0);
    expect(await use(delivered())).toBe(200);
  });
});

describe("the due job", () => {
  it("replaces a key that has grown old, and leaves the old one for its overlap", async () => {
    await adopted(withKey, true);
    const due = await world.due({ env });
    expect(due.code, due.log).toBe(0);
    expect(keys().map(({ id }) => id)).toContain("key_old");
    expect(keys()).toHaveLength(2);
    expect(await use(delivered())).toBe(200);
    expectHidden(delivered(), [due]);
    const again = await world.due({ env });
    expect(again.code).toBe(0);
    expect(keys()).toHaveLength(2);
  });
});
