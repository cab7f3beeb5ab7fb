/** States of Terraform in shapes that its GitHub provider has come to know, each with what becomes of it. */
import { expect, it } from "vitest";
import { github } from "../../../src/model/vocabularies/github.ts";
import { fromTerraform } from "../../../src/rewrite/from/terraform.ts";
import { fileOf } from "../declare/tree.ts";

const read = (state: object) =>
  fromTerraform({
    tree: [fileOf("", JSON.stringify(state))],
    label: "state.json",
    vocabulary: github,
  });
const resource = (address: string, values: object | null, more: object = {}): object => ({
  address,
  mode: address.startsWith("data.") ? "data" : "managed",
  type: address.replace(/^data\./, "").replace(/\..*/, ""),
  name: "this",
  values,
  ...more,
});
const stateOf = (...resources: readonly object[]): object => ({
  format_version: "1.0",
  values: { root_module: { resources, child_modules: null } },
});
const sre = resource("github_team.sre", { id: "501", slug: "sre", name: "SRE", parent_team_id: null });
const told = (state: object) => {
  const { organizations, leftOut, diagnostics } = read(state);
  return {
    teams: organizations.flatMap(({ teams }) => teams),
    left: leftOut.map(({ what, why }) => `${what}: ${why}`).join("\n"),
    diagnostics,
  };
};

it("repositories that name all their collaborators: the teams' part is carried over, and people are told of", () => {
  const { teams, left } = told(
    stateOf(
      sre,
      resource("github_repository_collaborators.web", {
        repository: "web",
        team: [
          { team_id: "501", permission: "maintain" },
          { team_id: "sre", permission: "admin" },
        ],
        user: [{ username: "lee", permission: "admin" }],
      }),
      resource("github_repository_collaborators.docs", {
        repository: "docs",
        team: [{ team_id: "sre" }],
        user: null,
      }),
    ),
  );
  expect(teams[0]?.shares).toEqual([
    { resource: "docs", level: "push" },
    { resource: "web", level: "maintain" },
  ]);
  expect(left).toContain("1 person of github_repository_collaborators.web");
  expect(left).toContain("the team sre and web stand in the state twice");
});

it("levels by the words of the site are those of the API, and the organization's own stay", () => {
  const grant = (repository: string, permission?: string): object =>
    resource(`github_team_repository.${repository}`, { team_id: "501", repository, permission });
  const { teams } = told(
    stateOf(sre, grant("a", "read"), grant("b", "write"), grant("c", "docs-editor"), grant("d")),
  );
  expect(teams[0]?.shares?.map(({ level }) => level)).toEqual(["pull", "push", "docs-editor", "pull"]);
});

it("what the files can say by hand is told so, and nothing else is called managed", () => {
  const { left } = told(
    stateOf(
      sre,
      resource("github_organization_role_team.x", { role_id: 1, team_slug: "sre" }),
      resource("github_organization_security_manager.x", { team_slug: "sre" }),
      resource("github_team_sync_group_mapping.x", { team_slug: "sre" }),
      resource("github_branch_protection.x", {}),
    ),
  );
  expect(left).toContain("github_organization_role_team.x: say who holds the role under `roles` by hand");
  expect(left).toContain("security_manager: { granted_to: { teams: [TEAM] } }");
  expect(left).toContain("github_team_sync_group_mapping.x: write `members_from` for the team by hand");
  expect(left).toContain(
    "github_branch_protection.x: muster manages no github_branch_protection: keep it in Terraform",
  );
});

it("values that are not there, or null, are nobody's", () => {
  const { teams, diagnostics } = told(
    stateOf(
      sre,
      resource("github_team.gone", null),
      resource("github_membership.x", { username: null, role: null }),
      resource("github_team_members.x", { team_id: "501", members: null }),
      resource("github_team_repository.x", { team_id: null, repository: "web" }),
    ),
  );
  expect(diagnostics).toEqual([]);
  expect(teams.map(({ slug }) => slug)).toEqual(["sre"]);
});

it.each([
  ["a plan", { format_version: "1.2", planned_values: { root_module: {} }, prior_state: {} }, "it is a plan"],
  ["Terraform's own file", { version: 4, resources: [] }, "Terraform's own state file"],
  ["something else", { resources: [] }, "it is no state"],
])("%s is refused as what it is", (_, state, words) => {
  expect(read(state).diagnostics[0]?.message).toContain(words);
});
