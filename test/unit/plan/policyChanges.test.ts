/** What a change does to the rules: every field of policy and connection, and whether it loosens them. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Connection, Organization, Policy } from "../../../src/model/organization.ts";
import { settingsInForce, waiversInForce } from "../../../src/plan/settings.ts";
import { policyChanges } from "../../../src/plan/policyChanges.ts";
import { organizationsOf } from "../../fakes/world.ts";

const [plain] = organizationsOf({
  "acme/organization.yaml": "organization: { provider: planasonix, id: org_1 }\n",
});
if (plain === undefined) throw new Error("no organization");
const acme = plain;

interface Over {
  readonly policy?: Partial<Policy>;
  readonly guards?: Partial<Policy["guards"]>;
  readonly connection?: Partial<Connection>;
}

function organization({ policy = {}, guards = {}, connection = {} }: Over = {}): Organization {
  return {
    ...acme,
    connection: { ...acme.connection, ...connection },
    policy: { ...acme.policy, ...policy, guards: { ...acme.policy.guards, ...guards } },
  };
}

function between(before: Over | null, after: Over): string[] {
  const base = new Map(before === null ? [] : [["acme", organization(before)]]);
  return policyChanges(base, [organization(after)]).map(
    ({ setting, before: was, after: is, loosens }) =>
      `${loosens ? "LOOSENS " : ""}${setting}: ${was ?? "-"} -> ${is ?? "-"}`,
  );
}

const waiver = (until: string, reason = "a move") =>
  ({
    guard: "max_loss",
    until,
    reason,
    source: { file: "access/acme/organization.yaml", line: 9, column: 1 },
  }) as const;

describe("policyChanges", () => {
  it("leads to the line of each setting, however it is written, and to the settings where it stands on none", () => {
    const written = (text: string): Organization => {
      const [one] = organizationsOf({ "acme/organization.yaml": text });
      if (one === undefined) throw new Error("no organization");
      return one;
    };
    const before = written(
      "organization: { provider: planasonix, id: org_1, successor: ana@acme.example }\nmembers: { ana@acme.example: admin }\n",
    );
    const after = written(`# Rules
organization:
  provider: planasonix
  id: org_2
  drift: correct
  unlisted:
    members: deactivate
    teams: delete
  guards:
    max_loss: 50%
    protected:
      - ana@acme.example
  sso: { domains: [acme.example] }
  guests: { max_days: 90,
            domains: [contractor.example] }
  profiles:
    staff:
      role: viewer
members: { ana@acme.example: admin }
`);
    const places = policyChanges(new Map([["acme", before]]), [after]).map(
      ({ setting, source }) => `${setting}: ${source === null ? "-" : `${source.line}:${source.column}`}`,
    );
    expect(places.sort()).toEqual([
      "drift: 5:3",
      "guards.max_loss: 10:5",
      "guards.protected: 11:5",
      "guests.domains: 15:13",
      "guests.max_days: 14:13",
      "id: 4:3",
      "sso.domains: 13:10",
      "successor: -",
      "unlisted.members: 7:5",
      "unlisted.teams: 8:5",
    ]);
  });

  it("is empty between equal files", () => {
    expect(between({}, {})).toEqual([]);
  });

  it.each<[string, Over, Over, string[]]>([
    ["fewer admins", { guards: { minAdmins: 3 } }, {}, ["LOOSENS guards.min_admins: 3 -> 2"]],
    ["more admins", {}, { guards: { minAdmins: 3 } }, ["guards.min_admins: 2 -> 3"]],
    ["more loss", {}, { guards: { maxLoss: 0.29 } }, ["LOOSENS guards.max_loss: 25% -> 29%"]],
    ["less loss", {}, { guards: { maxLoss: 0.105 } }, ["guards.max_loss: 25% -> 10.5%"]],
    ["more changes", {}, { guards: { maxChanges: 201 } }, ["LOOSENS guards.max_changes: 200 -> 201"]],
    [
      "one protected person for another",
      { guards: { protected: ["a@acme.example"] } },
      { guards: { protected: ["b@acme.example"] } },
      ["LOOSENS guards.protected: a@acme.example -> b@acme.example"],
    ],
    [
      "nobody protected any more",
      { guards: { protected: ["a@acme.example"] } },
      {},
      ["LOOSENS guards.protected: a@acme.example -> -"],
    ],
    [
      "one more protected",
      { guards: { protected: ["a@acme.example"] } },
      { guards: { protected: ["a@acme.example", "b@acme.example"] } },
      ["guards.protected: a@acme.example -> a@acme.example, b@acme.example"],
    ],
    [
      "a waiver that comes",
      {},
      { policy: { waivers: [waiver("2027-01-01")] } },
      ["LOOSENS waivers: - -> max_loss until 2027-01-01: a move"],
    ],
    [
      "a waiver that goes",
      { policy: { waivers: [waiver("2027-01-01")] } },
      {},
      ["waivers: max_loss until 2027-01-01: a move -> -"],
    ],
    [
      "a waiver that holds longer, and one that ends sooner",
      { policy: { waivers: [waiver("2027-01-01"), waiver("2027-01-01", "another")] } },
      { policy: { waivers: [waiver("2027-02-01"), waiver("2026-12-01", "another")] } },
      [
        "LOOSENS waivers: max_loss until 2027-01-01: a move -> max_loss until 2027-02-01: a move",
        "waivers: max_loss until 2027-01-01: another -> max_loss until 2026-12-01: another",
      ],
    ],
    [
      "another address",
      {},
      { connection: { api: "https://evil.example" } },
      ["LOOSENS api: - -> https://evil.example"],
    ],
    ["another organization", {}, { connection: { id: "org_2" } }, ["LOOSENS id: org_1 -> org_2"]],
    [
      "what counts at once",
      {},
      {
        policy: {
          onLeave: "remove",
          drift: "correct",
          successor: "a@acme.example",
          unlisted: { ...acme.policy.unlisted, members: "remove", keys: "revoke" },
        },
      },
      [
        "unlisted.members: report -> remove",
        "unlisted.keys: report -> revoke",
        "on_leave: deactivate -> remove",
        "drift: report -> correct",
        "successor: - -> a@acme.example",
      ],
    ],
  ])("names %s", (_, before, after, said) => {
    expect(between(before, after)).toEqual(said);
  });

  it("names what a new organization brings, held against the defaults", () => {
    expect(between(null, {})).toEqual(["provider: - -> planasonix", "id: - -> org_1"]);
    expect(between(null, { guards: { maxLoss: 1 }, connection: { api: "https://evil.example" } })).toEqual([
      "LOOSENS api: - -> https://evil.example",
      "LOOSENS guards.max_loss: 25% -> 100%",
      "provider: - -> planasonix",
      "id: - -> org_1",
    ]);
  });

  it("says where it stands now, and nothing of an organization that is gone", () => {
    const [change] = policyChanges(new Map([["acme", organization()]]), [
      organization({ policy: { waivers: [waiver("2027-01-01")] } }),
    ]);
    expect(change?.source).toEqual(waiver("2027-01-01").source);
    const [gone] = policyChanges(
      new Map([["acme", organization({ policy: { waivers: [waiver("2027-01-01")] } })]]),
      [organization()],
    );
    expect(gone?.source).toBeNull();
    expect(policyChanges(new Map([["acme", organization()]]), [])).toEqual([]);
  });

  it("calls loosening what does not count yet, and only that", () => {
    const people = fc.subarray(["a@acme.example", "b@acme.example"]);
    const guards = fc.record({
      minAdmins: fc.integer({ min: 1, max: 3 }),
      maxLoss: fc.constantFrom(0.1, 0.25, 1),
      maxChanges: fc.integer({ min: 0, max: 3 }),
      protected: people,
    });
    const waivers = fc.array(
      fc.constantFrom(waiver("2027-01-01"), waiver("2027-02-01"), waiver("2027-01-01", "b")),
    );
    const side = fc.record({ guards, waivers });
    fc.assert(
      fc.property(side, side, (a, b) => {
        const base = organization({ guards: a.guards, policy: { waivers: a.waivers } });
        const head = organization({ guards: b.guards, policy: { waivers: b.waivers } });
        const loosens = policyChanges(new Map([["acme", base]]), [head]).some((change) => change.loosens);
        const inForce = settingsInForce(head, base);
        const day = "2026-12-01";
        const wanted = new Set(head.policy.waivers.map(({ reason, until }) => `${reason} ${until}`));
        const counting = new Set(
          waiversInForce(head, base, day).map(({ reason, until }) => `${reason} ${until}`),
        );
        const longest = (all: ReadonlySet<string>) =>
          [...all]
            .filter(
              (one) => ![...all].some((other) => other.slice(0, -11) === one.slice(0, -11) && other > one),
            )
            .sort();
        const allCounts =
          JSON.stringify(inForce) === JSON.stringify(head.policy.guards) &&
          JSON.stringify(longest(wanted)) === JSON.stringify(longest(counting));
        expect(loosens).toBe(!allCounts);
      }),
    );
  });
});

describe("whom an organization lets in", () => {
  const sso = (enforced: boolean, ...domains: readonly string[]) => ({ sso: { enforced, domains } });
  const guests = (maxDays: number, ...domains: readonly string[]) => ({ guests: { maxDays, domains } });

  it.each([
    [
      "single sign-on no longer enforced",
      sso(true, "a.example"),
      sso(false, "a.example"),
      "LOOSENS sso.enforced: true -> false",
    ],
    [
      "single sign-on enforced",
      sso(false, "a.example"),
      sso(true, "a.example"),
      "sso.enforced: false -> true",
    ],
    [
      "one more domain",
      sso(true, "a.example"),
      sso(true, "a.example", "b.example"),
      "LOOSENS sso.domains: a.example -> a.example, b.example",
    ],
    [
      "one domain less",
      sso(true, "a.example", "b.example"),
      sso(true, "a.example"),
      "sso.domains: a.example, b.example -> a.example",
    ],
    [
      "one more guest domain",
      guests(9, "a.example"),
      guests(9, "a.example", "b.example"),
      "LOOSENS guests.domains: a.example -> a.example, b.example",
    ],
    [
      "a guest domain whose people need no approval any more",
      guests(9, "a.example", "b.example"),
      guests(9, "a.example"),
      "LOOSENS guests.domains: a.example, b.example -> a.example",
    ],
    ["more days", guests(9, "a.example"), guests(10, "a.example"), "LOOSENS guests.max_days: 9 -> 10"],
    ["fewer days", guests(9, "a.example"), guests(8, "a.example"), "guests.max_days: 9 -> 8"],
  ])("tells %s", (_name, before, after, expected) => {
    expect(between({ policy: before }, { policy: after })).toEqual([expected]);
  });
});

describe("who people are", () => {
  const read = (people: string) =>
    organizationsOf({
      "people.yaml": `people:\n  zoe: { email: zoe@x.example }\n${people}`,
      "acme/organization.yaml":
        "organization: { provider: planasonix, id: org_1 }\nmembers: { ana: admin }\n",
    });
  const listedBetween = (before: string, after: string): string[] =>
    policyChanges(new Map(read(before).map((item) => [item.key, item])), read(after)).map(
      ({ setting, before: was, after: is, loosens, source }) =>
        `${setting}: ${was ?? "-"} -> ${is ?? "-"} ${String(loosens)} ${source === null ? "gone" : `${source.file}:${source.line}`}`,
    );

  it("is told field by field, with the place", () => {
    expect(
      listedBetween(
        "  ana: { email: a@x.example, github: old, ids: { acme: usr_1 } }\n",
        "  ana: { email: b@x.example, previously: [a@x.example], github: new, github_id: 5 }\n",
      ),
    ).toEqual([
      "people.ana.email: a@x.example -> b@x.example false access/people.yaml:3",
      "people.ana.previously: - -> a@x.example false access/people.yaml:3",
      "people.ana.ids: usr_1 -> - false gone",
      "people.ana.github: old -> new false access/people.yaml:3",
      "people.ana.github_id: - -> 5 false access/people.yaml:3",
    ]);
  });

  it("is told once where a login is the address, and the account's number the id", () => {
    const github = (person: string) =>
      organizationsOf({
        "people.yaml": `people:\n  ana: { email: a@x.example, ${person} }\n`,
        "acme/organization.yaml": "organization: { provider: github, id: acme }\nmembers: { ana: admin }\n",
      });
    const base = new Map(github("github: old, github_id: 12").map((item) => [item.key, item]));
    const told = policyChanges(base, github("github: new, github_id: 13"));
    expect(told.map(({ setting }) => setting)).toEqual(["people.ana.github", "people.ana.github_id"]);
  });

  it("is not told of somebody who is no member, or who was no person before", () => {
    const base = new Map(
      read("  ana: { email: a@x.example }\n").map((item) => [item.key, { ...item, people: [] }]),
    );
    expect(policyChanges(base, read("  ana: { email: b@x.example }\n"))).toEqual([]);
  });
});

describe("ids at the service", () => {
  const withIds = (ids: string): Organization => {
    const [made] = organizationsOf({
      "acme/organization.yaml": `organization: { provider: planasonix, id: org_1 }
members: { ana@x.example: admin, bo@x.example: admin, cy@x.example: viewer }
teams: { ops: {}, web: {} }
`,
      "acme/ids.yaml": `ids: ${ids}\n`,
    });
    if (made === undefined) throw new Error("the files declare no organization");
    return made;
  };

  it("are rules: one that is altered, added or gone is shown", () => {
    const was = withIds("{ members: { ana@x.example: usr_1, bo@x.example: usr_2 }, teams: { ops: team_1 } }");
    const is = withIds("{ members: { ana@x.example: usr_9, cy@x.example: usr_3 }, teams: { ops: team_2 } }");
    const found = policyChanges(new Map([["acme", was]]), [is]).map(({ setting, before, after }) =>
      [setting, before, after].join(" "),
    );
    expect(found).toEqual([
      "ids.members.ana@x.example usr_1 usr_9",
      "ids.members.bo@x.example usr_2 ",
      "ids.members.cy@x.example  usr_3",
      "ids.teams.ops team_1 team_2",
    ]);
    expect(policyChanges(new Map([["acme", is]]), [is])).toEqual([]);
  });
});

describe("what of a team is managed", () => {
  const withTeam = (fields: string): Organization => {
    const [found] = organizationsOf({
      "acme/organization.yaml": `organization: { provider: planasonix, id: org_1 }\nmembers: { ana@acme.example: admin }\nteams: { ops: { name: Ops${fields} } }\n`,
    });
    if (found === undefined) throw new Error("no organization");
    return found;
  };
  const list = ", members: [ana@acme.example]";
  it.each([
    [list, ", members_managed: listed" + list, "members of ops: all managed -> only who is listed managed"],
    [list, ", members_managed: leads, members: []", "members of ops: all managed -> leads managed"],
    [list, "", "members of ops: all managed -> only who is listed managed"],
    [list, ", members_from: sso:ops", "members of ops: all managed -> from sso:ops"],
    [
      ", members_from: sso:ops",
      ", members_from: sso:everyone",
      "members of ops: from sso:ops -> from sso:everyone",
    ],
    [list, ", ignore: [bot@service.example]" + list, "ignore of ops: - -> bot@service.example"],
    [", ignore: [bot@service.example]" + list, list, "ignore of ops: bot@service.example -> -"],
  ])("is told when it changes: %s to %s", (before, after, told) => {
    const changes = policyChanges(new Map([["acme", withTeam(before)]]), [withTeam(after)]);
    expect(
      changes.map(({ setting, before: was, after: is }) => `${setting}: ${was ?? "-"} -> ${is ?? "-"}`),
    ).toEqual([told]);
    const [change] = changes;
    const place = { file: "access/acme/organization.yaml", line: 3 };
    if (change?.after !== null) expect(change?.source).toMatchObject(place);
  });

  it("is nothing of a team that is new, or of an organization that is", () => {
    expect(policyChanges(new Map([["acme", acme]]), [withTeam(", members_from: sso:ops")])).toEqual([]);
    expect(policyChanges(new Map(), [withTeam(list)]).map(({ setting }) => setting)).toEqual([
      "provider",
      "id",
    ]);
  });
});

describe("how a SCIM service is read", () => {
  it("is told setting by setting, as a rule of the connection that loosens whatever it becomes", () => {
    const scim = (fields: string): Organization => {
      const [found] = organizationsOf({
        "acme/organization.yaml": `organization:\n  provider: scim\n  id: acme\n  api: https://scim.example/v2\n  scim: { ${fields} }\nmembers: { ana@acme.example: member }\n`,
      });
      if (found === undefined) throw new Error("no organization");
      return found;
    };
    const before = scim(
      "profile: strict, manages: own, user_name: email, role: { from: roles, admin: owner }",
    );
    const after = scim(
      "profile: strict, manages: all, user_name: login, remove: true, role: { from: roles, admin: user }",
    );
    const told = policyChanges(new Map([["acme", before]]), [after]).map(
      ({ setting, before: was, after: is, loosens }) =>
        `${loosens ? "LOOSENS " : ""}${setting}: ${was ?? "-"} -> ${is ?? "-"}`,
    );
    expect(told).toEqual([
      "LOOSENS scim.manages: own -> all",
      "LOOSENS scim.remove: false -> true",
      "LOOSENS scim.role: admin: owner, from: roles -> admin: user, from: roles",
      "LOOSENS scim.user_name: email -> login",
    ]);
  });
});

describe("a list that is gone, and an account that may work again", () => {
  const withThings = (fields: string): Organization => {
    const [found] = organizationsOf({
      "acme/organization.yaml": `organization: { provider: planasonix, id: org_1 }\nmembers: { ana@acme.example: admin, ${fields}\n`,
    });
    if (found === undefined) throw new Error("no organization");
    return found;
  };
  const told = (before: string, after: string): string[] =>
    policyChanges(new Map([["acme", withThings(before)]]), [withThings(after)]).map(
      ({ setting, before: was, after: is, loosens }) =>
        `${String(loosens)} ${setting}: ${was ?? "-"} -> ${is ?? "-"}`,
    );
  const shares = "shares: { pipelines: { nightly: run } }";
  const lee = (more: string): string => `lee@acme.example: { ${more} } }`;
  const bot = (more: string): string =>
    `}\nservice_accounts: { bot: { role: editor, owner: ana@acme.example${more} } }`;
  it.each([
    ["a member's shares", lee(`role: editor, ${shares}`), lee("role: editor"), "shares of lee@acme.example: listed -> left alone"],
    ["a team's shares", `}\nteams: { ops: { ${shares} } }`, "}\nteams: { ops: {} }", "shares of ops: listed -> left alone"],
    ["an account's shares", bot(`, ${shares}`), bot(""), "shares of bot: listed -> left alone"],
    ["an account's keys", bot(", keys: {}"), bot(""), "keys of bot: listed -> left alone"],
    ["an account that was stopped", bot(", state: disabled, keys: {}"), bot(", keys: {}"), "state of bot: disabled -> active"],
  ])("is told: %s", (_, before, after, line) => {
    expect(told(before, after)).toEqual([`false ${line}`]);
    // What is listed anew does what it does in the plan.
    if (line.includes("left alone")) expect(told(after, before)).toEqual([]);
  }); // prettier-ignore

  it("is nothing of whoever leaves", () => {
    expect(told(lee(`role: editor, ${shares}`), lee("state: deactivated"))).toEqual([]);
  });
});
