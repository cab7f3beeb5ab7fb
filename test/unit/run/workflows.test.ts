/** The workflows that `muster init` writes keep the design's rules; and each rule, once broken, is noticed by `muster doctor`. */
import { execFileSync } from "node:child_process";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { Check } from "../../../src/model/checklist.ts";
import { workflowChecks } from "../../../src/setup/doctor/workflowChecks.ts";
import { pins } from "../../../src/setup/init/pins.ts";
import { workflowPath, workflowText, type WorkflowVariant } from "../../../src/setup/init/workflow.ts";
import { planGroup, type WorkflowFacts } from "../../../src/setup/init/steps.ts";
import { expressionsIn, readsSecrets } from "../../../src/setup/doctor/musterSteps.ts";

const facts = {
  action: `acme/muster@${"0123456789".repeat(4)}`,
  access: "access",
  defaultBranch: "main",
  organizations: ["acme", "acme-labs"],
  hosts: [],
};
/** Each variant with the job that keeps the journal, and without. */
const recording = { ...facts, record: "private" } as const;
const variants: readonly WorkflowVariant[] = ["hardened", "simple", "matrix"];

interface Step {
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}
interface Job {
  if?: string;
  needs?: string[];
  environment?: string | { name: string; url: string };
  permissions?: Record<string, string>;
  concurrency?: unknown;
  steps: Step[];
}
interface Workflow {
  on: Record<string, Record<string, unknown> | null>;
  permissions: unknown;
  concurrency: unknown;
  jobs: Record<string, Job>;
}

const parse = (variant: WorkflowVariant, given: WorkflowFacts): Workflow =>
  load(workflowText(variant, given)) as Workflow;
const commandOf = ({ steps }: Job): unknown =>
  steps.find((step) => step.uses === facts.action)?.with?.["command"];
const environmentOf = (job: Pick<Job, "environment"> | undefined): string | undefined =>
  typeof job?.environment === "object" ? job.environment.name : job?.environment;
const texts = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, item]) => [key, ...texts(item)])
      : [];
const secretsIn = (value: unknown): string[] =>
  texts(value).filter((text) => expressionsIn(text).some(readsSecrets));

/** The design's table, written out a second time: what the rules say of themselves proves nothing. */
const table: Record<string, { events: string[]; environment?: string; permissions: Record<string, string> }> =
  {
    plan: {
      events: ["pull_request_target"],
      environment: "muster-plan",
      permissions: { contents: "read", "pull-requests": "write" },
    },
    gate: { events: ["merge_group"], permissions: { contents: "read" } },
    apply: {
      events: ["push", "workflow_dispatch"],
      environment: "muster-apply",
      permissions: { contents: "read", "pull-requests": "write", deployments: "read", actions: "read" },
    },
    due: {
      events: ["schedule"],
      environment: "muster-apply",
      permissions: { contents: "read", issues: "write", deployments: "read", actions: "read" },
    },
    record: { events: ["push", "workflow_dispatch", "schedule"], permissions: { contents: "write" } },
  };

const kinds = variants.flatMap((variant) => [
  { name: variant, variant, given: facts },
  { name: `${variant} recording`, variant, given: recording },
]);

describe.each(kinds)("the $name workflow", ({ variant, given }) => {
  const workflow = parse(variant, given);
  const jobs = Object.entries(workflow.jobs);

  it("is plain YAML with nothing permitted on top", () => {
    expect(workflow.permissions).toEqual({});
    for (const [id, job] of jobs) expect([id, job.permissions]).not.toEqual([id, undefined]);
  });

  it("plans a pull request once at a time, the newest, and holds up nothing else", () => {
    expect(workflow.concurrency).toEqual({
      group: "muster-plan-${{ github.event.pull_request.number || github.run_id }}",
      "cancel-in-progress": true,
    });
  });

  it("hands secrets to the step that uses muster alone, in a job with an environment", () => {
    const { jobs: _, ...top } = workflow;
    expect(secretsIn(top)).toEqual([]);
    let handed = 0;
    for (const [id, { steps, ...job }] of jobs) {
      expect([id, secretsIn(job)]).toEqual([id, []]);
      for (const { env, ...step } of steps) {
        expect([id, secretsIn(step)]).toEqual([id, []]);
        const secrets = secretsIn(env);
        handed += secrets.length;
        if (secrets.length === 0) continue;
        expect(step.uses).toBe(facts.action);
        if (variant === "simple" && id === "plan") expect(secrets.join()).not.toContain("REVIEW_KEY");
        else expect(environmentOf(job)).toMatch(/^muster-(plan|apply)$/);
      }
    }
    expect(handed).toBeGreaterThan(5);
  });

  it("checks out the default branch only, and leaves no token behind", () => {
    const checkouts = jobs.flatMap(([, job]) =>
      job.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")),
    );
    expect(checkouts.length).toBeGreaterThanOrEqual(4);
    for (const checkout of checkouts) {
      expect(checkout.with).toEqual({
        ref: "${{ github.event.repository.default_branch }}",
        "fetch-depth": 0,
        "persist-credentials": false,
      });
    }
    expect(texts(workflow).join("\n")).not.toMatch(/head_ref|\.head\.|refs\/pull|pull_request\.(?!number)/);
  });

  it("pins every action by a full commit, and runs nothing else beside a key", () => {
    for (const [, { environment, steps }] of jobs) {
      for (const { uses, run } of steps) {
        if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
        if (environment !== undefined) expect(run).toBeUndefined();
        expect(uses ?? "").not.toMatch(/cache|setup-/);
      }
    }
  });

  it("lets no expression into a script, and filters no paths", () => {
    for (const [, { steps }] of jobs) for (const { run } of steps) expect(run ?? "").not.toContain("${{");
    for (const event of Object.values(workflow.on))
      expect(Object.keys(event ?? {}).join()).not.toContain("path");
  });

  it("gives each command its job of the table", () => {
    const triggers = Object.keys(workflow.on).sort();
    const request = variant === "simple" ? "pull_request" : "pull_request_target";
    expect(triggers).toEqual(["merge_group", "push", "schedule", "workflow_dispatch", request].sort());
    expect(workflow.on["push"]).toEqual({ branches: ["main"] });
    for (const [command, row] of Object.entries(table)) {
      if (command === "record" && given === facts) continue;
      const job = jobs.find(([, item]) => commandOf(item) === command)?.[1];
      const events = command === "plan" ? [request] : row.events;
      const always = command === "record" ? "always() && " : "";
      const condition = events.map((event) => `${always}github.event_name == '${event}'`).join(" || ");
      if (command === "record") expect(job?.if).toBe(condition);
      else expect(job?.if).toMatch(condition);
      expect(environmentOf(job)).toBe(
        variant === "simple" && command === "plan" ? undefined : row.environment,
      );
      const part = variant === "matrix" && command === "plan";
      expect(job?.permissions).toEqual({ ...row.permissions, ...(part ? { "pull-requests": "read" } : {}) });
      if (command === "apply" || command === "due")
        expect(job?.concurrency).toEqual({ group: "muster-apply", "cancel-in-progress": false });
      else expect(job?.concurrency).toBeUndefined();
    }
  });

  it("notes the journal's head at the environment of each job that writes one", () => {
    for (const [, job] of jobs) {
      const writes = ["apply", "due"].includes(String(commandOf(job)));
      expect(typeof job.environment === "object" ? job.environment.url : undefined).toBe(
        writes ? "${{ steps.muster.outputs.journal-url }}" : undefined,
      );
    }
  });

  it("hands the guards to lift to the job that people start, and to no other", () => {
    const lifting = jobs.filter(([, { steps }]) => steps.some((step) => step.with?.["allow"] !== undefined));
    expect(lifting.map(([id]) => id)).toEqual(["apply"]);
  });

  it("ends with the required check, which fails unless a job ran and none failed", () => {
    const [id, last] = jobs.at(-1) ?? [];
    expect(id).toBe("muster");
    expect(last?.if).toBe("always()");
    expect(last?.needs).toEqual(jobs.map(([name]) => name).filter((name) => name !== "muster"));
    const [step] = last?.steps ?? [];
    expect(step?.env).toEqual({ RESULTS: "${{ join(needs.*.result, ' ') }}" });
    const passes = (results: string): boolean => {
      try {
        execFileSync("bash", ["-e", "-c", step?.run ?? "exit 9"], {
          env: { RESULTS: results },
          stdio: "ignore",
        });
        return true;
      } catch {
        return false;
      }
    };
    expect(passes("success skipped skipped skipped")).toBe(true);
    expect(passes("skipped skipped success skipped")).toBe(true);
    expect(passes("success")).toBe(true);
    expect(passes("success failure skipped")).toBe(false);
    expect(passes("cancelled success")).toBe(false);
    expect(passes("skipped skipped")).toBe(false);
    expect(passes("")).toBe(false);
  });

  it("is found in order by the doctor", () => {
    const checks = checksOf(workflowText(variant, given));
    expect(checks.filter(({ status }) => status === "missing")).toEqual([]);
    expect(checks.filter(({ status }) => status === "ok").length).toBeGreaterThan(10);
    expect(checks.some(({ status }) => status === "given_up")).toBe(variant === "simple");
  });
});

const surroundings = {
  access: "access",
  organizations: [],
  defaultBranch: "main",
  exists: () => true,
} as const;

function checksOf(text: string, path = workflowPath): Check[] {
  return workflowChecks([{ path, text }], surroundings);
}

const hardened = workflowText("hardened", recording);
const secret = "MUSTER_TOKEN_ACME: ${{ secrets.MUSTER_TOKEN_ACME }}";
const deliverSecret = "MUSTER_DELIVER_TOKEN: ${{ secrets.MUSTER_DELIVER_TOKEN }}";
const checkoutRef = "ref: ${{ github.event.repository.default_branch }}";

/** Within the job: the first place after its name. */
/** A pin without the comment beside it. */
const pinOf = (name: keyof typeof pins): string => pins[name].split(" ")[0] ?? "";
const inJob = (id: string, from: string, to: string): string => {
  const at = hardened.indexOf(from, hardened.indexOf(`\n  ${id}:\n`));
  expect(at).toBeGreaterThan(0);
  return hardened.slice(0, at) + to + hardened.slice(at + from.length);
};
const inAll = (from: string, to: string): string => {
  expect(hardened).toContain(from);
  return hardened.replace(from, () => to);
};

describe("an organization whose keys can write", () => {
  const keyless = { ...recording, keyless: ["acme-labs"] };
  const faultsOf = (text: string): string[] =>
    checksOf(text)
      .filter(({ status }) => status === "missing")
      .map(({ code }) => code);
  const jobWith = (workflow: Workflow, command: string): Job | undefined =>
    Object.values(workflow.jobs).find((job) => commandOf(job) === command);

  it.each(["hardened", "matrix"] as const)(
    "gives a plan no key, and the jobs that write keep what they read: %s",
    (variant) => {
      const workflow = parse(variant, keyless);
      const held = (command: string): string =>
        JSON.stringify(jobWith(workflow, command)?.steps.map(({ env }) => env));
      expect(held("plan")).not.toContain("MUSTER_TOKEN_ACME_LABS");
      expect(held("plan")).toContain("MUSTER_REVIEW_KEY");
      expect(jobWith(workflow, "plan")?.permissions?.["actions"]).toBe("read");
      for (const command of ["apply", "due"]) {
        expect(held(command)).toContain("MUSTER_TOKEN_ACME_LABS");
        expect(jobWith(workflow, command)?.steps.map((step) => step.with?.["name"])).toContain(
          "muster-snapshot",
        );
      }
      expect(faultsOf(workflowText(variant, keyless))).toEqual([]);
    },
  );

  it("changes nothing of the simple variant, in which nothing is signed", () => {
    expect(workflowText("simple", keyless)).toBe(workflowText("simple", recording));
  });

  it.each([
    [
      "no job keeps a snapshot",
      "workflow-artifacts",
      (text: string) =>
        text
          .replace("snapshot: true", "snapshot: x")
          .replaceAll("time-budget: 50m\n          snapshot: true", "time-budget: 50m")
          .replace("snapshot: x", "snapshot: true"),
    ],
    [
      "what was read is not uploaded",
      "workflow-artifacts",
      (text: string) => text.replaceAll("name: muster-snapshot", "name: other"),
    ],
    [
      "a plan that may not look for it",
      "workflow-permissions",
      (text: string) => text.replace("      actions: read\n", ""),
    ],
    [
      "a plan that needs no such right",
      "workflow-permissions",
      (text: string) => text.replace("          snapshot: true\n", ""),
    ],
  ])("is told by the doctor where it is broken: %s", (_, code, broken) => {
    const text = workflowText("hardened", keyless);
    expect(broken(text)).not.toBe(text);
    expect(faultsOf(broken(text))).toContain(code);
  });
});

/** Each breaks one rule of a workflow that is in order; the doctor has to name that rule. */
const mutations: readonly (readonly [what: string, code: string, text: () => string])[] = [
  [
    "pull requests start it by pull_request",
    "workflow-triggers",
    () => hardened.replaceAll("pull_request_target", "pull_request"),
  ],
  [
    "comments start it",
    "workflow-triggers",
    () => inAll("  merge_group:", "  issue_comment:\n  merge_group:"),
  ],
  [
    "other workflows start it",
    "workflow-triggers",
    () => inAll("  merge_group:", "  workflow_run:\n    workflows: [x]\n  merge_group:"),
  ],
  ["merge queues do not start it", "workflow-triggers", () => inAll("  merge_group:\n", "")],
  ["new commits do not start it", "workflow-triggers", () => inAll("synchronize, ", "")],
  [
    "a filter by paths",
    "workflow-paths",
    () => inAll('branches: ["main"]', 'branches: ["main"]\n    paths: [access/**]'),
  ],
  [
    "a filter against paths",
    "workflow-paths",
    () => inAll("    types: [opened", "    paths-ignore: [docs/**]\n    types: [opened"),
  ],
  [
    "permissions on top",
    "workflow-permissions",
    () => inAll("permissions: {}", "permissions:\n  contents: read"),
  ],
  [
    "all permissions on top",
    "workflow-permissions",
    () => inAll("permissions: {}", "permissions: write-all"),
  ],
  ["no permissions on top", "workflow-permissions", () => inAll("permissions: {} # each", "# each")],
  [
    "contents: write in plan",
    "workflow-permissions",
    () => inJob("plan", "contents: read", "contents: write"),
  ],
  [
    "one permission too many in gate",
    "workflow-permissions",
    () => inJob("gate", "contents: read", "contents: read\n      id-token: write"),
  ],
  ["one permission too few in due", "workflow-permissions", () => inJob("due", "      issues: write\n", "")],
  [
    "permissions in the last job",
    "workflow-permissions",
    () => inJob("muster", "permissions: {}", "permissions:\n      checks: write"),
  ],
  [
    "record with a permission too many",
    "workflow-permissions",
    () => inJob("record", "contents: write", "contents: write\n      actions: write"),
  ],
  [
    "record on pull requests",
    "workflow-jobs",
    () => inJob("record", "github.event_name == 'schedule'", "github.event_name == 'pull_request_target'"),
  ],
  [
    "record with the environment that holds the keys",
    "workflow-environments",
    () => inJob("record", "    permissions:", "    environment: muster-apply\n    permissions:"),
  ],
  [
    "record with a key",
    "workflow-secrets",
    () =>
      inJob(
        "record",
        "        with:\n          command",
        `        env:\n          ${secret}\n        with:\n          command`,
      ),
  ],
  [
    "a script where the repository can be written to",
    "workflow-tools",
    () => inJob("record", "    steps:", "    steps:\n      - run: npm ci"),
  ],
  [
    "record without the journal",
    "workflow-artifacts",
    () => inJob("record", "pattern: muster-journal*", "pattern: other*"),
  ],
  [
    "a required check that does not wait for record",
    "workflow-required",
    () => inJob("muster", ", record]", "]"),
  ],
  [
    "apply on every event",
    "workflow-jobs",
    () =>
      inJob("apply", "    if: github.event_name == 'push' || github.event_name == 'workflow_dispatch'\n", ""),
  ],
  [
    "apply on pull requests",
    "workflow-jobs",
    () => inJob("apply", "'workflow_dispatch'", "'pull_request_target'"),
  ],
  [
    "apply on what is no push",
    "workflow-jobs",
    () => inJob("apply", "github.event_name == 'push'", "github.event_name != 'push'"),
  ],
  [
    "brackets around the wrong part",
    "workflow-jobs",
    () => inJob("apply", "github.event_name == 'push' ||", "(github.event_name == 'push' || true) ||"),
  ],
  ["plan on pushes", "workflow-jobs", () => inJob("plan", "'pull_request_target'", "'push'")],
  ["no due job", "workflow-jobs", () => inJob("due", "command: due", "command: gate")],
  [
    "plan without its environment",
    "workflow-environments",
    () => inJob("plan", "    environment: muster-plan\n", ""),
  ],
  [
    "plan with the key that can write",
    "workflow-environments",
    () => inJob("plan", "environment: muster-plan", "environment: muster-apply"),
  ],
  [
    "plan with the key that can write, by the long form",
    "workflow-environments",
    () =>
      inJob(
        "plan",
        "environment: muster-plan",
        "environment: { name: muster-apply, url: https://x.example }",
      ),
  ],
  [
    "gate with an environment",
    "workflow-environments",
    () => inJob("gate", "    permissions:", "    environment: muster-plan\n    permissions:"),
  ],
  ["a secret on top", "workflow-secrets", () => inAll("\njobs:", `\nenv:\n  ${secret}\n\njobs:`)],
  [
    "a secret for a whole job",
    "workflow-secrets",
    () => inJob("plan", "    steps:", `    env:\n      ${secret}\n    steps:`),
  ],
  [
    "a secret for gate",
    "workflow-secrets",
    () =>
      inJob(
        "gate",
        "          command: gate\n          access: access\n          require-reviewed: true\n          github-token: ${{ github.token }}",
        `          command: gate\n        env:\n          ${secret}`,
      ),
  ],
  [
    "a secret as an input",
    "workflow-secrets",
    () => inJob("plan", "access: access", "access: ${{ secrets.MUSTER_TOKEN_ACME }}"),
  ],
  [
    "a secret for a checkout",
    "workflow-secrets",
    () => inJob("apply", "fetch-depth: 0", "fetch-depth: 0\n          token: ${{ secrets.PAT }}"),
  ],
  [
    "a secret by another way of writing it",
    "workflow-secrets",
    () => inJob("plan", "access: access", "access: ${{ SECRETS['MUSTER_TOKEN_ACME'] }}"),
  ],
  [
    "the token for deliveries in a job that plans",
    "workflow-secrets",
    () => inJob("plan", secret, `${secret}\n          ${deliverSecret}`),
  ],
  ["all secrets", "workflow-secrets", () => inJob("plan", secret, "ALL: ${{ toJSON(secrets) }}")],
  [
    "a key under another organization's name",
    "workflow-secrets",
    () => inJob("plan", secret, "MUSTER_TOKEN_ACME: ${{ secrets.MUSTER_TOKEN_LABS }}"),
  ],
  [
    "a key in a script's environment",
    "workflow-secrets",
    () =>
      inJob(
        "muster",
        "RESULTS: ${{ join(needs.*.result, ' ') }}",
        "RESULTS: ${{ join(needs.*.result, ' ') }}${{ secrets.MUSTER_REVIEW_KEY }}",
      ),
  ],
  [
    "the head is checked out",
    "workflow-checkout",
    () => inJob("plan", checkoutRef, "ref: ${{ github.event.pull_request.head.sha }}"),
  ],
  [
    "the merge is checked out",
    "workflow-checkout",
    () => inJob("plan", checkoutRef, "ref: refs/pull/${{ github.event.pull_request.number }}/merge"),
  ],
  ["no ref is checked out", "workflow-checkout", () => inJob("plan", `          ${checkoutRef}\n`, "")],
  [
    "the default branch, and something more",
    "workflow-checkout",
    () => inJob("plan", checkoutRef, `${checkoutRef}\${{ github.head_ref }}`),
  ],
  [
    "another repository is checked out",
    "workflow-checkout",
    () =>
      inJob(
        "plan",
        checkoutRef,
        `${checkoutRef}\n          repository: \${{ github.event.pull_request.head.repo.full_name }}`,
      ),
  ],
  [
    "a token is left behind",
    "workflow-checkout",
    () => inJob("apply", "persist-credentials: false", "persist-credentials: true"),
  ],
  ["the history is cut", "workflow-checkout", () => inJob("apply", "fetch-depth: 0", "fetch-depth: 1")],
  [
    "nothing is checked out",
    "workflow-checkout",
    () => hardened.replaceAll(/uses: actions\/checkout@\S+/g, `uses: acme/checkout@${"0".repeat(40)}`),
  ],
  ["an action by its tag", "workflow-pins", () => inJob("plan", pinOf("checkout"), "actions/checkout@v7")],
  [
    "a commit of an action on a retired Node, by its id",
    "workflow-node",
    () => inJob("plan", pins.checkout, "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683"),
  ],
  [
    "a commit of an action on a retired Node, by its comment",
    "workflow-node",
    () => inJob("apply", pins.uploadArtifact, `actions/upload-artifact@${"0".repeat(40)} # v5.0.0`),
  ],
  [
    "a tag of an action on a retired Node",
    "workflow-node",
    () => inJob("due", pins.checkout, "actions/checkout@v4"),
  ],
  [
    "a server's release of an action on a retired Node",
    "workflow-node",
    () => inJob("apply", pins.uploadArtifact, `actions/upload-artifact@${"0".repeat(40)} # v3.2.2-node20`),
  ],
  ["muster by a branch", "workflow-pins", () => hardened.replaceAll(facts.action, "acme/muster@main")],
  [
    "muster by a short commit",
    "workflow-pins",
    () => hardened.replaceAll(facts.action, "acme/muster@0123456"),
  ],
  ["an action of another folder", "workflow-pins", () => inJob("plan", facts.action, "./../evil")],
  [
    "a container as an action",
    "workflow-pins",
    () => inJob("gate", `uses: ${pinOf("checkout")}`, "uses: docker://alpine:3"),
  ],
  [
    "a script beside a key",
    "workflow-tools",
    () => inJob("plan", "    steps:\n", "    steps:\n      - run: npm ci\n"),
  ],
  [
    "a cache beside a key",
    "workflow-tools",
    () => inJob("apply", "    steps:\n", `    steps:\n      - uses: actions/cache@${"0".repeat(40)}\n`),
  ],
  [
    "a container around a key",
    "workflow-tools",
    () => inJob("due", "    steps:\n", "    container: evil.example/image\n    steps:\n"),
  ],
  [
    "a service beside a key",
    "workflow-tools",
    () => inJob("due", "    steps:\n", "    services: { db: { image: postgres } }\n    steps:\n"),
  ],
  [
    "a title in a script",
    "workflow-expressions",
    () =>
      inJob(
        "muster",
        'echo "plan gate apply due record: $RESULTS"',
        'echo "${{ github.event.pull_request.title }}"',
      ),
  ],
  [
    "applies at once",
    "workflow-concurrency",
    () =>
      inJob("apply", "    concurrency:\n      group: muster-apply\n      cancel-in-progress: false\n", ""),
  ],
  [
    "a job by the clock beside an apply",
    "workflow-concurrency",
    () => inJob("due", "    concurrency:\n      group: muster-apply\n      cancel-in-progress: false\n", ""),
  ],
  [
    "a job by the clock in a group of its own",
    "workflow-concurrency",
    () => inJob("due", "group: muster-apply", "group: muster-due"),
  ],
  [
    "applies that cut each other off",
    "workflow-concurrency",
    () => inJob("apply", "cancel-in-progress: false", "cancel-in-progress: true"),
  ],
  [
    "plans that hold up applies",
    "workflow-concurrency",
    () => inJob("plan", "    steps:\n", "    concurrency: muster-apply\n    steps:\n"),
  ],
  ["everything in one group", "workflow-overlap", () => inAll(planGroup, "muster")],
  [
    "two plans of one pull request at once",
    "workflow-overlap",
    () => inAll(`concurrency:\n  group: ${planGroup}\n  cancel-in-progress: true\n`, ""),
  ],
  [
    "an older plan that goes on beside the newer one",
    "workflow-overlap",
    () => inAll("cancel-in-progress: true", "cancel-in-progress: false"),
  ],
  [
    "plans in a group of every pull request's",
    "workflow-overlap",
    () => inAll(planGroup, "muster-plan-${{ github.run_id }}"),
  ],
  [
    "a journal that is lost after a failure",
    "workflow-artifacts",
    () => inJob("apply", "        if: always()\n", ""),
  ],
  [
    "a journal under another name",
    "workflow-artifacts",
    () => inJob("due", "name: muster-journal", "name: journal"),
  ],
  ["no last job", "workflow-required", () => hardened.slice(0, hardened.indexOf("  # The required check"))],
  [
    "a last job that is skipped after a failure",
    "workflow-required",
    () => inJob("muster", "    if: always()\n", ""),
  ],
  [
    "a last job that does not wait for gate",
    "workflow-required",
    () => inJob("muster", "plan, gate, apply", "plan, apply"),
  ],
  [
    "a last job that looks at nothing",
    "workflow-required",
    () => inJob("muster", "join(needs.*.result, ' ')", "'success'"),
  ],
  [
    "a job that counts as done whatever happens",
    "workflow-required",
    () => inJob("gate", "    steps:\n", "    continue-on-error: true\n    steps:\n"),
  ],
  [
    "a step that counts as done whatever happens",
    "workflow-required",
    () => inJob("plan", "      - name: Plan\n", "      - name: Plan\n        continue-on-error: true\n"),
  ],
  [
    "a plan that is left out",
    "workflow-required",
    () => inJob("plan", "      - name: Plan\n", "      - name: Plan\n        if: github.actor != 'eve'\n"),
  ],
  [
    "reviews that cannot bind",
    "workflow-reviews",
    () => inJob("plan", "          MUSTER_REVIEW_KEY: ${{ secrets.MUSTER_REVIEW_KEY }}\n", ""),
  ],
  ["another folder", "workflow-access", () => inJob("due", "access: access", "access: other")],
  ["aliases", "workflow-readable", () => inAll("permissions: {}", "permissions: &none {}")],
];

describe("the doctor notices", () => {
  it.each(mutations)("%s [%s]", (_, code, text) => {
    const mutant = text();
    expect(mutant).not.toBe(hardened);
    const missing = checksOf(mutant).filter(({ status }) => status === "missing");
    expect(missing.map((check) => check.code)).toContain(code);
    for (const check of missing) {
      expect(check.place).toMatch(/^\.github\/workflows\/muster\.yml:\d+$/);
      expect(check.todo).toMatch(/\.$/);
    }
  });

  it.each([
    "workflow-triggers",
    "workflow-paths",
    "workflow-permissions",
    "workflow-jobs",
    "workflow-environments",
    "workflow-secrets",
    "workflow-checkout",
    "workflow-pins",
    "workflow-node",
    "workflow-tools",
    "workflow-expressions",
    "workflow-concurrency",
    "workflow-overlap",
    "workflow-artifacts",
    "workflow-required",
  ])("%s: it can be broken", (code) => {
    expect(checksOf(hardened).filter((check) => check.code === code)).toMatchObject([{ status: "ok" }]);
    expect(mutations.filter(([, broken]) => broken === code).length).toBeGreaterThan(0);
  });

  it.each(["v3.2.2", "v3.2.10", "v6", "v7.0.1", "v12.1"])(
    "that %s of an artifact action is of today",
    (release) => {
      const text = inJob(
        "apply",
        pins.uploadArtifact,
        `actions/upload-artifact@${"0".repeat(40)} # ${release}`,
      );
      expect(checksOf(text).filter(({ code }) => code === "workflow-node")).toMatchObject([{ status: "ok" }]);
    },
  );

  it.each(["apply", "due"])("what delivers new keys is no fault in the job %s", (job) => {
    const list = ["secrets.MUSTER_DELIVER_TO", "vars.MUSTER_DELIVER_TO"];
    for (const place of list) {
      const more = `${secret}\n          ${deliverSecret}\n          MUSTER_DELIVER_TO: \${{ ${place} }}`;
      const given = checksOf(inJob(job, secret, more)).filter(({ status }) => status !== "ok");
      expect(given.map(({ code }) => code)).toEqual([]);
    }
  });

  it("that reviews do not bind, and that a key that can write is taken, as choices", () => {
    const lenient = hardened
      .replaceAll("require-reviewed: true", "require-reviewed: false")
      .replace("command: plan", "command: plan\n          allow-write-key-on-pull-request: true");
    const given = checksOf(lenient).filter(({ status }) => status !== "ok");
    expect(given.map(({ code, status }) => `${code} ${status}`)).toEqual([
      "workflow-write-key given_up",
      "workflow-reviews given_up",
      "workflow-reviews given_up",
      "workflow-reviews given_up",
    ]);
  });

  it.each(["[master]", "[release/x, '!main']", "['v*', '!main']"])(
    "an event that does not start it for the default branch: branches %s",
    (branches) => {
      const text = hardened.replace('branches: ["main"]', `branches: ${branches}`);
      expect(checksOf(text).filter(({ status }) => status === "missing")).toMatchObject([
        { code: "workflow-branches", what: "push does not start it for main, the default branch" },
      ]);
    },
  );

  it("no event that starts it for the default branch by a pattern, or only leaves others out", () => {
    for (const filter of ["branches: ['m*']", "branches: [main, master]", "branches-ignore: [master]"]) {
      const checks = checksOf(hardened.replace('branches: ["main"]', filter));
      expect(checks.filter(({ code }) => code === "workflow-branches")).toEqual([]);
    }
    const tags = checksOf(hardened.replace('branches: ["main"]', "tags: ['v*']"));
    expect(tags.filter(({ code }) => code === "workflow-branches")).toHaveLength(1);
  });

  it("another workflow that takes the keys, the environments or the concurrency groups", () => {
    const other = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./x\n        env: { T: "\${{ secrets.MUSTER_TOKEN_ACME }}" }\n`;
    const borrowed = `on: push\njobs:\n  a:\n    environment: { name: muster-apply }\n    runs-on: ubuntu-latest\n    steps: []\n`;
    const holding = `on: push\nconcurrency: { group: Muster-Apply, cancel-in-progress: true }\njobs: {}\n`;
    const stopping = `on: push\njobs:\n  a:\n    concurrency: muster-plan-7\n    runs-on: ubuntu-latest\n    steps: []\n`;
    for (const text of [other, borrowed, holding, stopping]) {
      const checks = workflowChecks(
        [
          { path: workflowPath, text: hardened },
          { path: ".github/workflows/other.yml", text },
        ],
        surroundings,
      );
      expect(checks.filter(({ status }) => status === "missing")).toMatchObject([
        { code: "workflow-foreign", place: expect.stringMatching(/other\.yml:\d+$/) as string },
      ]);
    }
  });

  it("that no workflow uses muster, and leaves others alone", () => {
    const text =
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{ uses: actions/checkout@v4 }]\n";
    expect(checksOf(text, ".github/workflows/ci.yml")).toMatchObject([
      { code: "workflow-present", status: "missing" },
    ]);
    expect(checksOf("a: &b c\nd: *b\n", ".github/workflows/ci.yml")).toHaveLength(1);
  });
});
