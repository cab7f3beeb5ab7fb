/** What muster writes on pull requests, made from plans of golden cases: to be compared byte for byte, and to be looked at. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome, OutcomeStatus } from "../../../src/model/outcome.ts";
import type { Action, Plan } from "../../../src/model/plan.ts";
import { countsComment, planComment, type CommentInput } from "../../../src/render/comment.ts";
import { driftIssue } from "../../../src/render/driftIssue.ts";
import { parsePlanFile } from "../../../src/render/planFile.ts";
import { publicPlan } from "../../../src/render/publicPlan.ts";
import { resultComment } from "../../../src/render/resultComment.ts";

const url = "https://github.example/acme/access";
const head = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678";
const common: CommentInput = {
  plans: [],
  failures: [],
  head,
  sensitive: [],
  policyChanges: [],
  fileUrl: `${url}/blob/${head}/`,
  readSecondsAgo: 12,
  runUrl: `${url}/actions/runs/123`,
  note: "What is not in this plan needs another review.",
};

/** Text by name. `root` is the repository's folder. */
export function texts(root: string): Readonly<Record<string, string>> {
  const planOf = (name: string): Plan => planIn(join(root, "test/golden/cases", name, "plan.json"));
  const plan = planOf("a-pull-request");
  const whole: CommentInput = {
    ...common,
    plans: [{ plan }],
    sensitive: ["access/acme/organization.yaml"],
    policyChanges: [
      {
        organization: "acme",
        setting: "guards.max_loss",
        before: "25%",
        after: "50%",
        loosens: true,
        source: { file: "access/acme/organization.yaml", line: 4, column: 3 },
      },
    ],
  };
  const named = new Set(["ana", "ben", "lee", "rob", "tom", "zoe"].map((name) => `${name}@acme.example`)).add(
    "kim@contractor.example",
  );
  return {
    comment: planComment(whole).text,
    counts: countsComment(whole).text,
    several: planComment({ ...common, ...severalOf(planOf) }).text,
    quiet: planComment({ ...common, plans: [{ plan: planOf("nothing-to-do") }] }).text,
    public: planComment({ ...common, plans: [publicPlan(plan, named)] }).text,
    result: resultOf(plan),
    drift: driftIssue({
      plans: [planOf("drift-reported")],
      failures: [],
      runUrl: `${url}/actions/runs/123`,
      journalHead: "0123456789abcdef".repeat(4),
    }).body,
  };
}

function planIn(path: string): Plan {
  const read = parsePlanFile(readFileSync(path, "utf8"));
  if ("error" in read) throw new Error(`${path}: ${read.error}`);
  const [plan] = read.organizations;
  if (plan === undefined) throw new Error(`${path} plans no organization`);
  return plan;
}

/** Organizations in all the states that planning can leave them in. */
function severalOf(planOf: (name: string) => Plan): Pick<CommentInput, "plans" | "failures"> {
  return {
    plans: [
      { plan: { ...planOf("guard-loosened"), organization: "acme-labs" } },
      {
        plan: { ...planOf("joining"), organization: "acme-new" },
        offline: "this change alters the connection of the organization",
      },
      { plan: planOf("drift-reported") },
    ],
    failures: [{ organization: "acme-dev", message: "no key: set MUSTER_TOKEN_ACME_DEV" }],
  };
}

function resultOf(plan: Plan): string {
  const said: Readonly<Record<string, readonly [OutcomeStatus, string]>> = {
    promote: ["failed", "the service refused it: 422 role_unknown"],
    revoke_key: ["skipped", "what it needs was not done"],
  };
  const outcomeOf = (action: Action): Outcome => {
    const [status, message] = said[action.verb] ?? [];
    return status === undefined || message === undefined
      ? { action, status: "done" }
      : { action, status, message };
  };
  return resultComment({
    organizations: [{ plan, outcomes: plan.actions.map(outcomeOf), left: [], blocked: false }],
    commit: head,
    direct: ["0123456789abcdef"],
    others: [12, 14],
    journalHead: "77".repeat(32),
    ...(common.runUrl === undefined ? {} : { runUrl: common.runUrl }),
    ...(common.fileUrl === undefined ? {} : { fileUrl: common.fileUrl }),
  }).text;
}
