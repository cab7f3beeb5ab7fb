/** Whole plans, beside a script that requests the same pages, and how they grow. */
import { alternate, median } from "../measure.mjs";
import { openPlan, plain, whole } from "../sandbox.mjs";

export const about =
  "muster plan --quiet, text to a pipe, start to end, against a sandbox in another process; floor: a script that requests the same pages and parses them. 10,000 members have 20,000 team memberships, and the plan 65 actions; `all kinds` adds 5,000 shares of 1,000 resources, 500 service accounts with a key each, and 30 actions. Growth: ten times the data, start-up (a plan of 20 members) taken off both, so that what remains is work that grows";

const times = 7;

export default async function plans({ cli, generate, folder, report }) {
  const { generateState } = await import(generate);
  const opened = [];
  try {
    for (const options of [plain(10_000), whole(10_000), whole(1_000), { members: 20, teams: 1 }]) {
      opened.push(await openPlan({ cli, folder }, generateState(options)));
    }
    const [people, all, tenth, tiny] = opened;
    const [peopleFloor, peoplePlan, allFloor, allPlan, tenthPlan, tinyPlan] = await alternate(times, [
      people.pages,
      people.plan,
      all.pages,
      all.plan,
      tenth.plan,
      tiny.plan,
    ]);
    report({
      name: "plan of 10,000 members, 500 teams",
      floor: peopleFloor,
      measured: peoplePlan,
      goal: { ms: 1500 },
    });
    report({
      name: "plan of 10,000 members, all kinds",
      floor: allFloor,
      measured: allPlan,
      goal: { ms: 2000 },
    });
    const start = median(tinyPlan.map(({ ms }) => ms));
    const grown = (runs) => runs.map(({ ms }) => ({ ms: ms - start }));
    report({
      name: "growth from 1,000 to 10,000 members",
      floor: grown(tenthPlan),
      measured: grown(allPlan),
      goal: { ratio: 11 },
    });
  } finally {
    await Promise.all(opened.map((one) => one.server.end()));
  }
}
