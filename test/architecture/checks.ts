/**
 * The laws on the source tree, as functions from files to complaints: who may import whom, no cycles, what may
 * touch the machine, names, and opening comments. They read syntax trees, so that text in strings and comments
 * never counts as code.
 */
import { builtinModules } from "node:module";
import { dirname, join } from "node:path/posix";
import ts from "typescript";
import { kinds } from "../../src/model/entity.ts";

/** Path below `src` ("model/text.ts") -> its text. */
export type Sources = ReadonlyMap<string, string>;
/** `path:line: what is wrong`, or `path: what is wrong`. */
export type Complaint = string;

interface Import {
  readonly line: number;
  /** A path below `src`, or the name of a package or of one of Node's modules. */
  readonly target: string;
  readonly own: boolean;
  /** What of it is named; "all" where it is taken whole, "on" where it is handed on whole. */
  readonly names: readonly string[] | "all" | "on";
}

interface Allowed {
  /** Folders below `src`; a folder may always import itself. */
  readonly folders: readonly string[];
  /** Single files of folders that are not allowed as a whole. */
  readonly files?: readonly string[];
  readonly packages?: readonly string[];
  /** Node's own modules; "all" for stages with effects. */
  readonly node?: readonly string[] | "all";
}

const pure = [
  "model",
  "kinds",
  "declare",
  "rewrite",
  "diff",
  "plan",
  "history",
  "review",
  "render",
  "journal",
  "apply",
];

/** The table of the design, with the packages that each stage may load. */
export const importTable: Readonly<Record<string, Allowed>> = {
  model: { folders: [], node: ["node:crypto"] },
  kinds: { folders: ["model"] },
  declare: { folders: ["model", "kinds"], packages: ["js-yaml", "zod"] },
  rewrite: { folders: ["model", "kinds", "declare"], packages: ["yaml", "zod"] },
  diff: { folders: ["model", "kinds"] },
  plan: { folders: ["model", "kinds"] },
  history: { folders: ["model", "kinds"] },
  // Files of its own, read and written as access files are, about what the history calls an access.
  review: { folders: ["model", "kinds", "declare", "rewrite", "history"] },
  // The page of the report is made with a library that escapes markup by itself.
  render: { folders: ["model", "kinds"], packages: ["hono"] },
  journal: { folders: ["model"] },
  apply: { folders: ["model", "journal"] },
  providers: { folders: ["model", "kinds", "io"], packages: ["zod"], node: ["node:crypto"] },
  sandbox: {
    folders: ["model"],
    files: ["providers/planasonix/contract.ts"],
    // The types alone of the last one: what GitHub publishes of its answers.
    packages: ["hono", "@hono/node-server", "zod", "graphql", "@octokit/openapi-types"],
    node: "all",
  },
  // The only place where stages meet; it reads files and git through `io`, and the clock through its Context.
  run: { folders: [...pure, "providers", "sandbox", "io", "forge"], packages: ["diff"], node: ["node:path"] },
  // The workflow, keys and settings around the files: no use case of the pipeline.
  setup: { folders: [...pure, "run", "io", "forge"], packages: [], node: ["node:path"] },
  io: { folders: ["model"], packages: ["undici"], node: "all" },
  // Where the files live: never the service of that name that is managed.
  forge: {
    folders: ["model", "io"],
    packages: ["undici", "@octokit/rest", "@octokit/plugin-throttling", "fflate", "libsodium-wrappers"],
    node: "all",
  },
  cli: {
    folders: ["run", "setup", "render", "model", "io"],
    packages: ["commander", "picocolors"],
    node: "all",
  },
  action: { folders: ["run", "setup", "render", "model", "io", "forge"], packages: [], node: "all" },
};

const withEffects = new Set(["io", "forge", "providers", "sandbox", "cli", "action"]);
const entrances = new Set(["cli", "action"]);

/** Imports that the table does not allow. */
export function checkImports(sources: Sources): Complaint[] {
  return [...sources].flatMap(([path, text]) => {
    const stage = stageOf(path);
    const allowed = importTable[stage];
    if (allowed === undefined) return [`${path}: "${stage}" is no folder of the design`];
    return importsOf(path, text)
      .filter((item) => !isAllowed({ path, allowed, item }))
      .map((item) => `${path}:${item.line}: ${stage} may not import ${item.target}`);
  });
}

function isAllowed({ path, allowed, item }: { path: string; allowed: Allowed; item: Import }): boolean {
  if (!item.own) {
    if (isNodeModule(item.target))
      return allowed.node === "all" || (allowed.node ?? []).includes(item.target);
    return (allowed.packages ?? []).includes(packageOf(item.target));
  }
  const stage = stageOf(path);
  const target = stageOf(item.target);
  // Providers are apart from one another, as are the stages.
  if (stage === "providers" && target === "providers") return dirname(path) === dirname(item.target);
  if (stage === target) return true;
  return allowed.folders.includes(target) || (allowed.files ?? []).includes(item.target);
}

/** Files that import each other in a circle, imports of types and lazy ones included; each circle once. */
export function checkCycles(sources: Sources): Complaint[] {
  const done = new Set<string>();
  const complaints: Complaint[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      complaints.push(`${path}: imports itself: ${[...trail.slice(trail.indexOf(path)), path].join(" -> ")}`);
      return;
    }
    if (done.has(path)) return;
    const text = sources.get(path);
    for (const item of text === undefined ? [] : importsOf(path, text)) {
      if (item.own) visit(item.target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return complaints;
}

/** Exports that no other file imports; files `outside` import as well, whose paths begin at `src`, too ("../test/setup.ts"). */
export function checkExports(sources: Sources, outside: Sources): Complaint[] {
  const taken = new Map<string, Set<string>>();
  const handedOn: (readonly [from: string, by: string])[] = [];
  for (const [path, text] of [...sources, ...outside]) {
    for (const { target, own, names } of importsOf(path, text)) {
      if (!own) continue;
      for (const file of filesNamed(target.replace(/^\.\.\/src\//, ""), sources)) {
        const those = taken.get(file) ?? new Set();
        taken.set(file, those);
        if (names === "on") handedOn.push([file, path]);
        // Of what is taken whole, whatever the file has a word for.
        else for (const name of names === "all" ? (text.match(/[\w$]+/g) ?? []) : names) those.add(name);
      }
    }
  }
  for (const [from, by] of handedOn) for (const name of taken.get(by) ?? []) taken.get(from)?.add(name);
  return [...sources].flatMap(([path, text]) => {
    const file = parse(path, text);
    return file.statements
      .flatMap(exportedBy)
      .filter((name) => taken.get(path)?.has(name.text) !== true)
      .map((name) => `${path}:${lineOf(file, name)}: no other file imports ${name.text}`);
  });
}

/** The files that a path means; a star in it stands for any name. */
function filesNamed(path: string, sources: Sources): readonly string[] {
  const [before = "", after] = path.split("*");
  if (after === undefined) return [path];
  return [...sources.keys()].filter((file) => file.startsWith(before) && file.endsWith(after));
}

function exportedBy(statement: ts.Statement): ts.Identifier[] {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
    return exportClause.elements.map(({ name }) => name).filter(ts.isIdentifier);
  }
  const isExported =
    ts.canHaveModifiers(statement) &&
    statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
  if (!isExported) return [];
  const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
  return declared.flatMap((it) =>
    "name" in it && ts.isIdentifier(it.name as ts.Node) ? [it.name as ts.Identifier] : [],
  );
}

/** Uses of the process, the clock, chance, the network and the console outside the stages that may have effects. */
export function checkGlobals(sources: Sources): Complaint[] {
  return [...sources]
    .filter(([path]) => !withEffects.has(stageOf(path)))
    .flatMap(([path, text]) => {
      const complaints: Complaint[] = [];
      walk(parse(path, text), (node, file) => {
        const banned = bannedGlobal(node);
        if (banned !== undefined)
          complaints.push(`${path}:${lineOf(file, node)}: ${banned} is not for this stage`);
      });
      return complaints;
    });
}

function bannedGlobal(node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node) || isMemberName(node)) return undefined;
  const { parent, text } = node;
  if (["process", "fetch", "console", "globalThis"].includes(text)) return text;
  if (text === "Math")
    return memberOf(parent) === undefined || memberOf(parent) === "random" ? "Math.random" : undefined;
  if (text !== "Date") return undefined;
  if (ts.isNewExpression(parent)) return (parent.arguments ?? []).length === 0 ? "new Date()" : undefined;
  if (ts.isTypeReferenceNode(parent) || isRightOfInstanceof(node)) return undefined;
  const member = memberOf(parent);
  return member === "parse" || member === "UTC" ? undefined : `Date.${member ?? "now"}`;
}

/** `name` in `x.name`, `{ name: 1 }`, `interface { name: T }`: a word, not a use of a global. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isAccessor(parent)) &&
    parent.name === node
  );
}

function isRightOfInstanceof(node: ts.Node): boolean {
  return (
    ts.isBinaryExpression(node.parent) &&
    node.parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword &&
    node.parent.right === node
  );
}

/** The member that `object.member` or `object["member"]` names. */
function memberOf(parent: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text;
  if (ts.isElementAccessExpression(parent) && ts.isStringLiteral(parent.argumentExpression)) {
    return parent.argumentExpression.text;
  }
  return undefined;
}

/** Files that do not open with a doc comment on what they are for. */
export function checkOpenings(sources: Sources): Complaint[] {
  return [...sources]
    .filter(([, text]) => {
      const first = ts.getLeadingCommentRanges(text, 0)?.[0];
      return (
        first === undefined ||
        first.pos > 0 ||
        !/^\/\*\*\s*\**\s*[A-Z`][^]{20,}\*\/$/.test(text.slice(0, first.end))
      );
    })
    .map(([path]) => `${path}: opens without a /** comment */ on what it is for`);
}

/** File names that say nothing. */
export function checkNames(sources: Sources): Complaint[] {
  const empty = new Set([
    "manager",
    "managers",
    "helper",
    "helpers",
    "util",
    "utils",
    "service",
    "services",
    "common",
    "misc",
    "types",
  ]);
  return [...sources.keys()]
    .filter((path) =>
      path.split("/").some((part) => wordsOf(part.replace(/\.ts$/, "")).some((word) => empty.has(word))),
    )
    .map((path) => `${path}: this name says nothing about what is inside`);
}

/** The word "dry" below the entrances: planning is handed nothing that can write, so there is nothing to be dry about. */
export function checkDry(sources: Sources): Complaint[] {
  return [...sources]
    .filter(([path]) => !entrances.has(stageOf(path)))
    .flatMap(([path, text]) =>
      text
        .split("\n")
        .flatMap((line, index) =>
          wordsOf(line).includes("dry") ? [`${path}:${index + 1}: the word "dry"`] : [],
        ),
    );
}

/** By service: its rooms, words that no other service has, and words that only it has where no service is meant. */
const vendors = [
  {
    rooms: ["providers/planasonix/", "sandbox/planasonix/", "model/vocabularies/planasonix.ts"],
    words: ["plnx_", "usr_", "api.planasonix.com"],
    // Roles, resources, levels, scopes, and what ids begin with. An editor is what somebody writes files with, too.
    generic:
      /\b(?:viewer|maintainer|editor or above|pipelines?|nightly_sales_sync|(?:admin|organization|pipelines|connections):[a-z]+|(?:org|team|role|sa|key|pl|con|sch|prj)_(?:[0-9[]|$))/,
  },
  {
    // Where the files live is another GitHub: its own rooms are the forge's.
    rooms: ["providers/github/", "sandbox/github/", "model/vocabularies/github.ts", "forge/github/"],
    words: ["ghp_", "triage", "databaseId"],
    generic: /\b(?:owner or member|membersWithRole|invitee_id)\b/,
  },
] as const;

/**
 * Where the word GitHub may stand outside the rooms of that service, and why. It is where the files live as well: that is the
 * forge's, of the action, of what is set up around the files, and of the commands that work there.
 */
const gitHubs: readonly (readonly [path: string, why: string])[] = [
  ["forge/github/", "where the files live"],
  ["action/", "where the files live"],
  ["setup/", "where the files live"],
  ["io/git", "where the files live"],
  ["io/env.ts", "where the files live"],
  ["run/deliver.ts", "secrets of the repository"],
  ["model/target.ts", "secrets of the repository"],
  ["kinds/key/verbs.ts", "secrets of the repository"],
  ["run/evidence/approvals.ts", "approvals where the files live"],
  ["review/who.ts", "addresses that commits have where the files live"],
  ["model/checklist.ts", "what doctor looks at: settings where the files live"],
  ["cli/commands/doctor.ts", "settings where the files live"],
  ["cli/commands/init.ts", "where the files live"],
  ["cli/commands/validate.ts", "annotations where the files live"],
  ["render/comment.ts", "comments where the files live"],
  ["cli/commands/schema.ts", "an example of a provider"],
  ["model/scim.ts", "a kind of SCIM service"],
  ["providers/scim/", "a kind of SCIM service"],
  ["model/vocabularies/all.ts", "the list of vocabularies"],
  ["run/import/origins.ts", "the tools that files are taken over from"],
  ["rewrite/from/", "the tools that files are taken over from"],
  ["run/demo.ts", "the story of the demo"],
  ["run/demoSandbox.ts", "the story of the demo"],
  ["run/sandbox.ts", "the sandbox of each service"],
];

/** The first word of a file that names that service, by path; of files in its own rooms nothing is asked. */
function namingGitHub(sources: Sources): ReadonlyMap<string, string> {
  const own = ["providers/github/", "sandbox/github/", "model/vocabularies/github.ts"];
  return new Map(
    [...sources].flatMap(([path, text]): [string, string][] => {
      if (own.some((room) => path.startsWith(room))) return [];
      const [word] = textsIn(path, text).flatMap((said) => /\bgithub\w*|GitHub\w*/.exec(said)?.[0] ?? []);
      return word === undefined ? [] : [[path, word]];
    }),
  );
}

/** The name of one service outside its rooms, but for the places that are known. */
export function checkGitHub(sources: Sources): Complaint[] {
  return [...namingGitHub(sources)]
    .filter(([path]) => !gitHubs.some(([place]) => path.startsWith(place)))
    .map(([path, word]) => `${path}: "${word}" names a service`);
}

/** Places that are listed as known, and do not name it any more. */
export function idleGitHubs(sources: Sources): string[] {
  const paths = [...namingGitHub(sources).keys()];
  return gitHubs.filter(([place]) => !paths.some((path) => path.startsWith(place))).map(([place]) => place);
}

/** The story of the demo, and the sandbox that a command starts, are a service's own. */
const stages = ["run/demo.ts", "run/demoSandbox.ts", "run/demoWorld.ts", "run/sandbox.ts"];
/** A service, and the place of the files is one, may have a word that another has; and the files of another tool are read in that tool's words. */
const services = ["providers/", "sandbox/", "model/vocabularies/", "rewrite/from/", "forge/"];

/** Words of one service outside its provider, its sandbox and its vocabulary; what comments show is an example. */
export function checkVendors(sources: Sources): Complaint[] {
  return [...sources].flatMap(([path, text]) =>
    vendors.flatMap(({ rooms, words, generic }) => {
      if (rooms.some((room) => path.startsWith(room))) return [];
      const own = words.filter((word) => text.includes(word));
      const isShared = stages.includes(path) || services.some((room) => path.startsWith(room));
      const found = isShared
        ? own
        : [...own, ...textsIn(path, text).flatMap((said) => generic.exec(said)?.[0] ?? [])];
      return found.map((word) => `${path}: "${word}" is a word of one service`);
    }),
  );
}

/** Where kinds are told apart by nature: what they are, and how a file or a service has each. */
const kindRooms = [
  "kinds/",
  "model/entity.ts",
  "model/entities/",
  "declare/sections/",
  "providers/",
  "sandbox/",
];
/** And the places that mean just those, with why. */
const kindLists: readonly (readonly [path: string, why: string])[] = [
  ["declare/rules/ids.ts", "names as `ids` has them; the compiler asks for each"],
  ["diff/bind.ts", "each is bound in a way of its own; the compiler asks for each"],
  ["diff/declaredNames.ts", "what is called by more than its key"],
  ["diff/diff.ts", "what is compared in a way of its own; all others are by their keys"],
  ["diff/held.ts", "what policy may end where no file names it"],
  ["diff/named.ts", "what may be there under another name"],
  ["io/remote/compare.ts", "what is found by its name, in whatever case"],
  ["io/remote/known.ts", "whoever can hold something; the compiler asks for each"],
  ["plan/target.ts", "what a name on the command line can stand for"],
  ["run/demoWorld.ts", "the story of the demo"],
  ["run/import/ids.ts", "names as `ids` has them; the compiler asks for each"],
];

/** Lists that name three kinds or more, switches over as many, and tables of as many that can be nothing else: a new kind would be forgotten there. */
export function checkKinds(sources: Sources): Complaint[] {
  return [...kindsListed(sources)]
    .filter(([path]) => !kindLists.some(([place]) => path.startsWith(place)))
    .map(([path, line]) => `${path}:${line}: kinds are listed by hand: ask the table of kinds`);
}

/** Places that are known to list kinds, and do not any more. */
export function idleKindLists(sources: Sources): string[] {
  const paths = [...kindsListed(sources).keys()];
  return kindLists.filter(([place]) => !paths.some((path) => path.startsWith(place))).map(([place]) => place);
}

/** The line of the first such list in each file outside the rooms of kinds. */
function kindsListed(sources: Sources): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const [path, text] of sources) {
    if (kindRooms.some((room) => path.startsWith(room))) continue;
    walk(parse(path, text), (node, file) => {
      const named = new Set(textsListed(node).filter((said) => kinds.some((kind) => kind === said)));
      if (named.size >= 3 && !lines.has(path)) lines.set(path, lineOf(file, node));
    });
  }
  return lines;
}

function textsListed(node: ts.Node): string[] {
  if (ts.isObjectLiteralExpression(node)) {
    const names = node.properties.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));
    // A team, a member and a role are fields of many things.
    return names.some((name) => name.includes("_") && kinds.some((kind) => kind === name)) ? names : [];
  }
  const items = ts.isArrayLiteralExpression(node)
    ? [...node.elements]
    : ts.isCaseBlock(node)
      ? node.clauses.flatMap((clause) => (ts.isCaseClause(clause) ? [clause.expression] : []))
      : [];
  return items.flatMap((item) => (ts.isStringLiteral(item) ? [item.text] : []));
}

/** Names, and what stands in quotes, templates and regular expressions. */
function textsIn(path: string, text: string): string[] {
  const texts: string[] = [];
  walk(parse(path, text), (node) => {
    if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node))
      texts.push(node.text);
    else if (ts.isTemplateHead(node)) texts.push(node.text);
  });
  return texts;
}

/** Words in lower case: "isDryRun" -> is, dry, run. */
function wordsOf(text: string): string[] {
  return (text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map((word) => word.toLowerCase());
}

const knownImports = new Map<string, readonly Import[]>();

/** What a file imports; several laws ask it of the same text. */
function importsOf(path: string, text: string): readonly Import[] {
  const known = `${path}\n${text}`;
  const imports = knownImports.get(known) ?? readImports(path, text);
  knownImports.set(known, imports);
  return imports;
}

function readImports(path: string, text: string): Import[] {
  const imports: Import[] = [];
  walk(parse(path, text), (node, file) => {
    const specifier = importedBy(node);
    if (specifier === undefined) return;
    const name = nameIn(specifier);
    const own = name.startsWith(".");
    const target = own ? join(dirname(path), name) : name;
    imports.push({ line: lineOf(file, node), target, own, names: namesTaken(node) });
  });
  return imports;
}

function namesTaken(node: ts.Node): Import["names"] {
  if (ts.isExportDeclaration(node) && node.exportClause === undefined) return "on";
  const named = ts.isImportDeclaration(node)
    ? node.importClause?.namedBindings
    : ts.isExportDeclaration(node)
      ? node.exportClause
      : undefined;
  if (ts.isModuleDeclaration(node) && node.body !== undefined && ts.isModuleBlock(node.body))
    return node.body.statements.filter(ts.isInterfaceDeclaration).map(({ name }) => name.text);
  if (named === undefined || !(ts.isNamedImports(named) || ts.isNamedExports(named))) return "all";
  return named.elements.map(({ propertyName, name }) => (propertyName ?? name).text);
}

/** What is imported; of a path in which a name is left open, with a star in its place. */
function nameIn(specifier: ts.Node): string {
  if (ts.isStringLiteralLike(specifier)) return specifier.text;
  if (!ts.isTemplateExpression(specifier) || !specifier.head.text.startsWith(".")) return "(a computed name)";
  return specifier.head.text + specifier.templateSpans.map(({ literal }) => `*${literal.text}`).join("");
}

/** What follows `from`, or stands in `import(...)`, of values and of types alike; and what is added to. */
function importedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isModuleDeclaration(node)) return node.name;
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  const lazy = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return lazy ? node.arguments[0] : undefined;
}

function isNodeModule(name: string): boolean {
  return name.startsWith("node:") || builtinModules.includes(name);
}

function packageOf(name: string): string {
  const [first = "", second = ""] = name.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

function stageOf(path: string): string {
  return path.split("/")[0] ?? "";
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
}

function walk(file: ts.SourceFile, visit: (node: ts.Node, file: ts.SourceFile) => void): void {
  const step = (node: ts.Node): void => {
    visit(node, file);
    ts.forEachChild(node, step);
  };
  step(file);
}

function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}
