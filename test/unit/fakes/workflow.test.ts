/** The tests' own runner of workflows: it does what GitHub does, and throws at what it does not know. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { condition, evaluate, filled, type Scope } from "../../fakes/expression.ts";
import { startFakeGitHub, type FakeGitHub } from "../../fakes/github/server.ts";
import { environmentIn } from "../../fakes/github/state.ts";
import { runWorkflow, type WorkflowRan } from "../../fakes/workflow.ts";
import { readWorkflowFile } from "../../fakes/workflowFile.ts";

const scope: Scope = {
  open: { inputs: {}, vars: { A: "yes" } },
  closed: {
    github: { event_name: "push", event: { repository: { id: 7 } } },
    needs: { a: { result: "success" }, b: { result: "skipped" } },
  },
};

describe("an expression", () => {
  it.each([
    ["github.event_name == 'PUSH'", true],
    ["github.event_name == 'a' || github.event_name == 'push'", true],
    ["github.event_name == 'push' && needs.a.result != 'success'", false],
    ["always() && (vars.A == 'no' || vars.B == '')", true],
    ["join(needs.*.result, ' ')", "success skipped"],
    ["fromJSON('[1, 2]')", [1, 2]],
    ["github.event.nothing.here", null],
    ["github.event.repository.id", 7],
    ["inputs.allow", null],
    ["'it''s'", "it's"],
  ])("%s", (text, value) => {
    expect(evaluate(text, scope)).toEqual(value);
  });

  it("is filled in, and empty where there is nothing", () => {
    expect(filled("a-${{ vars.A }}-${{ inputs.allow }}-b", scope)).toBe("a-yes--b");
    expect(condition("${{ vars.A }}", scope)).toBe(true);
  });

  it.each([
    "success()",
    "contains(vars.A, 'y')",
    "secrets.KEY",
    "github.token",
    "needs.c.result",
    "vars.A > 1",
    "vars.A vars.A",
    "!always()",
    "vars.",
    "(vars.A",
  ])("%s throws", (text) => {
    expect(() => evaluate(text, scope)).toThrow();
  });
});

describe("a workflow", () => {
  let github: FakeGitHub;
  let folder: string;
  beforeEach(async () => {
    github = await startFakeGitHub();
    folder = mkdtempSync(join(tmpdir(), "muster-workflow-"));
  });
  afterEach(async () => {
    await github.close();
    rmSync(folder, { recursive: true });
  });

  const run = (jobs: string, setting: { ref?: string; trusted?: boolean } = {}): Promise<WorkflowRan> =>
    runWorkflow({
      file: readWorkflowFile(`name: x\non: { push: }\npermissions: {}\njobs:\n${jobs}`),
      github,
      origin: "file:///nowhere",
      folder,
      run: {
        event: "push",
        payload: {},
        repository: "acme/access",
        sha: "a".repeat(40),
        ref: setting.ref ?? "refs/heads/main",
        workflow: "x.yml",
        workflowRef: "refs/heads/main",
        actor: "kim",
        apiUrl: github.apiUrl,
        runId: 1,
      },
      inputs: {},
      trusted: setting.trusted ?? true,
      actions: new Map(),
      runnerEnv: {},
    });
  const job = (id: string, script: string, more = ""): string =>
    `  ${id}:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - name: s\n        env: { KEY: "\${{ secrets.KEY }}" }\n        run: ${script}\n`;
  const results = ({ jobs }: WorkflowRan): string[] => jobs.map(({ id, result }) => `${id} ${result}`);

  it("leaves out what needs a job that did not succeed, unless it asks for it", async () => {
    const ran = await run(
      job("a", "exit 1") +
        job("b", "exit 0", "    needs: [a]\n") +
        job("c", "exit 0", "    needs: [a, b]\n    if: always()\n"),
    );
    expect(results(ran)).toEqual(["a failure", "b skipped", "c success"]);
    expect(ran.conclusion).toBe("failure");
  });

  it("gives the secrets of an environment to the branches that may use it, and of the repository to whom it trusts", async () => {
    const { secrets, branches } = Object.assign(environmentIn(github.state, "prod"), { branches: ["main"] });
    secrets.set("KEY", "of-prod");
    expect(branches).toEqual(["main"]);
    github.state.settings.secrets.set("KEY", "of-all");
    const both = job("in", 'echo "<$KEY>"', "    environment: prod\n") + job("out", 'echo "<$KEY>"');
    const onMain = await run(both);
    expect(onMain.jobs.map(({ steps }) => steps[0]?.log)).toEqual(["<of-prod>\n", "<of-all>\n"]);
    expect(github.state.deployments[0]?.statuses.map(({ state }) => state)).toEqual([
      "in_progress",
      "success",
    ]);
    const onBranch = await run(both, { ref: "refs/heads/other" });
    expect(results(onBranch)).toEqual(["in failure", "out success"]);
    const ofFork = await run(job("out", 'echo "<$KEY>"'), { trusted: false });
    expect(ofFork.job("out").steps[0]?.log).toBe("<>\n");
  });

  it("ends a job's token with the job", async () => {
    const before = github.state.tokens.size;
    await run(job("a", "exit 0"));
    expect(github.state.tokens.size).toBe(before);
  });

  it.each([
    ["an unknown key", job("a", "exit 0", "    container: node\n")],
    ["an unknown permission", job("a", "exit 0", "    permissions: { packages: read }\n")],
    [
      "an unknown action",
      "  a:\n    runs-on: ubuntu-latest\n    steps:\n      - { name: s, uses: some/action@v1 }\n",
    ],
    ["another runner", "  a:\n    runs-on: windows-latest\n    steps: []\n"],
    ["a circle", job("a", "exit 0", "    needs: [b]\n") + job("b", "exit 0", "    needs: [a]\n")],
    ["a secret in a condition", job("a", "exit 0", "    if: secrets.KEY == ''\n")],
  ])("throws at %s", async (_, jobs) => {
    await expect((async () => run(jobs))()).rejects.toThrow();
  });
});
