/** Lines that grew too long for the reader, continued on the next: before an item or an entry between brackets, where a line may end. */
import type { Node } from "../../declare/node.ts";
import { isLongLine } from "../../declare/text.ts";

/** A line that is broken goes on to here. */
const widest = 120;

/** The text with its long lines broken, or the first line (from 1) for which there is no place. `root` is what it says. */
export function refilled(text: string, root: Node): { readonly text: string } | { readonly line: number } {
  const eol = /\r?\n/.exec(text)?.[0] ?? "\n";
  const places = breaksIn(text, root, []);
  const parts: string[] = [];
  let [done, start, next] = [0, 0, 0];
  for (const [index, line] of text.split("\n").entries()) {
    const end = start + line.length;
    const first = next;
    while ((places[next] ?? end) < end) next++;
    if (isLongLine(line)) {
      const margin = " ".repeat(marginOf(line));
      const breaks = chosen(places.slice(first, next), { start, end, margin: margin.length });
      if ([start, ...breaks].some((from, at) => isLongLine(text.slice(from, breaks[at] ?? end))))
        return { line: index + 1 };
      for (const at of breaks) {
        parts.push(text.slice(done, at).replace(/ +$/, ""), eol, margin);
        done = at;
      }
    }
    start = end + 1;
  }
  return { text: [...parts, text.slice(done)].join("") };
}

/** Where lines may end: before all that stands between brackets, in its order. */
function breaksIn(text: string, node: Node, places: number[]): readonly number[] {
  if (node.kind === "scalar") return places;
  const inside = /[[{]/.test(text.charAt(node.start));
  for (const part of node.kind === "sequence" ? node.items : node.entries) {
    const value = "key" in part ? part.value : part;
    if (inside) places.push("key" in part ? part.key.start : part.start);
    breaksIn(text, value, places);
  }
  return places;
}

/** Before which of these places to break a line, so that its pieces fit as far as they can. */
function chosen(
  places: readonly number[],
  { start, end, margin }: { readonly start: number; readonly end: number; readonly margin: number },
): number[] {
  const breaks: number[] = [];
  let from = start;
  for (const [index, at] of places.entries()) {
    const next = places[index + 1] ?? end;
    // What opens the line stays there.
    if (next - from <= widest || at - start < margin) continue;
    breaks.push(at);
    from = at - margin;
  }
  return breaks;
}

/** Blanks before what continues a line: further in than the entry or the item that begins there. */
function marginOf(line: string): number {
  return (/^(?: |- )*/.exec(line)?.[0].length ?? 0) + 2;
}
