/** What the workflows of a repository come to: the rules, what they were asked to do without, and whether they fit the files. */
import { vocabularyOf } from "../../model/vocabularies/all.ts";
import { posix } from "node:path";
import type { Check } from "../../model/checklist.ts";
import { variableSuffix } from "../../model/address.ts";
import type { Organization } from "../../model/organization.ts";
import { checkAddress } from "../../io/hosts.ts";
import { isLocalAction } from "../init/pins.ts";
import { branchChecks } from "./branchChecks.ts";
import { commandOf, expressionsIn, isMusterStep, isSimple, readsSecrets } from "./musterSteps.ts";
import { readWorkflow, type Step, type Workflow } from "./workflow.ts";
import { workflowRules } from "./workflowRules.ts";
import { isHanded } from "./written.ts";

/** A file below `.github/workflows`. */
export interface WorkflowFile {
  /** From the root, with "/". */
  readonly path: string;
  readonly text: string;
}

interface WorkflowSurroundings {
  /** The access folder, from the root. */
  readonly access: string;
  /** Those whose files are valid. */
  readonly organizations: readonly Organization[];
  readonly defaultBranch: string;
  /** Whether a path from the root exists. */
  readonly exists: (path: string) => boolean;
}

const area = "workflow" as const;

/** Every check on the workflows. */
export function workflowChecks(files: readonly WorkflowFile[], surroundings: WorkflowSurroundings): Check[] {
  const checks = files.flatMap((file) => fileChecks(file, surroundings));
  const uses = checks.some(({ code }) => code === "workflow-jobs" || code === "workflow-readable");
  if (uses) return checks;
  const todo = "Run muster init, which writes one, or use muster at the command line only.";
  return [
    ...checks,
    { area, code: "workflow-present", status: "missing", what: "No workflow uses muster.", todo },
  ];
}

function fileChecks({ path, text }: WorkflowFile, surroundings: WorkflowSurroundings): Check[] {
  const workflow = readWorkflow(path, text);
  if ("unreadable" in workflow) {
    if (!/muster/i.test(text)) return [];
    const { line, text: why } = workflow.unreadable;
    const todo = "Write it in plain YAML, without anchors and aliases, so that it can be judged.";
    return [
      {
        area,
        code: "workflow-readable",
        status: "missing",
        what: `it cannot be judged: ${why}`,
        todo,
        place: `${path}:${line}`,
      },
    ];
  }
  const steps = workflow.jobs.flatMap((job) => job.steps.filter(isMusterStep));
  if (steps.length === 0) return foreignChecks(workflow);
  return [
    ...workflowRules.flatMap((rule) => ruleChecks(rule, workflow)),
    ...branchChecks(workflow, surroundings.defaultBranch),
    ...choices(workflow, steps),
    ...fitting(workflow, steps, surroundings),
  ];
}

function ruleChecks({ code, ok, todo, faults }: (typeof workflowRules)[number], workflow: Workflow): Check[] {
  const found = faults(workflow);
  if (found.length === 0) return [{ area, code, status: "ok", what: ok, place: workflow.path }];
  return found.map(({ line, text }) => ({
    area,
    code,
    status: "missing",
    what: text,
    todo,
    place: `${workflow.path}:${line}`,
  }));
}

/** GitHub tells groups apart by their names alone, in whatever workflow of the repository, and without regard to case. */
function isOwnGroup(name: string): boolean {
  return /^muster-(?:apply$|plan-)/i.test(name.trim());
}

/** A workflow that does not use muster has no business with its keys, nor with what its jobs wait for. */
function foreignChecks({ path, jobs, texts, concurrency }: Workflow): Check[] {
  const environments = jobs
    .filter(({ environment = "" }) => /^muster-(?:plan|apply)$/i.test(environment))
    .map(({ line, environment }) => ({ line, text: `it uses the environment ${environment ?? ""}` }));
  const secrets = texts
    .filter(({ text }) =>
      expressionsIn(text).some((expression) => readsSecrets(expression) && /MUSTER_/i.test(expression)),
    )
    .map(({ line }) => ({ line, text: "it is handed a key of muster's" }));
  const groups = [{ line: 1, concurrency }, ...jobs]
    .filter((holder) => isOwnGroup(holder.concurrency?.get("group") ?? ""))
    .map(({ line }) => ({
      line,
      text: "it is in a concurrency group of muster's, whose jobs it holds up or stops",
    }));
  return [...environments, ...secrets, ...groups].map(({ line, text }) => ({
    area,
    code: "workflow-foreign",
    status: "missing",
    what: text,
    todo: "Keep muster's environments, keys and concurrency groups to the workflow that uses muster.",
    place: `${path}:${line}`,
  }));
}

/** What somebody chose to do without. */
function choices(workflow: Workflow, steps: readonly Step[]): Check[] {
  const { path } = workflow;
  const givenUp = (code: string, what: string, todo: string, line: number): Check => ({
    area,
    code,
    status: "given_up",
    what,
    todo,
    place: `${path}:${line}`,
  });
  const simple = isSimple(workflow)
    ? [
        givenUp(
          "workflow-simple",
          "this is the simple variant",
          "Whoever can push a branch can read the key that can only read, and reviews do not bind. The journal is kept as an artifact, 90 days, and what the branch muster-journal holds is not read. Without that: muster init (--record).",
          1,
        ),
      ]
    : [];
  const lenient = steps.flatMap((step) => {
    const allowed = step.with.get("allow-write-key-on-pull-request");
    return allowed === undefined || /^false$/i.test(allowed.text)
      ? []
      : [
          givenUp(
            "workflow-write-key",
            "a key that can write is taken on a pull request",
            "Give the job plan a key that can only read, and remove the input.",
            allowed.line,
          ),
        ];
  });
  return [...simple, ...lenient, ...(isSimple(workflow) ? [] : reviewChecks(path, steps, givenUp))];
}

function reviewChecks(
  path: string,
  steps: readonly Step[],
  givenUp: (code: string, what: string, todo: string, line: number) => Check,
): Check[] {
  const code = "workflow-reviews";
  const found = steps.flatMap((step): Check[] => {
    const command = commandOf(step);
    if (command === undefined || !isHanded(command, "review key")) return [];
    if (!/^true$/i.test(step.with.get("require-reviewed")?.text ?? "")) {
      const what = `reviews do not bind: the command ${command} goes without require-reviewed`;
      return [
        givenUp(
          code,
          what,
          "A merge applies more than its reviewers saw. Set require-reviewed: true.",
          step.line,
        ),
      ];
    }
    if (step.env.has("MUSTER_REVIEW_KEY")) return [];
    const what = `the command ${command} has require-reviewed, but no MUSTER_REVIEW_KEY`;
    const todo = "Hand it over in the step's env, from the secret of the job's environment.";
    return [{ area, code, status: "missing", what, todo, place: `${path}:${step.line}` }];
  });
  if (found.length > 0) return found;
  return [
    { area, code, status: "ok", what: "a merge applies what its reviewers saw, and no more", place: path },
  ];
}

/** Whether the steps name the folder, the organizations and the hosts that the files speak of. */
function fitting(
  { path }: Workflow,
  steps: readonly Step[],
  { access, organizations, exists }: WorkflowSurroundings,
): Check[] {
  const found = steps.flatMap((step) => {
    const missing = (code: string, what: string, todo: string): Check => ({
      area,
      code,
      status: "missing",
      what,
      todo,
      place: `${path}:${step.line}`,
    });
    const folder = posix.normalize(step.with.get("access")?.text ?? "access").replace(/\/$/, "");
    const action = step.uses?.text ?? "";
    return [
      ...(folder === access
        ? []
        : [
            missing(
              "workflow-access",
              `it reads ${folder}, and the files are in ${access}`,
              `Set access: ${access}.`,
            ),
          ]),
      ...(isLocalAction(action) &&
      !["action.yml", "action.yaml"].some((name) => exists(posix.join(action, name)))
        ? [
            missing(
              "workflow-action",
              `there is no action in ${action}`,
              "Put muster's action there: action.yml and dist.",
            ),
          ]
        : []),
      ...keyFaults(step, organizations).map((name) =>
        missing("workflow-keys", `the step does not hand over ${name}`, `Add ${name} to its env.`),
      ),
      ...looseKeys(step, organizations).map((name) =>
        missing(
          "workflow-write-key",
          `the plan is held against a snapshot, and is handed ${name} all the same, which could write`,
          `Take ${name} out of its env: the snapshot serves in its place.`,
        ),
      ),
      ...hostFaults(step, organizations).map((host) =>
        missing(
          "workflow-hosts",
          `no key may go to ${host}`,
          `Add ${host} to the step's input hosts, if it is right.`,
        ),
      ),
    ];
  });
  if (found.length > 0 || organizations.length === 0) return found;
  const what = "it hands over a key for each organization, and names the hosts that may receive one";
  return [{ area, code: "workflow-keys", status: "ok", what, place: path }];
}

function needsKeys(step: Step): boolean {
  const command = commandOf(step);
  return command !== undefined && isHanded(command, "organization keys");
}

/** Held against a snapshot, a plan needs no key: of these every one can write. */
function looseKeys(step: Step, organizations: readonly Organization[]): string[] {
  if (!isHeldAgainstSnapshot(step)) return [];
  const writing = organizations.filter(
    ({ connection: { provider } }) => vocabularyOf(provider).keysCanWrite !== undefined,
  );
  return [
    ...(organizations.length === 1 && writing.length === 1 ? ["MUSTER_TOKEN"] : []),
    ...writing.map(({ key }) => `MUSTER_TOKEN_${variableSuffix(key)}`),
  ].filter((name) => step.env.has(name) || step.env.has(`${name}_FILE`));
}

function isHeldAgainstSnapshot(step: Step): boolean {
  return commandOf(step) === "plan" && step.with.get("snapshot")?.text === "true";
}

function keyFaults(step: Step, organizations: readonly Organization[]): string[] {
  if (!needsKeys(step) || (organizations.length === 1 && step.env.has("MUSTER_TOKEN"))) return [];
  if (isHeldAgainstSnapshot(step)) return [];
  return organizations
    .map(({ key }) => `MUSTER_TOKEN_${variableSuffix(key)}`)
    .filter((name) => !step.env.has(name) && !step.env.has(`${name}_FILE`));
}

function hostFaults(step: Step, organizations: readonly Organization[]): string[] {
  if (!needsKeys(step)) return [];
  const hosts = [step.with.get("hosts"), step.env.get("MUSTER_HOSTS")].map((value) => value?.text ?? "");
  // What an expression comes to is not known here.
  if (hosts.some((text) => text.includes("${{"))) return [];
  const allowedHosts = hosts.join(",");
  return organizations.flatMap(({ key, connection: { provider, api } }) => {
    if (step.env.has(`MUSTER_API_${variableSuffix(key)}`)) return [];
    const defaultAddress = vocabularyOf(provider).defaultAddress;
    const address = api ?? defaultAddress;
    if (address === undefined) return [];
    const checked = checkAddress({ address, defaultAddress, allowedHosts, loopbackNeedsListing: true });
    return checked.ok ? [] : [new URL(address).host];
  });
}
