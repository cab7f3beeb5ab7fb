/** Who moves from one organization to another: the same person by whatever they are called, and nobody whom a date sends off. */
import { describe, expect, it } from "vitest";
import type { Organization } from "../../../src/model/organization.ts";
import { movesOf } from "../../../src/run/moves.ts";
import type { ShortAction } from "../../fakes/short.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { actionOf } from "../apply/plans.ts";

const people = "people: { kim: { name: Kim, email: kim@acme.example, github: kimcodes } }\n";
const services = {
  planasonix: "provider: planasonix, id: org_01acme",
  github: "provider: github, id: acme",
  scim: 'provider: scim, id: wiki, api: "https://wiki.example/scim/v2"',
};
type Service = keyof typeof services;

const admins = { planasonix: "ana@acme.example: admin", github: "anacodes: admin", scim: "ana: member" };

/** The organizations of that service, each with its own members. */
function open(named: Partial<Record<Service, string>>): Map<string, Organization> {
  const files = Object.entries(named).map(([key, members]) => {
    const service = key as Service;
    return [
      `${key}/organization.yaml`,
      `organization: { ${services[service]} }\nmembers: { ${admins[service]}${members === "" ? "" : `, ${members}`} }\n`,
    ];
  });
  const all = organizationsOf({ "people.yaml": people, ...Object.fromEntries(files) });
  return new Map(all.map((organization) => [organization.key, organization]));
}

function between(
  organizations: ReadonlyMap<string, Organization>,
  [from, leaver, more = {}]: readonly [Service, string, ShortAction?],
  [to, newcomer]: readonly [Service, string],
): string[] {
  const side = (key: string, over: ShortAction) => {
    const organization = organizations.get(key);
    if (organization === undefined) throw new Error(`no organization ${key}`);
    return { organization, plan: { actions: [actionOf(key, [], over)] } };
  };
  const leaving = {
    verb: "remove",
    before: { email: leaver, role: null, state: "active" },
    after: null,
  } as const;
  return movesOf([side(from, { ...leaving, key: leaver, ...more }), side(to, { key: newcomer })]).map(
    ({ leaves, joins }) =>
      `${leaves.action.key} of ${leaves.organization} -> ${joins.action.key} of ${joins.organization}`,
  );
}

describe("movesOf", () => {
  it("knows somebody by their login at the one and their address at the other, whichever still names them", () => {
    const moved = "kimcodes of github -> kim@acme.example of planasonix";
    const onlyThere = open({ github: "", planasonix: "kim: viewer" });
    expect(between(onlyThere, ["github", "kimcodes"], ["planasonix", "kim@acme.example"])).toEqual([moved]);
    const onlyHere = open({ github: "kim: member", planasonix: "" });
    expect(between(onlyHere, ["planasonix", "kim@acme.example"], ["github", "kimcodes"])).toEqual([
      "kim@acme.example of planasonix -> kimcodes of github",
    ]);
  });

  it("takes nobody for another who is called the same at a service with names of another kind", () => {
    const organizations = open({ scim: "", github: "lee: member" });
    expect(between(organizations, ["scim", "lee"], ["github", "lee"])).toEqual([]);
  });

  it("lets go whose access a date ends, whatever becomes of them elsewhere", () => {
    const organizations = open({ github: "", planasonix: "lee@acme.example: viewer" });
    const join = ["planasonix", "lee@acme.example"] as const;
    expect(between(organizations, ["github", "lee@acme.example"], join)).toHaveLength(1);
    expect(between(organizations, ["github", "lee@acme.example", { cause: "due" }], join)).toEqual([]);
  });
});
