/** Plans for the tests of rendering: small builders with everything filled in. */
import type { ShortAction } from "../../fakes/short.ts";
import type { Action, Plan, Verb, Withheld } from "../../../src/model/plan.ts";
import { verbsOn } from "../../../src/kinds/verbs.ts";
import { kinds, type Kind } from "../../../src/model/entity.ts";

/** The kind that a verb is about; of a transfer, the more frequent of its two. */
export function kindOf(verb: Verb): Kind {
  return kinds.find((kind) => verb in verbsOn(kind).verbs) ?? "team_membership";
}

export function action(verb: Verb, key: string, rest: ShortAction = {}): Action {
  const built = {
    id: `${verb}:${key}`,
    phase: 1,
    verb,
    kind: kindOf(verb),
    key,
    cause: "change",
    before: null,
    after: null,
    needs: [],
    risk: "low",
    source: null,
    ...rest,
  };
  return built as Action;
}

export function withheld(code: Withheld["code"], verb: Verb, key: string, message = "because"): Withheld {
  return { code, verb, kind: kindOf(verb), key, message, waits_for: [], id: `${verb}:${key}`, source: null };
}

export function planOf(rest: Partial<Plan> = {}): Plan {
  return {
    organization: "acme",
    provider: "planasonix",
    id: "org_01jq8acme",
    fingerprint: `7f3a91c2${"0".repeat(56)}`,
    actions: [],
    withheld: [],
    findings: [],
    follow_ups: [],
    counts: {},
    requests: 6,
    acting: "muster-bot",
    live: { members: 412, teams: 18, service_accounts: 0 },
    notes: [],
    new_domains: [],
    ...rest,
  };
}

export const membersFile = (line: number): Action["source"] => ({
  file: "access/acme/members.yaml",
  line,
  column: 3,
});

/** One of most things, as a reviewer may meet them. */
export const sample: Plan = planOf({
  actions: [
    action("invite", "kim@contractor.example", {
      after: {
        email: "Kim@contractor.example",
        role: "viewer",
        teams: [
          { team: "finance", role: "member" },
          { team: "reporting", role: "lead" },
        ],
      },
      source: membersFile(7),
    }),
    action("promote", "lee@acme.example", {
      before: { email: "lee@acme.example", role: "editor" },
      after: { email: "lee@acme.example", role: "admin" },
      risk: "high",
      source: membersFile(4),
    }),
    action("join_team", "finance/lee@acme.example", {
      after: { team: "finance", member: "lee@acme.example", role: "lead" },
      source: { file: "access/acme/teams/finance.yaml", line: 9, column: 7 },
    }),
    action("deactivate", "rob@acme.example", {
      before: { email: "rob@acme.example", role: "editor", state: "active" },
      after: { email: "rob@acme.example", role: "editor", state: "deactivated" },
      risk: "high",
      source: membersFile(9),
    }),
  ],
  withheld: [
    withheld("waiting", "invite", "zoe@acme.example", "waiting since 2026-11-01 for zoe@acme.example"),
  ],
});

const rob = "rob@acme.example";
const lee = "lee@acme.example";

/** A pipeline, connection or schedule that goes from Rob to Lee. */
export function handover(resource: string, name: string, rest: ShortAction = {}): Action {
  const side = (owner: string) => ({ resource, name, id: `id_${name}`, owner });
  return action("transfer", `${resource}:${name}`, { before: side(rob), after: side(lee), ...rest });
}

/** What the other kinds add to a plan. */
export const automation: Plan = planOf({
  live: { members: 412, teams: 18, service_accounts: 6 },
  actions: [
    action("create_role", "pipeline-operator", {
      after: { name: "pipeline-operator", base: "viewer", permissions: ["pipelines:run"] },
      source: { file: "access/acme/automation.yaml", line: 2, column: 3 },
    }),
    action("create_service_account", "ci-dbt-deploy", {
      after: {
        name: "ci-dbt-deploy",
        description: "Deploys dbt models",
        role: "pipeline-operator",
        owner: { kind: "team", key: "finance" },
      },
      source: { file: "access/acme/automation.yaml", line: 4, column: 3 },
    }),
    action("change_share", "pipeline:nightly_sales/team:finance", {
      before: {
        resource: "pipeline",
        name: "nightly_sales",
        holder: { kind: "team", key: "finance" },
        level: "view",
      },
      after: {
        resource: "pipeline",
        name: "nightly_sales",
        holder: { kind: "team", key: "finance" },
        level: "edit",
      },
    }),
    handover("pipeline", "nightly_sales"),
    handover("connection", "warehouse", { risk: "high" }),
    ...["daily", "hourly", "weekly"].map((name) => handover("schedule", name)),
    action("revoke_key", "rob@acme.example/key_1", {
      before: { member: rob, id: "key_1", name: "laptop" },
      risk: "high",
    }),
  ],
  withheld: [
    withheld("no_target", "rotate_key", "ci-dbt-deploy/github-actions", "its callers are not known"),
    withheld("no_seat", "invite", "zoe@acme.example", "waits for a seat"),
  ],
  follow_ups: [
    { code: "grant", key: rob, message: "revoke rob's OAuth grant (connection crm-prod)", risk: "low" },
  ],
});
