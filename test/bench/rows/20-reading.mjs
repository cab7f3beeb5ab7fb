/** Reading files, warm and cold, beside JSON.parse of the same data. */
import { join } from "node:path";
import { accessFiles, jsonFiles, writeFiles } from "../data.mjs";
import { alternate, startWorker } from "../measure.mjs";

export const about =
  "declare() of YAML files in memory; floor: JSON.parse of the same data, one JSON text for each file. Members are mappings of role, state and successor, about 100 bytes; short lines are `e-mail: role`, about 35; with teams, two places in teams each, a file for each team. Warm: one process for each side, after 20 calls, by turns. Cold: once in a fresh process, which is what a user waits for";

const runs = { 1_000: 41, 10_000: 21, 100_000: 3 };
const cold = 7;
/** Calls of a process before its time counts: by then its code is compiled. */
const warmUp = 20;
const script = join(import.meta.dirname, "..", "reading.mjs");

export default async function reading(bench) {
  for (const members of [1_000, 10_000]) {
    await rows(bench, {
      name: `reading ${members.toLocaleString("en")} members`,
      members,
      long: true,
      goal: { ratio: 25 },
    });
  }
  await rows(bench, { name: "reading 10,000 short lines", members: 10_000 });
  await rows(bench, { name: "reading 10,000 short lines, 500 teams", members: 10_000, teams: 500 });
  await rows(bench, {
    name: "reading 100,000 members",
    members: 100_000,
    long: true,
    coldOnly: true,
    coldGoal: { ratio: 12 },
  });
}

async function rows({ read, generate, folder, report }, wanted) {
  const { name, members, teams = 0, long = false, goal, coldGoal, coldOnly = false } = wanted;
  const { generateState } = await import(generate);
  const files = accessFiles(generateState({ members, teams }), { long });
  const place = join(folder, name.replaceAll(/\W+/g, "-"));
  writeFiles(join(place, "yaml"), files);
  writeFiles(join(place, "json"), jsonFiles(files));
  const sides = [
    [script, "json", join(place, "json")],
    [script, "declare", join(place, "yaml"), read, String(members)],
  ];
  if (!coldOnly) {
    const [floor, measured] = await warm(sides, runs[members]);
    report({ name: `${name}, warm`, floor, measured, goal });
  }
  const first = sides.map((side) => async () => {
    const worker = startWorker(side);
    const ms = await worker.call();
    await worker.end();
    return { ms };
  });
  const [floor, measured] = await alternate(coldOnly ? runs[members] : cold, first);
  report({ name: `${name}, cold`, floor, measured, goal: coldGoal });
}

async function warm(sides, times) {
  const workers = sides.map(startWorker);
  try {
    for (const worker of workers) for (let call = 0; call < warmUp; call++) await worker.call();
    return await alternate(
      times,
      workers.map((worker) => async () => ({ ms: await worker.call() })),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
}
