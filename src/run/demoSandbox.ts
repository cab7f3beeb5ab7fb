/** The end of the demo plays at three services, all on this machine and made up: what the files say of them, and where they answer. */
import { declare } from "../declare/read.ts";
import { variableSuffix } from "../model/address.ts";
import { given } from "../model/given.ts";
import type { Clock } from "../model/provider.ts";
import type { Organization } from "../model/organization.ts";
import type { Tree } from "../model/tree.ts";
import { addGitHub } from "../sandbox/github/app.ts";
import {
  sandboxToken as githubToken,
  seedFromStates as githubFromStates,
} from "../sandbox/github/fromStates.ts";
import { openGitHub } from "../sandbox/github/start.ts";
import { seedFromStates } from "../sandbox/planasonix/seed.ts";
import { startSandbox } from "../sandbox/planasonix/start.ts";
import { addScim, addressOf } from "../sandbox/scim/app.ts";
import { sandboxToken as scimToken, seedFromStates as scimFromStates } from "../sandbox/scim/fromStates.ts";
import { openScim } from "../sandbox/scim/start.ts";

const files = {
  "code/organization.yaml": `organization: { provider: github, id: acme-code }
members: { ana: admin, kim: admin, rob: member }
teams: { web: { name: Web, members: [ana, kim, rob], shares: { repositories: { website: push } } } }
`,
  "data/organization.yaml": `organization: { provider: planasonix, id: org_01acmedata }
members: { ana: admin, kim: admin, rob: editor }
teams: { finance: { name: Finance, members: [ana, kim, rob] } }
`,
  "wiki/organization.yaml": `organization: { provider: scim, id: acme-wiki, api: "https://wiki.example/scim/v2", scim: { role: { from: roles, admin: owner } } }
members: { ana: admin, kim: admin, rob: member }
teams: { writers: { name: Writers, members: [ana, rob] } }
`,
};

/** The file of all people; with a day, Rob leaves on it. */
export function people(leaves?: string): string {
  const end = leaves === undefined ? "" : `, leaves: ${leaves}`;
  return `people:
  ana: { email: ana@acme.example, github: ana }
  kim: { email: kim@acme.example, github: kim }
  rob: { email: rob@acme.example, github: rob${end} }
`;
}

/** What the files say on a day. */
export function organizationsOn(today: string, leaves?: string): readonly Organization[] {
  const tree: Tree = Object.entries({ ...files, "people.yaml": people(leaves) }).map(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    return { path, type: "file", size: bytes.length, bytes };
  });
  return declare({ tree, label: "access", today }).organizations;
}

interface Services {
  /** The address and the key of each organization, as variables. */
  readonly env: Readonly<Record<string, string>>;
  /** The variable that says where the wiki is. */
  readonly wiki: string;
  close(): Promise<void>;
}

/** Starts them, as the files say before anybody leaves. */
export async function openServices(clock: Clock, today: string): Promise<Services> {
  const before = organizationsOn(today);
  const of = (provider: string) =>
    before.flatMap(({ key, connection, desired }) =>
      connection.provider === provider
        ? [{ key, id: connection.id, desired, ...given({ scim: connection.scim }) }]
        : [],
    );
  const github = openGitHub({ seed: githubFromStates(of("github")), clock });
  const scim = openScim({ seed: scimFromStates(of("scim")), clock });
  const sandbox = await startSandbox({
    seed: seedFromStates(of("planasonix")),
    clock,
    alongside: (app) => {
      addGitHub(app, github);
      addScim(app, scim);
    },
  });
  const reached = [
    ...sandbox.organizations.map(({ key, token }) => ({ key, token, api: sandbox.url })),
    ...of("github").map(({ key }) => ({ key, token: githubToken(key), api: sandbox.url })),
    ...of("scim").map(({ key }) => ({ key, token: scimToken(key), api: addressOf(sandbox.url, key) })),
  ];
  const env = reached.flatMap(({ key, token, api }) => [
    [`MUSTER_TOKEN_${variableSuffix(key)}`, token],
    [`MUSTER_API_${variableSuffix(key)}`, api],
  ]);
  return { env: Object.fromEntries(env), wiki: "MUSTER_API_WIKI", close: () => sandbox.close() };
}
