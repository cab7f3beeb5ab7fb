/** The routes of the fake that show a repository's settings; each demands what GitHub documents for it. */
import type { components } from "@octokit/openapi-types";
import { notFound, ok, pageOf, type Reply } from "./reply.ts";
import type { Asking, Route } from "./routes.ts";
import type { FakeEnvironment, FakeStore } from "./state.ts";

type Schemas = components["schemas"];

const environmentFor = ({ site, param }: Asking): FakeEnvironment | undefined =>
  site.state.settings.environments.get(param("name"));

const environments: readonly Route[] = [
  {
    method: "GET",
    path: "/environments/:name",
    demands: [{ actions: "read" }],
    answer: (asking) => {
      const environment = environmentFor(asking);
      return environment === undefined ? notFound : ok(environmentShape(asking, environment));
    },
  },
  {
    method: "GET",
    path: "/environments/:name/deployment-branch-policies",
    demands: [{ actions: "read" }],
    answer: (asking) => {
      const { site, query, param } = asking;
      const environment = environmentFor(asking);
      if (environment === undefined) return notFound;
      const items = (environment.branches ?? []).map((name, index): Schemas["deployment-branch-policy"] => ({
        id: environment.id * 100 + index,
        node_id: `P_${index}`,
        name,
        type: "branch",
      }));
      const path = `/environments/${param("name")}/deployment-branch-policies`;
      return pageOf({ items, query, path, site, field: "branch_policies" });
    },
  },
];

function environmentShape({ site, param }: Asking, environment: FakeEnvironment): Schemas["environment"] {
  const name = param("name");
  const url = `${site.apiUrl}/repos/${site.state.repository.fullName}/environments/${name}`;
  return {
    id: environment.id,
    node_id: `E_${environment.id}`,
    name,
    url,
    html_url: `https://github.example/${site.state.repository.fullName}/deployments/activity_log?environments_filter=${name}`,
    created_at: site.state.now,
    updated_at: site.state.now,
    protection_rules: environment.branches === null ? [] : [{ id: 1, node_id: "R_1", type: "branch_policy" }],
    deployment_branch_policy:
      environment.branches === null ? null : { protected_branches: false, custom_branch_policies: true },
  };
}

type Kept = "secrets" | "variables";

/** Names of secrets and variables; values are shown of variables only. */
const stores: readonly Route[] = (["secrets", "variables"] as const).flatMap((kept): Route[] => [
  {
    method: "GET",
    path: `/actions/${kept}`,
    demands: [{ [kept]: "read" }],
    answer: (asking) => namesOf(asking, asking.site.state.settings, { kept, path: `/actions/${kept}` }),
  },
  {
    method: "GET",
    path: `/actions/organization-${kept}`,
    demands: [{ [kept]: "read" }],
    answer: (asking) => {
      const none: FakeStore = { secrets: new Map(), variables: new Map() };
      return namesOf(asking, none, { kept, path: `/actions/organization-${kept}` });
    },
  },
  {
    method: "GET",
    path: `/environments/:name/${kept}`,
    demands: [{ environments: "read" }],
    answer: (asking) => {
      const environment = environmentFor(asking);
      if (environment === undefined) return notFound;
      return namesOf(asking, environment, { kept, path: `/environments/${asking.param("name")}/${kept}` });
    },
  },
]);

interface Named {
  readonly kept: Kept;
  readonly path: string;
}

function namesOf({ site, query }: Asking, store: FakeStore, { kept, path }: Named): Reply {
  const times = { created_at: site.state.now, updated_at: site.state.now };
  const items: readonly (Schemas["actions-secret"] | Schemas["actions-variable"])[] =
    kept === "secrets"
      ? [...store.secrets.keys()].map((name) => ({ name, ...times }))
      : [...store.variables].map(([name, value]) => ({ name, value, ...times }));
  return pageOf({ items, query, path, site, field: kept });
}

const branches: readonly Route[] = [
  {
    method: "GET",
    path: "/rules/branches/:branch",
    demands: [],
    answer: ({ site, query, param }) => {
      const items =
        param("branch") === site.state.repository.defaultBranch ? rulesOf(site.state.settings) : [];
      return pageOf({ items, query, path: `/rules/branches/${param("branch")}`, site });
    },
  },
  {
    method: "GET",
    path: "/branches/:branch",
    demands: [{ contents: "read" }],
    answer: ({ site, param }) => {
      const sha = site.state.branches.get(param("branch"));
      if (sha === undefined) return notFound;
      const url = `${site.apiUrl}/repos/${site.state.repository.fullName}/branches/${param("branch")}`;
      // Rulesets do not show here: this is the older kind of protection, which the fake has none of.
      const shape: Omit<Schemas["branch-with-protection"], "commit"> & { commit: { sha: string } } = {
        name: param("branch"),
        commit: { sha },
        _links: { self: url, html: url },
        protected: site.state.settings.rules !== null,
        protection: { enabled: false },
        protection_url: `${url}/protection`,
      };
      return ok(shape);
    },
  },
  {
    method: "GET",
    path: "/branches/:branch/protection/required_pull_request_reviews",
    demands: [{ administration: "read" }],
    answer: () => notFound,
  },
];

type Rule = Schemas["repository-rule-detailed"];

function rulesOf({
  rules,
}: {
  readonly rules: { checks: string[]; pullRequest: boolean; codeOwners: boolean } | null;
}): Rule[] {
  if (rules === null) return [];
  const source = { ruleset_source_type: "Repository", ruleset_source: "acme/access", ruleset_id: 1 } as const;
  return [
    ...(rules.checks.length === 0
      ? []
      : [
          {
            ...source,
            type: "required_status_checks" as const,
            parameters: {
              required_status_checks: rules.checks.map((context) => ({ context })),
              strict_required_status_checks_policy: false,
            },
          },
        ]),
    ...(rules.pullRequest
      ? [
          {
            ...source,
            type: "pull_request" as const,
            parameters: {
              dismiss_stale_reviews_on_push: false,
              require_code_owner_review: rules.codeOwners,
              require_last_push_approval: false,
              required_approving_review_count: 1,
              required_review_thread_resolution: false,
            },
          },
        ]
      : []),
  ];
}

export const settingsRoutes: readonly Route[] = [...environments, ...stores, ...branches];
