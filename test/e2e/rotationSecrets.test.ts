/** Canaries: a new secret, and the token that delivers it, stand in no output of the real process, whatever goes wrong. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseFault } from "../../src/sandbox/planasonix/fault.ts";
import type { Fault } from "../fakes/github/faults.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";
import { createRotating, day, deliverToken, toFile, toGitHub, type Rotating } from "./rotating.ts";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());

/** Everything that was written, by its place; the target itself apart. */
function exposed(one: Rotating, runs: readonly Ran[]): Map<string, string> {
  const places = new Map(runs.map(({ stdout, stderr }, index) => [`run ${index}`, stdout + stderr]));
  for (const item of readdirSync(one.folder, { recursive: true, withFileTypes: true })) {
    if (item.isFile() && item.name !== "deploy.key")
      places.set(item.name, readFileSync(join(item.parentPath, item.name), "latin1"));
  }
  places.set("requests to GitHub", JSON.stringify(one.github.requests()));
  places.set("audit log", JSON.stringify(one.organization().audit));
  return places;
}

/** A piece is as telling as the whole, when a text was cut. */
function formsOf(secret: string): string[] {
  const own = secret.replace("plnx_sandbox_", "");
  const encoded = Buffer.from(secret).toString("base64").slice(0, 40);
  return [own.slice(0, 14), own.slice(-14), encoded];
}

function expectHidden(one: Rotating, runs: readonly Ran[]): void {
  const found = [...exposed(one, runs)].flatMap(([place, text]) =>
    [...one.secrets, deliverToken].flatMap((secret) =>
      formsOf(secret).some((form) => text.includes(form)) ? [place] : [],
    ),
  );
  expect(found).toEqual([]);
}

async function runAll(one: Rotating, all: readonly (readonly string[])[]): Promise<Ran[]> {
  const runs: Ran[] = [];
  for (const args of all) runs.push(await one.run(args));
  return runs;
}

const apply = ["apply", "--yes", "--verbose"];
const afterwards = [
  ["plan", "--verbose"],
  ["journal", "show", "journal.jsonl"],
];
const everything = [
  ["plan", "--verbose", "--out", "plan.json"],
  ["plan", "--format", "json"],
  ["plan", "--format", "markdown"],
  [...apply, "--plan", "plan.json"],
  ...afterwards,
];

async function inPlace(files: typeof toFile, body: (one: Rotating) => Promise<void>): Promise<void> {
  const one = await createRotating(muster, files);
  try {
    await body(one);
  } finally {
    await one.close();
  }
}

describe("a new secret is shown nowhere", () => {
  it.each([
    ["at GitHub", toGitHub],
    ["in a file", toFile],
  ])(
    "when all goes well %s",
    (_name, files) =>
      inPlace(files, async (one) => {
        const runs = await runAll(one, everything);
        one.pass(90 * day);
        runs.push(...(await runAll(one, everything)));
        one.pass(day);
        runs.push(...(await runAll(one, everything)));
        expect(one.secrets).toHaveLength(2);
        expect(one.works(one.secret())).toBe(true);
        // What is looked at does speak of the key.
        expect(readFileSync(join(one.folder, "journal.jsonl"), "utf8")).toContain("ci/deploy");
        expectHidden(one, runs);
      }),
    60_000,
  );

  /** GitHub, or somebody in between, says again what it was sent. */
  const atGitHub: readonly [string, Fault][] = [
    ["refuses", { status: 403 }],
    ["does not know the repository's secrets", { status: 404 }],
    ["takes the content for invalid", { status: 422 }],
    ["is down", { status: 502 }],
    ["never answers to the end", { cut: true, afterEffect: true }],
  ];
  it.each(atGitHub)(
    "when GitHub %s",
    (_name, fault) =>
      inPlace(toGitHub, async (one) => {
        one.github.fail({ method: "PUT" }, fault);
        const runs = await runAll(one, [apply, ...afterwards]);
        expect(runs[0]?.code).toBe(4);
        expect(one.secrets.length).toBeGreaterThan(0);
        expect(runs[0]?.stdout).toContain("acme/dbt/PLANASONIX_API_KEY");
        expectHidden(one, runs);
      }),
    60_000,
  );

  const atService = [
    "500@changeServiceAccountKeyx3",
    "wrong-type@createServiceAccountKeyx2",
    "502@createServiceAccountKey",
    "html@changeServiceAccountKey",
  ];
  it.each(atService)(
    "when the service fails: %s",
    async (spec) =>
      inPlace(toGitHub, async (one) => {
        const fault = parseFault(spec);
        if ("error" in fault) throw new Error(fault.error);
        one.sandbox.addFault(fault);
        const runs = await runAll(one, [apply, ...afterwards]);
        expect(one.secrets.length).toBeGreaterThan(0);
        expectHidden(one, runs);
      }),
    60_000,
  );
});

describe("where nothing can be delivered, nothing is created", () => {
  it.each([
    [
      "the list does not name the target",
      { MUSTER_DELIVER_TO: "acme/other/KEY" },
      "MUSTER_DELIVER_TO does not list it",
    ],
    ["there is no list", { MUSTER_DELIVER_TO: "" }, "MUSTER_DELIVER_TO is not set"],
    ["there is no token", { MUSTER_DELIVER_TOKEN: "" }, "Set MUSTER_DELIVER_TOKEN"],
    ["the token is wrong", { MUSTER_DELIVER_TOKEN: "ghp_another-0123456789" }, "401"],
  ])(
    "since %s",
    async (_name, env, said) =>
      inPlace(toGitHub, async (one) => {
        Object.assign(one.env, env);
        const ran = await one.run(["apply", "--yes"]);
        expect(ran.code, ran.stderr).toBe(4);
        expect(ran.stdout).toContain(said);
        expect(one.organization().service_account_keys).toEqual([]);
        expect(one.steps.filter((step) => step.startsWith("POST"))).toEqual([]);
      }),
    60_000,
  );

  it.each([403, 404, 422])(
    "since GitHub answers %i when asked for the place",
    async (status) =>
      inPlace(toGitHub, async (one) => {
        one.github.fail({ path: /public-key$/ }, { status });
        const ran = await one.run(["apply", "--yes"]);
        expect([ran.code, one.organization().service_account_keys]).toEqual([4, []]);
        expect(ran.stdout).toContain(String(status));
      }),
    60_000,
  );
});
