/**
 * Measures muster against a floor in the same run, and prints a table. Absolute times say more about the machine than
 * about muster, so everything but the last goal is a ratio. A goal that is missed is printed; only a benchmark that
 * could not run makes the exit code 1.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./bundle.mjs";
import { accessFiles, changed, jsonFiles, writeFiles } from "./data.mjs";
import { alternate, node, report, startServer } from "./measure.mjs";

const here = import.meta.dirname;
const folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-bench-")));
const runs = { startUp: 21, reading: { 1_000: 11, 10_000: 7 }, plan: 5 };

try {
  console.log(`Node ${process.version}; medians of alternating runs, in ms\n`);
  const built = await bundle(folder);
  report(await startUp(built));
  for (const members of [1_000, 10_000]) for (const row of await reading(built, { members })) report(row);
  for (const row of await reading(built, { members: 10_000, teams: 500 })) report(row);
  report(await wholePlan(built, 10_000));
  console.log(`
start-up   a fresh process each; floor: a script that is empty
reading    declare() of the YAML files in memory; floor: JSON.parse of the same data, one JSON text for each file,
           in memory too. Per member a line "e-mail: role"; with teams, also two places in teams, 20 members to
           a team, and a file for each team. "first call": once in a fresh process, modules loaded, code cold;
           that is what a user waits for, and what the goal judges. "later calls": the same process goes on.
plan       muster plan --quiet, text to a pipe, start to end, against a sandbox in another process; 20,000 team
           memberships, a plan of 65 actions; floor: a script that requests the same pages and parses them`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function startUp({ cli }) {
  const empty = join(folder, "empty.mjs");
  writeFileSync(empty, "");
  const [floor, measured] = await alternate(runs.startUp, [
    async () => (await node([empty])).ms,
    async () => (await node([cli, "--version"])).ms,
  ]);
  return { name: "start-up of muster --version", floor, measured, goal: { ratio: 1.15 } };
}

async function reading({ read, generate }, { members, teams = 0 }) {
  const { generateState } = await import(generate);
  const files = accessFiles(generateState({ members, teams }));
  const yaml = join(folder, `yaml-${members}-${teams}`);
  const json = join(folder, `json-${members}-${teams}`);
  writeFiles(yaml, files);
  writeFiles(json, jsonFiles(files));
  const once = async (...args) => JSON.parse((await node([join(here, "reading.mjs"), ...args])).stdout);
  const [floor, measured] = await alternate(runs.reading[members], [
    () => once("json", json),
    () => once("declare", yaml, read, String(members)),
  ]);
  const name = `reading ${members.toLocaleString("en")} members${teams === 0 ? "" : `, ${teams} teams`}`;
  const part = (results, which) => results.map((result) => result[which]);
  return [
    {
      name: `${name}, first call`,
      floor: part(floor, "first"),
      measured: part(measured, "first"),
      ...(teams === 0 ? { goal: { ratio: 25 } } : {}),
    },
    { name: `${name}, later calls`, floor: part(floor, "later"), measured: part(measured, "later") },
  ];
}

async function wholePlan({ cli, generate }, members) {
  const { generateState } = await import(generate);
  const access = join(folder, "access");
  mkdirSync(access);
  writeFiles(access, changed(accessFiles(generateState({ members }))));
  const server = await startServer([cli, "sandbox", "--members", String(members)]);
  try {
    const { url, organizations } = server.ready;
    const { key, id, token } = organizations[0];
    const variable = key.toUpperCase();
    const env = { [`MUSTER_TOKEN_${variable}`]: token, [`MUSTER_API_${variable}`]: url };
    const [floor, measured] = await alternate(runs.plan, [
      async () => (await node([join(here, "pages.mjs"), url, token, id, String(members)])).ms,
      async () => {
        const { ms, stdout } = await node([cli, "plan", "--quiet", "--access", access], env);
        if (!stdout.includes("newcomer01@acme.example"))
          throw new Error(`This is not the plan that was expected:\n${stdout}`);
        return ms;
      },
    ]);
    const name = `plan of ${members.toLocaleString("en")} members, 500 teams`;
    return { name, floor, measured, goal: { ms: 1500 } };
  } finally {
    await server.end();
  }
}
