/** Files of another tool as nodes, with what is wrong with them; and what of them no access file says. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { MappingNode, Node, ScalarNode } from "../../declare/node.ts";
import { parseNodes } from "../../declare/nodes.ts";
import { isNothing } from "../../declare/scalar.ts";
import { errorAt, quoted, sourceFile, type SourceFile } from "../../declare/place.ts";
import type { LeftOut } from "../live/imported.ts";
import { Comments } from "./comments.ts";

/** What gathers while files are read. */
export interface Gathering {
  readonly diagnostics: Diagnostic[];
  readonly leftOut: LeftOut[];
}

/** A file that is being read. */
export interface Reading extends Gathering {
  readonly file: SourceFile;
  readonly comments: Comments;
}

/** The mapping that a YAML file holds; undefined for one that says nothing, or holds anything else. */
export function mappingIn(
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  into: Gathering,
): { readonly reading: Reading; readonly root: MappingNode } | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const at = { file: sourceFile(name, ""), offset: 0 };
    into.diagnostics.push(errorAt(at, { code: "utf-8", message: "This file is not UTF-8." }));
    return undefined;
  }
  const file = sourceFile(name, text);
  const { root, diagnostics } = parseNodes(file, { foreign: true });
  // How a character is written says nothing of whether it may stand in an access file: that is judged there.
  into.diagnostics.push(...diagnostics.filter(({ code }) => code !== "escape" && code !== "empty-file"));
  return root?.kind === "mapping"
    ? { reading: { ...into, file, comments: new Comments(file) }, root }
    : undefined;
}

/** The items of a list of names; nothing said is an empty one. */
export function namesIn(node: Node, what: string, { file, diagnostics }: Reading): readonly ScalarNode[] {
  if (isNothing(node)) return [];
  const items = node.kind === "sequence" ? node.items : [node];
  return items.flatMap((item) => {
    if (node.kind === "sequence" && item.kind === "scalar" && !isNothing(item)) return [item];
    const message = `${what} must be a list of names.`;
    diagnostics.push(errorAt({ file, offset: item.start }, { code: "shape", message }));
    return [];
  });
}

/** The entries of a mapping; nothing said is an empty one. */
export function entriesIn(node: Node, what: string, { file, diagnostics }: Reading): MappingNode["entries"] {
  if (node.kind === "mapping") return node.entries;
  if (!isNothing(node)) {
    const message = `${what} must be a mapping.`;
    diagnostics.push(errorAt({ file, offset: node.start }, { code: "shape", message }));
  }
  return [];
}

/** Text; undefined where nothing is said. */
export function textIn(node: Node, what: string, { file, diagnostics }: Reading): string | undefined {
  if (isNothing(node)) return undefined;
  if (node.kind === "scalar") return node.text;
  diagnostics.push(
    errorAt({ file, offset: node.start }, { code: "shape", message: `${what} must be text.` }),
  );
  return undefined;
}

/** Names the comments that stand at nothing which was written. */
export function nameComments({ comments, leftOut }: Reading): void {
  for (const { text, at } of comments.left())
    leftOut.push({
      what: `the comment ${quoted(text)}`,
      why: `at ${at} it stands at nothing that is written`,
    });
}
