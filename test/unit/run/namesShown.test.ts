/** What is shared is shown by its name, also where no file names anything of its kind and the lists of them were not read. */
import { afterEach, expect, it } from "vitest";
import { planMarkdown } from "../../../src/render/markdown.ts";
import { parsePlanFile } from "../../../src/render/planFile.ts";
import { planJson } from "../../../src/render/json.ts";
import { plainPaint } from "../../../src/render/paint.ts";
import { planText } from "../../../src/render/text.ts";
import { createWorld, type Files, type World } from "../../fakes/world.ts";

const files = (members: string, teams: string, policy = ""): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme${policy} }\nmembers: { ana@acme.example: admin, kim@acme.example: admin, mia@acme.example: ${members} }\nteams: ${teams}\n`,
});
const ending = ", unlisted: { shares: delete }";
const report = "{ pipelines: { Weekly Report: view } }";
const live = files(`{ role: editor, shares: ${report} }`, `{ ops: { name: Ops, shares: ${report} } }`);

let world: World;
afterEach(() => world.close());

const lists = (): string[] =>
  world.sandbox
    .requests()
    .flatMap(({ path }) => /^\/api\/(?:pipelines|connections|projects)\b/.exec(path) ?? []);

it("where its share ends, and where it goes with a team: the names are read then, and change no id", async () => {
  world = await createWorld({
    live,
    files: files("{ role: editor, shares: {} }", "{}", ", unlisted: { shares: delete, teams: delete }"),
  });
  const plan = await world.plan();
  expect(lists()).toEqual(["/api/pipelines"]);
  expect(plan.requests).toBe(world.sandbox.requests().length);
  const [, id = ""] = /:(\S+)\//.exec(plan.actions.find(({ kind }) => kind === "share")?.key ?? "") ?? [];
  expect(id).not.toBe("");
  const line = `pipeline "Weekly Report" (${id}) with mia@acme.example`;
  const text = planText([plan], { paint: plainPaint, width: 200 });
  expect(text).toContain(line);
  expect(text).toContain("pipeline Weekly Report (view)");
  expect(planMarkdown([plan], {})).toContain("Weekly Report");
  const json = planJson([plan]);
  expect(json).toContain('"called": "Weekly Report"');
  const back = parsePlanFile(json);
  expect("error" in back ? back.error : back.organizations[0]?.actions).toEqual(plan.actions);
  const applied = await world.apply({ allowed: ["max_loss"] });
  expect(applied.result?.outcomes.map(({ status }) => status)).toEqual(["done", "done"]);
});

it("and nothing is asked where the plan shows none, or a file names one of its kind", async () => {
  world = await createWorld({
    live,
    files: files("editor", "{ ops: { name: Ops, members: [mia@acme.example] } }"),
  });
  const plan = await world.plan();
  expect(plan.actions.map(({ verb }) => verb)).toEqual(["join_team"]);
  expect(lists()).toEqual([]);
  await world.setFiles(
    files("{ role: editor, shares: {} }", `{ ops: { name: Ops, shares: ${report} } }`, ending),
  );
  const named = await world.plan();
  expect(named.actions.map(({ key }) => key)).toEqual(["pipeline:Weekly Report/member:mia@acme.example"]);
  expect(named.actions[0]).not.toHaveProperty("called");
  expect(lists()).toEqual(["/api/pipelines"]);
});

it("and is shown by its id where its name cannot be read", async () => {
  world = await createWorld({
    live,
    files: files("{ role: editor, shares: {} }", "{ ops: { name: Ops } }", ending),
  });
  await world.control("/sandbox/fault", { fault: "403@pipelinesx*" });
  const plan = await world.plan();
  expect(plan.actions.map(({ verb }) => verb)).toEqual(["unshare"]);
  expect(plan.actions[0]).not.toHaveProperty("called");
});
