/**
 * Faults that a sandbox can be told to make, and the one grammar for them:
 *
 *   KIND@WHERE[xTIMES], several separated by ","
 *
 * Which kinds and routes there are is each service's own.
 */
import { nearest } from "../../model/text.ts";

/** A kind of fault, with what its argument is (after ":"), and what it does. */
export interface FaultKindWord {
  readonly argument: "none" | "optional" | "number" | "signed" | "url";
  readonly does: string;
  /** Strikes only lists, or only requests that create something; absent: any. */
  readonly only?: "lists" | "creations";
  /** Bends an answer that another fault may replace as well. */
  readonly bends?: true;
}

/** What a route is to faults. */
export interface FaultRoute {
  readonly isList: boolean;
  readonly creates: boolean;
}

/** The words of one service. */
export interface FaultGrammar<Kind extends string, Route extends string> {
  readonly kinds: Readonly<Record<Kind, FaultKindWord>>;
  readonly routes: Readonly<Record<Route, FaultRoute>>;
  readonly examples: string;
}

/** One fault, as data. */
export interface FaultOf<Kind extends string, Route extends string> {
  readonly kind: Kind;
  /** The number of a kind that takes one. */
  readonly amount?: number;
  readonly url?: string;
  /** Where it strikes: any request, those that read or write, or those of one route. */
  readonly target: "any" | "read" | "write" | Route;
  /** The first request that it strikes, counted among those that the target names, from 1. */
  readonly from: number;
  /** How many requests in a row it strikes; Infinity for `x*`. */
  readonly times: number;
}

/** No response at all: the socket is cut, or held until the client gives up. */
export type Silence = "drop" | "hold";

type Mistake = { readonly error: string };

/** The grammar in full, for `--help`. */
export function faultHelpOf<Kind extends string, Route extends string>(
  grammar: FaultGrammar<Kind, Route>,
): string {
  const kinds = entriesOf(grammar.kinds);
  const only = (what: FaultKindWord["only"]): string =>
    kinds
      .filter(([, word]) => word.only === what)
      .map(([name]) => name)
      .join(" and ");
  return `KIND@WHERE[xTIMES], several separated by ","
  KIND   ${kinds.map(([name, { does }]) => `${name.padEnd(14)}${does}`).join("\n         ")}
  WHERE  N (the N-th request from now), any, read, write, or a route:
         ${wrapped(Object.keys(grammar.routes)).join("\n         ")};
         any, read, write and routes take :N for the N-th of those
  TIMES  how many of those requests in a row: 1 unless given, x* for all
  ${only("lists")} count lists only, ${only("creations")} requests that create something.
  Examples: ${grammar.examples}`;
}

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
export function parseFaultsOf<Kind extends string, Route extends string>(
  grammar: FaultGrammar<Kind, Route>,
  spec: string,
): readonly FaultOf<Kind, Route>[] | Mistake {
  const faults: FaultOf<Kind, Route>[] = [];
  for (const part of spec.split(",")) {
    const fault = parseFaultOf(grammar, part.trim());
    if ("error" in fault) return fault;
    faults.push(fault);
  }
  return faults;
}

/** Reads one fault. */
export function parseFaultOf<Kind extends string, Route extends string>(
  grammar: FaultGrammar<Kind, Route>,
  spec: string,
): FaultOf<Kind, Route> | Mistake {
  const at = spec.lastIndexOf("@");
  if (at < 1)
    return { error: `"${spec}" is no fault: write KIND@WHERE[xTIMES], such as 502@invite or 429@write:3x2.` };
  const what = parseKind(grammar, spec.slice(0, at));
  if ("error" in what) return what;
  const where = parseWhere(grammar, spec.slice(at + 1));
  if ("error" in where) return where;
  const { target } = where;
  const { only } = grammar.kinds[what.kind];
  if (only !== undefined && !mayStrike(grammar, only, target)) {
    return {
      error:
        only === "lists"
          ? `"${what.kind}" strikes lists only, and ${target} is none.`
          : `"${what.kind}" strikes requests that create something, and ${target} does not.`,
    };
  }
  return { ...what, ...where };
}

function mayStrike<Kind extends string, Route extends string>(
  { routes }: FaultGrammar<Kind, Route>,
  only: "lists" | "creations",
  target: FaultOf<Kind, Route>["target"],
): boolean {
  if (target === "any") return true;
  if (target === "read") return only === "lists";
  if (target === "write") return only === "creations";
  return only === "lists" ? routes[target].isList : routes[target].creates;
}

function parseKind<Kind extends string, Route extends string>(
  { kinds }: FaultGrammar<Kind, Route>,
  text: string,
): Pick<FaultOf<Kind, Route>, "kind" | "amount" | "url"> | Mistake {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  const argument = colon < 0 ? undefined : text.slice(colon + 1);
  if (!isIn(kinds, name)) return { error: unknown("fault", name, Object.keys(kinds)) };
  const { argument: takes, does } = kinds[name];
  if (argument === undefined) {
    if (takes === "none" || takes === "optional") return { kind: name };
    return { error: `"${name}" needs ${takes === "url" ? "an address" : "a number"}: ${does}.` };
  }
  if (takes === "none") return { error: `"${name}" takes nothing after ":".` };
  if (takes === "url") {
    return URL.canParse(argument) ? { kind: name, url: argument } : { error: `"${argument}" is no address.` };
  }
  const pattern = takes === "signed" ? /^-?\d{1,9}$/ : /^\d{1,9}$/;
  if (!pattern.test(argument)) return { error: `"${argument}" is no whole number: ${does}.` };
  return { kind: name, amount: Number(argument) };
}

function parseWhere<Kind extends string, Route extends string>(
  { routes }: FaultGrammar<Kind, Route>,
  text: string,
): Pick<FaultOf<Kind, Route>, "target" | "from" | "times"> | Mistake {
  const parts = /^(?:(\d{1,9})|([A-Za-z]+?)(?::(\d{1,9}))?)(?:x(\d{1,9}|\*))?$/.exec(text);
  const [, count, target = "any", ordinal, repeat] = parts ?? [];
  const digits = count ?? ordinal;
  if (parts === null) {
    return {
      error: `"${text}" names no request: write N, any, read, write or a route, then :N and xTIMES if need be.`,
    };
  }
  if (target !== "any" && target !== "read" && target !== "write" && !isIn(routes, target))
    return { error: unknown("request", target, ["any", "read", "write", ...Object.keys(routes)]) };
  const from = digits === undefined ? 1 : Number(digits);
  const times = repeat === undefined ? 1 : repeat === "*" ? Infinity : Number(repeat);
  if (from < 1 || times < 1) return { error: `"${text}": requests and times count from 1.` };
  return { target, from, times };
}

function isIn<Name extends string>(table: Readonly<Record<Name, unknown>>, name: string): name is Name {
  return Object.hasOwn(table, name);
}

function entriesOf<Name extends string, Value>(table: Readonly<Record<Name, Value>>): [Name, Value][] {
  return Object.entries(table) as [Name, Value][];
}

function unknown(what: string, name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return `There is no ${what} "${name}"${near === undefined ? "." : `; did you mean ${near}?`} There are ${names.join(", ")}.`;
}
