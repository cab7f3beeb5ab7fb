/** A plan of a GitHub organization beside one of the same size at the other service. */
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { writeFiles } from "../data.mjs";
import { formula, githubFiles, requestsAt } from "../github.mjs";
import { alternate, node, startServer } from "../measure.mjs";
import { environmentFor, openPlan, plain } from "../sandbox.mjs";

export const about =
  "muster plan --quiet against the embedded GitHub, with 20,000 places in teams and 2,000 grants; floor: the plan of 10,000 members of the other service. The line below it counts requests, and what reading should take";

export default async function github({ cli, generate, folder, report, note }) {
  const { generateState } = await import(generate);
  const size = { members: 10_000, teams: 500, grants: 2_000 };
  const place = mkdtempSync(join(folder, "github-"));
  const [there, wanted] = ["there", "wanted"].map((name) => join(place, name));
  writeFiles(there, githubFiles(size));
  writeFiles(wanted, githubFiles(size, { changed: true }));
  const other = await openPlan({ cli, folder }, generateState(plain(size.members)));
  const server = await startServer([cli, "sandbox", "--quiet", "--from", there]);
  try {
    const env = environmentFor(server.ready);
    const plan = async (how) => {
      const done = await node([cli, "plan", "--quiet", "--access", wanted], { ...how, env });
      if (!done.stdout.includes("newcomer@acme.example"))
        throw new Error(`This is not the plan that was expected:\n${done.stdout}`);
      return done;
    };
    const before = await requestsAt(server.ready.url);
    await plan({});
    const requests = (await requestsAt(server.ready.url)) - before;
    const [floor, measured] = await alternate(7, [other.plan, plan]);
    report({ name: "plan at GitHub, 10,000 members, 500 teams", floor, measured, goal: { ratio: 2 } });
    note(`requests: ${requests}; by the formula: ${formula(size)}`);
  } finally {
    await Promise.all([server.end(), other.server.end()]);
  }
}
