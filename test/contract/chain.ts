/** The chain of desired states that the provider contract walks: between them, they take every verb. */

export interface ChainStep {
  readonly name: string;
  /** Happens before the plan is made. */
  readonly accepted?: readonly string[];
  readonly undelivered?: readonly string[];
  /** Of the files' `organization` section, beside the connection. */
  readonly policy?: object;
  /** The files without their `organization` section. */
  readonly files: string;
  /** `VERB KEY` of every action, in the plan's order. */
  readonly does: readonly string[];
}

const admins = "members:\n  ana@acme.example: admin\n  ben@acme.example: admin\n";

/** More than fits on one small page, of everything. */
export const startText = `${admins}  cat@acme.example: editor
  dan@acme.example: viewer
  eli@acme.example: viewer
teams:
  alpha: { members: [cat@acme.example, dan@acme.example] }
  beta: { members: [eli@acme.example] }
  gamma: { members: [ana@acme.example] }
`;

const rest = "  dan@acme.example: viewer\n  eli@acme.example: viewer\n";

export const chain: readonly ChainStep[] = [
  { name: "start", files: startText, does: [] },
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
    does: ["correct_invitation zoe@acme.example"],
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
    does: ["rename_team omega", "cancel_invitation zoe@acme.example"],
  },
  {
    name: "move a team under another, with a manager",
    files: `${admins}  cat@acme.example: member\n${rest}  kim@acme.example: admin
teams:
  beta: {}
  omega: { name: Omega, parent: beta, manager: kim@acme.example }
  delta: { parent: null, description: "" }
`,
    does: ["update_team delta", "update_team omega", "update_team omega"],
  },
  {
    name: "join, change a team role, leave",
    files: `${admins}  cat@acme.example: member\n${rest}  kim@acme.example: admin
teams:
  omega: { members: [{ member: cat@acme.example, role: lead }, kim@acme.example, eli@acme.example] }
`,
    does: [
      "change_team_role omega/cat@acme.example",
      "join_team omega/eli@acme.example",
      "change_team_role omega/kim@acme.example",
      "leave_team omega/dan@acme.example",
    ],
  },
  {
    name: "demote and deactivate",
    files: `${admins}  cat@acme.example: { state: deactivated }\n${rest}  kim@acme.example: editor
teams:
  omega: { members: [kim@acme.example, eli@acme.example] }
`,
    does: ["demote kim@acme.example", "deactivate cat@acme.example"],
  },
  {
    name: "reactivate",
    files: `${admins}  cat@acme.example: viewer\n${rest}  kim@acme.example: editor
teams:
  omega: { members: [kim@acme.example, eli@acme.example, cat@acme.example] }
`,
    does: ["reactivate cat@acme.example", "join_team omega/cat@acme.example"],
  },
  {
    name: "remove",
    files: `${admins}  cat@acme.example: viewer\n${rest}  kim@acme.example: { state: removed }
teams:
  omega: { manager: null, members: [eli@acme.example, cat@acme.example] }
`,
    does: ["update_team omega", "remove kim@acme.example"],
  },
  {
    name: "move a team out and delete the one above it, and others",
    policy: { unlisted: { teams: "delete" }, guards: { max_loss: "100%" } },
    files: `${admins}  cat@acme.example: viewer\n${rest}teams:\n  omega: { parent: gamma }\n  gamma: {}\n`,
    does: ["update_team omega", "delete_team beta", "delete_team delta"],
  },
];
