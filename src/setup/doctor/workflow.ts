/** A workflow file as data: what the rules on it need to know, each with its line. */
import type { MappingNode, Node } from "../../declare/node.ts";
import { parseNodes } from "../../declare/nodes.ts";
import { sourceAt, sourceFile } from "../../declare/place.ts";
import { given } from "../../model/given.ts";

/** A text in the file, and where it begins. */
export interface Text {
  readonly text: string;
  readonly line: number;
}

/** What breaks a rule, as a sentence, and where. */
export type Fault = Text;

export interface Step {
  readonly line: number;
  readonly condition?: string;
  readonly uses?: Text;
  readonly run?: Text;
  readonly with: ReadonlyMap<string, Text>;
  readonly env: ReadonlyMap<string, Text>;
  /** Names of all its settings. */
  readonly settings: readonly string[];
}

/** `all`: `read-all` or `write-all`, or a shape that is not known. */
export type Permissions = ReadonlyMap<string, string> | "all";

export interface Job {
  readonly id: string;
  readonly line: number;
  readonly condition?: string;
  readonly needs: readonly string[];
  readonly environment?: string;
  /** Those of the workflow, where the job names none. */
  readonly permissions: Permissions;
  /** Texts of the concurrency group; undefined when there is none. */
  readonly concurrency?: ReadonlyMap<string, string>;
  readonly steps: readonly Step[];
  /** Other settings of the job: `container`, `uses`, `services` ... */
  readonly settings: readonly string[];
}

export interface Workflow {
  readonly path: string;
  readonly name: string;
  /** Event -> its settings, as names with the texts that stand below them. */
  readonly events: ReadonlyMap<string, { readonly line: number; readonly filters: Filters }>;
  readonly permissions?: { readonly line: number; readonly value: Permissions };
  /** Texts of the whole workflow's concurrency group; undefined when there is none. */
  readonly concurrency?: ReadonlyMap<string, string>;
  readonly jobs: readonly Job[];
  /** Every text of the file, keys included. */
  readonly texts: readonly Text[];
  /** The file's lines as they are, for what stands in comments. */
  readonly lines: readonly string[];
}

type Filters = ReadonlyMap<string, readonly string[]>;

/** The workflow, or why it cannot be judged, with the line. */
export function readWorkflow(path: string, text: string): Workflow | { readonly unreadable: Text } {
  const file = sourceFile(path, text.replace(/^\uFEFF/, ""));
  const { root, diagnostics } = parseNodes(file);
  const lineOf = (node: Node): number => sourceAt({ file, offset: node.start }).line;
  const [problem] = diagnostics;
  if (problem !== undefined) return { unreadable: { text: problem.message, line: problem.source.line } };
  if (root?.kind !== "mapping") return { unreadable: { text: "This is no workflow.", line: 1 } };
  return { ...new WorkflowReader(path, root, lineOf).workflow(), lines: file.text.split(/\r?\n/) };
}

/** Reads nodes whose shape is not known: what is missing or of another kind is as if empty. */
class WorkflowReader {
  readonly #path: string;
  readonly #root: MappingNode;
  readonly #lineOf: (node: Node) => number;

  constructor(path: string, root: MappingNode, lineOf: (node: Node) => number) {
    this.#path = path;
    this.#root = root;
    this.#lineOf = lineOf;
  }

  workflow(): Omit<Workflow, "lines"> {
    const permissions = field(this.#root, "permissions");
    const concurrency = field(this.#root, "concurrency");
    const inherited = permissions === undefined ? "all" : permissionsOf(permissions);
    return {
      path: this.#path,
      name: textOf(field(this.#root, "name")) ?? "",
      events: this.#events(field(this.#root, "on")),
      ...(permissions === undefined
        ? {}
        : { permissions: { line: this.#lineOf(permissions), value: inherited } }),
      ...(concurrency === undefined ? {} : { concurrency: concurrencyOf(concurrency) }),
      jobs: entriesOf(field(this.#root, "jobs")).map(({ key, value }) =>
        this.#job(key.text, value, inherited),
      ),
      texts: this.#texts(this.#root),
    };
  }

  #events(on: Node | undefined): Workflow["events"] {
    if (on === undefined) return new Map();
    const line = this.#lineOf(on);
    if (on.kind !== "mapping")
      return new Map(textsOf(on).map((name) => [name, { line, filters: new Map() }]));
    return new Map(
      on.entries.map(({ key, value }) => {
        const filters = new Map(entriesOf(value).map((entry) => [entry.key.text, textsOf(entry.value)]));
        return [key.text, { line: this.#lineOf(key), filters }];
      }),
    );
  }

  #job(id: string, node: Node, inherited: Permissions): Job {
    const permissions = field(node, "permissions");
    const concurrency = field(node, "concurrency");
    const environment = field(node, "environment");
    const condition = textOf(field(node, "if"));
    const named = textOf(environment) ?? textOf(field(environment, "name"));
    const steps = field(node, "steps");
    return {
      id,
      line: this.#lineOf(node),
      ...given({ condition }),
      needs: textsOf(field(node, "needs")),
      ...(environment === undefined ? {} : { environment: named ?? "?" }),
      permissions: permissions === undefined ? inherited : permissionsOf(permissions),
      ...(concurrency === undefined ? {} : { concurrency: concurrencyOf(concurrency) }),
      steps: steps?.kind === "sequence" ? steps.items.map((step) => this.#step(step)) : [],
      settings: entriesOf(node).map(({ key }) => key.text),
    };
  }

  #step(node: Node): Step {
    const condition = textOf(field(node, "if"));
    const [uses, run] = [this.#text(field(node, "uses")), this.#text(field(node, "run"))];
    return {
      line: this.#lineOf(node),
      ...given({ condition, uses, run }),
      with: this.#map(field(node, "with")),
      env: this.#map(field(node, "env")),
      settings: entriesOf(node).map(({ key }) => key.text),
    };
  }

  #map(node: Node | undefined): ReadonlyMap<string, Text> {
    return new Map(
      entriesOf(node).map(({ key, value }) => [
        key.text,
        { text: textOf(value) ?? "?", line: this.#lineOf(key) },
      ]),
    );
  }

  #text(node: Node | undefined): Text | undefined {
    const text = textOf(node);
    return text === undefined || node === undefined ? undefined : { text, line: this.#lineOf(node) };
  }

  #texts(node: Node): Text[] {
    switch (node.kind) {
      case "scalar":
        return [{ text: node.text, line: this.#lineOf(node) }];
      case "sequence":
        return node.items.flatMap((item) => this.#texts(item));
      case "mapping":
        return node.entries.flatMap(({ key, value }) => [...this.#texts(key), ...this.#texts(value)]);
    }
  }
}

function entriesOf(node: Node | undefined): MappingNode["entries"] {
  return node?.kind === "mapping" ? node.entries : [];
}

function field(node: Node | undefined, name: string): Node | undefined {
  return entriesOf(node).find(({ key }) => key.text === name)?.value;
}

function textOf(node: Node | undefined): string | undefined {
  return node?.kind === "scalar" ? node.text : undefined;
}

/** The texts of a list, or the one text that stands for a list of one. */
function textsOf(node: Node | undefined): string[] {
  if (node?.kind === "sequence") return node.items.map((item) => textOf(item) ?? "?");
  const text = textOf(node);
  return text === undefined || text === "" ? [] : [text];
}

function permissionsOf(node: Node): Permissions {
  if (node.kind !== "mapping") return "all";
  return new Map(node.entries.map(({ key, value }) => [key.text, textOf(value) ?? "?"]));
}

function concurrencyOf(node: Node): ReadonlyMap<string, string> {
  if (node.kind !== "mapping") return new Map([["group", textOf(node) ?? "?"]]);
  return new Map(node.entries.map(({ key, value }) => [key.text, textOf(value) ?? "?"]));
}
