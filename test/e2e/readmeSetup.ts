/** What tests need to follow "Set it up in five minutes": its shell blocks, its settings, and a repository to do it in. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { environmentIn, type FakePullRequest } from "../fakes/github/state.ts";
import { createHub, type Hub } from "../fakes/hub.ts";
import type { StepDone } from "../fakes/jobSteps.ts";
import type { WorkflowRan } from "../fakes/workflow.ts";
import type { Files } from "../fakes/world.ts";
import type { Muster } from "./muster.ts";

const readme = readFileSync("README.md", "utf8");
const setup = /<!-- setup:begin -->(.*)<!-- setup:end -->/s.exec(readme)?.[1] ?? "";
/** The shell blocks between the marks, in order. */
export const blocks: readonly string[] = [...setup.matchAll(/```sh\n(.*?)```/gs)].map(
  (found) => found[1] ?? "",
);
/** The README in one line, with the page of variables that it leads to. */
export const plain = (readme + readFileSync("docs/reference/keys.md", "utf8")).replaceAll(/\s+/g, " ");

/** All that is not as the README has it: what the README says, and what stands for it here. */
export const standIns = {
  /** The runner takes this for the bundle of this repository. The id of the organization is the sandbox's, too. */
  action: "acme/muster@0123456789abcdef0123456789abcdef01234567",
  /** `npm link` puts the command on the PATH; here, a link in a folder on the PATH does. */
  onPath: "npm link",
  /** Made by openssl; here by Node, of the same length. */
  reviewKey: "openssl rand -hex 32",
  /** The service answers there; here the sandbox does, by MUSTER_API_<ORG> and MUSTER_HOSTS in the runner's environment. */
  api: "MUSTER_API_<ORG>",
  /** The repository's name, for the doctor. */
  doctor: "muster doctor --repo OWNER/NAME",
  /** The two other workflows are written by the same block with one more flag. */
  simple: "muster init --simple",
  matrix: "muster init --matrix",
} as const;

/** What people set at GitHub, with the README's words for it. */
export const settings = {
  environments: "Limit each to the branch `main`",
  readKey: "Secrets of `muster-plan`: `MUSTER_TOKEN_ACME`, the key that can only read",
  writeKey: "Of `muster-apply`: `MUSTER_TOKEN_ACME`, the key that can write",
  reviewKey: "Of both: `MUSTER_REVIEW_KEY`, one and the same output of",
  rules: "require a pull request, a review by code owners, and the status check `muster`",
  run: "Run the workflow `muster` once by hand",
} as const;

export const people = "members:\n  ana@acme.example: admin\n  kim@acme.example: admin\n";
export const live: Files = {
  "acme/organization.yaml": "organization: { provider: planasonix, id: org_01jq8acme }\n",
  "acme/members.yaml": `${people}  pia@acme.example: viewer\n`,
};
export const marks = { plan: "<!-- muster:plan -->", result: "<!-- muster:result -->" };

export async function emptyRepository(
  muster: Muster,
  files: Files = live,
): Promise<{ hub: Hub; clone: string }> {
  const bundle = join(muster.folder, "bundle");
  const hub = await createHub({ bundle, uses: standIns.action, repository: "acme/access", live: files });
  return { hub, clone: await hub.clone() };
}

export async function shell(hub: Hub, script: string, cwd: string): Promise<string> {
  const shown = await hub.shell(script, cwd);
  expect(shown, shown.stderr).toMatchObject({ code: 0 });
  return shown.stdout + shown.stderr;
}

export interface KeyPlaces {
  /** The read-only keys are secrets of the repository. */
  readonly simple?: boolean;
}

/** The numbered list of the README. */
export function setAtGitHub({ github: { state }, keys }: Hub, { simple = false }: KeyPlaces = {}): void {
  const reviewKey = randomBytes(32).toString("hex");
  for (const name of simple ? ["muster-apply"] : ["muster-plan", "muster-apply"]) {
    const environment = environmentIn(state, name);
    environment.branches = ["main"];
    if (!simple) environment.secrets.set("MUSTER_REVIEW_KEY", reviewKey);
  }
  for (const [organization, { read, write }] of keys) {
    const secret = `MUSTER_TOKEN_${organization.toUpperCase()}`;
    const forReading = simple ? state.settings : environmentIn(state, "muster-plan");
    forReading.secrets.set(secret, read);
    environmentIn(state, "muster-apply").secrets.set(secret, write);
  }
  state.settings.rules = { checks: ["muster"], pullRequest: true, codeOwners: true };
}

/** What the job `muster` says is what the rules ask for. */
export function expectGreen(
  ran: WorkflowRan | undefined,
  jobs: readonly string[],
): asserts ran is WorkflowRan {
  if (ran === undefined) throw new Error("nothing ran");
  expect(ran.log).not.toContain("::error");
  const done = ran.jobs.filter(({ result }) => result === "success").map(({ id }) => id);
  expect(done).toEqual([...jobs, "muster"]);
  expect(ran.conclusion).toBe("success");
}

export async function onlyRun(hub: Hub, pull: FakePullRequest, action: string): Promise<WorkflowRan> {
  const [ran, ...others] = await hub.happened(pull, action);
  expect(others).toEqual([]);
  if (ran === undefined) throw new Error("nothing ran");
  return ran;
}

export function musterStep(ran: WorkflowRan, job: string): Required<StepDone>["muster"] {
  const found = ran.job(job).steps.find((step) => step.muster !== undefined)?.muster;
  if (found === undefined) throw new Error(`${job} did not use muster`);
  return found;
}

export const invitations = (organization: string): string =>
  `POST /api/organizations/${organization}/invitations`;
