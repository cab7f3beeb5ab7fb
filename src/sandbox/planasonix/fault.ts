/**
 * Faults that the sandbox can be told to make, and the one grammar for them:
 *
 *   KIND@WHERE[xTIMES], several separated by ","
 *
 * `faultHelp` says the same for --help.
 */
import { nearest } from "../../model/text.ts";
import { routes, type RouteName } from "../../providers/planasonix/contract.ts";
import { isCreating } from "./late.ts";

/** Each kind with what its argument is (after ":"), and what it does. */
const kinds = {
  "429": { argument: "optional", does: "too many requests; 429:SECONDS sets Retry-After (1)" },
  "500": { argument: "none", does: "fails before the effect" },
  "502": { argument: "none", does: "fails after the effect" },
  "drop-before": { argument: "none", does: "the connection is cut before the effect" },
  "drop-after": { argument: "none", does: "the connection is cut after the effect" },
  timeout: { argument: "none", does: "no answer, no effect, until the client gives up" },
  "timeout-after": { argument: "none", does: "the effect, but no answer until the client gives up" },
  latency: { argument: "number", does: "latency:MS answers so much later" },
  truncated: {
    argument: "none",
    does: "half of a list page is missing and no cursor follows; meta.total stays true",
  },
  empty: { argument: "none", does: "a list answers 200 with nothing in it" },
  cut: { argument: "none", does: "half of the JSON body" },
  html: { argument: "none", does: "200 with a web page" },
  "wrong-type": { argument: "none", does: "JSON that says it is text/plain" },
  redirect: { argument: "url", does: "redirect:URL answers 302 to there" },
  "401": { argument: "none", does: "the key is refused" },
  "403": { argument: "none", does: "the scope is refused" },
  "404": { argument: "none", does: "not found" },
  "409": { argument: "none", does: "conflict" },
  "422": { argument: "none", does: "refused as invalid" },
  late: { argument: "number", does: "late:N hides what was just created from the next N reads of it" },
  "late-ms": { argument: "number", does: "late-ms:MS hides what was just created for so many milliseconds" },
  clock: { argument: "number", does: "clock:SECONDS puts Date and reset times off by so much" },
} as const;

/** The name of a fault, as a spec writes it. */
export type FaultKind = keyof typeof kinds;

/** Where a fault strikes: any request, those that read or write, or those of one route. */
export type FaultTarget = "any" | "read" | "write" | RouteName;

/** One fault, as data. */
export interface Fault {
  readonly kind: FaultKind;
  /** Seconds of `429` and `clock`, milliseconds of `latency` and `late-ms`, reads of `late`. */
  readonly amount?: number;
  /** Address of `redirect`. */
  readonly url?: string;
  readonly target: FaultTarget;
  /** The first request that it strikes, counted among those that the target names, from 1. */
  readonly from: number;
  /** How many requests in a row it strikes; Infinity for `x*`. */
  readonly times: number;
}

/** The grammar in full, for `--help`. */
export const faultHelp = `KIND@WHERE[xTIMES], several separated by ","
  KIND   ${Object.entries(kinds)
    .map(([name, { does }]) => `${name.padEnd(14)}${does}`)
    .join("\n         ")}
  WHERE  N (the N-th request from now), any, read, write, or a route:
         ${wrapped(Object.keys(routes)).join("\n         ")};
         any, read, write and routes take :N for the N-th of those
  TIMES  how many of those requests in a row: 1 unless given, x* for all
  truncated and empty count lists only, late and late-ms requests that create something.
  Examples: 502@invite   429:2@write:3x2   drop-after@write,truncated@members   latency:200@anyx*`;

/** The names with commas between them, in lines that fit a terminal. */
function wrapped(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + name.length < 88) lines[lines.length - 1] = `${line}, ${name}`;
    else lines.push(name);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line},` : line));
}

/** Reads several faults; the first mistake is said in a sentence. */
export function parseFaults(spec: string): readonly Fault[] | { readonly error: string } {
  const faults: Fault[] = [];
  for (const part of spec.split(",")) {
    const fault = parseFault(part.trim());
    if ("error" in fault) return fault;
    faults.push(fault);
  }
  return faults;
}

/** Reads one fault. */
export function parseFault(spec: string): Fault | { readonly error: string } {
  const at = spec.lastIndexOf("@");
  if (at < 1)
    return { error: `"${spec}" is no fault: write KIND@WHERE[xTIMES], such as 502@invite or 429@write:3x2.` };
  const what = parseKind(spec.slice(0, at));
  if ("error" in what) return what;
  const where = parseWhere(spec.slice(at + 1));
  if ("error" in where) return where;
  if (isListFault(what.kind) && !isListTarget(where.target)) {
    return { error: `"${what.kind}" strikes lists only, and ${where.target} is none.` };
  }
  if (isLateFault(what.kind) && !isCreatingTarget(where.target)) {
    return { error: `"${what.kind}" strikes requests that create something, and ${where.target} does not.` };
  }
  return { ...what, ...where };
}

/** True for the kinds that only lists can have. */
export function isListFault(kind: FaultKind): boolean {
  return kind === "truncated" || kind === "empty";
}

/** True for the kinds that only what was just created can have. */
export function isLateFault(kind: FaultKind): boolean {
  return kind === "late" || kind === "late-ms";
}

function isCreatingTarget(target: FaultTarget): boolean {
  return target === "any" || target === "write" || (target !== "read" && isCreating(target));
}

function isListTarget(target: FaultTarget): boolean {
  if (target === "write") return false;
  return target === "any" || target === "read" || routes[target].answers === "list";
}

type What = Pick<Fault, "kind" | "amount" | "url">;

function parseKind(text: string): What | { readonly error: string } {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  const argument = colon < 0 ? undefined : text.slice(colon + 1);
  if (!isKind(name)) return { error: unknown("fault", name, Object.keys(kinds)) };
  const takes = kinds[name].argument;
  if (argument === undefined) {
    if (takes === "none" || takes === "optional") return { kind: name };
    return { error: `"${name}" needs ${takes === "url" ? "an address" : "a number"}: ${kinds[name].does}.` };
  }
  if (takes === "none") return { error: `"${name}" takes nothing after ":".` };
  if (takes === "url") {
    return URL.canParse(argument) ? { kind: name, url: argument } : { error: `"${argument}" is no address.` };
  }
  const pattern = name === "clock" ? /^-?\d{1,9}$/ : /^\d{1,9}$/;
  if (!pattern.test(argument)) return { error: `"${argument}" is no whole number: ${kinds[name].does}.` };
  return { kind: name, amount: Number(argument) };
}

function parseWhere(text: string): Pick<Fault, "target" | "from" | "times"> | { readonly error: string } {
  const parts = /^(?:(\d{1,9})|([A-Za-z]+?)(?::(\d{1,9}))?)(?:x(\d{1,9}|\*))?$/.exec(text);
  const [, count, target = "any", ordinal, repeat] = parts ?? [];
  const digits = count ?? ordinal;
  if (parts === null) {
    return {
      error: `"${text}" names no request: write N, any, read, write or a route, then :N and xTIMES if need be.`,
    };
  }
  if (!isTarget(target))
    return { error: unknown("request", target, ["any", "read", "write", ...Object.keys(routes)]) };
  const from = digits === undefined ? 1 : Number(digits);
  const times = repeat === undefined ? 1 : repeat === "*" ? Infinity : Number(repeat);
  if (from < 1 || times < 1) return { error: `"${text}": requests and times count from 1.` };
  return { target, from, times };
}

function isKind(name: string): name is FaultKind {
  return Object.hasOwn(kinds, name);
}

function isTarget(name: string): name is FaultTarget {
  return name === "any" || name === "read" || name === "write" || Object.hasOwn(routes, name);
}

function unknown(what: string, name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return `There is no ${what} "${name}"${near === undefined ? "." : `; did you mean ${near}?`} There are ${names.join(", ")}.`;
}
