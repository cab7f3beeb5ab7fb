/**
 * Measures muster against a floor in the same run, and prints a table. Absolute times say more about the machine than
 * about muster, so everything but the times of whole plans is a ratio. A goal that is missed is printed; only a
 * benchmark that could not run makes the exit code 1.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./bundle.mjs";
import { accessFiles, changed, jsonFiles, leavers, writeFiles } from "./data.mjs";
import { nameOf, pastRepository, sayingPeak, timed } from "./past.mjs";
import { formula, githubFiles, requestsAt } from "./github.mjs";
import { alternate, median, node, report, startServer, startWorker } from "./measure.mjs";

const here = import.meta.dirname;
const folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-bench-")));
const runs = {
  startUp: 31,
  offboard: 7,
  import: 5,
  reading: { 1_000: 41, 10_000: 21 },
  firstCall: 7,
  plan: 7,
};
/** Calls of a process before its time counts: by then its code is compiled. */
const warmUp = 20;
/** Made-up organizations: resources are what the shares are of. */
const plain = (members) => ({ members, teams: members / 20 });
const whole = (members) => ({
  ...plain(members),
  resources: members / 10,
  shares: members / 2,
  serviceAccounts: members / 20,
});

try {
  console.log(`Node ${process.version}; medians of alternating runs, in ms\n`);
  const built = await bundle(folder);
  // One part alone, where somebody asks for it by name.
  const [, , only] = process.argv;
  if (only === "github") {
    await githubPlans(built);
  } else if (only === "past") {
    lookingBack(built);
  } else {
    await everything(built);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function everything(built) {
  report(await startUp(built));
  for (const members of [1_000, 10_000]) {
    await reading(built, {
      name: `reading ${counted(members)} members`,
      members,
      long: true,
      goal: { ratio: 25 },
    });
  }
  await reading(built, { name: "reading 10,000 short lines", members: 10_000 });
  await reading(built, { name: "reading 10,000 short lines, 500 teams", members: 10_000, teams: 500 });
  await offboarding(built);
  await importing(built);
  await plans(built);
  lookingBack(built);
  await githubPlans(built);
  console.log(`
start-up   a fresh process each; floor: a script that is empty
reading    declare() of the YAML files in memory; floor: JSON.parse of the same data, one JSON text for each file, in
           memory too. The judged rows: every member a mapping of role, state and successor, about 100 bytes, one
           process for each side, warmed up with ${warmUp} calls, then by turns. "first call" is the same once in a fresh
           process, modules loaded and code cold, which is what a user waits for. It is not judged, and
           would not pass for few members: the YAML parser alone takes some 25 times as long for 1,000 of them then.
           Short lines are "e-mail: role", about 35 bytes; with teams, also two places in teams, 20 members to a team
           and a file for each team. They have no goal.
offboard   muster offboard --quiet, start to end, without a key: 10,000 members over 50 files, and one of them leaves;
           floor: muster validate --quiet of the same files
import     muster import --quiet into an empty folder, start to end: 10,000 members, 500 teams, against a sandbox in
           another process; floor: muster plan --quiet of the files that it wrote, which finds nothing to do
plan       muster plan --quiet, text to a pipe, start to end, against a sandbox in another process; floor: a script
           that requests the same pages and parses them. 10,000 members have 20,000 team memberships, and the plan
           65 actions; "all kinds" adds 5,000 shares of 1,000 resources, 500 service accounts with a key each, and
           30 actions
GitHub     muster plan --quiet of a GitHub organization of that size against the embedded GitHub, with 20,000 places in
           teams and 2,000 grants; floor: the plan of 10,000 members of the other service. The line below it counts
           requests, and what reading should take
growth     the plan of all kinds for 10,000 members; floor: the same changes to a tenth of the data. Below it, both
           without the time of a plan of 20 members: what remains is work that grows
past       10,000 commits, 200 files, 5,000 members; floor: git log -p of the access folder. "cold" has nothing that was
           kept, "again" what the run before kept below the git directory, "one more" a commit more than that`);
}

function lookingBack({ cli }) {
  const place = join(folder, "past");
  pastRepository(place, 10_000);
  const forget = () => rmSync(join(place, ".git", "muster"), { recursive: true, force: true });
  const muster = (...args) => timed(process.execPath, [...sayingPeak, cli, ...args], place);
  const one = () => muster("explain", nameOf(1, 2, 3), "--offline");
  const all = () => muster("report", "--on", "2024-06-01", "--format", "csv");
  const floor = Array.from({ length: 3 }, () => timed("git", ["log", "-p", "--", "access"], place).ms);
  const row = (name, { ms, mb }, ratio) => {
    report({
      name: `past: ${name} (${Math.round(mb)} MB)`,
      floor,
      measured: [ms],
      ...(ratio === undefined ? {} : { goal: { ratio } }),
    });
  };
  forget();
  row("explain, cold", one(), 3);
  row("explain, again", one(), 0.3);
  timed(
    "git",
    ["-c", "user.name=x", "-c", "user.email=x@acme.example", "commit", "-q", "--allow-empty", "-m", "x"],
    place,
  );
  row("explain, one more", one());
  forget();
  row("report --on, cold", all(), 10);
  row("report --on, again", all(), 1);
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

async function reading({ read, generate }, { name, members, teams = 0, long = false, goal }) {
  const { generateState } = await import(generate);
  const files = accessFiles(generateState({ members, teams }), { long });
  const place = join(folder, name.replaceAll(/\W+/g, "-"));
  writeFiles(join(place, "yaml"), files);
  writeFiles(join(place, "json"), jsonFiles(files));
  const script = join(here, "reading.mjs");
  const sides = [
    [script, "json", join(place, "json")],
    [script, "declare", join(place, "yaml"), read, String(members)],
  ];
  const [floor, measured] = await warm(sides, runs.reading[members]);
  report({ name, floor, measured, ...(goal === undefined ? {} : { goal }) });
  const first = sides.map((side) => async () => {
    const worker = startWorker(side);
    const ms = await worker.call();
    await worker.end();
    return ms;
  });
  const [firstFloor, firstMeasured] = await alternate(runs.firstCall, first);
  report({ name: "  the same, first call", floor: firstFloor, measured: firstMeasured });
}

async function warm(sides, times) {
  const workers = sides.map(startWorker);
  try {
    for (const worker of workers) for (let call = 0; call < warmUp; call++) await worker.call();
    return await alternate(
      times,
      workers.map((worker) => worker.call),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
}

/** The same person leaves anew in each run: the files are written again before it. */
async function offboarding({ cli, generate }) {
  const { generateState } = await import(generate);
  const state = generateState({ members: 10_000, teams: 48 });
  const files = accessFiles(state);
  const place = join(folder, "offboard");
  const [who, successor] = state.organizations[0].members.filter(({ role }) => role !== "viewer");
  const args = ["--quiet", "--access", place];
  const [floor, measured] = await alternate(runs.offboard, [
    async () => {
      writeFiles(place, files);
      return (await node([cli, "validate", ...args])).ms;
    },
    async () => {
      const { ms, stdout } = await node([
        cli,
        "offboard",
        who.email,
        "--successor",
        successor.email,
        ...args,
      ]);
      if (!stdout.includes(`state: deactivated, successor: ${successor.email}`))
        throw new Error(`These are not the differences that were expected:\n${stdout}`);
      return ms;
    },
  ]);
  report({ name: "offboard, 10,000 members, 50 files", floor, measured, goal: { ms: 3000 } });
}

/** Each import writes into a folder of its own; the plans are of the first one's. */
async function importing({ cli, generate }) {
  const { generateState } = await import(generate);
  const place = mkdtempSync(join(folder, "import-"));
  const seed = join(place, "seed.json");
  writeFileSync(seed, JSON.stringify(generateState(plain(10_000))));
  const server = await startServer([cli, "sandbox", "--seed", seed]);
  try {
    const env = environmentFor(server.ready);
    const { key, id } = server.ready.organizations[0];
    let times = 0;
    const write = async () => {
      const access = join(place, `access-${(times += 1)}`);
      const args = ["--org", key, "--provider", "planasonix", "--id", id, "--quiet", "--access", access];
      const { ms, stdout } = await node([cli, "import", ...args], env);
      if (!stdout.includes(`muster plan --org ${key}`))
        throw new Error(`This is not the import that was expected:\n${stdout}`);
      return ms;
    };
    await write();
    const planned = ["plan", "--quiet", "--exit-code", "--access", join(place, "access-1")];
    const plan = async () => (await node([cli, ...planned], env)).ms;
    const [floor, measured] = await alternate(runs.import, [plan, write]);
    report({ name: "import, 10,000 members, 500 teams", floor, measured, goal: { ratio: 2.5 } });
  } finally {
    await server.end();
  }
}

/** The variables with which muster reaches a sandbox. */
function environmentFor({ url, organizations }) {
  const variable = organizations[0].key.toUpperCase();
  return { [`MUSTER_TOKEN_${variable}`]: organizations[0].token, [`MUSTER_API_${variable}`]: url };
}

async function plans({ cli, generate }) {
  const { generateState } = await import(generate);
  const open = (options) => openPlan(cli, generateState(options));
  const opened = [];
  try {
    for (const options of [plain(10_000), whole(10_000), whole(1_000), { members: 20, teams: 1 }]) {
      opened.push(await open(options));
    }
    const [people, all, tenth, tiny] = opened;
    const times = await alternate(runs.plan, [
      people.pages,
      people.plan,
      all.pages,
      all.plan,
      tenth.plan,
      tiny.plan,
    ]);
    const [peopleFloor, peoplePlan, allFloor, allPlan, tenthPlan, tinyPlan] = times;
    const goals = { people: { ms: 1500 }, all: { ms: 2000 }, growth: { ratio: 11 } };
    const without = (taken) => (ms) => ms - median(taken);
    report({
      name: "plan of 10,000 members, 500 teams",
      floor: peopleFloor,
      measured: peoplePlan,
      goal: goals.people,
    });
    report({
      name: "plan of 10,000 members, all kinds",
      floor: allFloor,
      measured: allPlan,
      goal: goals.all,
    });
    report({
      name: "growth from 1,000 to 10,000 members",
      floor: tenthPlan,
      measured: allPlan,
      goal: goals.growth,
    });
    report({
      name: "  the same, start-up taken off",
      floor: tenthPlan.map(without(tinyPlan)),
      measured: allPlan.map(without(tinyPlan)),
    });
  } finally {
    await Promise.all(opened.map((one) => one.server.end()));
  }
}

/** A sandbox with that live state, files that differ from it, and the two things to measure. */
async function openPlan(cli, state) {
  const [{ members, shares }] = state.organizations;
  const place = mkdtempSync(join(folder, "plan-"));
  const access = join(place, "access");
  const seed = join(place, "seed.json");
  mkdirSync(access);
  writeFiles(access, changed(accessFiles(state)));
  writeFileSync(seed, JSON.stringify(state));
  const server = await startServer([cli, "sandbox", "--seed", seed]);
  const { url, organizations } = server.ready;
  const { id, token } = organizations[0];
  const env = environmentFor(server.ready);
  // Only lists of what the files name are read.
  const named = shares.length === 0 ? "" : "pipelines,connections,projects";
  return {
    server,
    pages: async () => {
      const args = [url, token, id, String(members.length), named, String(leavers)];
      return (await node([join(here, "pages.mjs"), ...args])).ms;
    },
    plan: async () => {
      const { ms, stdout } = await node([cli, "plan", "--quiet", "--access", access], env);
      if (!stdout.includes("newcomer01@acme.example"))
        throw new Error(`This is not the plan that was expected:\n${stdout}`);
      return ms;
    },
  };
}

/** A plan of a GitHub organization beside one of the same size at the other service. */
async function githubPlans({ cli, generate }) {
  const { generateState } = await import(generate);
  const size = { members: 10_000, teams: 500, grants: 2_000 };
  const place = mkdtempSync(join(folder, "github-"));
  const [there, wanted] = ["there", "wanted"].map((name) => join(place, name));
  writeFiles(there, githubFiles(size));
  writeFiles(wanted, githubFiles(size, { changed: true }));
  const other = await openPlan(cli, generateState(plain(size.members)));
  const server = await startServer([cli, "sandbox", "--from", there]);
  try {
    const env = environmentFor(server.ready);
    const plan = async () => {
      const { ms, stdout } = await node([cli, "plan", "--quiet", "--access", wanted], env);
      if (!stdout.includes("newcomer@acme.example"))
        throw new Error(`This is not the plan that was expected:\n${stdout}`);
      return ms;
    };
    const before = await requestsAt(server.ready.url);
    await plan();
    const requests = (await requestsAt(server.ready.url)) - before;
    const [floor, measured] = await alternate(runs.plan, [other.plan, plan]);
    report({
      name: "plan at GitHub, 10,000 members, 500 teams",
      floor,
      measured,
      goal: { ratio: 2 },
    });
    console.log(`  requests: ${requests}; by the formula: ${formula(size)}`);
  } finally {
    await Promise.all([server.end(), other.server.end()]);
  }
}

function counted(number) {
  return number.toLocaleString("en");
}
