/**
 * What has to be touched when something is added: the sources with a new name in each union, in memory, and the files
 * that the compiler then objects to. It is asked once for all of them: whom a complaint is about, its text says or, of
 * a switch that ends without an answer, the type that it switches on.
 */
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "..", "..");
const src = join(root, "src");

/** A change of one file below `src`: the first place with a text, and what stands there then. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** What is added -> the word that stands for it, and where it is added. */
export type Additions = Readonly<Record<string, { readonly word: string; readonly edits: readonly Edit[] }>>;

export interface Touched {
  /** What is added -> the files below `src` that do not compile without it, sorted; those where it is added apart. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Complaints that are about none of them. */
  readonly others: readonly string[];
}

/** Adds all of them at once, and asks the compiler. */
export function touchedBy(additions: Additions): Touched {
  const program = programOf(Object.values(additions).flatMap(({ edits }) => edits));
  const files = new Map(Object.keys(additions).map((name) => [name, new Set<string>()]));
  const others: string[] = [];
  for (const diagnostic of program.getSemanticDiagnostics()) {
    const path = relative(src, diagnostic.file?.fileName ?? src);
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
    const asked = Object.entries(additions);
    const named = asked.filter(([, { word }]) => text.includes(word));
    const switched = named.length > 0 ? "" : switchedOn(program, diagnostic);
    const about = named.length > 0 ? named : asked.filter(([, { word }]) => switched.includes(word));
    if (about.length === 0) others.push(`${path}: ${text}`);
    for (const [name, { edits }] of about) {
      if (!edits.some(({ file }) => file === path)) files.get(name)?.add(path);
    }
  }
  return { files: new Map([...files].map(([name, paths]) => [name, [...paths].sort()])), others };
}

function programOf(edits: readonly Edit[]): ts.Program {
  const config = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config as unknown;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const changed = new Map<string, string>();
  for (const { file, from, to } of edits) {
    const path = join(src, file);
    const text = changed.get(path) ?? readFileSync(path, "utf8");
    if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)} any more`);
    changed.set(
      path,
      text.replace(from, () => to),
    );
  }
  const read = host.readFile.bind(host);
  host.readFile = (path) => changed.get(path) ?? read(path);
  return ts.createProgram({ rootNames: ts.sys.readDirectory(src, [".ts"]), options, host });
}

/** The types that are switched on in what a complaint points at: that a function ends without an answer names nothing. */
function switchedOn(program: ts.Program, { file, start = 0 }: ts.Diagnostic): string {
  if (file === undefined) return "";
  const checker = program.getTypeChecker();
  const types: string[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isSwitchStatement(node)) {
      const type = checker.getTypeAtLocation(node.expression);
      for (const part of type.isUnion() ? type.types : [type]) types.push(checker.typeToString(part));
    }
    ts.forEachChild(node, collect);
  };
  for (let node = nodeAt(file, start); types.length === 0 && !ts.isSourceFile(node); node = node.parent) {
    collect(node.parent);
  }
  return types.join("\n");
}

/** The smallest node that begins there. */
function nodeAt(file: ts.SourceFile, start: number): ts.Node {
  let found: ts.Node = file;
  const visit = (node: ts.Node): void => {
    if (node.getStart(file) > start || node.getEnd() <= start) return;
    found = node;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return found;
}
