/** `terraform show -json` of a made-up organization: nested modules, lookups, other resources, and a sensitive value. */

interface Given {
  readonly address: string;
  readonly values: object;
  readonly mode?: "managed" | "data";
  readonly sensitive?: object;
}

function resource({ address, values, mode = "managed", sensitive = {} }: Given): object {
  const parts = address.replace(/^(?:module\.[^.]+\.)*/, "").split(".");
  const type = mode === "data" ? parts[1] : parts[0];
  return {
    address,
    mode,
    type,
    name: "this",
    provider_name: "registry.terraform.io/integrations/github",
    schema_version: 1,
    values,
    sensitive_values: sensitive,
  };
}

const membership = (login: string, role: string, index = login): object =>
  resource({
    address: `github_membership.all["${index}"]`,
    values: { id: `acme:${login}`, username: login, role, etag: "W/1", downgrade_on_destroy: false },
  });

/** What the tests say of it. */
export const terraformState = {
  format_version: "1.0",
  terraform_version: "1.9.8",
  values: {
    outputs: { token: { sensitive: true, value: "ghp_EXAMPLEoutput" } },
    root_module: {
      resources: [
        membership("Ana", "admin"),
        membership("kim", "admin"),
        membership("lee", "member"),
        membership("mia", "member"),
        resource({
          address: 'data.github_user.all["lee"]',
          mode: "data",
          values: { id: "4242", username: "lee", login: "lee" },
        }),
        resource({
          address: "data.github_organization.this",
          mode: "data",
          values: { id: "9001", login: "acme", orgname: "acme", name: "Acme" },
        }),
        resource({
          address: "github_actions_secret.deploy",
          values: { repository: "web", plaintext_value: "EXAMPLE-plain-secret" },
          sensitive: { plaintext_value: true },
        }),
      ],
      child_modules: [
        {
          address: "module.teams",
          resources: [
            resource({
              address: 'module.teams.github_team.this["platform"]',
              values: {
                id: "71",
                slug: "platform",
                name: "Platform",
                description: "All of it",
                privacy: "closed",
                parent_team_id: "",
              },
            }),
          ],
          child_modules: [
            {
              address: "module.teams.module.sre",
              resources: [
                resource({
                  address: "module.teams.module.sre.github_team.this",
                  values: {
                    id: "72",
                    slug: "s-r-e",
                    name: "S.R.E",
                    description: "",
                    privacy: "secret",
                    parent_team_id: "71",
                  },
                }),
                resource({
                  address: "module.teams.module.sre.github_team_members.this",
                  values: {
                    id: "72",
                    team_id: "72",
                    members: [
                      { username: "mia", role: "member" },
                      { username: "LEE", role: "maintainer" },
                      { username: "ana", role: "maintainer" },
                    ],
                  },
                }),
                resource({
                  address: "module.teams.module.sre.github_team_repository.web",
                  values: { id: "72:web", team_id: "72", repository: "web", permission: "maintain" },
                }),
                resource({
                  address: "module.teams.module.sre.github_team_repository.odd",
                  values: { id: "72:odd", team_id: "72", repository: "odd", permission: "deployer" },
                }),
              ],
            },
          ],
        },
        {
          address: "module.single",
          resources: [
            resource({
              address: "module.single.github_team_membership.kim",
              values: { id: "71:kim", team_id: "71", username: "kim", role: "member" },
            }),
            resource({
              address: "module.single.github_team_membership.hidden",
              values: { id: "71:zoe", team_id: "71", username: "EXAMPLE-hidden-login", role: "member" },
              sensitive: { username: true },
            }),
          ],
        },
      ],
    },
  },
};
