/** The source tree keeps to the design's laws on layout; and each check is shown to be able to fail. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";
import type { Complaint, Sources } from "./architecture/checks.ts";
import {
  checkCycles,
  checkDry,
  checkExports,
  checkGlobals,
  checkGitHub,
  checkImports,
  checkKinds,
  checkNames,
  checkOpenings,
  checkVendors,
  idleGitHubs,
  idleKindLists,
  importTable,
} from "./architecture/checks.ts";

const src = join(import.meta.dirname, "..", "src");

/** The files below a folder, by their paths from `src`. */
function readSources(folder: string): Sources {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    files
      .map((file) => [relative(src, file).split(sep).join("/"), readFileSync(file, "utf8")] as const)
      .sort(),
  );
}

const opening = "/** What this file is for, in a sentence. */\n";
const sources = readSources(src);
const tests = readSources(import.meta.dirname);

interface Law {
  readonly law: string;
  readonly check: (sources: Sources) => Complaint[];
  /** Source trees that break the law, each in one way; the complaint has to name the file. */
  readonly bad: readonly (readonly [path: string, text: string])[];
  readonly good: readonly (readonly [path: string, text: string])[];
}

const laws: readonly Law[] = [
  {
    law: "a stage imports only what the table allows",
    check: checkImports,
    bad: [
      ["model/a.ts", `import { b } from "../declare/b.ts";`],
      ["model/a.ts", `import * as z from "zod";`],
      ["model/a.ts", `import { readFileSync } from "fs";`],
      ["model/a.ts", `import { readFileSync } from "node:fs";`],
      ["declare/a.ts", `import type { B } from "../diff/b.ts";`],
      ["declare/a.ts", `const io = await import("../io/tree.ts");`],
      ["declare/a.ts", `const name = "x"; await import(name);`],
      ["declare/a.ts", 'const name = "io"; await import(`../${name}/tree.ts`);'],
      ["render/a.ts", `export { b } from "../plan/b.ts";`],
      ["render/a.ts", `export * from "../plan/b.ts";`],
      ["journal/a.ts", `import { createHash } from "node:crypto";`],
      ["apply/a.ts", `import { b } from "../providers/planasonix/write.ts";`],
      ["providers/planasonix/a.ts", `import { request } from "undici";`],
      ["providers/planasonix/a.ts", `import { b } from "../github/read.ts";`],
      ["sandbox/a.ts", `import { b } from "../providers/planasonix/client.ts";`],
      ["run/a.ts", `import { b } from "../cli/b.ts";`],
      ["run/a.ts", `import { readFile } from "node:fs/promises";`],
      ["io/a.ts", `import { b } from "../run/b.ts";`],
      ["cli/a.ts", `import { b } from "../action/b.ts";`],
      ["cli/a.ts", `import { b } from "../plan/b.ts";`],
      ["action/a.ts", `type B = import("../cli/b.ts").B;`],
      ["stages/a.ts", ""],
    ],
    good: [
      ["model/a.ts", `import { createHash } from "node:crypto"; import { b } from "./b.ts";`],
      ["declare/a.ts", `import * as z from "zod"; import type { B } from "../model/b.ts";`],
      [
        "sandbox/a.ts",
        `import { b } from "../providers/planasonix/contract.ts"; import { c } from "hono/cors";`,
      ],
      ["run/a.ts", 'const name = "x"; await import(`../providers/${name}/index.ts`);'],
      ["run/a.ts", `import type { Http } from "../io/http.ts"; import { c } from "../providers/x/index.ts";`],
      ["cli/a.ts", `import { Command } from "commander"; import { x } from "../io/tree.ts";`],
    ],
  },
  {
    law: "what is exported is imported by another file",
    check: (files) => checkExports(files, tests),
    bad: [
      ["model/a.ts", `export const a = 1;`],
      ["model/a.ts", `export interface A { readonly a: string }`],
      ["model/a.ts", `export type A = string;`],
      ["model/a.ts", `export async function a() {}`],
      ["model/a.ts", `export class A {}`],
      ["model/a.ts", `export { b } from "./b.ts";`],
      ["model/a.ts", `const b = 1; export { b as c };`],
    ],
    good: [
      ["model/a.ts", `const a = 1; interface A { readonly a: string }`],
      // By a test.
      ["model/state.ts", `export const completeCoverage = {};`],
    ],
  },
  {
    law: "the machine is touched only where effects belong",
    check: checkGlobals,
    bad: [
      ["plan/a.ts", "const at = Date.now();"],
      ["plan/a.ts", `const at = Date["now"]();`],
      ["plan/a.ts", "const { now } = Date;"],
      ["plan/a.ts", "const at = new Date();"],
      ["plan/a.ts", "const at = new Date;"],
      ["plan/a.ts", "const at = Date();"],
      ["diff/a.ts", "const x = Math.random();"],
      ["diff/a.ts", `const x = Math["random"]();`],
      ["diff/a.ts", "const { random } = Math;"],
      ["run/a.ts", "const { env } = process;"],
      ["run/a.ts", "const options = { fetch };"],
      ["run/a.ts", "await fetch(address);"],
      ["run/a.ts", "await globalThis.fetch(address);"],
      ["render/a.ts", "console.log(1);"],
    ],
    good: [
      [
        "plan/a.ts",
        "const at = new Date(0).toISOString(); const day = Date.parse(text); const max = Math.max(1, 2);",
      ],
      ["plan/a.ts", "function on(x: unknown): x is Date { return x instanceof Date; }"],
      [
        "run/a.ts",
        `const x = context.fetch(1); const y = { process: 1 }; const z = "Date.now()"; // process`,
      ],
      ["io/a.ts", "export const now = (): number => Date.now(); console.log(process.env);"],
    ],
  },
  {
    law: "a file opens with what it is for",
    check: checkOpenings,
    bad: [
      ["model/a.ts", "export const a = 1;"],
      ["model/a.ts", `import "./b.ts";\n/** What this file is for, but too late. */`],
      ["model/a.ts", "// What this file is for, not as a doc comment.\nexport const a = 1;"],
      ["model/a.ts", "/** Short. */\nexport const a = 1;"],
    ],
    good: [["model/a.ts", `${opening}export const a = 1;`]],
  },
  {
    law: "a file's name says what is inside",
    check: checkNames,
    bad: [
      ["plan/planManager.ts", opening],
      ["plan/helpers.ts", opening],
      ["io/http-utils.ts", opening],
      ["io/Util.ts", opening],
      ["sandbox/userService.ts", opening],
      ["model/common/a.ts", opening],
      ["model/types.ts", opening],
    ],
    good: [["declare/rules/teamManagement.ts", opening]],
  },
  {
    law: "the words of a service stand in its own rooms",
    check: checkVendors,
    bad: [
      ["plan/a.ts", `const isPerson = (id: string) => id.startsWith("usr_");`],
      ["io/a.ts", "const key = /plnx_live_/;"],
      ["providers/other/a.ts", `const address = "https://api.planasonix.com";`],
      ["model/vocabularies/all.ts", `const prefix = "usr_";`],
      ["plan/a.ts", `const lowest = "viewer";`],
      ["plan/a.ts", "const why = `that takes ${role}, editor or above`;"],
      ["declare/a.ts", "const kinds = { pipelines: 1 };"],
      ["declare/a.ts", `const scope = "admin:organization";`],
      ["cli/a.ts", `const example = "muster import --id org_01acme";`],
    ],
    good: [
      ["providers/planasonix/a.ts", `const person = "usr_1";`],
      ["model/vocabularies/planasonix.ts", `const address = "https://api.planasonix.com";`],
      ["plan/a.ts", "const isPerson = (id: string) => hasShape(vocabulary.personId, id);"],
      ["plan/a.ts", `// A pipeline, say.\nconst words = "the editor schema";`],
      ["providers/other/a.ts", `const role = "maintainer";`],
    ],
  },
  {
    law: "no file names GitHub but its own rooms, and those of the place of the files",
    check: checkGitHub,
    bad: [
      ["plan/a.ts", "const login = person.github;"],
      ["declare/a.ts", `const message = "must be a login of GitHub";`],
      ["run/a.ts", "const githubId = 1;"],
      ["apply/a.ts", "const why = `at GitHub ${days} days are the most`;"],
    ],
    good: [
      ["providers/github/a.ts", `const words = "at GitHub";`],
      ["forge/github/a.ts", `const words = "at GitHub";`],
      ["plan/a.ts", "// At GitHub, say.\nconst login = person.login;"],
    ],
  },
  {
    law: "no place but the table lists kinds",
    check: checkKinds,
    bad: [
      ["plan/a.ts", `const people = new Set(["member", "team", "share"]);`],
      ["plan/a.ts", "const names = { member: a, team: b, service_account: c };"],
      ["history/a.ts", `switch (kind) { case "role": case "key": return 1; case "ownership": return 2; }`],
    ],
    good: [
      ["plan/a.ts", `const people = ["member", "team", "reader"];`],
      ["kinds/share/a.ts", `const holders = ["member", "team", "service_account"];`],
      ["render/a.ts", `if (kind === "member") return "";`],
      ["plan/a.ts", "const place = { team, member, role };"],
    ],
  },
  {
    law: `the word "dry" stays in the entrances`,
    check: checkDry,
    bad: [
      ["run/a.ts", "// a dry run"],
      ["apply/a.ts", "if (isDryRun) return;"],
      ["apply/a.ts", "if (DRY_RUN) return;"],
      ["apply/a.ts", `flag("--dry-run")`],
    ],
    good: [
      ["run/a.ts", "const foundry = laundryDay;"],
      ["cli/a.ts", "// a dry run"],
    ],
  },
];

describe("the source tree", () => {
  it.each(laws)("$law", ({ check }) => {
    expect(check(sources)).toEqual([]);
  });

  it("has no place that may name GitHub, and does not", () => {
    expect(idleGitHubs(sources)).toEqual([]);
  });

  it("has no place that may list kinds, and does not", () => {
    expect(idleKindLists(sources)).toEqual([]);
  });

  it("has no import cycles", () => {
    expect(checkCycles(sources)).toEqual([]);
  });

  it("is read at all, and has no folder that the design does not name", () => {
    const folders = new Set([...sources.keys()].map((path) => path.split("/")[0]));
    expect(sources.size).toBeGreaterThan(10);
    expect([...folders].filter((folder) => !Object.hasOwn(importTable, folder ?? ""))).toEqual([]);
  });
});

describe("each check can fail", () => {
  describe.each(laws)("$law", ({ check, bad, good }) => {
    it.each(bad)("refuses in %s: %s", (path, text) => {
      const complaints = check(new Map([[path, text]]));
      expect(complaints).toHaveLength(1);
      expect(complaints[0]).toContain(path);
    });
    it.each(good)("accepts in %s: %s", (path, text) => {
      expect(check(new Map([[path, text]]))).toEqual([]);
    });
  });

  it("takes what another file imports for used, however it does", () => {
    const exported = (...names: readonly string[]): string =>
      names.map((name) => `export const ${name} = 1;`).join("\n");
    const used = new Map([
      ["model/a.ts", exported("a", "b", "c", "d", "e", "f", "g", "h", "idle")],
      ["model/b.ts", `import { a } from "./a.ts"; import { type b as other } from "./a.ts";`],
      ["model/c.ts", `import * as all from "./a.ts"; all.c;`],
      ["model/d.ts", `const { d } = await import("./a.ts");`],
      ["model/e.ts", "const { e } = await import(`./${name}.ts`);"],
      ["model/f.ts", `type F = import("./a.ts").f;`],
      ["model/g.ts", `export * from "./a.ts";`],
      ["model/h.ts", `declare module "./a.ts" { interface h { readonly more: string } }`],
    ]);
    const outside = new Map([["../test/a.test.ts", `import { g } from "../src/model/g.ts";`]]);
    expect(checkExports(used, outside)).toEqual(["model/a.ts:9: no other file imports idle"]);
  });

  it("finds a cycle, also through types and lazy imports, and once", () => {
    const circle = new Map([
      ["model/a.ts", `import type { B } from "./b.ts";`],
      ["model/b.ts", `const c = await import("./c.ts");`],
      ["model/c.ts", `export { a } from "./a.ts";`],
      ["model/d.ts", `import { a } from "./a.ts";`],
    ]);
    expect(checkCycles(circle)).toEqual([
      "model/a.ts: imports itself: model/a.ts -> model/b.ts -> model/c.ts -> model/a.ts",
    ]);
  });

  it("takes no shared import for a cycle", () => {
    const diamond = new Map([
      ["model/a.ts", `import "./b.ts"; import "./c.ts";`],
      ["model/b.ts", `import "./d.ts";`],
      ["model/c.ts", `import "./d.ts";`],
      ["model/d.ts", ""],
    ]);
    expect(checkCycles(diamond)).toEqual([]);
  });
});
