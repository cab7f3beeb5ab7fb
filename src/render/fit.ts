/** Blocks of lines cut to a limit in bytes, at line borders, what matters most kept, what is left out counted. */

/** A line that may be left out. */
export interface FitLine {
  readonly text: string;
  /** Lower tiers are kept first. */
  readonly tier: number;
  /** Lines of one class take turns with those of the other classes of their tier, so that none crowds out another. */
  readonly group: string;
  /** How many things it stands for; one where absent. */
  readonly count?: number;
}

/** Lines that stand together, between lines of their own that come and go with them. */
export interface Block {
  readonly open: readonly string[];
  readonly lines: readonly FitLine[];
  readonly close: readonly string[];
  /** The line that says how many of this block's things are left out. */
  readonly more: (count: number) => string;
}

interface Input {
  /** Always kept, whatever the limit. */
  readonly head: string;
  readonly blocks: readonly Block[];
  readonly limitBytes: number;
  /** The last line when anything was left out; always kept then. */
  readonly tail: (count: number) => string;
}

const bytes = (text: string): number => Buffer.byteLength(text, "utf8") + 1;
const bytesOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + bytes(line), 0);

/** The blocks as one text, each after a blank line, ending in a newline; at most `limitBytes` unless head and tail alone are more. */
export function fitBlocks({ head, blocks, limitBytes, tail }: Input): string {
  const whole = assemble(head, blocks, () => true);
  if (bytes(whole) - 1 <= limitBytes) return whole;
  const kept = choose({ head, blocks, limitBytes, tail });
  const total = blocks.reduce((sum, block) => sum + block.lines.length, 0);
  return `${assemble(head, blocks, (line) => kept.has(line))}\n${tail(total - kept.size)}\n`;
}

/** Greedy by tier and turn. A line that does not fit is passed over; a shorter one after it may still. */
function choose({ head, blocks, limitBytes, tail }: Input): ReadonlySet<FitLine> {
  const candidates = inTurns(blocks);
  let room = limitBytes - bytes(head) - bytes(tail(candidates.length)) - 1;
  const kept = new Set<FitLine>();
  const opened = new Set<Block>();
  for (const { line, block } of candidates) {
    const frame = opened.has(block) ? 0 : frameBytes(block);
    const cost = bytes(line.text) + frame;
    if (cost > room) continue;
    room -= cost;
    opened.add(block);
    kept.add(line);
  }
  return kept;
}

/** What a block costs beside its kept lines: a blank line, its frame, and the line that counts what is missing. */
function frameBytes(block: Block): number {
  return 1 + bytesOf(block.open) + bytesOf(block.close) + bytes(block.more(countOf(block.lines)));
}

function countOf(lines: readonly FitLine[]): number {
  return lines.reduce((sum, line) => sum + (line.count ?? 1), 0);
}

function inTurns(blocks: readonly Block[]): { readonly line: FitLine; readonly block: Block }[] {
  const turns = new Map<string, number>();
  return blocks
    .flatMap((block) => block.lines.map((line) => ({ line, block })))
    .map((item, order) => {
      const name = `${item.line.tier} ${item.line.group}`;
      const turn = turns.get(name) ?? 0;
      turns.set(name, turn + 1);
      return { ...item, turn, order };
    })
    .sort((a, b) => a.line.tier - b.line.tier || a.turn - b.turn || a.order - b.order);
}

function assemble(head: string, blocks: readonly Block[], keep: (line: FitLine) => boolean): string {
  const parts = blocks.flatMap((block) => {
    const lines = block.lines.filter(keep);
    const left = countOf(block.lines) - countOf(lines);
    if (lines.length === 0) return [];
    const more = left > 0 ? [block.more(left)] : [];
    return [[...block.open, ...lines.map((line) => line.text), ...more, ...block.close].join("\n")];
  });
  return `${[head, ...parts].join("\n\n")}\n`;
}
