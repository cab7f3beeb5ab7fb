/** `--target`: one person's or team's part of a plan, judged as a part of the whole. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { narrowed } from "../../src/plan/target.ts";
import { parsePlanFile } from "../../src/render/planFile.ts";
import { specOf } from "../../src/kinds/verbs.ts";
import { createWorld, createWorldNow, type World } from "../fakes/world.ts";
import { buildMuster } from "./muster.ts";
import { caseNames, casesFolder } from "../golden/case.ts";

const organization =
  "organization: { provider: planasonix, id: org_01acme, unlisted: { members: deactivate } }\n";
const people = (more: string): string =>
  `members:\n  ana@acme.example: admin\n  ben@acme.example: admin\n${more}`;
const live = {
  "acme/organization.yaml": organization + people("  lee@acme.example: viewer\n  mia@acme.example: viewer\n"),
};
const wanted = {
  "acme/organization.yaml":
    organization +
    people("  lee@acme.example: editor\n  kim@acme.example: viewer\n") +
    "teams:\n  ops: { members: [lee@acme.example, kim@acme.example] }\n  dev: { members: [ben@acme.example] }\n",
};

let world: World;
afterEach(() => world.close());
const done = (plan: { readonly actions: readonly { verb: string; key: string }[] }): string[] =>
  plan.actions.map(({ verb, key }) => `${verb} ${key.replaceAll("@acme.example", "")}`);

describe("a target", () => {
  it("runs what is about it and what that needs, and leaves the rest as it is", async () => {
    world = await createWorld({ files: wanted, live });
    const whole = await world.plan();
    const plan = await world.plan({ target: ["lee@acme.example"] });
    expect(done(plan)).toEqual(["create_team ops", "promote lee", "join_team ops/lee"]);
    const { code } = await world.apply({ target: ["lee@acme.example"] });
    expect(code).toBe(0);
    const rest = done(await world.plan());
    expect(rest).toEqual(done(whole).filter((said) => !done(plan).includes(said)));
    expect(rest).toContain("deactivate mia");
  });

  it("can be a team, an unlisted member, and several at once", async () => {
    world = await createWorld({ files: wanted, live });
    expect(done(await world.plan({ target: ["dev"] }))).toEqual(["create_team dev", "join_team dev/ben"]);
    expect(done(await world.plan({ target: ["mia@acme.example"] }))).toEqual(["deactivate mia"]);
    expect(done(await world.plan({ target: ["team:dev", "mia@acme.example"] }))).toHaveLength(3);
  });

  it("is judged by guards as the whole plan is, so that no loss is cut into small pieces", async () => {
    const many = ["a", "b", "c"].map((name) => `  ${name}@acme.example: viewer\n`).join("");
    world = await createWorld({
      files: { "acme/organization.yaml": organization + people("") },
      live: { "acme/organization.yaml": organization + people(many) },
    });
    const whole = await world.plan();
    const part = await world.plan({ target: ["a@acme.example"] });
    expect(done(part)).toEqual(["deactivate a"]);
    expect(part.findings).toEqual(whole.findings);
    expect((await world.apply({ target: ["a@acme.example"] })).code).toBe(3);
  });

  it("takes nothing from anybody else: what needs such a loss is left, and says so", async () => {
    world = await createWorld({ files: wanted, live });
    const whole = await world.plan();
    const ids = new Map(whole.actions.map((action) => [`${action.verb} ${action.key}`, action]));
    const [loss, gain] = [ids.get("deactivate mia@acme.example"), ids.get("invite kim@acme.example")];
    if (loss === undefined || gain === undefined) throw new Error("The plan has changed.");
    const actions = whole.actions.map((each) =>
      each === gain ? { ...each, needs: [...each.needs, loss.id] } : each,
    );
    const plan = narrowed({ ...whole, actions }, [{ kind: "member", key: "kim@acme.example" }], ["kim"]);
    expect(plan.actions).toEqual([]);
    expect(plan.withheld.find(({ key }) => key === gain.key)).toMatchObject({
      code: "depends",
      waits_for: [loss.id],
    });
    const both = (["kim@acme.example", "mia@acme.example"] as const).map((key) => ({
      kind: "member" as const,
      key,
    }));
    const named = narrowed({ ...whole, actions }, both, ["kim", "mia"]);
    expect(named.actions.map(({ id }) => id)).toEqual(expect.arrayContaining([loss.id, gain.id]));
  });

  it("that is the name of two things is asked about, and each is taken by the word that is told", async () => {
    const accounts = "service_accounts:\n  ops: { role: viewer, owner: ben@acme.example }\n";
    world = await createWorld({
      files: { "acme/organization.yaml": wanted["acme/organization.yaml"], "acme/accounts.yaml": accounts },
      live,
    });
    await expect(world.plan({ target: ["ops"] })).rejects.toThrow("write team:ops or service_account:ops");
    expect(done(await world.plan({ target: ["service_account:ops"] }))).toEqual([
      "create_service_account ops",
    ]);
    expect(done(await world.plan({ target: ["team:ops"] }))).toContain("create_team ops");
  });

  it("that is nobody leads to nobody whose name is not near", async () => {
    world = await createWorld({ files: wanted, live });
    await expect(world.plan({ target: ["glass@acme.example"] })).rejects.toThrow(
      /^(?!.*Did you mean).*glass@acme\.example/s,
    );
    await expect(world.plan({ target: ["lee"] })).rejects.toThrow(/Did you mean lee@acme\.example/);
  });

  it("that is nobody is an error with the nearest name", async () => {
    world = await createWorld({ files: wanted, live });
    await expect(world.plan({ target: ["lea@acme.example"] })).rejects.toThrow(
      /Did you mean lee@acme.example/,
    );
  });
});

it("stays with a plan that was written for it, and what became of it can be read as JSON", async () => {
  world = await createWorldNow({ files: wanted, live });
  const muster = buildMuster();
  const env = { MUSTER_TOKEN: "plnx_sandbox_acme", MUSTER_API_ACME: world.sandbox.url };
  const run = (...args: readonly string[]) => muster.run(args, { cwd: world.folder, env });
  try {
    expect((await run("plan", "--target", "lee@acme.example", "--out", "p.json")).code).toBe(0);
    expect((await run("apply", "--format", "json")).code).toBe(1);
    const { code, stdout } = await run("apply", "--plan", "p.json", "--yes", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema_version: 1,
      organizations: [
        {
          organization: "acme",
          code: 0,
          plan: { target: ["lee@acme.example"] },
          outcomes: [
            { verb: "create_team", status: "done" },
            { verb: "promote", key: "lee@acme.example", status: "done" },
            { verb: "join_team", status: "done" },
          ],
          left: [],
        },
      ],
    });
    expect((await run("plan", "--target", "nobody-at-all")).stderr).toContain(
      "--target nobody-at-all: no person",
    );
  } finally {
    muster.remove();
  }
});

it.each(caseNames)(
  "narrows %s to each of its people without a loss of another, closed under needs",
  (name) => {
    const read = parsePlanFile(readFileSync(join(casesFolder, name, "plan.json"), "utf8"));
    if ("error" in read) throw new Error(read.error);
    for (const whole of read.organizations) {
      for (const { kind, key } of whole.actions) {
        if (kind !== "member" && kind !== "team") continue;
        const plan = narrowed(whole, [{ kind, key }], [key]);
        const ids = new Set(plan.actions.map(({ id }) => id));
        for (const action of plan.actions) {
          expect(action.needs.filter((id) => !ids.has(id))).toEqual([]);
          const isLoss = specOf(action.verb).loss !== null;
          const told = JSON.stringify([action.key, action.before, action.after]).toLowerCase();
          expect(!isLoss || told.includes(key.replace(/#.*/, "")), `${action.verb} ${action.key}`).toBe(true);
        }
        const all = [...plan.actions, ...plan.withheld].map(({ id }) => id).sort();
        expect(all).toEqual([...whole.actions, ...whole.withheld].map(({ id }) => id).sort());
        expect(plan.findings).toEqual(whole.findings);
      }
    }
  },
);
