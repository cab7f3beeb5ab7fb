/** Addresses replaced where a file names people, and nowhere else: every other character of the text stays. */
import type { Node, ScalarNode } from "../declare/node.ts";
import { parseNodes } from "../declare/nodes.ts";
import { sourceFile } from "../declare/place.ts";
import { fold } from "../model/text.ts";
import { isList, isMapping, mappingFrom, plainOf, samePlain, type Plain } from "./edit/plain.ts";
import { refilled } from "./edit/refill.ts";

/** Folded old address -> the new one, as it is to be written. */
export type Addresses = ReadonlyMap<string, string>;

/** What stands in these is said of people, or was true once, or names other things. */
const notNames: ReadonlySet<string> = new Set([
  "previously",
  "name",
  "description",
  "reason",
  "at_once",
  "invite_again",
  "task",
  "shares",
]);

/** The text with the new addresses, or why there is none, as half a sentence, and where the trouble is. */
export function withAddresses(
  text: string,
  addresses: Addresses,
): { readonly text: string } | { readonly fault: string; readonly at?: number } {
  const { root } = parseNodes(sourceFile("", text));
  if (root === undefined) return { text };
  const spots: { readonly node: ScalarNode; readonly to: string }[] = [];
  visit(root, [], (node) => {
    const to = addresses.get(fold(node.text));
    if (to !== undefined) spots.push({ node, to });
  });
  if (spots.length === 0) return { text };
  let result = text;
  for (const { node, to } of spots.sort((a, b) => b.node.start - a.node.start)) {
    const written = writtenAt(result, node);
    if (written === undefined) return irreplaceable(node);
    result = result.slice(0, written.from) + shaped(to, written.quote) + result.slice(written.to);
  }
  const meant = mapped(plainOf(root), [], addresses);
  const isMeant = (node: Node | undefined): node is Node =>
    node !== undefined && samePlain(plainOf(node), meant);
  const after = parseNodes(sourceFile("", result)).root;
  // The list is sorted by now, last place first.
  const first = spots.at(-1)?.node ?? root;
  if (!isMeant(after)) return irreplaceable(first);
  const whole = refilled(result, after);
  if ("line" in whole)
    return { fault: `its line ${whole.line} is too long for the new address; break that line first` };
  return whole.text === result || isMeant(parseNodes(sourceFile("", whole.text)).root)
    ? whole
    : irreplaceable(first);
}

function irreplaceable({ start }: Node): { readonly fault: string; readonly at: number } {
  return {
    fault: "an address is written in a way that cannot be replaced in place; write it plainly on one line",
    at: start,
  };
}

function visit(node: Node, path: readonly string[], found: (node: ScalarNode) => void): void {
  if (node.kind === "scalar") return found(node);
  if (node.kind === "sequence") {
    for (const item of node.items) visit(item, path, found);
    return;
  }
  for (const { key, value } of node.entries) {
    if (areMembers(path)) found(key);
    if (!notNames.has(key.text) || areNames(path)) visit(value, [...path, key.text], found);
  }
}

/** Of these mappings the keys are people. */
function areMembers(path: readonly string[]): boolean {
  return path.join(".") === "members" || path.join(".") === "ids.members";
}

/** Of these mappings the keys are anybody's own words, and no fields of ours: a team may be called `shares`. */
function areNames(path: readonly string[]): boolean {
  return areMembers(path) || path[0] === "ownership" || (path.length === 1 && path[0] !== "organization");
}

function mapped(plain: Plain, path: readonly string[], addresses: Addresses): Plain {
  if (typeof plain === "string") return addresses.get(fold(plain)) ?? plain;
  if (isList(plain)) return plain.map((item) => mapped(item, path, addresses));
  if (!isMapping(plain)) return plain;
  return mappingFrom(
    Object.entries(plain).map(([key, value]) => [
      areMembers(path) ? (addresses.get(fold(key)) ?? key) : key,
      notNames.has(key) && !areNames(path) ? value : mapped(value, [...path, key], addresses),
    ]),
  );
}

/** Where a scalar is written; undefined for a block, which holds no address. */
function writtenAt(text: string, { start, text: said }: ScalarNode) {
  const quote = /^["']/.exec(text.slice(start, start + 1))?.[0] ?? "";
  const raw = `${quote}${said}${quote}`;
  return text.startsWith(raw, start) ? { from: start, to: start + raw.length, quote } : undefined;
}

function shaped(address: string, quote: string): string {
  const isPlain = /^[A-Za-z0-9][\w.+-]*@[\w.-]+$/.test(address);
  if (quote === "" && isPlain) return address;
  return quote === "'" && !address.includes("'") ? `'${address}'` : JSON.stringify(address);
}
