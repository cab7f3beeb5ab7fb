/** Against a SCIM server that we did not write: a chain of desired states, each with an empty second plan. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createScimWorld, heldBack, told, type ScimWorld } from "../fakes/scim.ts";

let world: ScimWorld;
let server: ChildProcessWithoutNullStreams;

beforeAll(async () => {
  server = spawn(process.execPath, [join(import.meta.dirname, "..", "fakes", "scimmy", "server.mjs")]);
  const api = await new Promise<string>((resolve, reject) => {
    server.stdout.once("data", (data: Buffer) => resolve(data.toString("utf8").trim()));
    server.once("exit", (code) => reject(new Error(`scimmy ended with ${String(code)}`)));
  });
  world = await createScimWorld({ api, token: "scimmy-example" });
}, 60_000);

afterAll(async () => {
  server.stdin.end();
  await world.close();
});

const mail = (name: string): string => `${name}@acme.example`;
const list = (...names: readonly string[]): string => names.map(mail).join(", ");
const admins = `  ${mail("ana")}: admin\n  ${mail("ben")}: admin\n`;
const roles = { role: { from: "roles", admin: "owner", member: "user" } };

interface Step {
  readonly name: string;
  readonly files: string;
  readonly organization?: object;
  readonly does: readonly string[];
}

const steps: readonly Step[] = [
  {
    name: "people let in",
    files: `members:\n${admins}  ${mail("cat")}: member\n  ${mail("dan")}: member\n`,
    does: ["ana", "ben", "cat", "dan"].map((name) => `invite ${mail(name)}`),
  },
  {
    name: "groups made",
    files: `members:\n${admins}  ${mail("cat")}: member\n  ${mail("dan")}: member\nteams: { finance: { name: Finance & Co, members: [${list("cat", "dan")}] }, sre: { members: [${list("ana")}] } }\n`,
    does: [
      "create_team finance",
      "create_team sre",
      `join_team finance/${mail("cat")}`,
      `join_team finance/${mail("dan")}`,
      `join_team sre/${mail("ana")}`,
    ],
  },
  {
    name: "somebody let in with their places",
    files: `members:\n${admins}  ${mail("cat")}: member\n  ${mail("dan")}: member\n  ${mail("eli")}: admin\nteams: { finance: { name: Finance & Co, members: [${list("cat", "dan", "eli")}] }, sre: { members: [${list("ana", "eli")}] } }\n`,
    does: [`invite ${mail("eli")}`],
  },
  {
    name: "roles changed",
    files: `members:\n  ${mail("ana")}: admin\n  ${mail("ben")}: member\n  ${mail("cat")}: admin\n  ${mail("dan")}: member\n  ${mail("eli")}: admin\n`,
    does: [`promote ${mail("cat")}`, `demote ${mail("ben")}`],
  },
  {
    name: "places changed",
    files: `members:\n  ${mail("ana")}: admin\n  ${mail("ben")}: member\n  ${mail("cat")}: admin\n  ${mail("dan")}: member\n  ${mail("eli")}: admin\nteams: { finance: { name: Finance & Co, members: [${list("ben", "eli")}] } }\n`,
    does: [
      `join_team finance/${mail("ben")}`,
      `leave_team finance/${mail("cat")}`,
      `leave_team finance/${mail("dan")}`,
    ],
  },
  {
    name: "a group renamed, another's slug too",
    files: `members:\n  ${mail("ana")}: admin\n  ${mail("ben")}: member\n  ${mail("cat")}: admin\n  ${mail("dan")}: member\n  ${mail("eli")}: admin\nteams: { finance: { name: Money }, ops: { previously: [sre] } }\n`,
    does: ["rename_team ops", "update_team finance"],
  },
  {
    name: "somebody out",
    files: `members:\n  ${mail("ana")}: admin\n  ${mail("ben")}: { state: deactivated }\n  ${mail("cat")}: admin\n  ${mail("dan")}: member\n  ${mail("eli")}: admin\nteams: { finance: { name: Money, members: [${list("eli")}] }, ops: {} }\n`,
    does: [`leave_team finance/${mail("ben")}`, `deactivate ${mail("ben")}`],
  },
  {
    name: "somebody back, with another role",
    files: `members:\n  ${mail("ana")}: admin\n  ${mail("ben")}: admin\n  ${mail("cat")}: admin\n  ${mail("dan")}: member\n  ${mail("eli")}: admin\nteams: { finance: { name: Money, members: [${list("eli", "ben")}] }, ops: {} }\n`,
    does: [`reactivate ${mail("ben")}`, `join_team finance/${mail("ben")}`],
  },
  {
    name: "another address",
    files: `members:\n  ${mail("ana")}: admin\n  ${mail("ben")}: admin\n  cat@new.example: { role: admin, previously: [${mail("cat")}] }\n  ${mail("dan")}: member\n  ${mail("eli")}: admin\nteams: { finance: { name: Money }, ops: {} }\n`,
    does: ["change_email cat@new.example"],
  },
  {
    name: "somebody and a group taken away",
    files: `members:\n  ${mail("ana")}: admin\n  ${mail("ben")}: admin\n  cat@new.example: admin\n  ${mail("dan")}: { state: removed }\n  ${mail("eli")}: admin\nteams: { finance: { name: Money } }\n`,
    organization: { scim: { ...roles, remove: true }, unlisted: { teams: "delete" } },
    does: [`remove ${mail("dan")}`, "delete_team ops"],
  },
];

it.each(steps)("$name", async ({ files, organization = {}, does }) => {
  await world.setFiles(files, { scim: roles, guards: { max_loss: "100%" }, ...organization });
  const plan = await world.plan();
  expect(plan.findings).toEqual([]);
  expect([...told(plan)].sort()).toEqual([...does].sort());
  const { result } = await world.apply();
  expect(result?.outcomes.map(({ status, message }) => [status, message])).toEqual(
    does.map(() => ["done", undefined]),
  );
  const second = await world.plan();
  const left = heldBack(second).filter((it) => !it.startsWith("unmanaged "));
  expect([told(second), left]).toEqual([[], []]);
});
