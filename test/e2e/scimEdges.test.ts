/** What services do that speak SCIM in their own way: each is read as it is, and nobody loses anything by a misunderstanding. */
import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { memoryJournal } from "../../src/journal/memory.ts";
import type { ScimWorldOptions } from "../fakes/scim.ts";
import { createScimWorld, heldBack, own, told, type ScimWorld } from "../fakes/scim.ts";

let world: ScimWorld;
afterEach(() => world.close());

const people = ["ana", "ben", "cat", "dan", "eli"].map((name) => `${name}@acme.example`);
const membersOf = (names: readonly string[]): string =>
  `members:\n${names.map((name) => `  ${name}: member\n`).join("")}`;
const leave = { unlisted: { members: "deactivate", teams: "delete" }, guards: { max_loss: "100%" } };

async function open(options: ScimWorldOptions, files: string, organization: object = {}): Promise<void> {
  world = await createScimWorld({ users: people.map((name) => own(name)), ...options });
  await world.setFiles(files, organization);
}

function userNamed(name: string) {
  return [...world.tenant.users.values()].find(({ attributes }) => attributes["userName"] === name);
}

function outcomes(applied: Awaited<ReturnType<ScimWorld["apply"]>>): string[] {
  return (applied.result?.outcomes ?? []).map(
    ({ status, action }) => `${status} ${action.verb} ${action.key}`,
  );
}

describe("a tenant that is another company's", () => {
  it("stops everything: the user who must be there is not", async () => {
    await open({}, membersOf(people), { scim: { expects: { user: "breakglass@acme.example" } } });
    expect(await world.refused()).toMatch(
      /there is no user breakglass@acme\.example, who must be there by `scim\.expects`/,
    );
    expect(world.writes()).toEqual([]);
  });

  it.each([
    ["by user name", "ANA@acme.example", {}],
    ["by an address that is no user name", "first@acme.example", {}],
    ["at a service without filters", "ana@acme.example", { filters: false }],
  ])("is told by %s", async (_, user, but) => {
    await open(
      { but, users: [own("ana@acme.example"), own("fst", { emails: [{ value: "first@acme.example" }] })] },
      membersOf(["ana@acme.example", "first@acme.example"]),
      { scim: { expects: { user } } },
    );
    expect(told(await world.plan())).toEqual([]);
  });
});

describe("a list that is not whole", () => {
  it.each([
    ["lacks somebody", "truncated@usersx*", {}, /ended at 4/],
    ["has one twice", "twice@usersx*", {}, /says that there are 5, and 4 came/],
    [
      "says on its last page that there are more",
      "miscount@users:3",
      { pageSize: 2 },
      /changed while it was read/,
    ],
    ["breaks off", "500@users:2x*", { pageSize: 2 }, /answered 500/],
    [
      "is page 1 for ever",
      "latency:0@any",
      { pageSize: 2, pastEnd: "always_first" },
      /there are 5, and 2 came/,
    ],
  ] as const)("takes nothing from anybody: it %s", async (_, fault, but, reason) => {
    await open({ but }, membersOf(people.slice(0, 1)), leave);
    world.fault(fault);
    const plan = await world.plan();
    expect(plan.unread?.map(({ reason: why }) => why).join(" ")).toMatch(reason);
    expect(plan.findings.map(({ guard, severity }) => `${guard} ${severity}`)).toContain("coverage block");
    expect(plan.actions.every(({ uncovered }) => uncovered !== undefined)).toBe(true);
  });

  it("is read in pages of any size, with less on each than was asked for", async () => {
    for (const pageSize of [1, 2, 3, 5]) {
      await open({ but: { pageSize, config: false } }, membersOf(people));
      const plan = await world.plan();
      expect([plan.live.members, told(plan), plan.unread]).toEqual([5, [], undefined]);
      if (pageSize < 5) await world.close();
    }
  });

  it("takes 2 requests and the pages of each list", async () => {
    await open({ but: { pageSize: 2 } }, membersOf(people), { scim: { expects: { user: people[0] } } });
    expect((await world.plan()).requests).toBe(2 + 3 + 1);
  });

  it("of 10,000 users and 500 groups takes no more than that either", async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `p${String(index)}@acme.example`);
    const groups = Array.from({ length: 500 }, (_, index) => ({
      displayName: `team-${String(index)}`,
      externalId: `muster:team-${String(index)}`,
      members: many.slice(index * 20, index * 20 + 20),
    }));
    await open({ users: many.map((name) => own(name)), groups }, membersOf(many), {
      scim: { expects: { user: many[0] } },
    });
    const plan = await world.plan();
    expect([plan.live.members, plan.live.teams, told(plan)]).toEqual([10_000, 500, []]);
    expect(plan.requests).toBe(2 + Math.ceil(10_000 / 100) + Math.ceil(500 / 100));
  }, 60_000);

  it("is cut off where a service gives just so many, and not a word on the rest", async () => {
    const many = Array.from({ length: 50 }, (_, index) => `p${index}@acme.example`);
    await open(
      { character: "aws", users: many.map((name) => own(name)), but: { paging: "index" } },
      membersOf(many),
      { scim: { profile: "aws" } },
    );
    expect((await world.plan()).unread?.[0]?.reason).toMatch(/as many as it gives at most/);
  });

  it("is followed by cursors, begun anew once where one is forgotten", async () => {
    const many = Array.from({ length: 120 }, (_, index) => `p${index}@acme.example`);
    await open({ character: "aws", users: many.map((name) => own(name)) }, membersOf(many), {
      scim: { profile: "aws" },
    });
    const plan = await world.plan();
    expect([plan.live.members, told(plan), plan.unread]).toEqual([120, [], undefined]);
  });
});

describe("members of groups", () => {
  const team = "teams: { finance: { name: Finance, members: [ana@acme.example] } }\n";
  const groups = [{ displayName: "Finance", externalId: "muster:finance", members: people.slice(0, 3) }];

  it("are not taken for nobody where the service keeps them back", async () => {
    await open({ groups, but: { showsMembers: "never" } }, membersOf(people) + team);
    const plan = await world.plan();
    expect(plan.unread?.map(({ kind }) => kind)).toEqual(["team_membership"]);
    expect(plan.unread?.[0]?.reason).toContain("came without members");
  });

  it("are asked for group by group where lists leave them out", async () => {
    await open({ groups, but: { showsMembers: "alone", showsGroups: false } }, membersOf(people) + team);
    expect(told(await world.plan())).toEqual(people.slice(1, 3).map((name) => `leave_team finance/${name}`));
  });

  it("may be groups, which are left alone", async () => {
    await open(
      {
        groups: [
          { id: "inner", displayName: "Inner", externalId: "muster:inner" },
          {
            displayName: "Finance",
            externalId: "muster:finance",
            members: [people[0] ?? ""],
            nested: ["inner"],
          },
        ],
      },
      `${membersOf(people)}teams: { inner: {}, finance: { name: Finance, members: [ben@acme.example] } }\n`,
    );
    await world.apply();
    const finance = [...world.tenant.groups.values()].find(
      ({ attributes }) => attributes["displayName"] === "Finance",
    );
    expect([...(finance?.nested ?? [])]).toEqual(["inner"]);
    expect(told(await world.plan())).toEqual([]);
  });

  it("of two groups whose names fold alike are nobody's to change", async () => {
    await open(
      { groups: [{ displayName: "Finance" }, { displayName: "finance" }] },
      membersOf(people) + team,
    );
    expect(heldBack(await world.plan())).toContain("ambiguous rename_team finance");
    await world.apply();
    expect(world.writes()).toEqual([]);
  });
});

describe("users", () => {
  it("who differ by letter case are two, and neither is touched", async () => {
    await open(
      {
        character: "lax",
        users: [own("Ana@acme.example"), own("ana@acme.example"), own("ben@acme.example")],
      },
      "members: { ana@acme.example: { state: deactivated }, ben@acme.example: member }\n",
      leave,
    );
    const plan = await world.plan();
    expect(told(plan)).toEqual([]);
    expect(heldBack(plan)).toEqual(["ambiguous deactivate ana@acme.example"]);
  });

  it("are deactivated where access is written as text", async () => {
    await open(
      { but: { activeAs: "text" } },
      `members: { ana@acme.example: member, ben@acme.example: { state: deactivated } }\n`,
    );
    expect(outcomes(await world.apply())).toEqual(["done deactivate ben@acme.example"]);
    expect(userNamed("ben@acme.example")?.attributes["active"]).toBe(false);
    expect(told(await world.plan())).toEqual([]);
  });

  it("keep their access where the service answers 200 and does nothing: that is told", async () => {
    await open({ but: { ignoresActive: true } }, "members: { ben@acme.example: { state: deactivated } }\n", {
      guards: { max_loss: "100%" },
    });
    expect(outcomes(await world.apply({ allowed: ["empty"] }))).toEqual([
      "failed deactivate ben@acme.example",
    ]);
  });

  it("are not deleted unless files and profile say so, and the plan says what it means", async () => {
    const files = "members: { ana@acme.example: member, ben@acme.example: { state: removed } }\n";
    await open({}, files);
    const [withheld] = (await world.plan()).withheld.filter(({ code }) => code === "unsupported");
    expect(withheld?.message).toMatch(/The user is deleted: that cannot be undone.*scim\.remove: true/);
    await world.setFiles(files, { scim: { profile: "github_emu" } });
    expect((await world.plan()).withheld.map(({ message }) => message).join()).toMatch(
      /erases the user for ever/,
    );
    await world.setFiles(files, { scim: { profile: "slack", remove: true } });
    expect((await world.plan()).withheld.map(({ message }) => message).join()).toMatch(/only deactivates/);
    await world.setFiles(files, { scim: { remove: true } });
    expect(outcomes(await world.apply())).toEqual(["done remove ben@acme.example"]);
    expect(userNamed("ben@acme.example")).toBeUndefined();
  });

  it("are told to wait for the merge of the change that allows deleting them, and not to write it", async () => {
    await open({}, membersOf(people));
    const git = (...args: string[]): void => {
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@acme.example", ...args], {
        cwd: world.context.cwd,
      });
    };
    for (const args of ["init -q", "add -A", "commit -qm base"]) git(...args.split(" "));
    await world.setFiles("members: { ana@acme.example: member, ben@acme.example: { state: removed } }\n", {
      scim: { remove: true },
    });
    const { withheld } = await world.plan({ base: "HEAD", reach: "at_hand" });
    expect(withheld.filter(({ code }) => code === "unsupported").map(({ message }) => message)).toEqual([
      "Only where `scim.remove` allows it: what it means is each service's own. This change allows it, which counts once it is merged.",
    ]);
  });

  it("whom DELETE only deactivates are told to be still there", async () => {
    await open(
      { but: { remove: "deactivates" } },
      "members: { ana@acme.example: member, ben@acme.example: { state: removed } }\n",
      { scim: { remove: true } },
    );
    const { result } = await world.apply();
    expect(result?.outcomes[0]).toMatchObject({
      status: "failed",
      message: expect.stringContaining("in name only"),
    });
  });

  it("are called by their address, with a user name that is none beside it; and by the user name where there is no address", async () => {
    await open(
      {
        users: [
          own("ana", { emails: [{ value: "ana@acme.example", primary: true }] }),
          own("ci-bot", { emails: [] }),
        ],
      },
      "members: { ana@acme.example: member }\n",
      { unlisted: { members: "remove" }, scim: { remove: true }, guards: { max_loss: "100%" } },
    );
    const plan = await world.plan();
    expect(told(plan)).toEqual([]);
    expect(plan.withheld).toMatchObject([
      { code: "unmanaged", key: "ci-bot", message: expect.stringContaining("has no e-mail address") },
    ]);
  });

  it("can be called by user names altogether", async () => {
    await open({ users: [own("ana"), own("ben")] }, "members: { ana: member, dee: member }\n", {
      scim: { user_name: "login" },
    });
    const plan = await world.plan();
    expect(told(plan)).toEqual(["invite dee"]);
    expect(plan.actions[0]?.after).toMatchObject({ user_name: "dee" });
    await world.apply();
    expect(userNamed("dee")?.attributes).toMatchObject({ active: true, externalId: "muster:dee" });
    expect(told(await world.plan())).toEqual([]);
  });

  it("have ids of any text", async () => {
    const id = "a/b@c d%2F?#";
    await open(
      { users: [{ ...own("ana@acme.example"), id }, own("ben@acme.example")] },
      "members: { ana@acme.example: { state: deactivated }, ben@acme.example: member }\n",
      { guards: { max_loss: "100%" } },
    );
    expect(outcomes(await world.apply())).toEqual(["done deactivate ana@acme.example"]);
    expect(world.tenant.users.get(id)?.attributes["active"]).toBe(false);
  });

  it("who were there without access get it back, and are not made a second time", async () => {
    await open(
      { users: [own("ana@acme.example")] },
      "members: { ana@acme.example: member, ben@acme.example: member }\n",
    );
    const applied = await world.apply({
      meanwhile: () =>
        world.tenant.users.set("old", {
          id: "old",
          version: 1,
          attributes: { ...own("BEN@acme.example").attributes, userName: "BEN@acme.example", active: false },
        }),
    });
    expect(outcomes(applied)).toEqual(["done invite ben@acme.example"]);
    expect(world.writes()).toEqual(["PATCH /Users/old"]);
    expect(world.tenant.users.get("old")?.attributes["active"]).toBe(true);
  });

  it("who come back find again what no file gives: the line names it, and is high risk", async () => {
    const [ana = "", ben = ""] = people;
    const groups = ["ops", "night", "secret", "listed"].map((name) => ({
      displayName: name,
      externalId: `muster:${name}`,
      members: [ana, ben],
    }));
    const teams = `teams: { listed: { members: [${ana}] }, ops: { members: [${ana}, ${ben}] } }\n`;
    await open({ users: [own(ana), own(ben, { active: false })], groups }, membersOf([ana, ben]) + teams);
    const plan = await world.plan();
    expect(plan.actions.map(({ verb, because, risk }) => [verb, because, risk])).toEqual([
      ["reactivate", "finds again the places in the teams night, secret, which no file gives", "high"],
      ["leave_team", undefined, "high"],
    ]);
    await world.setFiles(
      membersOf([ana, ben]) +
        `${teams.replace(" }\n", "")}, night: { members: [] }, secret: { members: [] } }\n`,
    );
    const listed = (await world.plan()).actions.filter(({ key }) => key.endsWith(ben));
    expect(listed.map(({ verb, because }) => [verb, because])).toEqual([
      ["reactivate", undefined],
      ...["listed", "night", "secret"].map(() => ["leave_team", undefined]),
    ]);
  });

  it("who are there already, made by others, are not taken over", async () => {
    await open(
      { users: [own("ana@acme.example")] },
      "members: { ana@acme.example: member, ben@acme.example: member }\n",
    );
    const applied = await world.apply({
      meanwhile: () =>
        world.tenant.users.set("old", {
          id: "old",
          version: 1,
          attributes: { userName: "ben@acme.example", externalId: "00u1", active: false },
        }),
    });
    expect(outcomes(applied)).toEqual(["failed invite ben@acme.example"]);
    expect(world.writes()).toEqual([]);
  });

  it("have a name where people.yaml gives one", async () => {
    await open(
      { users: [own("ana@acme.example")] },
      "members: { ana@acme.example: member, lee@acme.example: member }\n",
    );
    await world.setPeople("people: { lee: { email: lee@acme.example, name: Lee Oh Moon } }\n");
    await world.apply();
    expect(userNamed("lee@acme.example")?.attributes).toMatchObject({
      displayName: "Lee Oh Moon",
      name: { formatted: "Lee Oh Moon", givenName: "Lee", familyName: "Oh Moon" },
    });
  });
});

describe("what others made", () => {
  const foreign = { userName: "ben@acme.example", attributes: { externalId: "00u1abc" } };
  const unknown = { userName: "cat@acme.example" };
  const files =
    "members: { ana@acme.example: member, ben@acme.example: { state: deactivated }, cat@acme.example: { state: deactivated } }\n";
  const policy = { guards: { max_loss: "100%" } };

  it("is left to them, unless the files manage everything", async () => {
    await open({ users: [own("ana@acme.example"), foreign, { ...unknown, id: "u-cat" }] }, files, policy);
    const plan = await world.plan();
    expect(told(plan)).toEqual([]);
    expect(heldBack(plan)).toEqual([
      "managed_elsewhere deactivate ben@acme.example",
      "managed_elsewhere deactivate cat@acme.example",
    ]);
    expect(plan.withheld[0]?.message).toContain("provisioned by somebody else");
    expect(plan.withheld[1]?.message).toContain("u-cat");
    await world.setFiles(files, { ...policy, scim: { manages: "all" } });
    expect(told(await world.plan())).toEqual(["deactivate ben@acme.example", "deactivate cat@acme.example"]);
  });

  it("is muster's once the files give the id, where nobody else claims it", async () => {
    await open({ users: [own("ana@acme.example"), foreign, { ...unknown, id: "u-cat" }] }, files, policy);
    const id = userNamed("ben@acme.example")?.id ?? "";
    await world.setIds(`ids: { members: { cat@acme.example: u-cat, ben@acme.example: ${id} } }\n`);
    expect(told(await world.plan())).toEqual(["deactivate cat@acme.example"]);
  });

  it("is a group, and whoever is in it stays", async () => {
    await open(
      { groups: [{ displayName: "finance", externalId: "idp-7", members: people.slice(0, 2) }] },
      `${membersOf(people)}teams: { finance: { members: [ana@acme.example] } }\n`,
      { unlisted: { teams: "delete" } },
    );
    expect(heldBack(await world.plan())).toEqual([`managed_elsewhere leave_team finance/${people[1] ?? ""}`]);
  });
});

describe("a service that", () => {
  const files = `members: { ana@acme.example: admin, ben@acme.example: { state: deactivated }, cat@acme.example: member }\nteams: { finance: { name: Money, members: [cat@acme.example] } }\n`;
  const settings = {
    scim: { role: { from: "entitlements", admin: "root" } },
    guards: { max_loss: "100%", min_admins: 1 },
  };
  const options = (but: ScimWorldOptions["but"]): ScimWorldOptions => ({
    ...(but === undefined ? {} : { but }),
    users: people.slice(0, 3).map((name) => own(name, { badge: { colour: "red" }, title: "Dr" })),
    groups: [
      {
        displayName: "Finance",
        externalId: "muster:finance",
        members: ["ben@acme.example", "ana@acme.example"],
      },
    ],
  });

  it("knows no PATCH is given the whole, with all that is not understood", async () => {
    await open(options({ patch: false }), files, settings);
    await world.apply();
    expect(world.writes().every((it) => it.startsWith("PUT /"))).toBe(true);
    expect(told(await world.plan())).toEqual([]);
    expect(userNamed("ana@acme.example")?.attributes).toMatchObject({
      badge: { colour: "red" },
      title: "Dr",
      externalId: "muster:ana@acme.example",
      entitlements: [{ value: "root" }],
    });
  });

  it("knows no PATCH and says nothing of it stops the run with a sentence", async () => {
    await open(options({ patch: false, config: false }), files, settings);
    const { result } = await world.apply();
    expect(result).toMatchObject({
      stopped: "provider",
      message: expect.stringContaining("does not take PATCH"),
    });
  });

  it("takes attributes in the value of a PATCH and values beside its path is written to so", async () => {
    await open(options({ valueFilters: false }), files, {
      ...settings,
      scim: { ...settings.scim, profile: "github_emu" },
    });
    await world.apply();
    expect(told(await world.plan())).toEqual([]);
  });

  it("takes a removal by value only is told of, where the profile says otherwise", async () => {
    await open(options({ valueFilters: false }), files, settings);
    expect(outcomes(await world.apply())).toContain("failed leave_team finance/ana@acme.example");
  });

  it("makes ids of names is found again under the new ones", async () => {
    const users = ["ana", "ben"].map((name) => own(`${name}@acme.example`));
    const groups = [
      { displayName: "Finance", externalId: "muster:finance", members: [users[1]?.userName ?? ""] },
    ];
    await open(
      { but: { idsByName: true }, users, groups },
      "members: { ana@acme.example: member, ben@new.example: { role: member, previously: [ben@acme.example] }, cat@acme.example: member }\nteams: { finance: { name: Money, members: [ben@new.example, cat@acme.example] } }\n",
    );
    const applied = outcomes(await world.apply());
    expect(applied.every((it) => it.startsWith("done "))).toBe(true);
    expect([applied.length, told(await world.plan())]).toEqual([3, []]);
    expect([...(world.tenant.groups.get("Money")?.members ?? [])].sort()).toEqual([
      "ben@new.example",
      "cat@acme.example",
    ]);
  });

  it("passes over filters is not believed to have found somebody", async () => {
    await open(
      { but: { filters: "ignored" } },
      `${membersOf(people)}  fay@acme.example: member\nteams: { sre: {} }\n`,
    );
    expect(outcomes(await world.apply())).toEqual(["done create_team sre", "done invite fay@acme.example"]);
    expect(told(await world.plan())).toEqual([]);
  });

  it("lets nobody in without a name is told of before anything is sent", async () => {
    await open(
      { users: [own("ana@acme.example")] },
      "members: { ana@acme.example: member, lee@acme.example: member }\n",
      {
        scim: { profile: "aws" },
      },
    );
    const { result } = await world.apply();
    expect(result?.outcomes[0]).toMatchObject({
      status: "failed",
      message: expect.stringContaining("people.yaml"),
    });
    expect(world.writes()).toEqual([]);
  });

  it("has a group for its admins", async () => {
    const groups = [{ displayName: "Owners", members: ["ana@acme.example", "ben@acme.example"] }];
    await open(
      { groups },
      "members: { ana@acme.example: admin, cat@acme.example: admin, ben@acme.example: member, dee@acme.example: admin }\n",
      { scim: { role: { from: "groups", admin: "Owners" } } },
    );
    expect(told(await world.plan()).sort()).toEqual([
      "demote ben@acme.example",
      "invite dee@acme.example",
      "promote cat@acme.example",
    ]);
    await world.apply();
    const again = await world.plan();
    expect([told(again), again.live.teams]).toEqual([[], 0]);
  });

  it("has no groups is one whose groups are not known", async () => {
    await open({}, membersOf(people));
    world.fault("404@groupsx*");
    const plan = await world.plan();
    expect(plan.unread?.map(({ kind }) => kind)).toEqual(["team", "team_membership"]);
  });

  it.each([
    ["with Retry-After", "429:7@readx2"],
    ["without", "429-bare@readx2"],
    ["at a write", "429-bare@patchUserx2"],
  ])("asks to wait %s is waited for", async (_, fault) => {
    await open({}, "members: { ben@acme.example: { state: deactivated }, ana@acme.example: member }\n");
    world.fault(fault);
    expect(outcomes(await world.apply())).toEqual(["done deactivate ben@acme.example"]);
  });

  // What is refused with 400 is asked once more in the other dialect.
  it.each(["html@patchUserx2", "bare@patchUserx2", "400@patchUserx2", "403@patchUser"])(
    "fails at a write in its own way (%s) fails for that one alone",
    async (fault) => {
      await open(
        {},
        "members: { ben@acme.example: { state: deactivated }, cat@acme.example: { state: deactivated }, ana@acme.example: member }\n",
      );
      world.fault(fault);
      const statuses = outcomes(await world.apply({ allowed: ["max_loss"] })).map((it) => it.split(" ")[0]);
      expect(statuses).toEqual(["failed", "done"]);
      expect(told(await world.plan()).length).toBe(1);
    },
  );

  it("answers a page in place of a list is none", async () => {
    await open({}, membersOf(people));
    world.fault("page@usersx*");
    expect(await world.refused()).toContain("Is this address really a SCIM service's?");
  });
});

describe("a group of 250", () => {
  const crowd = Array.from({ length: 250 }, (_, index) => `p${String(index).padStart(3, "0")}@acme.example`);
  const files = (members: readonly string[]): string =>
    `${membersOf(crowd)}teams:\n  all:\n    members:\n${members.map((name) => `      - ${name}\n`).join("")}${members.length === 0 ? "      []\n" : ""}`;
  const settings = { guards: { max_changes: 500, max_loss: "100%" } };

  async function openCrowd(options: ScimWorldOptions, organization: object = settings): Promise<void> {
    await open(
      {
        users: crowd.map((name) => own(name)),
        groups: [{ displayName: "all", externalId: "muster:all", members: [] }],
        ...options,
      },
      files(crowd),
      organization,
    );
  }

  it.each([
    ["strict", "strict", 3],
    // The first to be taken out by value shows whether the others stay.
    ["aws", "aws", 4],
  ] as const)(
    "is joined in parts, at a service that is %s, and each person is told by themselves",
    async (character, profile, endings) => {
      await openCrowd({ character }, { ...settings, scim: { profile } });
      const journal = memoryJournal();
      const applied = await world.apply({ journal_: journal });
      expect(new Set(outcomes(applied).map((it) => it.split(" ")[0]))).toEqual(new Set(["done"]));
      expect(applied.result?.outcomes).toHaveLength(250);
      expect(world.writes()).toHaveLength(3);
      expect(journal.text().match(/"event":"intent"/g)).toHaveLength(250);
      expect(journal.text().match(/"event":"outcome"/g)).toHaveLength(250);
      expect(told(await world.plan())).toEqual([]);
      await world.setFiles(files([]), { ...settings, scim: { profile } });
      await world.apply();
      expect(world.writes()).toHaveLength(endings);
      expect(told(await world.plan())).toEqual([]);
    },
  );

  it.each([
    "500@patchGroup:2",
    "400@patchGroup:2",
    "502@patchGroup:2",
    "drop-after@patchGroup:2",
    "drop-before@patchGroup:2",
  ])("whose second part fails (%s) has everybody in it all the same", async (fault) => {
    await openCrowd({});
    world.fault(fault);
    const applied = await world.apply();
    expect(outcomes(applied).filter((it) => !it.startsWith("done "))).toEqual([]);
    expect(told(await world.plan())).toEqual([]);
  });

  it("of whom one cannot be put in has all the others in it", async () => {
    await openCrowd({});
    const gone = userNamed(crowd[120] ?? "")?.id ?? "";
    const applied = await world.apply({ meanwhile: () => world.tenant.users.delete(gone) });
    expect(outcomes(applied).filter((it) => !it.startsWith("done "))).toEqual([
      `failed join_team all/${crowd[120] ?? ""}`,
    ]);
  });

  it("is joined one by one where the service fails for good after the first part", async () => {
    await openCrowd({});
    world.fault("401@patchGroup:2x*");
    const journal = memoryJournal();
    const { result } = await world.apply({ journal_: journal });
    const statuses = (result?.outcomes ?? []).map(({ status }) => status);
    expect([statuses.filter((it) => it === "done").length, statuses[100], statuses.at(-1)]).toEqual([
      100,
      "failed",
      "not_started",
    ]);
    expect(journal.text().match(/"event":"intent"/g)?.length).toBe(
      journal.text().match(/"event":"outcome"/g)?.length,
    );
    world.sandbox.clearFaults();
    await world.apply({ journal_: journal });
    expect(told(await world.plan())).toEqual([]);
  });
});

describe("a run that may only hold keys that read", () => {
  it("asks nothing of the service, and plans from the files alone", async () => {
    await open({}, membersOf(people));
    expect(await world.refused({ refuseWriteKeys: true })).toMatch(/SCIM token can be told to only read/);
    expect(world.sandbox.requests()).toEqual([]);
  });
});

describe("whatever breaks at a write", () => {
  const files =
    "members: { ana@acme.example: admin, ben@acme.example: { state: deactivated }, cat@acme.example: admin, dee@acme.example: member }\n" +
    "teams: { finance: { name: Money, members: [cat@acme.example, dee@acme.example] }, sre: { members: [ana@acme.example] } }\n";
  const settings = {
    scim: { role: { from: "roles", admin: "root" } },
    guards: { max_loss: "100%" },
  };
  const faults = ["500", "502", "drop-before", "drop-after", "429-bare", "409", "400"];
  const routes = ["makeUser", "patchUser", "makeGroup", "patchGroup"];

  it.each(faults.flatMap((fault) => routes.map((route) => `${fault}@${route}`)))(
    "%s: the next runs finish, and nothing is done twice",
    async (fault) => {
      await open(
        {
          character: "lax",
          users: people
            .slice(0, 3)
            .map((name, index) => own(name, index === 0 ? { roles: [{ value: "root" }] } : {})),
          groups: [{ displayName: "Finance", externalId: "muster:finance", members: ["ben@acme.example"] }],
        },
        files,
        settings,
      );
      const journal = memoryJournal();
      world.fault(fault);
      for (let run = 1; run <= 3; run += 1) await world.apply({ journal_: journal });
      expect(told(await world.plan())).toEqual([]);
      const names = [...world.tenant.users.values()].map(({ attributes }) => String(attributes["userName"]));
      expect(names.sort()).toEqual([...people.slice(0, 3), "dee@acme.example"].sort());
      expect([...world.tenant.groups.values()].map(({ attributes }) => attributes["displayName"])).toEqual([
        "Money",
        "sre",
      ]);
    },
  );
});
