/** `explain` with the live side: what is otherwise there, what only the service knows, and why somebody is not in a team. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Explained } from "../../src/model/evidence.ts";
import { explainMarkdown, explainText } from "../../src/render/explain.ts";
import { plainPaint } from "../../src/render/paint.ts";
import { memoryJournal } from "../../src/journal/memory.ts";
import { explain, type ExplainRequest } from "../../src/run/evidence/explain.ts";
import { history } from "../../src/run/evidence/history.ts";
import { report } from "../../src/run/evidence/report.ts";
import { gitCommands } from "../fakes/gitCommands.ts";
import { createWorldNow, type World } from "../fakes/world.ts";

const organization = `organization:
  provider: planasonix
  id: org_01acme
members:
  ana@acme.example: admin
  ben@acme.example: admin
  rob@acme.example: editor
  lee@acme.example: viewer
`;
const teams = `teams:
  data: { manager: rob@acme.example, members: [rob@acme.example] }
  finance: { members: [ana@acme.example] }
`;
const files = { "acme/organization.yaml": organization, "acme/teams.yaml": teams };

let world: World;
afterEach(() => world.close());

async function explained(who: string, more: Partial<ExplainRequest> = {}): Promise<Explained> {
  const found = await explain(world.context, { who, journals: [], usual: "/no/such/journal", ...more });
  if ("error" in found) throw new Error(found.error);
  return found;
}
const textOf = async (who: string, more: Partial<ExplainRequest> = {}): Promise<string> =>
  explainText(await explained(who, more), plainPaint);
const begin = async (): Promise<void> => {
  world = await createWorldNow({ files });
  world.commit("Begin (#1)");
};

describe("the live side", () => {
  it("is read and said to be as the files say, with what only the service knows", async () => {
    await begin();
    await world.control("/sandbox/own", {
      ...{ organization: "acme", email: "rob@acme.example", resource: "pipeline", name: "nightly_sales" },
    });
    const text = await textOf("rob@acme.example");
    expect(text).toMatch(/live\n {2}acme: as the files say\n {2}acme: owns pipeline nightly_sales/);
  });

  it("stands whole in the summary of a job: that it is as the files say, what they own, and what was passed over", async () => {
    await begin();
    await world.control("/sandbox/own", {
      ...{ organization: "acme", email: "rob@acme.example", resource: "pipeline", name: "nightly_sales" },
    });
    await world.setFiles({ ...files, "acme/teams.yaml": "teams: [\n" });
    world.commit("Not valid (#2)");
    await world.setFiles(files);
    world.commit("Valid again (#3)");
    const summary = explainMarkdown(await explained("rob@acme.example", { whyNot: "acme/data" }));
    expect(summary).toMatch(/^### `rob@acme\.example` on [\d-]+\n\n`main` at `[0-9a-f]{7}`\n/);
    expect(summary).toContain(
      "Live:\n\n- `acme`: as the files say\n- `acme`: owns pipeline `nightly_sales`\n",
    );
    expect(summary).toMatch(/`acme\/data`: nothing stands in the way\n\n- The files put/);
    expect(summary).toMatch(/- 1 commit with invalid files counts as no change, the last `[0-9a-f]{7}` of /);
  });

  it("is told where it differs: another role, a place in no file, a place that is not there", async () => {
    await begin();
    await world.control("/sandbox/edit", { organization: "acme", email: "rob@acme.example", role: "admin" });
    await world.setFiles({
      ...files,
      "acme/teams.yaml": teams
        .replace("[ana@acme.example]", "[ana@acme.example, rob@acme.example]")
        .replace("members: [rob@acme.example] }", "members: [] }"),
    });
    world.commit("Move Rob (#2)");
    const found = await explained("rob@acme.example");
    expect(found.live).toMatchObject([
      {
        organization: "acme",
        differences: [
          { kind: "member", live: { role: "admin" }, files: { role: "editor" } },
          { kind: "team_membership", key: "data/rob@acme.example", files: null },
          { kind: "team_membership", key: "finance/rob@acme.example", live: null },
        ],
      },
    ]);
    const text = explainText(found, plainPaint);
    expect(text).toContain("acme: admin; the files say editor");
    expect(text).toContain("acme: in team data, in no file");
    expect(text).toContain("acme: not there; the files say in team finance");
    expect(explainMarkdown(found)).toContain("Live:\n\n- `acme`: admin; the files say editor");
  });

  it("is compared with the files of the branch, whatever is checked out", async () => {
    await begin();
    gitCommands({ cwd: world.folder }, [["checkout", "-q", "-b", "topic"]]);
    await world.setFiles({
      "acme/organization.yaml": organization.replace("rob@acme.example: editor", "rob@acme.example: viewer"),
    });
    world.commit("Not merged");
    expect(await textOf("rob@acme.example")).toContain("live\n  acme: as the files say\n");
    expect((await explained("rob@acme.example", { whyNot: "acme/data" })).why_not).toMatchObject({
      has: true,
      live_read: true,
    });
    const page = await report(world.context, { organizations: [], journals: [], usual: "/no/such/journal" });
    if ("error" in page) throw new Error(page.error);
    expect(page.live?.map(({ differences }) => differences)).toEqual([0]);
  });

  it("shows what somebody has whom no file names any more", async () => {
    await begin();
    await world.setFiles({
      ...files,
      "acme/organization.yaml": organization.replace("  lee@acme.example: viewer\n", ""),
    });
    world.commit("Lee is gone (#2)");
    const text = await textOf("lee@acme.example");
    expect(text).toContain("named nowhere, since");
    expect(text).toContain("acme: viewer, in no file");
  });

  it("is left out with --offline, without a key and for another day, and each is said; the rest is answered", async () => {
    await begin();
    world.sandbox.resetRequests();
    const offline = await explained("rob@acme.example", { offline: true });
    expect(offline.basis.notes.join()).toContain("--offline");
    expect(offline.live).toBeUndefined();
    const past = await explained("rob@acme.example", { on: "2024-01-01" });
    expect(past.basis.notes.join()).toContain("they answer for today alone");
    expect(world.sandbox.requests()).toEqual([]);
    const { env } = world.context;
    const without = { ...world.context, env: { ...env, MUSTER_TOKEN_ACME: "" } };
    const found = await explain(without, {
      who: "rob@acme.example",
      journals: [],
      usual: "/no/such/journal",
    });
    if ("error" in found) throw new Error(found.error);
    expect(found.basis.notes.join("\n")).toMatch(/acme was not read live: .*MUSTER_TOKEN/);
    expect(found.standing).toHaveLength(1);
  });
});

describe("what a journal holds and no commit asks for", () => {
  it("is said of whoever it is about, in history, and first thing in the report", async () => {
    await begin();
    const journal = memoryJournal();
    await world.setFiles({
      ...files,
      "acme/organization.yaml": organization.replace("rob@acme.example: editor", "rob@acme.example: viewer"),
    });
    await world.apply({ journal_: journal });
    await world.setFiles(files);
    const path = join(world.folder, "journal.jsonl");
    writeFileSync(path, journal.text());
    const said =
      /The journals hold 1 change that no commit asks for: .* acme member rob@acme\.example \(viewer, run .+\)\./;
    const about = async (who: string) =>
      (await explained(who, { journals: [path], offline: true })).basis.notes.join("\n");
    expect(await about("rob@acme.example")).toMatch(said);
    expect(await about("lee@acme.example")).not.toContain("no commit asks for");
    const asked = { organizations: [], journals: [path], usual: path };
    const changes = await history(world.context, asked);
    if ("error" in changes) throw new Error(changes.error);
    expect(changes.basis.notes.join("\n")).toMatch(said);
    const page = await report(world.context, { ...asked, offline: true });
    if ("error" in page) throw new Error(page.error);
    expect(page.basis.notes.join("\n")).toMatch(said);
    expect(page.look).toContain("1 change in the journals that no commit asks for");
  });
});

describe("an organization whose folder is called otherwise", () => {
  it("keeps what was applied under its former name", async () => {
    world = await createWorldNow({
      files,
      live: {
        ...files,
        "acme/organization.yaml": organization.replace(
          "rob@acme.example: editor",
          "rob@acme.example: viewer",
        ),
      },
    });
    world.commit("Begin (#1)");
    const journal = memoryJournal();
    await world.apply({ journal_: journal });
    const path = join(world.folder, "journal.jsonl");
    writeFileSync(path, journal.text());
    await world.setFiles(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name.replace("acme/", "nova/"), text])),
    );
    world.commit("Nova (#2)");
    const { standing, basis } = await explained("rob@acme.example", { journals: [path], offline: true });
    expect(standing.map((one) => one.organization)).toEqual(["nova"]);
    expect(standing[0]?.access[0]).toMatchObject({
      kind: "member",
      since: { pull_request: 1 },
      applied: { outcome: "done" },
    });
    expect(basis.notes.join("\n")).not.toContain("no commit asks for");
  });
});

describe("why not", () => {
  it("says what no file says, and what was so before", async () => {
    await begin();
    await world.setFiles({
      ...files,
      "acme/teams.yaml": teams.replace("members: [rob@acme.example] }", "members: [] }"),
    });
    world.commit("Out of data (#2)");
    const found = await explained("rob@acme.example", { whyNot: "acme/data", offline: true });
    expect(found.why_not).toMatchObject({ organization: "acme", team: "data", has: false });
    expect(found.why_not?.reasons).toEqual([
      expect.stringMatching(
        /^No file puts rob@acme\.example into the team data \(access\/acme\/teams\.yaml:2\)\.$/,
      ),
      expect.stringMatching(/^They were in it until .* \(#2, Ana\)\.$/),
    ]);
    expect(
      (await explained("eve@acme.example", { whyNot: "acme/none", offline: true })).why_not?.reasons,
    ).toEqual([
      "No file declares a team none in acme.",
      "eve@acme.example is no member of acme by the files.",
    ]);
  });

  it("says what the next apply does, and that nothing stands in the way", async () => {
    await begin();
    expect((await explained("rob@acme.example", { whyNot: "acme/data" })).why_not).toMatchObject({
      has: true,
      live_read: true,
    });
    await world.setFiles({
      ...files,
      "acme/teams.yaml": teams.replace("[ana@acme.example]", "[ana@acme.example, lee@acme.example]"),
    });
    world.commit("Lee into finance (#2)");
    const found = await explained("lee@acme.example", { whyNot: "acme/finance" });
    expect(found.why_not).toMatchObject({ has: false });
    expect(found.why_not?.reasons.join("\n")).toMatch(/The next apply does it: .*finance\/lee@acme\.example/);
  });

  it("does not say that nothing stands in the way where the service was not asked", async () => {
    await begin();
    const asked = { whyNot: "acme/data", offline: true };
    expect((await explained("rob@acme.example", asked)).why_not).toMatchObject({
      has: true,
      live_read: false,
    });
    const there = "rob@acme.example and acme/data: there by the files; the service was not asked\n";
    expect(await textOf("rob@acme.example", asked)).toContain(there);
    const none = { whyNot: "acme/finance", offline: true };
    expect(await textOf("rob@acme.example", none)).toContain("acme/finance: not there by the files\n");
    const { env } = world.context;
    world = { ...world, context: { ...world.context, env: { ...env, MUSTER_TOKEN_ACME: "" } } };
    expect(await textOf("rob@acme.example", { whyNot: "acme/data" })).toContain(there);
  });

  it("is told by the last valid files where today's have errors, and by today's where the errors are another's", async () => {
    await begin();
    const broken = { ...files, "acme/teams.yaml": "teams: [\n" };
    await world.setFiles(broken);
    world.commit("A slip (#2)");
    const unread = expect.stringMatching(
      /^What today's files say of acme was not looked at: .* 1 error, the first in access\/acme\/teams\.yaml:\d/,
    ) as string;
    const notLive = "Whether it is live was not looked up.";
    const found = await explained("rob@acme.example", { whyNot: "acme/data" });
    expect(found.standing).toHaveLength(1);
    expect(found.basis.notes).toContainEqual(
      expect.stringMatching(
        /^Not read live: acme, since the files as they stand have 1 error, .*teams\.yaml:/,
      ),
    );
    expect(found.why_not).toEqual({
      ...{ organization: "acme", team: "data", has: true, live_read: false },
      reasons: [
        unread,
        expect.stringMatching(/^By the last valid files they are in it since 20\S+ \(#1, Ana\)\.$/),
        notLive,
      ],
    });
    expect((await explained("lee@acme.example", { whyNot: "acme/data" })).why_not).toMatchObject({
      has: false,
      reasons: [unread, "By the last valid files they are not in it.", notLive],
    });
    const { env } = world.context;
    const keyless = { ...world.context, env: { ...env, MUSTER_TOKEN_ACME: "" } };
    const unasked = await explain(keyless, { who: "rob@acme.example", journals: [], usual: "none.jsonl" });
    // Then nobody reads them.
    expect("error" in unasked ? [] : unasked.basis.notes).toContainEqual(
      expect.stringMatching(/^acme was not read live: There is no key for acme: set MUSTER_TOKEN_ACME/),
    );
    await world.setFiles({ ...files, "nova/organization.yaml": "organization: [\n" });
    world.commit("Another slip (#3)");
    const own = await explained("rob@acme.example", { whyNot: "acme/data" });
    expect(own.why_not?.reasons).toEqual([
      "The files put rob@acme.example into the team data.",
      expect.stringMatching(/^Whether it is live was not looked up: the files as they stand have 1 error, /),
    ]);
    const none = await explain(world.context, { who: "rob", journals: [], usual: "x", whyNot: "none/data" });
    expect(none).toMatchObject({
      error: expect.stringMatching(
        /^No organization is called none; .* There are: acme\. What only invalid files name is not known \(2 commits with invalid files, the last \w{7} of \S+: access\/nova/,
      ) as string,
    });
    await world.setFiles({ "nova/organization.yaml": organization.replace("01acme", "01nova") });
    world.commit("No more acme (#4)");
    expect((await explained("rob@acme.example")).basis.notes).toContain(
      "Not read live: acme, which the files declare no more.",
    );
    const gone = await explained("rob@acme.example", { whyNot: "acme/data", offline: true });
    expect(gone.why_not?.reasons).toEqual([
      "Today's files declare no organization acme.",
      "By the last valid files they are not in it.",
      expect.stringMatching(/^They were in it until 20\S+ \(#4, Ana\)\.$/),
      notLive,
    ]);
  });

  it("takes another change of theirs, or of the team, for nothing that stands in the way", async () => {
    await begin();
    await world.control("/sandbox/edit", { organization: "acme", email: "rob@acme.example", role: "viewer" });
    await world.setFiles({ ...files, "acme/teams.yaml": teams.replace("data: {", "data: { name: Numbers,") });
    world.commit("Another name (#2)");
    const found = await explained("rob@acme.example", { whyNot: "acme/data" });
    expect(found.why_not).toEqual({
      ...{ organization: "acme", team: "data", has: true, live_read: true },
      reasons: ["The files put rob@acme.example into the team data. The organization has it so."],
    });
  });

  it("does not say of somebody who left that no file puts them there, where a file still does", async () => {
    await begin();
    await world.setFiles({
      ...files,
      "acme/organization.yaml": files["acme/organization.yaml"].replace(
        "rob@acme.example: editor",
        "rob@acme.example: { state: deactivated }",
      ),
    });
    world.commit("Rob leaves (#2)");
    const found = await explained("rob@acme.example", { whyNot: "acme/data", offline: true });
    expect(found.why_not?.reasons).toEqual([
      "rob@acme.example is deactivated in acme by the files: no place in a team counts for them.",
      expect.stringMatching(/^They were in it until .* \(#2, Ana\)\.$/),
    ]);
  });

  it("knows a team by its former name, and says that it tells of today", async () => {
    await begin();
    await world.setFiles({
      ...files,
      "acme/teams.yaml": teams.replace("data: {", "numbers: { previously: [data],"),
    });
    world.commit("Numbers (#2)");
    const found = await explained("rob@acme.example", {
      whyNot: "acme/data",
      on: "2024-01-01",
      offline: true,
    });
    expect(found.why_not).toMatchObject({ team: "numbers", has: true });
    expect(found.why_not?.reasons).toEqual([
      expect.stringMatching(/^This is told of today, 20\d\d-\d\d-\d\d, by today's files\.$/),
      "The files put rob@acme.example into the team numbers.",
      "Whether it is live was not looked up.",
    ]);
  });

  it("says that an end has come, and takes nothing else for a team", async () => {
    await begin();
    const place = "members: [{ member: rob@acme.example, expires: 2024-01-01 }] }";
    await world.setFiles({
      ...files,
      "acme/teams.yaml": teams.replace("members: [rob@acme.example] }", place),
    });
    world.commit("For a time (#2)");
    const found = await explained("rob@acme.example", { whyNot: "acme/data", offline: true });
    expect(found.why_not?.reasons[0]).toBe("Their place ended on 2024-01-01.");
    const wrong = await explain(world.context, { who: "rob", journals: [], usual: "x", whyNot: "data" });
    expect(wrong).toEqual({ error: "Give --why-not as ORG/TEAM." });
  });
});
