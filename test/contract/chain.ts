/**
 * The chain of desired states that the provider contract walks: between them, they take every verb. It is written in the words
 * of the richest service; `dialect.ts` says it in those of another.
 */
import type { Dialect } from "./dialect.ts";

export interface ChainStep {
  readonly name: string;
  /** Happens before the plan is made. */
  readonly accepted?: readonly string[];
  readonly undelivered?: readonly string[];
  /** Members who make themselves an API key, where people have some. */
  readonly withKeys?: readonly string[];
  /** Of the files' `organization` section, beside the connection. */
  readonly policy?: object;
  /** The files without their `organization` section. */
  readonly files: string;
  /** `VERB KEY` of every action, in the plan's order; `VERB EMAIL/KEY` for a person's own key. */
  readonly does: readonly string[];
}

const admins = "members:\n  ana@acme.example: admin\n  ben@acme.example: admin\n";

/** More than fits on one small page, of everything. */
export const startText = `${admins}  cat@acme.example: editor
  dan@acme.example: viewer
  eli@acme.example: viewer
roles:
  auditor: { base: viewer, permissions: [audit:read] }
  operator: { base: viewer, permissions: [pipelines:run] }
  releaser: { base: editor, permissions: [pipelines:release] }
  warden: { granted_to: { teams: [alpha, beta], members: [dan@acme.example] } }
teams:
  alpha: { members: [cat@acme.example, dan@acme.example], shares: { pipelines: { nightly: edit } } }
  beta: { members: [eli@acme.example], shares: { projects: { revenue: view, risk: view, sales: view } } }
  gamma: { members: [ana@acme.example] }
service_accounts:
  ci:
    role: operator
    owner: alpha
    shares: { pipelines: { nightly: run } }
    keys: { cron: { scopes: [pipelines:run] }, deploy: { scopes: [pipelines:read, pipelines:run] } }
  etl: { role: editor, owner: ana@acme.example, keys: { airflow: { scopes: [pipelines:run] } } }
  probe: { role: viewer, owner: ben@acme.example }
ownership:
  pipelines: { hourly: ana@acme.example, nightly: ana@acme.example, weekly: ben@acme.example }
  connections: { crm: ana@acme.example, lake: ana@acme.example, warehouse: ana@acme.example }
  schedules: { daily: ana@acme.example, hourly: ana@acme.example, monthly: ana@acme.example }
`;

const rest = "  dan@acme.example: viewer\n  eli@acme.example: viewer\n";

/** An account with these keys, and `airflow` as it was. */
const automation = (keys: string): string => `${admins}${rest}
service_accounts:
  etl:
    role: editor
    owner: ana@acme.example
    keys: ${keys.replace("{ ", "{ airflow: { scopes: [pipelines:run] }, ")}
`;

/** What is done only where the service has what it takes. */
function where(isSo: boolean, ...does: readonly string[]): readonly string[] {
  return isSo ? does : [];
}

/** The chain as the service has it, each step in its words. */
export function chainIn(dialect: Dialect): readonly ChainStep[] {
  return stepsFor(dialect).map((step) => ({
    ...step,
    files: dialect.spoken(step.files),
    does: dialect.named(step.does),
  }));
}

function stepsFor(dialect: Dialect): readonly ChainStep[] {
  return [...peopleAndTeams(dialect), ...rolesAndShares(dialect), ...automationSteps(dialect)];
}

const peopleAndTeams = (dialect: Dialect): readonly ChainStep[] => [
  { name: "start", files: startText, does: [] },
  {
    name: "give roles beside the own one, and take them back",
    files: `${admins}  cat@acme.example: editor\n${rest}
roles:
  warden: { granted_to: { teams: [gamma, alpha], members: [eli@acme.example] } }
teams: { alpha: {}, gamma: {} }
`,
    does: [
      "grant_role warden/member:eli@acme.example",
      "grant_role warden/team:gamma",
      "revoke_role warden/member:dan@acme.example",
      "revoke_role warden/team:beta",
    ],
  },
  {
    name: "invite with teams",
    files: `${admins}  cat@acme.example: editor\n${rest}  kim@acme.example: viewer\n  zoe@acme.example: viewer
teams:
  alpha: { members: [cat@acme.example, dan@acme.example, { member: kim@acme.example, role: lead }] }
  delta: { name: Delta, description: New here, parent: alpha, members: [kim@acme.example] }
`,
    does: ["create_team delta", "invite kim@acme.example", "invite zoe@acme.example"],
  },
  {
    name: "accept, and correct what nobody accepted",
    accepted: ["kim@acme.example"],
    files: `${admins}  cat@acme.example: editor\n${rest}  kim@acme.example: viewer\n  zoe@acme.example: editor
teams:
  alpha: { members: [cat@acme.example, dan@acme.example, { member: kim@acme.example, role: lead }] }
  delta: { members: [kim@acme.example, zoe@acme.example] }
`,
    does: [
      "correct_invitation zoe@acme.example",
      ...where(!dialect.invitesLeads, "change_team_role alpha/kim@acme.example"),
      ...where(!dialect.invites, "join_team delta/zoe@acme.example"),
    ],
  },
  {
    name: "send again what was not delivered; promote; change a role of equal rank",
    undelivered: ["zoe@acme.example"],
    files: `${admins}  cat@acme.example: member\n${rest}  kim@acme.example: admin\n  zoe@acme.example: editor
teams:
  delta: { members: [kim@acme.example, zoe@acme.example] }
`,
    does: ["reinvite zoe@acme.example", "change_role cat@acme.example", "promote kim@acme.example"],
  },
  {
    name: "cancel the invitation; rename a team",
    files: `${admins}  cat@acme.example: member\n${rest}  kim@acme.example: admin\n  zoe@acme.example: { state: removed }
teams:
  omega: { previously: [alpha], members: [cat@acme.example, dan@acme.example, { member: kim@acme.example, role: lead }] }
  delta: { parent: omega }
`,
    does: [
      "rename_team omega",
      dialect.invites ? "cancel_invitation zoe@acme.example" : "remove zoe@acme.example",
    ],
  },
  {
    name: "move a team under another, with a manager",
    files: `${admins}  cat@acme.example: member\n${rest}  kim@acme.example: admin
teams:
  beta: {}
  omega: { name: Omega, parent: beta, manager: kim@acme.example }
  delta: { parent: null, description: "" }
`,
    does: [
      ...where(!dialect.refuses("teams.parent"), "update_team delta"),
      "update_team omega",
      ...where(!dialect.refuses("teams.manager"), "update_team omega"),
    ],
  },
  {
    name: "join, change a team role, leave",
    files: `${admins}  cat@acme.example: member\n${rest}  kim@acme.example: admin
teams:
  omega: { members: [{ member: cat@acme.example, role: lead }, { member: kim@acme.example, role: lead }, eli@acme.example] }
`,
    does: [
      "change_team_role omega/cat@acme.example",
      "join_team omega/eli@acme.example",
      "leave_team omega/dan@acme.example",
    ],
  },
  {
    name: "demote and deactivate",
    files: `${admins}  cat@acme.example: { state: deactivated }\n${rest}  kim@acme.example: editor
teams:
  omega: { members: [{ member: kim@acme.example, role: lead }, eli@acme.example] }
`,
    does: [
      ...where(dialect.keepsPlaces, "leave_team omega/cat@acme.example"),
      "demote kim@acme.example",
      dialect.can("deactivate") ? "deactivate cat@acme.example" : "remove cat@acme.example",
    ],
  },
  {
    name: "bring back; change the team role of whoever does not manage",
    files: `${admins}  cat@acme.example: viewer\n${rest}  kim@acme.example: editor
teams:
  omega: { members: [kim@acme.example, eli@acme.example, cat@acme.example] }
`,
    does: [
      ...(dialect.can("reactivate")
        ? ["reactivate cat@acme.example", "join_team omega/cat@acme.example"]
        : ["invite cat@acme.example"]),
      "change_team_role omega/kim@acme.example",
    ],
  },
  {
    name: "remove",
    accepted: dialect.can("reactivate") ? [] : ["cat@acme.example"],
    files: `${admins}  cat@acme.example: viewer\n${rest}  kim@acme.example: { state: removed }
teams:
  omega: { manager: null, members: [eli@acme.example, cat@acme.example] }
`,
    does: [...where(!dialect.refuses("teams.manager"), "update_team omega"), "remove kim@acme.example"],
  },
  {
    name: "move a team out and delete the one above it, and others",
    policy: { unlisted: { teams: "delete" }, guards: { max_loss: "100%" } },
    files: `${admins}  cat@acme.example: viewer\n${rest}teams:\n  omega: { parent: gamma }\n  gamma: {}\n`,
    does: [
      ...where(!dialect.refuses("teams.parent"), "update_team omega"),
      "delete_team beta",
      "delete_team delta",
    ],
  },
];

const rolesAndShares = (dialect: Dialect): readonly ChainStep[] => [
  {
    name: "create a role and a service account; share with every kind of holder",
    files: `${admins}  cat@acme.example: { role: keeper, shares: { projects: { revenue: edit } } }\n${rest}
roles:
  keeper: { base: editor, permissions: [catalog:write] }
teams:
  gamma: { shares: { pipelines: { nightly: run }, connections: { lake: use }, projects: { risk: view } } }
service_accounts:
  night-bot: { description: At night, role: keeper, owner: gamma, shares: { pipelines: { nightly: edit } } }
`,
    does: [
      "create_role keeper",
      "create_service_account night-bot",
      ...where(dialect.hasMiddle, "promote cat@acme.example"),
      "share connection:lake/team:gamma",
      ...where(dialect.can("create_service_account"), "share pipeline:nightly/service_account:night-bot"),
      "share pipeline:nightly/team:gamma",
      ...where(!dialect.refuses("members.shares"), "share project:revenue/member:cat@acme.example"),
      "share project:risk/team:gamma",
    ],
  },
  {
    name: "widen and narrow roles, raise and lower shares, end one, change a service account",
    policy: { unlisted: { shares: "delete" } },
    files: `${admins}  cat@acme.example: { role: keeper, shares: {} }\n${rest}
roles:
  keeper: { base: editor, permissions: [] }
  operator: { base: viewer, permissions: [pipelines:run, catalog:read] }
teams:
  gamma: { shares: { pipelines: { nightly: edit }, connections: { lake: view }, projects: { risk: view } } }
service_accounts:
  night-bot: { description: By day too, role: operator, owner: gamma }
`,
    does: [
      "update_role operator",
      "update_service_account night-bot",
      "change_share pipeline:nightly/team:gamma",
      "change_share connection:lake/team:gamma",
      ...where(!dialect.refuses("members.shares"), "unshare project:revenue/member:cat@acme.example"),
      "update_role keeper",
    ],
  },
];

const automationSteps = (dialect: Dialect): readonly ChainStep[] => [
  {
    name: "hand over one of each; end what a team may use",
    policy: { unlisted: { shares: "delete" } },
    files: `${admins}  cat@acme.example: keeper\n${rest}
teams:
  gamma: { shares: { pipelines: { nightly: edit }, connections: { lake: view } } }
roles:
  keeper: { base: editor, permissions: [] }
  operator: { base: viewer, permissions: [pipelines:run, catalog:read] }
service_accounts:
  night-bot: { role: operator, owner: cat@acme.example }
ownership:
  pipelines: { weekly: cat@acme.example }
  connections: { crm: cat@acme.example }
  schedules: { daily: cat@acme.example }
`,
    does: [
      "transfer connection:crm",
      "transfer pipeline:weekly",
      "transfer schedule:daily",
      "transfer night-bot",
      "unshare project:risk/team:gamma",
    ],
  },
  {
    name: "leave, with everything to hand over and a key",
    withKeys: where(dialect.can("revoke_key"), "cat@acme.example"),
    files: `${admins}  cat@acme.example: { state: removed, successor: ben@acme.example }\n${rest}`,
    does: [
      "transfer connection:crm",
      "transfer pipeline:weekly",
      "transfer schedule:daily",
      "transfer night-bot",
      "revoke_key cat@acme.example/KEY",
      "remove cat@acme.example",
    ],
  },
  {
    name: "revoke keys, delete service accounts and roles",
    policy: { unlisted: { service_accounts: "delete", keys: "delete", roles: "delete" } },
    files: `${admins}${rest}
service_accounts:
  etl: { role: editor, owner: ana@acme.example }
`,
    does: [
      "revoke_key ci/cron",
      "revoke_key ci/deploy",
      "delete_role auditor",
      "delete_role keeper",
      "delete_service_account ci",
      "delete_service_account night-bot",
      "delete_role operator",
      "delete_role releaser",
      "delete_service_account probe",
    ],
  },
  {
    name: "make a key",
    files: automation("{ deploy: { scopes: [pipelines:run], deliver_to: { file: deploy.key } } }"),
    does: ["create_key etl/deploy"],
  },
  {
    name: "replace a key by one that may do more",
    files: automation(
      "{ deploy: { scopes: [pipelines:read, pipelines:run], deliver_to: { file: deploy.key } } }",
    ),
    does: ["rotate_key etl/deploy"],
  },
  {
    name: "give a member another e-mail, and another role with it",
    files: `${admins}  dan@acme.example: viewer
  eli@new.example: { role: member, previously: [eli@acme.example] }
teams:
  omega: { members: [eli@new.example] }
`,
    does: ["change_email eli@new.example", ...where(dialect.hasMiddle, "promote eli@new.example")],
  },
];
