/** Runs processes, takes medians of alternating runs, and prints the rows of the table. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Runs a script to its end with an environment that holds PATH and what is given; fails when it does. */
export function node(args, env = {}) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = launch(args, env);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      const ms = performance.now() - start;
      if (code === 0) resolve({ ms, stdout });
      else reject(new Error(`${args.join(" ")} ended with ${code}:\n${stderr}`));
    });
  });
}

/** A process that serves: `ready` is the line of JSON that it prints when it does. */
export async function startServer(args) {
  const child = launch(args, {});
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
  const child = launch(args, {}, "pipe");
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

function launch(args, env, stdin = "ignore") {
  return spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: [stdin, "pipe", "pipe"],
  });
}

/** The results of the measures, each measured so many times, by turns: whatever else the machine does hits all alike. */
export async function alternate(times, measures) {
  // Once for nothing: the first run of all finds cold disk caches.
  for (const measure of measures) await measure();
  const results = measures.map(() => []);
  for (let run = 0; run < times; run++) {
    for (const [index, measure] of measures.entries()) results[index].push(await measure());
  }
  return results;
}

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const widths = [44, 9, 9, 8, 14];
let started = false;

/** Prints one row; `goal` is a largest ratio, or a largest time in ms, or nothing. */
export function report({ name, floor, measured, goal }) {
  if (!started) line(["", "floor", "measured", "ratio", "goal", ""]);
  started = true;
  const [low, high] = [median(floor), median(measured)];
  const ratio = high / low;
  const met = goal === undefined || (goal.ms === undefined ? ratio <= goal.ratio : high <= goal.ms);
  const wanted =
    goal === undefined ? "" : goal.ms === undefined ? `${goal.ratio}x` : `${goal.ms.toLocaleString("en")} ms`;
  line([
    name,
    low.toFixed(1),
    high.toFixed(1),
    `${ratio.toFixed(2)}x`,
    wanted,
    goal === undefined ? "" : met ? "met" : "NOT MET",
  ]);
}

function line([name, ...cells]) {
  const shown = cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 9));
  console.log(`${name.padEnd(widths[0])}${shown.join("")}`.trimEnd());
}
