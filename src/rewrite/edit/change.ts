/** Walks a parsed text beside what it has to say afterwards, and changes only where the two differ. */
import { isMap, isSeq } from "yaml";
import { grouped } from "../../model/grouped.ts";
import { addToBlock, removeFromBlock, type Added, type Kid } from "./block.ts";
import { changeBrackets } from "./brackets.ts";
import { kept, plainFrom, type Item, type Meant } from "./meant.ts";
import { bracketsOf, partsOf, type Collection, type Part } from "./parts.ts";
import { isList, isMapping, plainText, samePlain, type Plain } from "./plain.ts";
import { isBlock, replaceValue, type Spot } from "./spot.ts";

/** Brings the value at a spot from what it says to what it is meant to say. */
export function change(spot: Spot, before: Plain, after: Meant): void {
  const wanted = plainFrom(after);
  if (samePlain(before, wanted)) return;
  const { node } = spot;
  if (isMapping(before) && after.kind === "mapping" && isMap(node)) {
    const pairs = Object.keys(before).map((key) => ({
      was: before[key] ?? null,
      now: after.entries.get(key),
    }));
    const added = [...after.entries]
      .filter(([key]) => !Object.hasOwn(before, key))
      .map(([key, value]) => ({ key, value: plainFrom(value) }));
    if (pairs.some(({ now }) => now !== undefined)) return changeParts(spot, node, { pairs, added });
  }
  if (isList(before) && after.kind === "list" && isSeq(node)) {
    const aligned = align(before, kept(after.items));
    if (aligned !== undefined && aligned.pairs.some(({ now }) => now !== undefined)) {
      return changeParts(spot, node, aligned);
    }
  }
  replaceValue(spot, wanted);
}

interface Pair {
  readonly was: Plain;
  /** Undefined when it goes. */
  readonly now: Meant | undefined;
}

interface Changes {
  readonly pairs: readonly Pair[];
  readonly added: readonly Added[];
}

/** Which item became which. Undefined when the order changed, or something came in between: then the list is written anew. */
function align(before: readonly Plain[], items: readonly Item[]): Changes | undefined {
  const pairs: Pair[] = before.map((was) => ({ was, now: undefined }));
  const added: Added[] = [];
  const places = new Places(before);
  let next = 0;
  for (const item of items) {
    const from = item.from ?? places.first(plainFrom(item.value), next);
    if (from === undefined) {
      added.push({ key: undefined, value: plainFrom(item.value) });
      continue;
    }
    if (from < next || added.length > 0) return undefined;
    pairs[from] = { was: before[from] ?? null, now: item.value };
    next = from + 1;
  }
  return { pairs, added };
}

/** Where equal items of a list are. A class, because what was passed is forgotten. */
class Places {
  readonly #items: readonly Plain[];
  #places: ReadonlyMap<string, number[]> | undefined;

  constructor(items: readonly Plain[]) {
    this.#items = items;
  }

  /** The first equal item from there on; nobody asks for what lies before that later. */
  first(value: Plain, start: number): number | undefined {
    this.#places ??= grouped(this.#items.keys(), (at) => plainText(this.#items[at] ?? null));
    const equal = this.#places.get(plainText(value)) ?? [];
    while ((equal[0] ?? start) < start) equal.shift();
    return equal[0];
  }
}

function changeParts(spot: Spot, node: Collection, { pairs, added }: Changes): void {
  const { draft } = spot;
  const parts = partsOf(draft.text, node);
  if (!Array.isArray(parts) || parts.length !== pairs.length) {
    draft.refuse(
      "an entry is written as `? key`, or a list holds a pair; write `key: value` there, or edit the file by hand",
      Array.isArray(parts) ? (node.range?.[0] ?? 0) : parts.odd,
    );
    return;
  }
  const kids: Kid[] = [];
  const block = isBlock(node);
  for (const [at, { was, now }] of pairs.entries()) {
    const part = parts[at];
    if (part === undefined) continue;
    kids.push({ part, gone: now === undefined });
    if (now !== undefined) change(childSpot(spot, part, block), was, now);
  }
  if (block) {
    removeFromBlock(draft, kids);
    addToBlock(draft, kids, { added, depth: spot.depth + 1 });
  } else changeBrackets(draft, kids, { added, indent: spot.indent, ...bracketsOf(node) });
}

function childSpot(spot: Spot, part: Part, block: boolean): Spot {
  return {
    draft: spot.draft,
    node: part.value,
    part,
    flow: !block,
    indent: block ? spot.draft.column(part.start) + 2 : spot.indent,
    depth: spot.depth + 1,
  };
}
