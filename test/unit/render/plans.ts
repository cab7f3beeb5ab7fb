/** Plans for the tests of rendering: small builders with everything filled in. */
import type { Action, Plan, Verb, Withheld } from "../../../src/model/plan.ts";
import { memberVerbs, teamVerbs } from "../../../src/model/plan.ts";
import type { Kind } from "../../../src/model/entity.ts";

export function kindOf(verb: Verb): Kind {
  if (memberVerbs.some((item) => item === verb)) return "member";
  return teamVerbs.some((item) => item === verb) ? "team" : "team_membership";
}

export function action(verb: Verb, key: string, rest: Partial<Action> = {}): Action {
  return {
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
    live: { members: 412, teams: 18 },
    notes: [],
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
