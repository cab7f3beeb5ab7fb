/**
 * Services as they are: what the public documentation of well-known ones, and the threads about them, say of their ways. Each
 * is brought to what the files say, or muster tells what it could not, and nobody is taken for gone.
 */
import { afterEach, describe, expect, it } from "vitest";
import {
  startOddScim,
  plainWays,
  type Objection,
  type OddScim,
  type Operation,
  type Ways,
} from "../fakes/oddScim.ts";
import { createScimWorld, heldBack, told, type ScimWorld } from "../fakes/scim.ts";

let world: ScimWorld;
let server: OddScim;
afterEach(() => Promise.all([world.close(), server.close()]));

async function open(ways: Partial<Ways>): Promise<void> {
  server = await startOddScim(ways);
  world = await createScimWorld({ api: server.api });
}

const mail = (name: string): string => `${name}@acme.example`;
const names = ["ana", "ben", "cat", "dan", "eli"];
const people = (who: readonly string[], more = ""): string =>
  `members:\n${who.map((name) => `  ${mail(name)}: ${name === "ana" ? "admin" : "member"}\n`).join("")}${more}`;
const team = (...inside: readonly string[]): string =>
  `teams:\n  finance:\n    name: Finance\n    members:\n${inside.map((name) => `      - ${mail(name)}\n`).join("")}`;
const roles = { from: "roles", admin: "owner", member: "user" };
const guards = { max_loss: "100%", min_admins: 1 };

/** Joined, moved, gone and come back: every verb that these services have. */
const steps = [
  people(names) + team("ben", "cat"),
  people([...names, "fay"]) + team("ben", "dan", "fay"),
  people(["ana", "ben", "cat", "eli", "fay"], `  ${mail("dan")}: { state: deactivated }\n`) +
    team("ben", "fay"),
  people([...names, "fay"]).replace(`${mail("ben")}: member`, `${mail("ben")}: admin`) +
    team("ben").replace("name: Finance", "name: Money"),
  people([...names, "fay"]) + team("ben").replace("name: Finance", "name: Money"),
];

async function setFiles(files: string, scim: object = {}): Promise<void> {
  await world.setFiles(files, { guards, scim: { role: roles, ...scim } });
}

/** Through all of them, each with an empty plan behind it. */
async function lives(scim: object = {}, states: readonly string[] = steps): Promise<void> {
  for (const files of states) {
    await setFiles(files, scim);
    const { result, code } = await world.apply();
    const failures = (result?.outcomes ?? []).filter(({ status }) => status !== "done");
    expect([failures.map(({ action, message }) => [action.verb, message]), code]).toEqual([[], 0]);
    const second = await world.plan();
    expect([told(second), heldBack(second), second.unread]).toEqual([[], [], undefined]);
  }
}

const wrong = (scimType: string, detail = "not like that") => ({
  status: 400,
  body: { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "400", scimType, detail },
});
const isSet = ({ op, path }: Operation): boolean =>
  op === "replace" && path !== undefined && !/^members/.test(path);
const foldedRoles = (roles: unknown): unknown =>
  Array.isArray(roles) ? (roles as unknown[]).slice(-1) : roles;

const vendors: readonly { readonly name: string; readonly ways: Partial<Ways>; readonly scim?: object }[] = [
  {
    name: "takes what a PATCH sets beside no path only",
    ways: { objects: ({ operations }) => (operations.some(isSet) ? wrong("invalidPath") : undefined) },
  },
  {
    name: "takes what a PATCH sets by a path only, where the profile says otherwise",
    scim: { profile: "github_emu" },
    ways: {
      objects: ({ operations }) =>
        operations.some(({ op, path }) => op === "replace" && path === undefined)
          ? wrong("invalidSyntax")
          : undefined,
    },
  },
  {
    name: "refuses to be asked for more than 25 at once",
    ways: {
      pageSize: 25,
      config: null,
      objects: ({ query }) => (Number(query.get("count") ?? 0) > 25 ? wrong("invalidValue") : undefined),
    },
  },
  {
    name: "knows neither startIndex nor count",
    ways: {
      objects: ({ query }) =>
        query.has("count") && !query.has("filter")
          ? wrong("invalidSyntax", "unknown parameter count")
          : undefined,
    },
  },
  {
    name: "filters users by their user name, and nothing else",
    ways: {
      objects: ({ query }) =>
        /^(?:userName eq |$)/.test(query.get("filter") ?? "") ? undefined : wrong("invalidFilter"),
    },
  },
  {
    name: "breaks where it is asked for a filter",
    ways: { objects: ({ query }) => (query.has("filter") ? { status: 500 } : undefined) },
  },
  {
    name: "lists nobody who has no access, and finds them by a filter",
    ways: { hides: ({ active }, where) => active === false && where === "list" },
  },
  {
    name: "writes user names in its own way",
    ways: {
      kept: ({ userName, ...rest }, kind) =>
        kind === "Users" ? { ...rest, userName: String(userName).split("@")[0]?.toUpperCase() } : rest,
    },
    scim: { manages: "all" },
  },
  {
    name: "pages by cursors (RFC 9865), and counts nobody",
    ways: { cursors: true, pageSize: 2, config: { pagination: { cursor: true, index: false } } },
  },
  {
    name: "has room for one role, and finds none by a filter",
    ways: {
      kept: ({ roles: held, ...rest }) => (held === undefined ? rest : { ...rest, roles: foldedRoles(held) }),
      objects: ({ operations }) =>
        operations.some(({ path = "" }) => path.startsWith("roles[")) ? wrong("noTarget") : undefined,
    },
  },
  {
    name: "answers what was changed by what was before",
    ways: { wrote: { ...plainWays.wrote, PATCH: { status: 200, body: false } } },
  },
  {
    name: "puts people and groups into schemas of its own, with numbers and nulls beside",
    ways: {
      shown: (resource, kind) => ({
        ...resource,
        schemas: [`urn:ietf:params:scim:schemas:core:2.0:${kind === "Users" ? "user" : "group"}`],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
          manager: { value: null, displayName: "" },
          department: 7,
        },
        nickName: null,
        locale: null,
        photos: [null],
        phoneNumbers: [{ value: null }],
        name: kind === "Users" ? { formatted: null, givenName: "" } : undefined,
      }),
    },
  },
  {
    name: "says of each group how many are in it",
    ways: {
      shown: (resource, kind) =>
        kind === "Groups"
          ? { ...resource, memberCount: ((resource["members"] ?? []) as unknown[]).length }
          : resource,
    },
  },
  {
    name: "cuts members in its list of groups, and counts them",
    ways: {
      shown: (resource, kind, where) => {
        const members = (resource["members"] ?? []) as unknown[];
        if (kind !== "Groups") return resource;
        const cut = where === "list" ? members.slice(0, 1) : members;
        return { ...resource, members: cut, "urn:acme:groups:1.0": { memberCount: String(members.length) } };
      },
    },
  },
];

describe("a service that", () => {
  it.each(vendors)("$name", async ({ ways, scim }) => {
    await open(ways);
    await lives(scim);
  });

  it.each<[string, number, unknown, Readonly<Record<string, string>>]>([
    ["429 with a date", 429, "", { "retry-after": new Date(Date.now() + 864e5).toUTCString() }],
    ["429 with X-Rate-Limit-Reset", 429, "", { "x-rate-limit-reset": "3" }],
    ["ThrottlingException", 400, { __type: "ThrottlingException", message: "Rate exceeded" }, {}],
    ["rateLimitExceeded", 403, { error: "rateLimitExceeded" }, { "retry-after": "1" }],
  ])("asks to wait by %s is waited for", async (name, status, body, headers) => {
    let left = 0;
    // The dates are of the test's own clock.
    await open({
      objects: () =>
        (left -= 1) < 0
          ? undefined
          : {
              status,
              body,
              headers:
                name === "429 with a date"
                  ? { date: "Sat, 21 Nov 2026 10:00:00 GMT", "retry-after": "Sat, 21 Nov 2026 10:00:02 GMT" }
                  : headers,
            },
    });
    await lives({}, steps.slice(0, 1));
    left = 2;
    expect(told(await world.plan())).toEqual([]);
    left = 2;
    await lives({}, steps.slice(1, 2));
  });
});

const cut = (resource: Record<string, unknown>, left: number): Record<string, unknown> => ({
  ...resource,
  ...("members" in resource ? { members: (resource["members"] as unknown[]).slice(0, left) } : {}),
});

describe("a group that comes cut short", () => {
  const whole = people(names) + team("ben", "cat", "dan");
  let odd: Ways["shown"] | undefined;
  const begin = async (): Promise<void> => {
    odd = undefined;
    await open({ shown: (...given) => (odd ?? plainWays.shown)(...given) });
    await setFiles(
      `${people(names)}teams: { finance: { name: Finance, members: [${["ben", "cat", "dan"].map(mail).join(", ")}] }, ops: { name: Ops, members: [${mail("eli")}] } }\n`,
    );
    expect((await world.apply()).code).toBe(0);
  };

  it.each<[string, Ways["shown"], RegExp]>([
    [
      "is noticed where users say that they are in it",
      (resource) => cut(resource, 1),
      /The group Finance came with 1 members, and the user (?:cat|dan)@acme.example .* is not among them/,
    ],
    [
      "is noticed where it counts more than came",
      (resource, kind) =>
        kind === "Users"
          ? { ...resource, groups: undefined }
          : { ...cut(resource, 1), membersCount: (resource["members"] as unknown[]).length },
      /The group Finance says that it has 3 members, and 1 came/,
    ],
  ])("%s", async (_, shown, says) => {
    await begin();
    odd = shown;
    const plan = await world.plan();
    expect(plan.unread?.map(({ kind }) => kind)).toEqual(["team_membership"]);
    expect(plan.unread?.[0]?.reason).toMatch(says);
    // Each place that did not come rests on what was not read, and nobody else's does.
    expect(told(plan)).toEqual([`join_team finance/${mail("cat")}`, `join_team finance/${mail("dan")}`]);
    expect(plan.actions.every(({ uncovered }) => uncovered !== undefined)).toBe(true);
    const before = JSON.stringify([...server.groups.values()].map(({ members }) => members));
    expect((await world.apply()).code).not.toBe(0);
    expect(JSON.stringify([...server.groups.values()].map(({ members }) => members))).toBe(before);
    odd = undefined;
    expect(told(await world.plan())).toEqual([]);
  });

  it("leaves the other groups as they are: of those all is known", async () => {
    await begin();
    odd = (resource) => (resource["displayName"] === "Finance" ? cut(resource, 1) : resource);
    await setFiles(
      `${people(names)}teams: { finance: { name: Finance, members: [${["ben", "cat", "dan"].map(mail).join(", ")}] }, ops: { name: Ops, members: [] } }\n`,
    );
    const { actions } = await world.plan();
    expect(actions.map(({ verb, key, uncovered }) => [verb, key, uncovered === undefined])).toEqual([
      ["join_team", `finance/${mail("cat")}`, false],
      ["join_team", `finance/${mail("dan")}`, false],
      ["leave_team", `ops/${mail("eli")}`, true],
    ]);
  });

  it("is read whole where each group tells more than the list: at 50 members, say", async () => {
    const many = Array.from({ length: 60 }, (_, index) => `p${index}`);
    await open({
      shown: (resource, kind, where) => {
        if (kind === "Users") return { ...resource, groups: undefined };
        return where === "list" ? cut(resource, 50) : resource;
      },
    });
    await lives({}, [people(["ana", ...many]) + team(...many)]);
  });

  it("is no reason to doubt where somebody is in it by way of another group", async () => {
    await begin();
    odd = (resource, kind) => {
      if (kind === "Groups" && resource["displayName"] === "Ops")
        return {
          ...resource,
          members: [...(resource["members"] as unknown[]), { value: "id-1", type: "Group" }],
        };
      return kind === "Users"
        ? { ...resource, groups: [...(resource["groups"] as unknown[]), { value: "id-2", type: "indirect" }] }
        : resource;
    };
    expect((await world.plan()).unread).toBeUndefined();
    expect(whole).toContain("Finance");
  });
});

describe("a list of users that", () => {
  it("gives the length of a page as the number of all is not taken to be everybody", async () => {
    const many = Array.from({ length: 60 }, (_, index) => `p${index}`);
    let odd = false;
    await open({
      pageSize: 50,
      list: (list) => (odd ? { ...list, totalResults: (list["Resources"] as unknown[]).length } : list),
    });
    await lives({}, [people(["ana", ...many])]);
    odd = true;
    const plan = await world.plan();
    expect(plan.unread?.[0]?.reason).toMatch(/says that there are 50, and 61 came/);
    expect(plan.actions.every(({ uncovered }) => uncovered !== undefined)).toBe(true);
  });

  it.each<[string, Objection, boolean]>([
    ["fails where it is asked for more", { status: 503 }, true],
    ["asks to wait for too long", { status: 429, headers: { "retry-after": "86400" } }, true],
    ["refuses to be asked for more", { status: 400 }, false],
    ["has no such page", { status: 404 }, false],
  ])("may be a page of it, and %s", async (_, objection, isUnread) => {
    const many = Array.from({ length: 60 }, (__, index) => `p${index}`);
    let odd = false;
    await open({
      pageSize: 50,
      list: (list) => (odd ? { ...list, totalResults: (list["Resources"] as unknown[]).length } : list),
      objects: ({ kind, query }) =>
        odd && kind === "Users" && Number(query.get("startIndex")) > 1 ? objection : undefined,
    });
    await lives({}, [people(["ana", ...many])]);
    odd = true;
    const plan = await world.plan();
    expect(plan.unread?.[0]?.kind).toBe(isUnread ? "member" : undefined);
    if (isUnread) expect(plan.actions.every(({ uncovered }) => uncovered !== undefined)).toBe(true);
  });

  it("has longer numbers for ids than can be told apart is not whole", async () => {
    let odd = false;
    await open({
      shown: (resource, kind) =>
        odd && kind === "Users" ? { ...resource, id: 9_007_199_254_740_993 } : resource,
    });
    await lives({}, steps.slice(0, 1));
    odd = true;
    expect((await world.plan()).unread?.[0]?.reason).toMatch(
      /5 of the list of members .* came without an id/,
    );
  });

  it("says who has access in words is understood", async () => {
    await open({
      shown: (resource, kind) =>
        kind === "Users"
          ? { ...resource, active: resource["active"] === true ? "Active" : "Suspended" }
          : resource,
    });
    await lives();
  });

  it("pages by cursors, counts nobody, and says nothing of itself is not known to be whole where it ends at once", async () => {
    await open({
      cursors: true,
      pageSize: 2,
      objects: ({ kind }) => (kind === "ServiceProviderConfig" ? { status: 501 } : undefined),
    });
    await setFiles(people(names));
    expect((await world.plan()).unread?.[0]?.reason).toMatch(/does not say how many there are/);
  });

  it("shows nobody who has no access, and knows their names, says so where they come back", async () => {
    await open({ hides: ({ active }) => active === false, gone: 410 });
    await lives({}, steps.slice(0, 3));
    await setFiles(people(["ana", "dan"]));
    const { result, code } = await world.apply();
    expect([result?.outcomes.map(({ message }) => message), code]).toEqual([
      [
        expect.stringMatching(
          /answered 409\. .* there already and does not show: look among those without access/,
        ),
      ],
      4,
    ]);
  });

  it("writes user names otherwise, and loses the answer to what makes somebody, makes nobody twice", async () => {
    await open({
      loses: ["POST Users"],
      kept: ({ userName, ...rest }, kind) =>
        kind === "Users" ? { ...rest, userName: `acme.${String(userName).split("@")[0]}` } : { ...rest },
    });
    await lives({}, [people(["ana", "ben"])]);
    expect(server.users.size).toBe(2);
  });
});

describe("a service that takes everybody out of a group where one is to leave", () => {
  it("is noticed at the first, and nothing more is sent", async () => {
    let all = false;
    await open({
      // RFC 7644, 3.5.2.2: without a filter, all values go.
      kept: (resource, kind) => (all && kind === "Groups" ? { ...resource, members: [] } : resource),
    });
    await lives({ profile: "github_emu" }, [people(names) + team("ben", "cat", "dan", "eli")]);
    all = true;
    const sent = (): number => server.requests.filter((it) => it.startsWith("PATCH /scim/Groups")).length;
    const before = sent();
    await setFiles(people(names) + team("dan", "eli"), { profile: "github_emu" });
    expect((await world.plan()).findings).toEqual([]);
    const { result, code } = await world.apply();
    expect(code).toBe(4);
    const messages = (result?.outcomes ?? []).map(({ status, message }) => `${status} ${message ?? ""}`);
    expect(messages.join("\n")).toMatch(/took everybody out of the team finance where one was to leave/);
    expect(sent()).toBe(before + 1);
    all = false;
    expect(told(await world.plan())).toContain(`join_team finance/${mail("eli")}`);
  });
});

describe("a refusal that is about one person", () => {
  it("does not take the others along: they are written as the service takes it", async () => {
    await open({
      // Beside no path it takes everything and does nothing.
      objects: ({ id, operations }) =>
        id === "id-1" && operations.some(isSet)
          ? wrong("mutability", "the last owner")
          : operations.some(({ op, path }) => op === "replace" && path === undefined)
            ? { status: 204 }
            : undefined,
    });
    await lives({}, [people(names)]);
    await setFiles(
      `members:\n${["ana", "ben"].map((name) => `  ${mail(name)}: { state: deactivated }\n`).join("")}${["cat", "dan", "eli"].map((name) => `  ${mail(name)}: ${name === "cat" ? "admin" : "member"}\n`).join("")}`,
    );
    const { result } = await world.apply();
    expect(
      result?.outcomes.flatMap(({ status, action: { verb, key } }) =>
        verb === "deactivate" ? [`${status} ${key}`] : [],
      ),
    ).toEqual([`failed ${mail("ana")}`, `done ${mail("ben")}`]);
  });
});

describe("roles that are written anew, where no value can be added", () => {
  it("stay beside the one that is given, however the attribute is spelt", async () => {
    await open({
      shown: ({ roles: Roles, ...rest }, kind) => (kind === "Users" ? { ...rest, Roles } : rest),
      objects: ({ operations }) =>
        operations.some(({ op, path }) => op === "add" && path === "roles")
          ? wrong("invalidPath")
          : undefined,
    });
    await lives({}, [people(["ana", "ben"])]);
    const ben = [...server.users.values()].find(({ userName }) => userName === mail("ben"));
    (ben?.["roles"] as unknown[]).push({ value: "billing" });
    await lives({}, [people(["ana", "ben"]).replace(`${mail("ben")}: member`, `${mail("ben")}: admin`)]);
    expect([...server.users.values()].find(({ userName }) => userName === mail("ben"))?.["roles"]).toEqual([
      { value: "billing" },
      { value: "owner" },
    ]);
  });
});
