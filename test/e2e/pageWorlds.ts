/** What is there when somebody follows a page below docs/: the repository's files, and the live organization. */
import type { Files } from "../fakes/world.ts";

export interface Page {
  /** Below docs/. */
  readonly file: string;
  /** Files of the repository, from its root. */
  readonly files: Files;
  /** Access files that describe what is live. */
  readonly live: Files;
  /** Control routes of the sandbox, and what they are sent, before the page begins. */
  readonly before: readonly (readonly [step: string, body: object])[];
}

const organization = `organization:
  name: Acme
  provider: planasonix
  id: org_01jq8acme
  successor: ana@acme.example
  guests: { domains: [contractor.example], max_days: 180 }
`;
const members = `members:
  ana@acme.example: admin
  ben@acme.example: admin
  lee@acme.example: editor # stands in for rob
  rob@acme.example: editor
`;
const teams = `teams:
  finance:
    name: Finance
    manager: rob@acme.example
    members:
      - ana@acme.example
      - ben@acme.example
      - lee@acme.example
      - { member: rob@acme.example, role: lead } # until the audit is over
`;
const acme: Files = {
  "acme/organization.yaml": organization,
  "acme/members.yaml": members,
  "acme/teams/finance.yaml": teams,
};
const inAccess = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`access/${name}`, text]));

export const pages: readonly Page[] = [
  { file: "what-an-auditor-asks.md", files: inAccess(acme), live: acme, before: [] },
  { file: "somebody-joins.md", files: inAccess(acme), live: acme, before: [] },
  {
    file: "somebody-leaves.md",
    files: inAccess(acme),
    live: acme,
    before: [
      [
        "own",
        { organization: "acme", resource: "pipeline", name: "churn_report", email: "rob@acme.example" },
      ],
      [
        "own",
        {
          ...{ organization: "acme", resource: "connection", name: "crm-prod" },
          ...{ email: "rob@acme.example", oauth: "Salesforce" },
        },
      ],
      ["key", { organization: "acme", email: "rob@acme.example", name: "laptop" }],
    ],
  },
  {
    file: "adopt-an-organization.md",
    files: {},
    live: {
      ...acme,
      "acme/automation.yaml": `roles:
  pipeline-operator: { base: viewer, permissions: [pipelines:run] }
service_accounts:
  ci-dbt-deploy:
    role: pipeline-operator
    owner: finance
    keys:
      github-actions: { scopes: [pipelines:read, pipelines:run] }
`,
    },
    before: [
      [
        "own",
        { organization: "acme", resource: "pipeline", name: "churn_report", email: "rob@acme.example" },
      ],
    ],
  },
];
