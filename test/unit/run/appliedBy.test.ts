/** Which organizations a job that applies had, by what the workflow's file says of it. */
import { expect, it } from "vitest";
import { partIn } from "../../../src/setup/appliedBy.ts";
import { workflowText } from "../../../src/setup/init/workflow.ts";

const path = ".github/workflows/muster.yml";
const step = (command: string, organizations?: string): string =>
  [
    "      - uses: acme/muster@v1",
    "        with:",
    `          command: ${command}`,
    ...(organizations === undefined ? [] : [`          organizations: ${organizations}`]),
  ].join("\n");
const file = (...steps: readonly string[]): string =>
  ["on: push", "jobs:", ...steps.map((text, job) => `  job-${job}:\n    steps:\n${text}`), ""].join("\n");

it.each([
  ["no such input", file(step("apply")), "all"],
  ["an input of another command", file(step("plan", "acme"), step("apply")), "all"],
  ["an empty one", file(step("apply", '""')), "all"],
  ["names", file(step("apply", "acme, labs")), ["acme", "labs"]],
  ["names of a job beside the one by the clock", file(step("apply", "acme"), step("due")), ["acme"]],
  ["an expression", file(step("apply", "${{ inputs.only }}")), "unknown"],
  ["several jobs", file(step("apply", "acme"), step("apply", "labs")), "unknown"],
  ["a job with all beside one with some", file(step("apply"), step("apply", "labs")), "unknown"],
  [
    "another spelling of the input",
    file(step("apply", "acme").replace("organizations", "Organizations")),
    ["acme"],
  ],
  ["a command that an expression names", file(step("${{ inputs.command }}", "acme")), "unknown"],
  ["no YAML", "jobs: [\norganizations: acme\n", "unknown"],
])("%s", (_, text, part) => {
  expect(partIn(path, text)).toEqual(part);
});

it.each(["hardened", "simple", "matrix"] as const)("the %s workflow applies to all", (variant) => {
  const facts = {
    action: "acme/muster@v1",
    access: "access",
    defaultBranch: "main",
    organizations: ["acme"],
    hosts: [],
  };
  expect(partIn(path, workflowText(variant, facts))).toBe("all");
});
