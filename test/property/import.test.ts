/** What import writes leaves nothing to plan, is valid, and would be written again just so. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declare, factsIn } from "../../src/declare/read.ts";
import { editInPlace, writeAnew } from "../../src/rewrite/live/inPlace/place.ts";
import type { LiveSide } from "../../src/rewrite/live/inPlace/input.ts";
import { diff } from "../../src/diff/diff.ts";
import { resourceFinder } from "../../src/diff/resources.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Holdings } from "../../src/model/holdings.ts";
import type { State } from "../../src/model/state.ts";
import { planOrganization } from "../../src/plan/plan.ts";
import type { SandboxOrganization } from "../../src/sandbox/planasonix/state.ts";
import { planasonixCapabilities } from "../../src/providers/planasonix/capabilities.ts";
import { openIn } from "../../src/run/import/check.ts";
import { treeOf, type Files } from "../fakes/world.ts";
import { arrangementArb, filesOf, pairArb, reporting, seedOf } from "./arbitraries.ts";
import { days, withDates } from "./dated.ts";
import { among } from "./declarations.ts";
import { blowsArb, hostileArb, holdingsIn, struck } from "./hostileLive.ts";
import { organizationId, stateOfSeed } from "./liveSide.ts";

const today = "2026-11-02";
const connection = { provider: "planasonix", id: organizationId } as const;

function declaredFrom(files: Files): Organization {
  const { organizations, diagnostics } = declare({ tree: treeOf(files), label: "access", today });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [organization] = organizations;
  if (organization === undefined) throw new Error("no organization");
  return organization;
}

function errorsOf(files: Files): readonly string[] {
  const { diagnostics } = declare({ tree: treeOf(files), label: "access", today });
  return diagnostics.flatMap(({ severity, message }) => (severity === "error" ? [message] : []));
}

function openAfter(
  organization: Organization,
  state: State,
  holdings: ReadonlyMap<string, Holdings>,
): string[] {
  const differences = diff(organization, state);
  const acting = { id: "usr_bot", name: "muster-bot" };
  const plan = planOrganization(
    { organization, differences, holdings, acting, capabilities: planasonixCapabilities, requests: 0 },
    { now: `${today}T09:00:00.000Z` },
  );
  return [...openIn(plan, organization, state).differences];
}

function sideOf(files: Files, live: State, holdings: ReadonlyMap<string, Holdings>): LiveSide {
  const find = resourceFinder(live);
  return {
    facts: factsIn(treeOf(files), { label: "access", key: "acme" }),
    live,
    holdings,
    today,
    find: (kind, name) => {
      const found = find(kind, name);
      return found.as === "found" ? found.name : undefined;
    },
  };
}

/** The files after an import in place. */
function broughtUp(files: Files, state: State, holdings: ReadonlyMap<string, Holdings>): Files {
  const old = Object.entries(files).flatMap(([path, text]) =>
    path.startsWith("acme/") ? [{ path: path.slice("acme/".length), text }] : [],
  );
  const done = editInPlace(old, sideOf(files, state, holdings));
  if ("error" in done) throw new Error(done.error);
  return { ...files, ...inFolder(done.files) };
}

const keyOf = (line: string): string => line.trim().replace(/^(["']?)(.+?)\1:(?: .*)?$/, "$2");

interface Line {
  readonly line: string;
  /** The keys that lead to what it says; items of a list by what they name. */
  readonly path: string;
  /** The same for the last thing on it: a mapping between brackets may open on the line of its key and go on below. */
  readonly last: string;
}

/** Lines with what each says. */
function pathsIn(text: string): readonly Line[] {
  const open: { readonly indent: number; readonly key: string }[] = [];
  return text.split("\n").map((line) => {
    const indent = line.search(/\S/);
    if (indent === -1 || line.trim().startsWith("#")) return { line, path: "", last: "" };
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const bare = line.replace(/ # says .*$/, "");
    const item = /^- (?:\{ member: )?([^ ,]+)/.exec(bare.trim())?.[1];
    open.push({ indent, key: item === undefined ? keyOf(bare) : `- ${item}` });
    const path = open.map(({ key }) => key).join(" / ");
    const field = /: \{ (\w+): [^{}]*,$/.exec(bare)?.[1];
    return { line, path, last: field === undefined ? path : `${path} / ${field}` };
  });
}

/** More characters than this are an error. */
const longestLine = 300;

/** A comment above and behind every line, which says what it stands at; behind, where there is room. */
function commented(files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      pathsIn(text)
        .map(({ line, path: at, last }) => {
          if (at === "") return line;
          const behind = `${line} # says ${last}.`;
          return `${" ".repeat(line.search(/\S/))}# above ${at}.\n${behind.length > longestLine ? line : behind}`;
        })
        .join("\n"),
    ]),
  );
}

/** Comments that are gone although what they stand at is not. */
function lostComments(before: Files, after: Files): string[] {
  return Object.entries(before).flatMap(([file, text]) => {
    const now = after[file] ?? "";
    const left = new Set(pathsIn(now).flatMap(({ path, last }) => [path, last]));
    const comments = pathsIn(text).flatMap(({ path, last }) => [
      ...(left.has(path) ? [`# above ${path}.`] : []),
      ...(left.has(last) ? [`# says ${last}.`] : []),
    ]);
    return comments.filter((comment) => text.includes(comment) && !now.includes(comment));
  });
}

const numbersArb = fc.array(fc.nat(999), { minLength: 7, maxLength: 23 });
const leaving = ["2026-11-01", "2026-11-02", "2027-03-01"];

/** Files that let in guests and only their own people, know a guest, replace keys, and have people leave. */
function governed(files: Files, numbers: readonly number[]): Files {
  const [a = 0, b = 0, c = 0, d = 0] = numbers;
  const settings = [
    ...(a % 3 === 0 ? [] : [`  sso: { enforced: ${a % 3 === 1}, domains: [acme.example] }`]),
    ...(b % 3 === 0
      ? []
      : [`  guests: { domains: [guest.example, old.example], max_days: ${among([30, 200], b)} }`]),
    ...(c % 2 === 0 ? [] : ["  on_leave: remove"]),
  ];
  const keyed = / {2}(?:(\S+@acme\.example)): admin/.exec(Object.values(files).join("\n"))?.[1];
  const guest = `  kim@guest.example: { role: viewer, expires: ${among(days, c)}, approved_by: ${keyed ?? "ana@acme.example"}, reason: "help" }`;
  const rotation = `, rotate_after: 30d, overlap: 1h${d % 3 === 0 ? "" : ", deliver_to: { file: secret }"} }`;
  let turn = d;
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      text
        .replace(/^ {2}provider: planasonix$/m, ["  provider: planasonix", ...settings].join("\n"))
        .replace(/^members:$/m, (line) => (d % 2 === 0 ? line : `${line}\n${guest}`))
        .replace(/(scopes: \[[^\]]*\]) \}/g, (all, scopes: string) =>
          (turn += 7) % 3 === 0 ? all : `${scopes}${rotation}`,
        )
        .replace(/(\{ email: \S+@acme\.example)/g, (all) =>
          (turn += 5) % 4 === 0 ? `${all}, leaves: ${among(leaving, turn)}` : all,
        ),
    ]),
  );
}

/** With guests in it, and keys of which some are old and some are there twice. */
function visited(seed: SandboxOrganization, numbers: readonly number[]): SandboxOrganization {
  const [a = 0, b = 0, c = 0] = numbers;
  const [member] = seed.members;
  if (member === undefined) return seed;
  const state = among(["active", "active", "deactivated", "left"] as const, b);
  const guest = (name: string) => ({ ...member, id: `usr_${name}`, email: `${name}@guest.example`, state });
  const keys = (seed.service_account_keys ?? []).map((key) => ({
    ...key,
    created_at: among(["2026-10-31T00:00:00.000Z", "2026-01-01T00:00:00.000Z"], a),
  }));
  const twins = keys.map((key) => ({
    ...key,
    id: `${key.id}_2`,
    created_at: "2026-11-01T00:00:00.000Z",
    ...(c % 3 === 0 ? {} : { delivered_at: "2026-11-01T00:00:00.000Z" }),
  }));
  return {
    ...seed,
    members: [
      ...seed.members,
      ...(a % 2 === 0 ? [guest("kim")] : []),
      ...(a % 5 === 0 ? [guest("lou")] : []),
    ],
    service_account_keys: b % 3 === 0 ? [...keys, ...twins] : keys,
  };
}

const inFolder = (files: ReadonlyMap<string, string>): Files =>
  Object.fromEntries([...files].map(([path, text]) => [`acme/${path}`, text]));

describe("files for a live organization", () => {
  it("are valid and leave nothing to plan, whatever is live", () => {
    fc.assert(
      fc.property(hostileArb, (seed) => {
        const [state, holdings] = [stateOfSeed(seed), holdingsIn(seed)];
        const files = inFolder(writeAnew(connection, sideOf({}, state, holdings)).files);
        expect(openAfter(declaredFrom(files), state, holdings)).toEqual([]);
        expect(broughtUp(files, state, holdings)).toEqual(files);
      }),
      { numRuns: 300 },
    );
  });

  it("that speak of another state are brought to it in place, with their comments, and once", () => {
    fc.assert(
      fc.property(pairArb, arrangementArb, blowsArb, (pair, arrangement, blows) => {
        const declared = { ...pair.declared, unlisted: reporting };
        const seed = struck(seedOf(pair.live), blows);
        const [state, holdings] = [stateOfSeed(seed), holdingsIn(seed)];
        const files = commented(filesOf(declared, arrangement));
        const after = broughtUp(files, state, holdings);
        expect(openAfter(declaredFrom(after), state, holdings)).toEqual([]);
        expect(broughtUp(after, state, holdings)).toEqual(after);
        expect(lostComments(files, after)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("that end on dates, let guests in and replace keys are brought to it or refused", () => {
    let written = 0;
    fc.assert(
      fc.property(pairArb, arrangementArb, blowsArb, numbersArb, (pair, arrangement, blows, numbers) => {
        const files = commented(governed(filesOf(withDates(pair.declared, numbers), arrangement), numbers));
        fc.pre(errorsOf(files).length === 0);
        const seed = visited(struck(seedOf(pair.live), blows), numbers);
        const [state, holdings] = [stateOfSeed(seed), holdingsIn(seed)];
        const after = broughtUp(files, state, holdings);
        const acts = Object.values(pair.declared.unlisted).some((act) => act !== "report");
        // Where what is not listed is acted on, the run refuses what is not empty.
        if (
          acts &&
          (errorsOf(after).length > 0 || openAfter(declaredFrom(after), state, holdings).length > 0)
        )
          return;
        written += 1;
        expect(openAfter(declaredFrom(after), state, holdings)).toEqual([]);
        expect(broughtUp(after, state, holdings)).toEqual(after);
        expect(lostComments(files, after)).toEqual([]);
      }),
      { numRuns: 400 },
    );
    expect(written).toBeGreaterThan(100);
  });
});
