/** Options that several commands take, with the same meaning in each. */
import { InvalidArgumentError, Option } from "commander";
import { isDay } from "../model/day.ts";
import { guardNames, type GuardName } from "../model/guard.ts";

/** The journal that apply writes to unless told otherwise. */
export const defaultJournal = "journal.jsonl";

/** `--org NAME`, which may be given several times. */
export function orgOption(): Option {
  return new Option("--org <name>", "only this organization (may be given several times)")
    .argParser(collect)
    .default([], "all");
}

/** `--allow GUARD`, which may be given several times. */
export function allowOption(): Option {
  return new Option(
    "--allow <guard>",
    `lift a guard for this run: ${guardNames.join(", ")} (may be given several times)`,
  )
    .argParser(collectGuard)
    .default([], "none");
}

/** `--base REF`. */
export function baseOption(): Option {
  return new Option("--base <ref>", "a commit: tells this change from drift, and drift from unfinished");
}

/** `--target WHO-OR-TEAM`, which may be given several times. */
export function targetOption(): Option {
  return new Option(
    "--target <who-or-team>",
    "only what is about this person, team or service account, and what that needs; guards judge the whole (may be given several times)",
  )
    .argParser(collect)
    .default([], "all");
}

/** `--deep`. */
export function deepOption(): Option {
  return new Option(
    "--deep",
    "look for all that leavers leave, also where that takes a request for each repository (deploy keys)",
  );
}

/** `--at DATE`: a later day to plan for. */
export function atOption(): Option {
  return new Option("--at <date>", "plan for a later day (UTC, YYYY-MM-DD): what will be due then").argParser(
    dayIn,
  );
}

/** A day that the calendar has. */
export function dayIn(value: string): string {
  if (!isDay(value)) throw new InvalidArgumentError("Give a day that the calendar has, as YYYY-MM-DD.");
  return value;
}

/** `--json`, short for `--format json`. */
export function jsonOption(): Option {
  return new Option("--json", "short for --format json").implies({ format: "json" });
}

/** For options that may be given several times. */
export function collect(value: string, sofar: readonly string[]): string[] {
  return [...sofar, value];
}

function collectGuard(value: string, sofar: readonly GuardName[]): GuardName[] {
  const guard = guardNames.find((name) => name === value);
  if (guard === undefined) throw new InvalidArgumentError(`The guards are: ${guardNames.join(", ")}.`);
  return [...sofar, guard];
}
