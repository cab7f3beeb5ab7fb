/** What breaks the rules on the jobs of a workflow: their events, permissions, environments, and how they hang together. */
import { commands, type Command } from "../jobEvents.ts";
import { commandsOf, eventsOf, isMusterStep } from "./musterSteps.ts";
import type { Fault, Job, Permissions, Workflow } from "./workflow.ts";
import { modelOf, writes, written } from "./written.ts";

/** Permissions that are not exactly those of the table. */
export function permissionFaults(workflow: Workflow): Fault[] {
  const { permissions, jobs } = workflow;
  const top =
    permissions !== undefined && permissions.value !== "all" && permissions.value.size === 0
      ? []
      : [{ line: permissions?.line ?? 1, text: "it does not begin with `permissions: {}`" }];
  return [
    ...top,
    ...jobs.flatMap((job) => {
      const [command] = commandsOf(job);
      const wanted = command === undefined ? none : modelOf(command, workflow, job).permissions;
      return differences(job.permissions, wanted).map((text) => ({
        line: job.line,
        text: `the job ${job.id} ${text}`,
      }));
    }),
  ];
}

const none: Permissions = new Map();

function differences(given: Permissions, wanted: Permissions): string[] {
  if (given === "all" || wanted === "all") return ["has every permission, or says none that is known"];
  const more = [...given]
    .filter(([scope, level]) => level !== "none" && wanted.get(scope) !== level)
    .map(([scope, level]) => `has ${scope}: ${level}, which it should not`);
  const less = [...wanted]
    .filter(([scope]) => !given.has(scope) || given.get(scope) === "none")
    .map(([scope, level]) => `lacks ${scope}: ${level}`);
  return [...more, ...less];
}

/** Commands without a job, and jobs that can run on an event that is not theirs. */
export function jobFaults(workflow: Workflow): Fault[] {
  const { jobs } = workflow;
  const present = new Set(jobs.flatMap(commandsOf));
  const optional: readonly Command[] = ["orgs", "comment", "record"];
  const absent = commands
    .filter((command) => !optional.includes(command) && !present.has(command))
    .map((command) => ({ line: 1, text: `no job has the command ${command}` }));
  const misplaced = jobs.flatMap((job) => {
    const [command, second] = commandsOf(job);
    if (command === undefined) return [];
    const { events } = modelOf(command, workflow, job);
    const others = eventsOf(job, workflow).filter((event) => !events.some((known) => known === event));
    return [
      ...(second === undefined ? [] : [{ line: job.line, text: `the job ${job.id} has several commands` }]),
      ...others.map((event) => ({
        line: job.line,
        text: `the job ${job.id} (${command}) can run on ${event}`,
      })),
    ];
  });
  return [...absent, ...misplaced];
}

/** Jobs with another environment than the table names. */
export function environmentFaults(workflow: Workflow): Fault[] {
  return workflow.jobs.flatMap((job) => {
    const [command] = commandsOf(job);
    const wanted = command === undefined ? undefined : modelOf(command, workflow, job).environment;
    const given = job.environment;
    if (given === wanted) return [];
    const says = given === undefined ? "has no environment" : `has the environment ${given}`;
    return [{ line: job.line, text: `the job ${job.id} ${says}, not ${wanted ?? "none"}` }];
  });
}

/** Jobs that write and can overlap or be cut off, and jobs that others could block. */
export function concurrencyFaults(workflow: Workflow): Fault[] {
  return workflow.jobs.flatMap((job) => {
    const { concurrency, id, line } = job;
    const group = commandsOf(job)
      .map((command) => modelOf(command, workflow, job))
      .find(writes)
      ?.concurrency?.get("group");
    if (group === undefined) {
      return concurrency === undefined ? [] : [{ line, text: `the job ${id} has a concurrency group` }];
    }
    if (concurrency?.get("group") !== group)
      return [{ line, text: `the job ${id} is not in the concurrency group ${group}` }];
    return (concurrency.get("cancel-in-progress") ?? "false") === "false"
      ? []
      : [{ line, text: `the job ${id} can be cut off by the next one` }];
  });
}

/** Plans of one pull request that can overlap, and a group in which one run could stop another that is no older plan. */
export function overlapFaults({ concurrency }: Workflow): Fault[] {
  if (concurrency === undefined)
    return [{ line: 1, text: "two plans of one pull request can run at the same time" }];
  if (concurrency.get("group") !== written("hardened").concurrency?.get("group"))
    return [{ line: 1, text: "the workflow's concurrency group is not one a pull request" }];
  return concurrency.get("cancel-in-progress") === "true"
    ? []
    : [{ line: 1, text: "an older plan of a pull request is not stopped by the newer one" }];
}

/** A required check that would pass although something failed. */
export function requiredFaults({ jobs }: Workflow): Fault[] {
  return [...lastFaults(jobs), ...jobs.flatMap(hiddenFaults)];
}

/** Failures and left-out steps that no later job could see. */
function hiddenFaults({ id, line, settings, steps }: Job): Fault[] {
  const tolerant = settings.includes("continue-on-error")
    ? [{ line, text: `the job ${id} counts as done although it failed` }]
    : [];
  return [
    ...tolerant,
    ...steps.flatMap((step) => [
      ...(step.settings.includes("continue-on-error")
        ? [{ line: step.line, text: `a step of the job ${id} counts as done although it failed` }]
        : []),
      ...(isMusterStep(step) && step.condition !== undefined
        ? [{ line: step.line, text: `the step that uses muster in the job ${id} can be left out` }]
        : []),
    ]),
  ];
}

function lastFaults(jobs: Workflow["jobs"]): Fault[] {
  const last = jobs.find((job) => job.id === "muster");
  if (last === undefined) return [{ line: 1, text: "there is no job muster" }];
  const { line, condition, needs, steps } = last;
  const others = jobs.filter((job) => job !== last && !needs.includes(job.id));
  const looks = steps.some(
    ({ run, env }) =>
      run !== undefined && [...env.values()].some(({ text }) => text.includes("needs.*.result")),
  );
  return [
    ...(condition === "always()" ? [] : [{ line, text: "the job muster does not run in every case" }]),
    ...others.map(({ id }) => ({ line, text: `the job muster does not wait for ${id}` })),
    ...(looks ? [] : [{ line, text: "the job muster does not look at the results of the others" }]),
  ];
}
