/** Runs processes, takes medians of alternating runs, and prints the rows of the table. */
import { spawn } from "node:child_process";
import { availableParallelism, loadavg } from "node:os";
import { createInterface } from "node:readline";

/** Has a process say on standard error how much memory it had at most. */
const sayingPeak = [
  "--import",
  'data:text/javascript,process.on("exit",()=>process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS}\\n`))',
];

/**
 * Runs a script to its end with an environment that holds PATH and what is given; fails when it does. `peak`: how much memory it
 * took is told, too, for which it starts a little later.
 */
export function node(args, { env = {}, cwd, peak = false } = {}) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = launch(peak ? [...sayingPeak, ...args] : args, { env, cwd });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      const ms = performance.now() - start;
      const [, most] = /\npeak (\d+)\n/.exec(stderr) ?? [];
      if (code === 0) resolve({ ms, stdout, ...(most === undefined ? {} : { mb: Number(most) / 1024 }) });
      else reject(new Error(`${args.join(" ")} ended with ${code}:\n${stderr}`));
    });
  });
}

/** A process that serves: `ready` is the line of JSON that it prints when it does. */
export async function startServer(args) {
  const child = launch(args);
  child.stderr.pipe(process.stderr);
  const ended = new Promise((resolve) => child.on("close", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    return {
      ready: JSON.parse(line),
      end: () => {
        child.kill("SIGTERM");
        return ended;
      },
    };
  }
  throw new Error(`${args.join(" ")} ended before it was ready.`);
}

/** A process that measures one call for each line it is sent and answers with its time in ms; see `reading.mjs`. */
export function startWorker(args) {
  const child = launch(args, { stdin: "pipe" });
  child.stderr.pipe(process.stderr);
  const ended = new Promise((resolve) => child.on("close", resolve));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    call: async () => {
      child.stdin.write("\n");
      const { value, done } = await answers.next();
      if (done) throw new Error(`${args.join(" ")} ended before it answered.`);
      return Number(value);
    },
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}

function launch(args, { env = {}, cwd, stdin = "ignore" } = {}) {
  return spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: [stdin, "pipe", "pipe"],
  });
}

/**
 * The results of the measures, each measured so many times, by turns: whatever else the machine does hits all alike. A
 * measure gives at least `{ ms }`; it is called with `{ peak: true }` the first time, whose time does not count: it finds cold
 * disk caches. What it says of its memory then, all its results say.
 */
export async function alternate(times, measures) {
  const memory = [];
  for (const measure of measures) memory.push((await measure({ peak: true })).mb);
  const results = measures.map(() => []);
  for (let run = 0; run < times; run++) {
    for (const [index, measure] of measures.entries())
      results[index].push({ ...(await measure({})), mb: memory[index] });
  }
  return results;
}

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const widths = [44, 10, 10, 9, 8, 16, 9];

/** A table that grows: `row` prints one, and keeps it. */
export function tableOf(print) {
  const rows = [];
  return {
    rows,
    /**
     * `floor` and `measured` are lists of `{ ms, mb }`; `goal` is a largest ratio, a largest time in ms, a largest peak
     * in MB, several of them, or nothing.
     */
    row: ({ name, floor, measured, goal = {} }) => {
      if (rows.length === 0) print(line(["", "floor", "measured", "ratio", "peak", "goal", ""]));
      const [low, high] = [floor, measured].map((runs) => median(runs.map(({ ms }) => ms)));
      const mb = measured[0]?.mb;
      const row = { name, low, high, ratio: high / low, mb, goal };
      rows.push(row);
      print(line(cellsOf(row)));
    },
  };
}

/** All rows that have a goal, with the verdict. */
export function summary(rows) {
  const judged = rows.filter(({ goal }) => verdictOf({ goal, ratio: 0, high: 0, mb: 0 }) !== "");
  const missed = judged.filter((row) => verdictOf(row) !== "met");
  const table = [["", "floor", "measured", "ratio", "peak", "goal", ""], ...judged.map(cellsOf)].map(line);
  return `${table.join("\n")}\n\n${judged.length - missed.length} of ${judged.length} goals are met.`;
}

function cellsOf({ name, low, high, ratio, mb, goal }) {
  const wanted = [
    goal.ratio === undefined ? [] : `${goal.ratio}x`,
    goal.ms === undefined ? [] : `${goal.ms.toLocaleString("en")} ms`,
    goal.mb === undefined ? [] : `${goal.mb} MB`,
  ].flat();
  const memory = mb === undefined ? "" : Math.round(mb).toString();
  const said = [low.toFixed(1), high.toFixed(1), `${ratio.toFixed(2)}x`, memory, wanted.join(", ")];
  return [name, ...said, verdictOf({ high, ratio, mb, goal })];
}

function verdictOf({ high, ratio, mb, goal }) {
  const held = [
    goal.ratio === undefined ? [] : ratio <= goal.ratio,
    goal.ms === undefined ? [] : high <= goal.ms,
    goal.mb === undefined ? [] : mb <= goal.mb,
  ].flat();
  return held.length === 0 ? "" : held.every(Boolean) ? "met" : "NOT MET";
}

function line([name, ...cells]) {
  const shown = cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 9));
  return `${name.padEnd(widths[0])}${shown.join("")}`.trimEnd();
}

/** What it ran on, and what else ran there. */
export function machine() {
  const [one, five] = loadavg().map((load) => load.toFixed(1));
  return `Node ${process.version}, ${availableParallelism()} cores, load ${one} (${five} in 5 minutes)`;
}
