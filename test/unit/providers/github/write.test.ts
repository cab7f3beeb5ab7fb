import { describe, expect, it } from "vitest";
import { parseFault } from "../../../../src/sandbox/github/fault.ts";
import { applied, declared, named, planned, read } from "./converge.ts";
import { opened, type Opened } from "./parts.ts";

const people = `people:
  ana: { email: ana@acme.example, github: ana }
  kim: { email: kim@acme.example, github: kim }
  lee: { email: lee@acme.example, github: lee }
  mia: { email: mia@acme.example, github: mia }
  sam: { email: sam@acme.example, github: sam }
`;
const asIs = `members: { ana: admin, kim: admin, lee: member, mia: member }
teams:
  platform: { name: Platform, members: [{ member: lee, role: lead }], shares: { repositories: { deploy: push } } }
  sre: { name: SRE, parent: platform, members: [ana, mia], shares: { repositories: { website: maintain } } }
`;
const sam = { accounts: [{ login: "sam", id: 4242, email: "sam@acme.example" }] };

function files(text: string, policy: object = {}) {
  return declared(text, { people, policy });
}

async function expectNothingLeft(world: Opened, text: string, policy: object = {}): Promise<void> {
  const { plan } = await planned(world, files(text, policy));
  expect(plan.actions.map(named)).toEqual([]);
}

function cause(world: Opened, spec: string): void {
  const fault = parseFault(spec);
  if ("error" in fault) throw new Error(fault.error);
  world.sandbox.addFault(fault);
}

describe("a GitHub organization", () => {
  it("as the files say needs nothing: an owner's place in a team is implied", async () => {
    await expectNothingLeft(await opened({}, sam), asIs);
  });

  it.each([
    ["members: { ana: admin, kim: member, lee: admin, mia: member }\n", ["promote lee", "demote kim"]],
    ["members: { ana: admin, kim: admin, lee: member }\n", ["remove mia"]],
    ["members: { ana: admin, kim: admin, lee: member, mia: member, sam: member }\n", ["invite sam"]],
    [
      "members: { ana: admin, kim: admin, lee: member, mia: member, noa@other.example: admin }\n",
      ["invite noa@other.example"],
    ],
  ])("members: %s", async (text, does) => {
    const world = await opened({}, sam);
    const policy = { unlisted: { members: "remove" } };
    const outcomes = await applied(world, files(text, policy));
    expect(Object.keys(outcomes)).toEqual(does);
    for (const outcome of Object.values(outcomes))
      expect(outcome).toMatchObject({ ok: true, status: "done" });
    await expectNothingLeft(world, text, policy);
  });

  it.each([
    [
      "a new team below another",
      asIs.replace("teams:\n", "teams:\n  ops: { name: Ops, parent: platform, members: [kim, mia] }\n"),
      ["create_team ops", "join_team ops/kim", "join_team ops/mia"],
    ],
    [
      "a renamed team",
      asIs.replace("  sre: { name: SRE,", "  reliability: { name: Reliability, previously: [sre],"),
      ["rename_team reliability", "update_team reliability"],
    ],
    ["a team that moves up", asIs.replace(" parent: platform,", " parent: null,"), ["update_team sre"]],
    [
      "people in teams",
      asIs.replace("members: [ana, mia]", "members: [ana, lee]"),
      ["join_team sre/lee", "leave_team sre/mia"],
    ],
    [
      "a lead",
      asIs.replace("members: [ana, mia]", "members: [ana, { member: mia, role: lead }]"),
      ["change_team_role sre/mia"],
    ],
    [
      "repositories",
      asIs.replace("{ website: maintain }", "{ website: admin, deploy: maintain }"),
      ["share repository:deploy/team:sre", "change_share repository:website/team:sre"],
    ],
    [
      "a repository taken away",
      asIs.replace(", shares: { repositories: { deploy: push } }", ", shares: { repositories: {} }"),
      ["unshare repository:deploy/team:platform"],
    ],
  ])("teams: %s", async (_, text, does) => {
    const world = await opened({}, sam);
    const policy = { unlisted: { shares: "delete" } };
    const outcomes = await applied(world, files(text, policy));
    expect(Object.keys(outcomes).sort()).toEqual([...does].sort());
    for (const [name, outcome] of Object.entries(outcomes))
      expect(outcome, name).toMatchObject({ ok: true, status: "done" });
    await expectNothingLeft(world, text, policy);
  });

  it("whoever makes a team with their own token does not stay in it", async () => {
    const world = await opened();
    await applied(world, files(asIs.replace("teams:\n", "teams:\n  ops: { name: Ops, members: [mia] }\n")));
    const ops = [...(world.sandbox.world.organizations[0]?.teams.values() ?? [])].find(
      ({ slug }) => slug === "ops",
    );
    expect([...(ops?.members.keys() ?? [])]).toHaveLength(1);
  });

  it("never deletes a team with others below it", async () => {
    const world = await opened();
    const text = asIs.replace(/  platform: .*\n/, "").replace(" parent: platform,", "");
    const { plan } = await planned(world, files(text, { unlisted: { teams: "delete" } }));
    expect(plan.actions.map(named)).not.toContain("delete_team platform");
    expect(world.sandbox.world.organizations[0]?.teams.size).toBe(2);
  });
});

describe("the clocks", () => {
  it("are both told with what was read", async () => {
    const world = await opened();
    world.sandbox.world.clockOffset = 3_600_000;
    const { moments } = await read(world);
    expect(moments === undefined ? Number.NaN : moments.service - moments.local).toBe(3_600_000);
  });
});

describe("accounts", () => {
  it("an account that renamed itself is the one with the number, and the login goes with it", async () => {
    const world = await opened({}, sam);
    const before = world.sandbox.world.accounts;
    const lee = [...before.values()].find(({ login }) => login === "lee");
    if (lee === undefined) throw new Error("lee");
    const { plan, live } = await planned(world, files(asIs.replace("lee: member", "lee: admin")));
    lee.login = "lee-new";
    const { githubWriter } = await import("../../../../src/providers/github/write.ts");
    const [action] = plan.actions;
    if (action === undefined) throw new Error("no action");
    expect(await githubWriter(world.options, live.state).execute(action)).toMatchObject({
      ok: true,
      status: "done",
    });
    expect(world.sandbox.world.organizations[0]?.members.get(lee.id)).toBe("admin");
  });

  it("a stranger who took the login over between plan and apply gets nothing", async () => {
    const world = await opened({}, sam);
    const numbered = people.replace("github: sam }", "github: sam, github_id: 4242 }");
    const organization = declared(asIs.replace("mia: member }", "mia: member, sam: member }"), {
      people: numbered,
    });
    const { plan, live } = await planned(world, organization);
    const old = [...world.sandbox.world.accounts.values()].find(({ id }) => id === 4242);
    if (old === undefined) throw new Error("sam");
    old.login = "sam-gone";
    world.sandbox.world.accounts.set(6666, { id: 6666, login: "sam", name: null, email: null });
    const { githubWriter } = await import("../../../../src/providers/github/write.ts");
    const invite = plan.actions.find(({ verb }) => verb === "invite");
    if (invite === undefined) throw new Error("no invitation");
    expect(invite.after).toMatchObject({ login: "sam", account: "4242" });
    expect(await githubWriter(world.options, live.state).execute(invite)).toMatchObject({ ok: true });
    const sent = [...(world.sandbox.world.organizations[0]?.invitations.values() ?? [])];
    expect(sent.map(({ account }) => account)).toEqual([4242]);
  });

  it("an unknown login is said, and nobody else waits", async () => {
    const world = await opened();
    const text =
      "members: { ana: admin, kim: admin, lee: member, mia: member, sam: member, noa@acme.example: member }\n";
    const outcomes = await applied(world, files(text));
    expect(outcomes["invite sam"]).toBeUndefined();
    const { plan } = await planned(world, files(text));
    expect(plan.withheld).toContainEqual(expect.objectContaining({ code: "unknown_account", key: "sam" }));
    expect(outcomes["invite noa@acme.example"]).toMatchObject({ ok: true });
  });

  it("whoever left between plan and apply is not invited by being put into a team", async () => {
    const world = await opened();
    const organization = files(asIs.replace("members: [ana, mia]", "members: [ana, mia, lee]"));
    const { plan, live } = await planned(world, organization);
    const [org] = world.sandbox.world.organizations;
    const lee = [...world.sandbox.world.accounts.values()].find(({ login }) => login === "lee");
    org?.members.delete(lee?.id ?? 0);
    const { githubWriter } = await import("../../../../src/providers/github/write.ts");
    const [join] = plan.actions;
    if (join === undefined) throw new Error("nothing to do");
    expect(await githubWriter(world.options, live.state).execute(join)).toMatchObject({
      ok: false,
      kind: "give_up",
    });
    expect(org?.invitations.size).toBe(0);
  });
});

describe("invitations", () => {
  const invited = asIs.replace("mia: member }", "mia: member, sam: member }");

  it("one that expired is kept, and a new one is sent", async () => {
    const world = await opened({}, sam);
    await applied(world, files(invited));
    world.sandbox.world.clockOffset += 8 * 24 * 3600 * 1000;
    const { plan } = await planned(world, files(invited));
    expect(plan.actions.map(named)).toEqual(["reinvite sam"]);
    expect(await applied(world, files(invited))).toMatchObject({
      "reinvite sam": { ok: true, status: "done" },
    });
    await expectNothingLeft(world, invited);
    const [org] = world.sandbox.world.organizations;
    expect([org?.invitations.size, org?.failed.size]).toEqual([1, 1]);
  });

  it("one with another role is taken back and sent anew; one that nobody wants is taken back", async () => {
    const world = await opened({}, sam);
    await applied(world, files(invited));
    const asAdmin = invited.replace("sam: member", "sam: admin");
    expect(await applied(world, files(asAdmin))).toMatchObject({ "correct_invitation sam": { ok: true } });
    await expectNothingLeft(world, asAdmin);
    const policy = { unlisted: { invitations: "cancel" } };
    expect(await applied(world, files(asIs, policy))).toMatchObject({
      "cancel_invitation sam": { ok: true },
    });
    expect(world.sandbox.world.organizations[0]?.invitations.size).toBe(0);
  });

  it.each([
    ["blocked", { blocked: ["sam"] }, "blocked by this organization"],
    ["no seat", { seats: 4 }, "seat"],
    ["the day's quota", { dailyInvitations: 0 }, "no more invitations through today"],
  ])("%s is said in GitHub's words, of that person only", async (_, more, words) => {
    const world = await opened({ ...more }, sam);
    const outcomes = await applied(world, files(invited));
    const { plan } = await planned(world, files(invited));
    const said = JSON.stringify([outcomes, plan.withheld]);
    expect(said).toContain(words);
    expect(world.sandbox.world.organizations[0]?.invitations.size).toBe(0);
  });

  it.each(["502@invite", "drop-after@invite", "drop-before@invite", "500@invite"])(
    "%s: looked up before it is sent again, and nobody is invited twice",
    async (spec) => {
      const world = await opened({}, sam);
      cause(world, spec);
      expect(await applied(world, files(invited))).toMatchObject({
        "invite sam": { ok: true, status: "done" },
      });
      expect(world.sandbox.world.organizations[0]?.sent).toHaveLength(1);
    },
  );
});

describe("each write under each trouble", () => {
  const wanted = asIs
    .replace("kim: admin, lee: member", "kim: member, lee: admin")
    .replace("teams:\n", "teams:\n  ops: { name: Ops, members: [mia] }\n")
    .replace("members: [ana, mia]", "members: [ana, { member: lee, role: lead }]")
    .replace("{ website: maintain }", "{ website: admin }")
    .replace(", shares: { repositories: { deploy: push } }", ", shares: { repositories: { website: pull } }");
  const routes = ["putMembership", "createTeam", "joinTeam", "leaveTeam", "share", "unshare"];
  const troubles = ["secondary:2", "500", "502", "drop-before", "drop-after"];
  it.each(routes.flatMap((route) => troubles.map((trouble) => `${trouble}@${route}`)))(
    "%s converges",
    async (spec) => {
      const world = await opened({}, sam);
      const policy = { unlisted: { shares: "delete" } };
      cause(world, spec);
      await applied(world, files(wanted, policy));
      await applied(world, files(wanted, policy));
      await expectNothingLeft(world, wanted, policy);
    },
  );
});
