/** Grants at other services of people who leave: a task, whoever owns the connection, whether or not a file names them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { memoryJournal } from "../../../src/journal/memory.ts";
import { tasksLeft, type Plan } from "../../../src/model/plan.ts";
import { createWorld, type Files, type World } from "../../fakes/world.ts";

const ana = "ana@acme.example";
const rob = "rob@acme.example";
const files = (policy: string, robs = "", more = ""): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme, successor: ${ana}${policy}${more} }\nmembers:\n  ${ana}: admin\n  ben@acme.example: admin\n${robs}`,
});
const there = files("", `  ${rob}: editor\n`);

let world: World;
afterEach(() => world.close());

/** A connection that works in Rob's name at Salesforce, and that `owner` owns by now. */
async function withGrant(owner: string, after: Files): Promise<void> {
  world = await createWorld({ live: there, files: after });
  await world.control("/sandbox/own", {
    resource: "connection",
    name: "crm",
    email: rob,
    oauth: "Salesforce",
  });
  if (owner !== rob)
    await world.control("/sandbox/own", { resource: "connection", name: "crm", email: owner });
}

const said = /^revoke the grant of (\S+) at Salesforce \(connection crm\)/;
const personsIn = (plan: Plan): (string | undefined)[] =>
  tasksLeft(plan).map(({ message }) => said.exec(message)?.[1]);

describe("whoever leaves and has a grant at another service", () => {
  it.each([
    ["in no file, where those are deactivated", ", unlisted: { members: deactivate }", "", rob],
    ["in no file, whose connection somebody else owns", ", unlisted: { members: deactivate }", "", ana],
    ["in no file, where those are removed", ", unlisted: { members: remove }", "", rob],
    ["in no file, removed, whose connection somebody else owns", ", unlisted: { members: remove }", "", ana],
    ["declared deactivated", "", `  ${rob}: { state: deactivated }\n`, rob],
    ["declared deactivated, whose connection somebody else owns", "", `  ${rob}: { state: deactivated }\n`, ana],
    ["declared removed, whose connection somebody else owns", "", `  ${rob}: { state: removed }\n`, ana],
  ])("leaves a task, with a journal and without one: %s", async (_, policy, robs, owner) => {
    await withGrant(owner, files(policy, robs));
    const plan = await world.plan();
    expect((plan.tasks ?? []).map(({ task, person, opens }) => [task, person, opens])).toEqual([
      ["revoke_grant", rob, true],
    ]);
    const journal = memoryJournal();
    const applied = await world.apply({ journal_: journal });
    expect([applied.code, personsIn(applied.planned.plan)]).toEqual([0, []]);
    const path = join(world.folder, "journal.jsonl");
    await writeFile(path, journal.text());
    expect(personsIn(await world.plan({ owed: path }))).toEqual([rob]);
    // The journal is lost: what is live tells, of who is no member any more by id where the log tells no address.
    const [again] = tasksLeft(await world.plan());
    expect(again?.message).toMatch(said);
  }); // prettier-ignore

  it.each([
    ["deactivated", `  ${rob}: { state: deactivated }\n`, ""],
    ["removed, whom no file names any more", "", ", unlisted: { members: remove }"],
  ])(
    "leaves it where the service names nobody, without a journal too, as far as the log tells: %s",
    async (_, robs, policy) => {
      world = await createWorld({ live: there, files: files(policy, robs) });
      const own = (more: object) =>
        world.control("/sandbox/own", { resource: "connection", name: "crm", ...more });
      await own({ oauth: "Salesforce" });
      await own({ email: rob });
      expect(personsIn(await world.apply().then(({ planned }) => planned.plan))).toEqual([]);
      // The connection is Ana's now, who stays: only the log knows of Rob.
      const plan = await world.plan();
      expect([personsIn(plan), plan.notes]).toEqual([[rob], []]);
      await world.control("/sandbox/fault", { fault: "403@auditEventsx*" });
      const blind = await world.plan();
      expect(personsIn(blind)).toEqual([]);
      expect(blind.notes).toEqual([
        expect.stringMatching(
          /^the audit log could not be read: in whose name the connection crm works at Salesforce is not told/,
        ),
      ]);
    },
  );

  it("is told by the address that the files' ids keep, where there is no other", async () => {
    await withGrant(ana, files("", `  ${rob}: { state: removed }\n`));
    const rows = world.sandbox.dump().organizations[0]?.members ?? [];
    const id = rows.find(({ email }) => email === rob)?.id ?? "";
    await world.apply();
    const ids = { "acme/ids.yaml": `ids: { members: { ${rob}: ${id} } }\n` };
    await world.setFiles({ ...files("", `  ${rob}: { state: removed }\n`), ...ids });
    await world.control("/sandbox/fault", { fault: "403@auditEventsx*" });
    expect(personsIn(await world.plan())).toEqual([rob]);
  });

  it("is settled once, with and without the journal", async () => {
    const policy = ", unlisted: { members: deactivate }";
    await withGrant(ana, files(policy));
    await world.apply();
    const [task] = tasksLeft(await world.plan());
    const settled = `, settled: [{ task: ${task?.id ?? ""}, by: ${ana}, reason: "revoked, SEC-12" }]`;
    await world.setFiles(files(policy, "", settled));
    const plan = await world.plan();
    expect([tasksLeft(plan), plan.notes]).toEqual([[], []]);
  });

  it("leaves none where they come back, or stay", async () => {
    await withGrant(ana, there);
    expect((await world.plan()).tasks).toBeUndefined();
    await world.setFiles(files(", unlisted: { members: deactivate }"));
    await world.apply();
    await world.setFiles(files(", unlisted: { members: deactivate }", `  ${rob}: viewer\n`));
    expect(tasksLeft(await world.plan())).toEqual([]);
  });
});
