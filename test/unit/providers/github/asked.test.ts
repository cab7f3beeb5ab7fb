/** The judge of what is asked of GitHub, which every test over the embedded GitHub has beside it. */
import { describe, expect, it } from "vitest";
import { membersQuery } from "../../../../src/providers/github/queries.ts";
import { wrongWith } from "../../../fixtures/github/asked.ts";

const ask = (method: string, path: string, body?: object): string | undefined =>
  wrongWith({
    method,
    url: new URL(path, "https://api.github.example"),
    body: body === undefined ? "" : JSON.stringify(body),
  });
const query = (text: string, variables: object = {}): string | undefined =>
  ask("POST", "/graphql", { query: text, variables });

describe("a request to GitHub", () => {
  it("is let through as published, at a server of one's own as well", () => {
    const invitation = { invitee_id: 7, role: "direct_member", team_ids: [1] };
    expect([
      ask("GET", "/orgs/acme/invitations?per_page=100&page=2"),
      ask("POST", "/orgs/acme/invitations", invitation),
      ask("PUT", "/api/v3/orgs/acme/memberships/octo-cat", { role: "admin" }),
      ask("DELETE", "/orgs/acme/teams/sre/repos/acme/deploy"),
      query(membersQuery, { org: "acme", n: 100, after: null }),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it.each<[string, string | undefined, RegExp]>([
    ["a path that is none", ask("GET", "/orgs/acme/people"), /no path/],
    ["a method that is none", ask("PUT", "/orgs/acme/invitations", {}), /is not published/],
    ["a parameter that is none", ask("GET", "/orgs/acme/teams?count=5"), /takes no count in its query/],
    ["a number that is none", ask("GET", "/orgs/acme/teams?per_page=all"), /per_page=all/],
    ["an id that is none", ask("DELETE", "/orgs/acme/invitations/ana"), /invitation_id=ana/],
    [
      "a role that is none",
      ask("POST", "/orgs/acme/invitations", { email: "a@acme.example", role: "member" }),
      /role must be equal to one of the allowed values/,
    ],
    [
      "a field that is none",
      ask("POST", "/orgs/acme/teams", { name: "sre", manager: 1 }),
      /takes no manager in its body/,
    ],
    ["a name that is missing", ask("POST", "/orgs/acme/teams", {}), /must have required property 'name'/],
    ["a body where none is taken", ask("DELETE", "/orgs/acme/teams/sre", {}), /takes no body/],
    ["a query for a field that is none", query("query A{viewer{age}}"), /Cannot query field "age"/],
    ["a variable of another type", query(membersQuery, { org: 7, n: 100, after: null }), /\$org/],
    ["a mutation", query("mutation M{__typename}"), /where muster only asks/],
    ["a query that is none", query("query {"), /Syntax Error/],
  ])("is told of %s", (_, said, expected) => {
    expect(said).toMatch(expected);
  });
});
