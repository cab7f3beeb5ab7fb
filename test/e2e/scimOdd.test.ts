/** Odd and legal: servers of other characters than the sandbox's are read whole, planned, and brought to what the files say. */
import { afterEach, describe, expect, it } from "vitest";
import { startOddScim, plainWays, type OddScim, type Ways } from "../fakes/oddScim.ts";
import { createScimWorld, heldBack, told, type ScimWorld } from "../fakes/scim.ts";

let world: ScimWorld;
let server: OddScim;
afterEach(() => Promise.all([world.close(), server.close()]));

async function open(ways: Partial<Ways>): Promise<void> {
  server = await startOddScim(ways);
  world = await createScimWorld({ api: server.api });
}

const mail = (name: string): string => `${name}@acme.example`;
const team = (...names: readonly string[]): string =>
  `teams: { finance: { name: Finance & Co, members: [${names.map(mail).join(", ")}] }, empty: {} }\n`;
const people = (names: readonly string[], more = ""): string =>
  `members:\n${names.map((name) => `  ${mail(name)}: ${name === "ana" ? "admin" : "member"}\n`).join("")}${more}`;

interface Step {
  readonly files: string;
  readonly does: readonly string[];
}

const first = ["ana", "ben", "cat", "dan", "eli"];
const steps: readonly Step[] = [
  {
    files: people(first) + team("ben", "cat"),
    does: ["create_team empty", "create_team finance", ...first.map((name) => `invite ${mail(name)}`)],
  },
  {
    files: people([...first, "fay"]) + team("ben", "dan", "fay"),
    does: [`invite ${mail("fay")}`, `join_team finance/${mail("dan")}`, `leave_team finance/${mail("cat")}`],
  },
  {
    files:
      people(["ana", "ben", "cat", "eli", "fay"], `  ${mail("dan")}: { state: deactivated }\n`) +
      team("ben", "fay"),
    does: [`deactivate ${mail("dan")}`, `leave_team finance/${mail("dan")}`],
  },
  {
    files:
      `members:\n  ${mail("ana")}: admin\n  ben@new.example: { role: admin, previously: [${mail("ben")}] }\n` +
      ["cat", "dan", "eli", "fay"].map((name) => `  ${mail(name)}: member\n`).join("") +
      `teams: { finance: { name: Money, members: [ben@new.example] }, empty: {} }\n`,
    does: [
      "change_email ben@new.example",
      `leave_team finance/${mail("fay")}`,
      "promote ben@new.example",
      `reactivate ${mail("dan")}`,
      "update_team finance",
    ],
  },
];

/** Through all the states, each with an empty plan behind it. */
async function lives(settings: object = {}, states = steps): Promise<void> {
  for (const { files, does } of states) {
    await world.setFiles(files, {
      guards: { max_loss: "100%", min_admins: 1 },
      scim: { role: { from: "roles", admin: "owner", member: "user" }, ...settings },
    });
    const plan = await world.plan();
    expect([[...told(plan)].sort(), plan.findings, plan.unread]).toEqual([[...does].sort(), [], undefined]);
    const { result, code } = await world.apply();
    const failures = (result?.outcomes ?? []).filter(({ status }) => status !== "done");
    expect([failures.map(({ action, message }) => [action.verb, message]), code]).toEqual([[], 0]);
    const second = await world.plan();
    expect([told(second), heldBack(second)]).toEqual([[], []]);
  }
}

/** The same with the names of all attributes written otherwise. */
function renamed(value: unknown, name: (old: string) => string): unknown {
  if (Array.isArray(value)) return value.map((it) => renamed(it, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [name(key), renamed(it, name)]));
}

const without = (resource: object, ...names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name)));

type Place = { value: string };

const odd: readonly { readonly name: string; readonly ways: Partial<Ways> }[] = [
  { name: "keeps to the standard", ways: {} },
  { name: "gives two on a page, whatever is asked for", ways: { pageSize: 2 } },
  {
    name: "says twice who is in a group",
    ways: { shown: (resource, kind) => (kind === "Groups" ? repeated(resource) : resource) },
  },
  {
    name: "writes totals as text, counts pages from 0, and leaves Resources out where there are none",
    ways: {
      pageSize: 3,
      list: ({ Resources, totalResults, startIndex }) => ({
        totalResults: String(totalResults),
        startIndex: Number(startIndex) - 1,
        ...((Resources as unknown[]).length === 0 ? {} : { Resources }),
      }),
    },
  },
  {
    name: "has null in place of an empty list",
    ways: {
      list: (list) => ({
        ...list,
        Resources: (list["Resources"] as unknown[]).length === 0 ? null : list["Resources"],
      }),
    },
  },
  {
    name: "writes names of attributes in small letters",
    ways: {
      list: (list) => renamed(list, (name) => name.toLowerCase()),
      shown: (resource) => renamed(resource, (name) => name.toLowerCase()) as Record<string, unknown>,
    },
  },
  {
    name: "writes names of attributes and schemas in capitals",
    ways: {
      list: (list) => renamed(list, (name) => name.toUpperCase()),
      shown: (resource, kind) => ({
        ...(renamed(resource, (name) => name.toUpperCase()) as object),
        SCHEMAS: [`URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:${kind.toUpperCase()}`],
      }),
    },
  },
  {
    name: "has numbers for ids",
    ways: {
      id: (made) => String(made),
      shown: (resource) => ({
        ...resource,
        id: Number(resource["id"]),
        ...("members" in resource
          ? { members: (resource["members"] as Place[]).map(({ value }) => ({ value: Number(value) })) }
          : {}),
      }),
    },
  },
  {
    name: "says nothing of access while somebody has it",
    ways: { shown: (resource) => (resource["active"] === true ? without(resource, "active") : resource) },
  },
  {
    name: "calls no address the primary one",
    ways: {
      shown: ({ emails, ...rest }) =>
        emails === undefined
          ? rest
          : { ...rest, emails: (emails as Place[]).map(({ value }) => ({ value })) },
    },
  },
  {
    name: "writes addresses and roles as bare text",
    ways: {
      shown: ({ emails, roles, ...rest }) => ({
        ...rest,
        ...(emails === undefined ? {} : { emails: (emails as Place[]).map(({ value }) => value) }),
        ...(roles === undefined ? {} : { roles: (roles as Place[]).map(({ value }) => value) }),
      }),
    },
  },
  {
    name: "names members by address alone",
    ways: {
      id: (made) => `user ${made}/x`,
      shown: ({ members, ...rest }) => ({
        ...rest,
        ...(members === undefined
          ? {}
          : {
              members: (members as Place[]).map(({ value }) => ({
                $ref: `https://wiki.example/scim/Users/${encodeURIComponent(value)}`,
              })),
            }),
      }),
    },
  },
  {
    name: "leaves members out where nobody is in a group",
    ways: {
      shown: (resource) =>
        "members" in resource && (resource["members"] as Place[]).length === 0
          ? without(resource, "members")
          : resource,
    },
  },
  {
    name: "answers writes with 200 and a body, or without one",
    ways: {
      wrote: {
        POST: { status: 200, body: true },
        PATCH: { status: 204, body: false },
        PUT: { status: 200, body: true },
        DELETE: { status: 200, body: true },
      },
    },
  },
  {
    name: "answers what it made with nothing but where it is",
    ways: { wrote: { ...plainWays.wrote, POST: { status: 201, body: false } } },
  },
  {
    name: "says nothing of itself, and sends plain JSON",
    ways: { config: null, type: "application/json; charset=utf-8" },
  },
  { name: "says the little that it must of itself", ways: { config: {} } },
  {
    name: "has weak ETags, and holds writes to them",
    ways: { etags: true, config: { patch: { supported: true }, etag: { supported: true } } },
  },
  { name: "has no PATCH, and says so", ways: { patch: false, config: { patch: { supported: "false" } } } },
  { name: "passes over filters", ways: { filters: "ignored" } },
  { name: "passes over filters, with two on a page", ways: { filters: "ignored", pageSize: 2 } },
  { name: "refuses filters with 400", ways: { filters: 400 } },
  { name: "refuses filters with 403", ways: { filters: 403, config: { filter: { supported: false } } } },
  { name: "answers from a copy that lags behind", ways: { lag: 2 } },
  {
    name: "answers from a copy, and says so of what it made by nothing",
    ways: { lag: 3, wrote: { ...plainWays.wrote, POST: { status: 201, body: false } } },
  },
  { name: "takes plain JSON only", ways: { takes: "application/json" } },
  {
    name: "loses the answers to what makes something, knows no filters, and gives two on a page",
    ways: { loses: ["POST Users", "POST Groups"], filters: "ignored", pageSize: 2 },
  },
  { name: "refuses filters with 501", ways: { filters: 501, config: null } },
  { name: "answers 404 where a filter is asked for", ways: { filters: 404 } },
  {
    name: "writes access as 0 and 1",
    ways: {
      shown: (resource) =>
        "active" in resource ? { ...resource, active: resource["active"] === true ? 1 : 0 } : resource,
    },
  },
  {
    name: "names members by a relative address alone",
    ways: {
      shown: ({ members, ...rest }) => ({
        ...rest,
        ...(members === undefined
          ? {}
          : { members: (members as Place[]).map(({ value }) => ({ $ref: `Users/${value}` })) }),
      }),
    },
  },
  {
    name: "says that a page holds more than it does, marks each address as not the primary one, and knows other schemas",
    ways: {
      pageSize: 3,
      list: ({ schemas: _, ...list }) => ({ ...list, itemsPerPage: 1000 }),
      shown: (resource) => ({
        ...resource,
        schemas: ["urn:example:scim:2.0:Person"],
        "urn:example:scim:2.0:Person": { desk: [1, null, { floor: "2" }] },
        ...("emails" in resource
          ? { emails: (resource["emails"] as Place[]).map(({ value }) => ({ value, primary: "False" })) }
          : {}),
      }),
    },
  },
];

/** Whoever is in the group, told by each server so that nobody can tell who it is, or that anybody is there. */
const untold: readonly { readonly name: string; readonly ways: Partial<Ways>; readonly says: RegExp }[] = [
  {
    name: "by names alone",
    ways: { shown: (resource) => withMembers(resource, () => ({ display: "Ana" })) },
    says: /members of the group Finance & Co came without an id/,
  },
  {
    name: "by ids that no user has",
    ways: { shown: (resource) => withMembers(resource, ({ value }) => ({ value: `person:${value}` })) },
    says: /Not one member of any group has the id of a user/,
  },
  {
    name: "by nothing, with users whose groups are known",
    ways: { shown: (resource) => ("members" in resource ? { ...resource, members: [] } : resource) },
    says: /came without members/,
  },
];

/** Each member of a group as often as it says. */
function repeated(resource: Record<string, unknown>): Record<string, unknown> {
  const { members } = resource;
  return Array.isArray(members) ? { ...resource, members: [...members, ...members] as unknown[] } : resource;
}

function withMembers(
  resource: Record<string, unknown>,
  told: (member: Place) => object,
): Record<string, unknown> {
  const { members } = resource;
  return Array.isArray(members) ? { ...resource, members: (members as Place[]).map(told) } : resource;
}

/** Lists of users that hold less than everybody. */
const partial: readonly { readonly name: string; readonly list: Ways["list"] }[] = [
  { name: "an error with 200", list: () => ({ ok: false, error: "not_authed" }) },
  { name: "SCIM's error with 200", list: () => ({ status: "500", detail: "try again" }) },
  { name: "bare text", list: () => "Sign in" },
  { name: "a bare list", list: ({ Resources }) => Resources },
  { name: "no total", list: ({ Resources }) => ({ Resources }) },
  { name: "a total below none", list: (list) => ({ ...list, totalResults: -1 }) },
  { name: "the total of a page", list: (list) => ({ ...list, totalResults: 1 }) },
  { name: "a total without anybody", list: (list) => ({ ...list, Resources: [] }) },
  { name: "a total, and no list", list: ({ totalResults }) => ({ totalResults }) },
  { name: "null among users", list: (list) => ({ ...list, Resources: [null] }) },
  { name: "users without ids", list: (list) => ({ ...list, Resources: [{ userName: mail("ana") }] }) },
];

describe("a server that", () => {
  it.each(odd)("$name", async ({ ways }) => {
    await open(ways);
    await lives();
  });

  it("keeps no mark of who made a user says so, and is managed where the files manage everything", async () => {
    await open({ drops: ["externalId"] });
    await lives({ manages: "all" }, steps.slice(0, 3));
  });

  it.each(untold)("names members $name is not taken to have nobody there", async ({ ways, says }) => {
    let odd = false;
    const { shown = plainWays.shown } = ways;
    await open({ shown: (...given) => (odd ? shown(...given) : given[0]) });
    await lives({}, steps.slice(0, 1));
    odd = true;
    const plan = await world.plan();
    expect(plan.unread?.map(({ kind }) => kind)).toEqual(["team_membership"]);
    expect(plan.unread?.[0]?.reason).toMatch(says);
    expect(plan.actions.every(({ uncovered }) => uncovered !== undefined)).toBe(true);
  });

  it.each(partial)("answers $name in place of its lists takes nothing from anybody", async ({ list }) => {
    let odd = false;
    await open({ list: (whole) => (odd ? list(whole) : whole) });
    await lives({}, steps.slice(0, 1));
    const before = JSON.stringify([[...server.users], [...server.groups]]);
    odd = true;
    const ended = await world.apply().then(
      ({ code }) => `exit code ${code}`,
      (refused: unknown) => String(refused),
    );
    expect(ended).toMatch(/exit code [1-9]|Users answered with something that is no list of SCIM's/);
    odd = false;
    expect(JSON.stringify([[...server.users], [...server.groups]])).toBe(before);
    expect(told(await world.plan())).toEqual([]);
  });

  it("passes over filters and lists not everybody makes nobody a second time", async () => {
    // Counted from the plan on.
    let whole = Infinity;
    await open({
      filters: "ignored",
      list: (list) => ((whole -= 1) < 0 ? { ...list, totalResults: 99, Resources: [] } : list),
    });
    await lives({}, steps.slice(0, 1));
    await world.setFiles(people([...first, "fay"]), {
      guards: { min_admins: 1 },
      scim: { role: { from: "roles", admin: "owner", member: "user" } },
    });
    const { result, code } = await world.apply({ meanwhile: () => (whole = 0) });
    const told = result?.outcomes.map(({ status, message }) => `${status}: ${message}`);
    expect([told, code]).toEqual([[expect.stringMatching(/^failed: Whether it is there already/)], 4]);
    expect(server.users.size).toBe(first.length);
  });

  it("redirects is not followed, since the key would go along: that is said", async () => {
    await open({ slashes: true });
    await world.setFiles(`members: { ${mail("ana")}: member }\n`);
    expect(await world.refused()).toMatch(/a redirect\. muster does not follow redirects: check `api`/);
  });
});
