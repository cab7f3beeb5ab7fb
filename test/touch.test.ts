/** CONTRIBUTING's list of what to touch holds: the compiler names just the files that it says for each addition. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { touchedBy, type Additions, type Edit } from "./architecture/touch.ts";

/** The word goes in as the last item of a list. */
function lastOf(file: string, last: string, word: string): Edit {
  return { file, from: `  "${last}",\n] as const`, to: `  "${last}",\n  "${word}",\n] as const` };
}

const additions: Additions = {
  "a verb": {
    word: "probe_verb",
    edits: [
      {
        file: "kinds/member/verbs.ts",
        from: "    readonly member: {\n",
        to: '    readonly member: {\n      readonly probe_verb: Altered<"member", Called>;\n',
      },
    ],
  },
  "a kind": {
    word: "probe_kind",
    edits: [
      {
        file: "model/entity.ts",
        from: "export type Entity =\n  Member |",
        to: 'type Probe = import("./entities/carried.ts").Carried & {\n  readonly kind: "probe_kind";\n  readonly key: string;\n};\nexport type Entity = Probe | Member |',
      },
      lastOf("model/entity.ts", "role_grant", "probe_kind"),
    ],
  },
  "a field of members": {
    word: "probe_field",
    edits: [
      {
        file: "model/entities/member.ts",
        from: '  readonly kind: "member";\n',
        to: '  readonly kind: "member";\n  readonly probe_field: string;\n',
      },
    ],
  },
  "a guard": {
    word: "probe_guard",
    edits: [
      { file: "model/guard.ts", from: "guardHeadings = {\n", to: 'guardHeadings = {\n  probe_guard: "",\n' },
    ],
  },
  "a delivery target": {
    word: "probe_target",
    edits: [
      {
        file: "model/target.ts",
        from: "export type DeliveryTarget =\n",
        to: 'export type DeliveryTarget =\n  | { readonly kind: "probe_target" }\n',
      },
    ],
  },
  "an event of the action": {
    word: "probe_event",
    edits: [lastOf("setup/jobEvents.ts", "schedule", "probe_event")],
  },
  "a command of the action": {
    word: "probe_command",
    edits: [
      {
        file: "setup/jobEvents.ts",
        from: "  plan: onPullRequests,\n",
        to: "  plan: onPullRequests,\n  probe_command: onPullRequests,\n",
      },
    ],
  },
  "a section of the files": {
    word: "probe_section",
    edits: [
      {
        // As its own file would say it.
        file: "declare/sections/roles.ts",
        from: "  interface Items {\n",
        to: "  interface Items {\n    readonly probe_section: DeclaredRole;\n",
      },
    ],
  },
  "a provider": {
    word: "probe_provider",
    edits: [
      {
        file: "model/vocabularies/all.ts",
        from: "const vocabularies = { planasonix",
        to: "const vocabularies = { probe_provider: planasonix, planasonix",
      },
      // As its own folder would say it.
      {
        file: "providers/scim/index.ts",
        from: "interface Services {\n",
        to: "interface Services {\n    readonly probe_provider: Service;\n",
      },
    ],
  },
  "an output format": {
    word: "probe_format",
    edits: [{ file: "cli/planFormats.ts", from: '= ["text",', to: '= ["probe_format", "text",' }],
  },
};

/** The rows of the list: what is added, where, and which files the compiler then names. */
function listed(): { readonly what: string; readonly begin: string; readonly named: string }[] {
  const page = readFileSync(join(import.meta.dirname, "..", "CONTRIBUTING.md"), "utf8");
  const table = page.slice(page.indexOf("### To add"));
  return table.split("\n").flatMap((line) => {
    const [, what = "", begin = "", named = ""] = line.split("|").map((cell) => cell.trim());
    return begin.startsWith("`") ? [{ what, begin: inCode(begin), named: ofEach(inCode(named)) }] : [];
  });
}

function inCode(cell: string): string {
  return [...cell.matchAll(/`([^`]+)`/g)]
    .map(([, path = ""]) => path)
    .sort()
    .join("\n");
}

/** Any kind says it of itself, and a provider that begins: the list names them all at once. */
function anyOf(path: string): string {
  const file = path.replace(/^declare\/sections\/.*/, "declare/sections/x.ts");
  return anyKind(file.replace(/^providers\/[^/]+/, "providers/<name>"));
}

/** A member stands for any of them. */
function anyKind(path: string): string {
  return path
    .replace(/^kinds\/[^/]+\//, "kinds/<kind>/")
    .replace(/^(providers\/.*)\/member\.ts$/, "$1/<kind>.ts");
}

const providers = readdirSync(join(import.meta.dirname, "..", "src", "providers"));

/** What the list says of a provider, the compiler has to say of each. */
function ofEach(paths: string): string {
  return paths
    .split("\n")
    .flatMap((path) => [...new Set(providers.map((name) => anyKind(path.replace("<name>", name))))])
    .sort()
    .join("\n");
}

it("lists what the compiler asks for", { timeout: 300_000 }, () => {
  const { files, others } = touchedBy(additions);
  expect(others).toEqual([]);
  const found = Object.entries(additions).map(([what, { edits }]) => ({
    what,
    begin: [...new Set(edits.map(({ file }) => anyOf(file)))].sort().join("\n"),
    named: [...new Set((files.get(what) ?? []).map(anyKind))].sort().join("\n"),
  }));
  const names = Object.keys(additions);
  expect(listed().filter(({ what }) => names.includes(what))).toEqual(found);
});
