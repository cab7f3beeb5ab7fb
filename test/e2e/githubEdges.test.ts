/** What goes wrong in GitHub organizations, each with the words that a person reads. */
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { everybody, githubWorld, section, type GitHubWorldOptions } from "../fakes/githubWorld.ts";

const people = (lines: string): string =>
  `people:\n  ana: { email: ana@acme.example, github: ana }\n${lines}`;
const files = (members: string, rest = "", others: Readonly<Record<string, string>> = {}) => ({
  "acme/organization.yaml": `${section}members: { ${everybody}${members === "" ? "" : `, ${members}`} }\n${rest}`,
  ...others,
});
const sam = { accounts: [{ login: "sam", id: 4242, email: "sam@acme.example" }] };
const numbered = people("  sam: { email: sam@acme.example, github: sam, github_id: 4242 }\n");
const open = (
  members: string,
  more: Partial<GitHubWorldOptions> & {
    readonly rest?: string;
    readonly others?: Readonly<Record<string, string>>;
  } = {},
) => {
  const { rest, others, ...options } = more;
  return githubWorld({ files: files(members, rest, others), seed: sam, ...options });
};

describe("people by number", () => {
  it("login renamed: a note with the line to write, and nothing is done", async () => {
    const world = await open("", {
      others: { "people.yaml": people("  lee: { email: lee@acme.example, github: lee, github_id: 77 }\n") },
      seed: { accounts: [{ login: "lee", id: 77 }] },
    });
    world.account("lee").login = "lee-new";
    const told = await world.plan();
    expect(told.does).toEqual([]);
    expect(told.text).toContain(
      "lee calls themselves lee-new at the service now (77): write lee-new in place of lee",
    );
  });

  it("abandoned login taken by a stranger who is no member: nothing is sent to it", async () => {
    const world = await open("sam: member", { others: { "people.yaml": numbered } });
    world.account("sam").login = "sam-new";
    world.sandbox.world.accounts.set(9999, { id: 9999, login: "sam", name: null, email: null });
    const done = await world.apply();
    expect(done.withheld).toEqual(["stranger sam"]);
    expect(done.text).toContain("somebody else is called so now");
    expect(done.text).toContain("sam is somebody else now: it belongs to 9999, and the files mean 4242");
    expect(done.code).toBe(4);
    expect(world.organization.invitations.size).toBe(0);
  });

  it("abandoned login taken by a stranger who was let in by hand: nothing is given to them", async () => {
    const world = await open("sam: admin", { others: { "people.yaml": numbered } });
    world.account("sam").login = "sam-new";
    world.sandbox.world.accounts.set(9999, { id: 9999, login: "sam", name: null, email: null });
    world.organization.members.set(9999, "member");
    const done = await world.apply();
    expect(done.does).toEqual([]);
    expect(done.text).toContain("sam is somebody else now: it belongs to 9999");
    expect(world.organization.members.get(9999)).toBe("member");
  });

  it("abandoned login invited by hand: the stranger's invitation is not taken for theirs", async () => {
    const world = await open("sam: member", { others: { "people.yaml": numbered } });
    world.account("sam").login = "sam-new";
    world.sandbox.world.accounts.set(9999, { id: 9999, login: "sam", name: null, email: null });
    world.organization.invitations.set(5, {
      id: 5,
      account: 9999,
      email: null,
      role: "member",
      createdAt: "2026-11-01T09:00:00Z",
      teams: [],
      inviter: "kim",
    });
    const told = await world.plan();
    expect(told.does).toEqual([]);
    expect(told.text).toContain("sam is somebody else now: it belongs to 9999");
  });

  it("a taken-over login after the plan: the invitation goes to the number", async () => {
    const world = await open("sam: member", { others: { "people.yaml": numbered } });
    const told = await world.plan();
    expect(told.does).toEqual(["invite sam"]);
    const done = await world.apply();
    expect(done.lines).toContain("done          + invite sam (member)");
    expect([...world.organization.invitations.values()].map(({ account }) => account)).toEqual([4242]);
  });

  it("a login without a number is pinned by the plan: the reviewed action is another one once the login passed on", async () => {
    const world = await open("sam: member");
    const { text } = await world.plan();
    expect(text).toContain("invite");
    const first = JSON.stringify(await world.plan());
    world.account("sam").login = "gone";
    world.sandbox.world.accounts.set(9999, { id: 9999, login: "sam", name: null, email: null });
    const second = await world.plan();
    expect(second.does).toEqual(["invite sam"]);
    expect(JSON.stringify(second)).not.toEqual(first);
  });

  it("invited by number and renamed meanwhile: the invitation is known, and nobody is invited twice", async () => {
    const world = await open("sam: member", { others: { "people.yaml": numbered } });
    await world.apply();
    world.account("sam").login = "sam-new";
    const told = await world.plan();
    expect(told.does).toEqual([]);
    expect(told.withheld).toEqual(["waiting sam"]);
    expect(told.text).toContain("sam calls themselves sam-new at the service now (4242)");
  });

  it("account deleted: said as what it is, of that person only", async () => {
    const world = await open("sam: member, noa@other.example: member");
    world.account("sam").deleted = true;
    const done = await world.apply();
    expect(done.withheld).toEqual(["unknown_account sam"]);
    expect(done.text).toContain("nobody is called sam at the service");
    expect(done.code).toBe(4);
    expect([...world.organization.invitations.values()].map(({ email }) => email)).toEqual([
      "noa@other.example",
    ]);
    await world.setFiles(files("noa@other.example: member"));
    expect((await world.plan()).withheld).not.toContain("unknown_account sam");
  });

  it("account with a number that was deleted: the plan says so, and nobody is invited", async () => {
    const world = await open("sam: member", { others: { "people.yaml": numbered } });
    world.account("sam").deleted = true;
    const done = await world.apply();
    expect(done.withheld).toEqual(["unknown_account sam"]);
    expect(done.text).toContain("the account 4242 of sam is gone at the service (access/people.yaml");
    expect(done.code).toBe(4);
    expect(world.organization.sent).toEqual([]);
    // Each way that the sentence names: take them out, or correct the id.
    await world.setFiles(files("", "", { "people.yaml": people("") }));
    expect((await world.plan()).withheld).toEqual([]);
    world.sandbox.world.accounts.set(5151, { id: 5151, login: "sam", name: null, email: null });
    const corrected = people("  sam: { email: sam@acme.example, github: sam, github_id: 5151 }\n");
    await world.setFiles(files("sam: member", "", { "people.yaml": corrected }));
    const again = await world.apply();
    expect(again.withheld).toEqual([]);
    expect(again.code).toBe(0);
    expect([...world.organization.invitations.values()].map(({ account }) => account)).toEqual([5151]);
  });

  it("an account that goes between plan and request: the invitation fails, and names the number", async () => {
    const world = await open("sam: member", { others: { "people.yaml": numbered } });
    world.fault("404@user");
    const done = await world.apply();
    expect(done.lines).toContain("GitHub has no account 4242 any more");
    expect(done.code).toBe(4);
  });

  it("accounts of a company's own come from its identity provider: nobody is invited, and the rest goes on", async () => {
    const world = await githubWorld({
      files: {
        "acme/organization.yaml": `${section}members: { ana_acme: admin, kim_acme: admin, lee_acme: admin, new_acme: member }\n`,
      },
      organization: { members: { ana_acme: "admin", kim_acme: "admin", lee_acme: "member" } },
      seed: {
        accounts: [{ login: "new_acme", id: 4243 }],
        tokens: [{ token: "ghp_EXAMPLEowner", account: "ana_acme", scopes: ["admin:org", "repo"] }],
      },
    });
    const done = await world.apply();
    expect(done.does).toEqual(["promote lee_acme"]);
    expect(done.withheld).toEqual(["unsupported new_acme"]);
    expect(done.text).toContain("come from its identity provider: assign GitHub to the person there");
    expect(world.organization.sent).toEqual([]);
  });

  it("the case of letters is nobody else, and @ is no part of a login", async () => {
    const world = await open("SAM: member");
    expect((await world.plan()).does).toEqual(["invite sam"]);
    await world.setFiles(files('"@octocat": member'));
    expect(await world.failure()).toContain("@octocat");
    await world.setFiles(files('"249043822": member'));
    expect((await world.plan()).withheld).toEqual(["unknown_account 249043822"]);
  });

  it("an owner's place in a team is implied: as a member or as a lead, there is nothing to do", async () => {
    const team = { name: "SRE", members: { ana: "member", mia: "member" } as const };
    const world = await open("", {
      organization: { teams: [team] },
      rest: "teams: { sre: { members: [ana, mia] } }\n",
    });
    expect((await world.plan()).does).toEqual([]);
    await world.setFiles(files("", "teams: { sre: { members: [{ member: ana, role: lead }, mia] } }\n"));
    expect((await world.plan()).does).toEqual([]);
  });
});

describe("leaving", () => {
  it("what a leaver could read is owed until somebody says that it is rotated", async () => {
    const teams = [
      {
        name: "sre",
        members: { lee: "member" },
        repositories: { deploy: "maintain", website: "push" },
      } as const,
    ];
    const world = await open("", { organization: { teams, repositories: ["deploy", "website"] } });
    const leaving = `${section}members: { ana: admin, kim: admin, lee: { state: removed }, mia: member }\n`;
    await world.setFiles({ "acme/organization.yaml": leaving });
    const done = await world.apply();
    expect(done.does).toEqual(["remove lee"]);
    expect(done.text).toContain(
      "rotate the secrets of repository deploy: lee could have read them, and may have added deploy keys",
    );
    expect(done.text).not.toContain("repository website");
    expect(done.text).toContain("look for GitHub Apps and OAuth apps of lee's own account");
    const unknown = "nothing here tells which secrets lee could read before they left";
    expect((await world.plan()).text).toContain(unknown);
    const journal = { path: join(world.folder, "journal.jsonl"), optional: false };
    await writeFile(journal.path, world.journal.text());
    const told = await world.plan({ journal });
    expect(told.text).toContain("rotate the secrets of repository deploy: lee could have read them");
    expect(told.text).not.toContain(unknown);
  });

  it("an owner who leaves leaves one task for all repositories", async () => {
    const world = await open("");
    await world.setFiles({
      "acme/organization.yaml": `${section}members: { ana: admin, kim: { state: removed }, lee: member, mia: member }\n`,
    });
    const { text } = await world.plan();
    expect(text).toContain(
      "rotate the secrets of the organization and its repositories, of which kim was an owner",
    );
  });
});

describe("invitations", () => {
  it("pending with another role: taken back and sent anew, once", async () => {
    const world = await open("sam: member");
    await world.apply();
    await world.setFiles(files("sam: admin"));
    const done = await world.apply();
    expect(done.does).toEqual(["correct_invitation sam"]);
    expect(done.code).toBe(0);
    expect([...world.organization.invitations.values()].map(({ role }) => role)).toEqual(["admin"]);
  });

  it("expired twice is sent again, and after the third time somebody is asked", async () => {
    const world = await open("sam: member");
    await world.apply();
    for (const round of [1, 2]) {
      world.pass(8 * 24);
      const done = await world.apply();
      expect(done.does, String(round)).toEqual(["reinvite sam"]);
      expect(done.code).toBe(0);
    }
    world.pass(8 * 24);
    const told = await world.apply();
    expect(told.does).toEqual([]);
    expect(told.text).toContain("gave up: sam was invited 3 times and the last invitation expired");
    expect(told.code).toBe(4);
    await world.setFiles(files('sam: { role: member, invite_again: "was away" }'));
    expect((await world.apply()).does).toEqual(["reinvite sam"]);
    world.pass(8 * 24);
    const used = await world.apply();
    expect([...used.does, ...used.withheld]).toEqual(["depends sam"]);
  });

  it("accepted after one that expired: what came to nothing is past", async () => {
    const world = await open("sam: member");
    await world.apply();
    world.pass(8 * 24);
    await world.apply();
    await fetch(`${world.sandbox.url}/sandbox/github/accept`, {
      method: "POST",
      body: JSON.stringify({ login: "sam" }),
    });
    const told = await world.plan();
    expect([...told.does, ...told.withheld]).toEqual([]);
  });

  it.each([
    ["blocked (422)", { blocked: ["sam"] }, "Invitee is blocked by this organization"],
    [
      "a member by another address",
      { members: { ana: "admin", kim: "admin", lee: "member", mia: "member", sam: "member" } },
      "already a part of this organization",
    ],
  ] as const)("%s: GitHub's words, and the others go on", async (_, organization, words) => {
    const who = words.startsWith("already") ? "sam@acme.example: member" : "sam: member";
    const world = await open(`${who}, noa@other.example: member`, { organization });
    const done = await world.apply();
    expect(done.lines).toContain(words);
    expect(done.lines).toMatch(/done +\+ invite +noa@other\.example/);
    expect(done.code).toBe(4);
  });

  it("no seat: withheld before anything is asked", async () => {
    const world = await open("sam: member", { organization: { seats: 4 } });
    const done = await world.apply();
    expect(done.withheld).toEqual(["no_seat sam"]);
    expect(done.text).toContain("no free seat: 4 of 4 seats are taken");
    expect(done.code).toBe(0);
  });

  const sixty = Array.from({ length: 60 }, (_, index) => `new-${String(index).padStart(2, "0")}`);
  const invited = sixty.map((login) => `${login}: member`).join(",\n  ");
  const accounts = { accounts: sixty.map((login) => ({ login })) };
  const young = { createdAt: "2026-10-25T09:00:00Z", dailyInvitations: 50 };

  it("60 invitations at a quota of 50 over two days: the plan says so before, and the next day goes on", async () => {
    const world = await open(invited, {
      seed: accounts,
      organization: { ...young, seats: undefined as never },
    });
    const first = await world.apply();
    expect(first.does).toHaveLength(50);
    expect(first.withheld.filter((it) => it.startsWith("quota "))).toHaveLength(10);
    expect(first.text).toContain(
      "GitHub lets 50 invitations through in a day, and 50 are left for this plan",
    );
    expect(first.text).toContain("more than the service lets through in a day");
    expect(first.code).toBe(0);
    expect(world.organization.invitations.size).toBe(50);
    world.pass(25);
    const second = await world.apply();
    expect(second.does).toHaveLength(10);
    expect(second.code).toBe(0);
    expect(world.organization.sent).toHaveLength(60);
  });

  it("a quota that nobody could know: one is refused, the rest is not tried, the next day goes on", async () => {
    const world = await open(invited, { seed: accounts, organization: { dailyInvitations: 50 } });
    const first = await world.apply();
    expect(first.does).toHaveLength(60);
    expect(first.lines.match(/GitHub lets no more invitations through today/g)).toHaveLength(1);
    expect(first.lines.match(/The service lets no more of these through today/g)).toHaveLength(9);
    expect(world.sandbox.requests().filter(({ route }) => route === "invite")).toHaveLength(51);
    expect(first.code).toBe(4);
    world.pass(25);
    expect((await world.apply()).code).toBe(0);
    expect(world.organization.sent).toHaveLength(60);
  });

  it("one person 404 at removal: it is so already where they are gone, and failed where they are not", async () => {
    const world = await open("");
    await world.setFiles({
      "acme/organization.yaml": `${section}members: { ana: admin, kim: admin, lee: { state: removed }, mia: member }\n`,
    });
    world.fault("404@removeMember");
    expect((await world.apply()).lines).toMatch(/failed +- remove +lee.* is still there/);
    const meanwhile = () => void world.organization.members.delete(world.account("lee").id);
    expect((await world.apply({ meanwhile })).lines).toMatch(/already so +- remove +lee/);
  });
});

describe("whoever was invited by mail, and joined under a login that nobody told", () => {
  const mailed = "noor@acme.example";
  const leave = `${section.replace(" } }", " }, unlisted: { members: remove } }")}`;
  const written = (members: string, { head = section, ops = "lee" } = {}) => ({
    "acme/organization.yaml": `${head}members: { ${everybody}${members} }\nteams: { ops: { name: Ops, members: [${ops}] } }\n`,
  });
  const joined = async (members: string, more: { readonly head?: string; readonly ops?: string } = {}) => {
    const world = await githubWorld({
      files: written("", { ...more, ops: "lee" }),
      organization: { teams: [{ name: "Ops", members: { lee: "member" } }] },
      seed: { accounts: [{ login: "noor-x", id: 55 }] },
    });
    execFileSync("git", ["init", "-q"], { cwd: world.folder });
    const commit = () => {
      const nobody = ["-c", "user.name=A", "-c", "user.email=a@acme.example"];
      execFileSync("git", ["add", "-A"], { cwd: world.folder });
      execFileSync("git", [...nobody, "commit", "-qm", "x"], { cwd: world.folder });
    };
    commit();
    await world.setFiles(written(members, more));
    const done = await world.apply({ base: "HEAD" });
    commit();
    const step = await fetch(`${world.sandbox.url}/sandbox/github/accept`, {
      method: "POST",
      body: JSON.stringify({ login: "noor-x", email: mailed }),
    });
    expect([step.status, done.code]).toEqual([200, 0]);
    return world;
  };
  const says =
    "nobody is invited as noor@acme.example now, whom the files know by a mail address alone, and noor-x stands in no file: perhaps they joined under that name. If so, write noor-x in place of noor@acme.example";

  it.each<[string, { readonly head?: string; readonly ops?: string }]>([
    ["the files take away whom they do not name", { head: leave }],
    ["the files say who is in their team", { ops: "lee, noor@acme.example" }],
  ])("keeps what they have where %s, and is not invited again", async (_, more) => {
    const world = await joined(`, ${mailed}: member`, more);
    const done = await world.apply({ base: "HEAD" });
    expect(done.does).toEqual([]);
    expect(done.withheld).toContain(`probable_rename ${mailed}`);
    expect(done.text).toContain(`${says}; if not, list noor-x too (with a role, or with state: removed)`);
    expect(done.code).toBe(4);
    expect(world.organization.invitations.size).toBe(0);
    await world.setFiles(written(", noor-x: member", { ...more, ops: more.ops?.replace(mailed, "noor-x") }));
    expect((await world.apply({ base: "HEAD" })).does).toEqual([]);
  });

  it("is told apart from others by a line for each: the next plan goes on", async () => {
    const world = await joined(`, ${mailed}: member`, { head: leave });
    await world.setFiles(written(`, ${mailed}: member, noor-x: { state: removed }`, { head: leave }));
    const told = await world.plan({ base: "HEAD" });
    expect([told.does, told.withheld]).toEqual([[`invite ${mailed}`, "remove noor-x"], []]);
  });

  it("is not taken for gone when they are to go", async () => {
    const world = await joined(`, ${mailed}: member`);
    await world.setFiles(written(`, ${mailed}: { state: removed }`));
    const done = await world.apply({ base: "HEAD" });
    expect([done.does, done.withheld, done.code]).toEqual([
      [],
      ["unmanaged noor-x", `probable_rename ${mailed}`],
      4,
    ]);
    expect(done.text).toContain(`${says}; if not, take noor@acme.example out of the files`);
  });

  it("is known to have been invited by the journal, where no commit is given", async () => {
    const world = await joined(`, ${mailed}: member`, { head: leave });
    const journal = { path: join(world.folder, "journal.jsonl"), optional: false };
    await writeFile(journal.path, world.journal.text());
    const told = await world.plan({ journal });
    expect([told.does, told.withheld]).toEqual([[], ["probable_rename noor-x", `probable_rename ${mailed}`]]);
    expect((await world.plan()).does).toEqual([`invite ${mailed}`, "remove noor-x"]);
  });

  it("is nobody who stood in the files beside them, and nobody yet whom only this change names", async () => {
    const world = await joined(`, ${mailed}: member, noor-x: member`, { head: leave });
    await world.setFiles(written(`, ${mailed}: member, new@acme.example: member`, { head: leave }));
    const told = await world.plan({ base: "HEAD" });
    expect(told.does).toEqual(["invite new@acme.example", "remove noor-x"]);
  });
});
