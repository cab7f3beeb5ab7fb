/** A plan of an organization that is reached by SCIM beside one of the same size at the other service; its requests are held to the formula. */
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { writeFiles } from "../data.mjs";
import { alternate, node, startServer } from "../measure.mjs";
import { openPlan, plain } from "../sandbox.mjs";

export const about =
  "muster plan --quiet against the embedded SCIM server; floor: the plan of 10,000 members of the other service. The line below it counts requests, which must be 2 + ceil(users / page) + ceil(groups / page)";

const page = 100;
const mail = (index) => `user-${String(index).padStart(5, "0")}@acme.example`;

function files({ users, groups }, more = "") {
  const organization =
    'organization: { provider: scim, id: wiki, api: "https://wiki.example/scim/v2", scim: { expects: { user: USER } } }\n';
  const members = Array.from({ length: users }, (_, index) => `  ${mail(index)}: member\n`).join("");
  const team = (index) => {
    const people = Array.from({ length: (2 * users) / groups }, (_, at) =>
      mail((index * 20 + at * 7) % users),
    );
    const list = [...new Set(people)].map((person) => `      - ${person}\n`).join("");
    return `  team-${index}:\n    members:\n${list}`;
  };
  const teams = Array.from({ length: groups }, (_, index) => team(index)).join("");
  return new Map([
    ["wiki/organization.yaml", { text: organization.replace("USER", mail(0)) }],
    ["wiki/members.yaml", { text: `members:\n${members}${more}` }],
    ["wiki/teams.yaml", { text: `teams:\n${teams}` }],
  ]);
}

export default async function scim({ cli, generate, folder, report, note }) {
  const { generateState } = await import(generate);
  const size = { users: 10_000, groups: 500 };
  const place = mkdtempSync(join(folder, "scim-"));
  const [there, wanted] = ["there", "wanted"].map((name) => join(place, name));
  writeFiles(there, files(size));
  writeFiles(wanted, files(size, "  newcomer@acme.example: member\n"));
  const other = await openPlan({ cli, folder }, generateState(plain(size.users)));
  const server = await startServer([cli, "sandbox", "--quiet", "--access", there]);
  try {
    const [{ token, api }] = server.ready.organizations;
    const env = { MUSTER_TOKEN_WIKI: token, MUSTER_API_WIKI: api };
    const plan = async (how) => {
      const done = await node([cli, "plan", "--quiet", "--access", wanted], { ...how, env });
      if (!done.stdout.includes("newcomer@acme.example"))
        throw new Error(`This is not the plan that was expected:\n${done.stdout}`);
      return done;
    };
    const told = await node([cli, "plan", "--json", "--access", wanted], { env });
    const [{ requests }] = JSON.parse(told.stdout).organizations;
    const formula = 2 + Math.ceil(size.users / page) + Math.ceil(size.groups / page);
    if (requests !== formula) throw new Error(`${requests} requests, and by the formula ${formula}.`);
    const [floor, measured] = await alternate(7, [other.plan, plan]);
    report({ name: "plan over SCIM, 10,000 users, 500 groups", floor, measured, goal: { ratio: 2 } });
    note(`requests: ${requests}; by the formula: ${formula}`);
  } finally {
    await Promise.all([server.end(), other.server.end()]);
  }
}
