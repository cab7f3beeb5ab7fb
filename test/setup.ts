/**
 * Runs before every test file. Property tests try the same cases in every run, unless FC_SEED names another seed. Git is
 * started from a small shell.
 */
import childProcess, { type ChildProcess, type SpawnOptions } from "node:child_process";
import * as fc from "fast-check";
import { lightSpawn } from "./fakes/lightSpawn.ts";

fc.configureGlobal({ seed: Number(process.env["FC_SEED"] ?? 20_261_122) });

const { spawn } = childProcess;
if (spawn.name !== "spawnGitLightly") {
  const spawnGitLightly = (command: string, args: readonly string[], options: SpawnOptions): ChildProcess =>
    command === "git" ? lightSpawn(command, args, options) : spawn(command, args, options);
  Object.assign(childProcess, { spawn: spawnGitLightly });
}
