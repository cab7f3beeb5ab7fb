/** A plan of a hundred thousand people, beside a bare script that does the same. */
import { alternate } from "../measure.mjs";
import { openPlan, plain } from "../sandbox.mjs";

export const about =
  "muster plan --quiet of 100,000 members, 5,000 teams, 200,000 places in teams; floor: a script that reads the same files with js-yaml, requests the same lists with fetch, and holds them against each other in Maps";

export default async function large({ cli, generate, folder, report }) {
  const { generateState } = await import(generate);
  const opened = await openPlan({ cli, folder }, generateState(plain(100_000)));
  try {
    const [floor, measured] = await alternate(2, [opened.bare, opened.plan]);
    report({ name: "plan of 100,000 members, 5,000 teams", floor, measured, goal: { ratio: 1.4, mb: 450 } });
  } finally {
    await opened.server.end();
  }
}
