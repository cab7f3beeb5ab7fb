/**
 * Blocks of lines cut to a limit at line borders: what matters most is kept, each part keeps a floor of its own, and
 * what is left out is counted.
 */

/** A line that may be left out. */
export interface FitLine {
  readonly text: string;
  /** The part it belongs to: lower ones are kept first, once every part has its floor. */
  readonly tier: number;
  /** Lines of one class take turns with those of the other classes of their tier, so that none crowds out another. */
  readonly group: string;
  /** How many things it stands for; one where absent. */
  readonly count?: number;
  readonly highRisk?: boolean;
}

/** Lines that stand together, between lines of their own that come and go with them. */
export interface Block {
  readonly open: readonly string[];
  readonly lines: readonly FitLine[];
  readonly close: readonly string[];
  /** The line that says how many of this block's things are left out. */
  readonly more: (count: number) => string;
}

/** How long a text may be, in each measure. */
export interface Limits {
  /** UTF-16 code units: never fewer than what anybody else counts as characters. */
  readonly characters: number;
  /** Of UTF-8. */
  readonly bytes: number;
}

/** A text within its limits, and how many things it does not hold. */
export interface Fitted {
  readonly text: string;
  readonly leftOut: number;
  /** Those of high risk among them. */
  readonly highRiskLeftOut: number;
}

interface Input {
  /** Always kept, whatever the limit. */
  readonly head: string;
  readonly blocks: readonly Block[];
  readonly limits: Limits;
  /** By tier: the share of the limit that the tier has before any other gets more than its own. Together below 1. */
  readonly floors: readonly number[];
  /** The last line when anything was left out; always kept then. */
  readonly tail: (leftOut: number, highRiskLeftOut: number) => string;
}

/**
 * The blocks as one text, each after a blank line, ending in a newline; within the limits unless head and tail alone
 * are more.
 */
export function fitBlocks({ head, blocks, limits, floors, tail }: Input): Fitted {
  const whole = assemble(head, blocks, () => true);
  if (isWithin(whole, limits)) return { text: whole, leftOut: 0, highRiskLeftOut: 0 };
  const all = blocks.flatMap((block) => block.lines);
  const most = [countOf(all), countOf(all)] as const;
  const room = less(limits, sum([sizeOf(head), sizeOf(tail(...most)), { characters: 1, bytes: 1 }]));
  const kept = choose(blocks, room, floors);
  const { leftOut, highRiskLeftOut } = leftOutWith(all.filter((line) => !kept.has(line)));
  const text = `${assemble(head, blocks, (line) => kept.has(line))}\n${tail(leftOut, highRiskLeftOut)}\n`;
  return { text, leftOut, highRiskLeftOut };
}

/** What a text lacks that holds none of these lines. */
export function leftOutWith(lines: readonly FitLine[]): Omit<Fitted, "text"> {
  const highRisk = lines.filter((line) => line.highRisk === true);
  return { leftOut: countOf(lines), highRiskLeftOut: countOf(highRisk) };
}

/** True when a text is no longer than it may be. */
function isWithin(text: string, limits: Limits): boolean {
  return text.length <= limits.characters && Buffer.byteLength(text, "utf8") <= limits.bytes;
}

/** First each tier up to its floor, then the tiers in order. A line that does not fit is passed over; a shorter one after it may still. */
function choose(blocks: readonly Block[], limits: Limits, floors: readonly number[]): ReadonlySet<FitLine> {
  const candidates = inTurns(blocks).map((item) => ({ ...item, size: sizeOf(item.line.text) }));
  const frames = new Map(blocks.map((block) => [block, frameOf(block)]));
  const kept = new Set<FitLine>();
  const opened = new Set<Block>();
  const spent = new Map<number, Limits>();
  let room = limits;
  const take = (within: (tier: number) => Limits): void => {
    for (const { line, block, size } of candidates) {
      if (kept.has(line)) continue;
      const frame = opened.has(block) ? nothing : (frames.get(block) ?? nothing);
      const cost = sum([size, frame]);
      const ofTier = sum([spent.get(line.tier) ?? nothing, cost]);
      if (!holds(room, cost) || !holds(within(line.tier), ofTier)) continue;
      room = less(room, cost);
      spent.set(line.tier, ofTier);
      opened.add(block);
      kept.add(line);
    }
  };
  take((tier) => share(limits, floors[tier] ?? 0));
  take(() => limits);
  return kept;
}

/** What a block costs beside its kept lines: a blank line, its frame, and the line that counts what is missing. */
function frameOf(block: Block): Limits {
  const lines = [...block.open, ...block.close, block.more(countOf(block.lines))];
  return sum([{ characters: 1, bytes: 1 }, ...lines.map(sizeOf)]);
}

const nothing: Limits = { characters: 0, bytes: 0 };

/** Of a line with its end. */
function sizeOf(text: string): Limits {
  return { characters: text.length + 1, bytes: Buffer.byteLength(text, "utf8") + 1 };
}

function sum(sizes: readonly Limits[]): Limits {
  let [characters, bytes] = [0, 0];
  for (const size of sizes) {
    characters += size.characters;
    bytes += size.bytes;
  }
  return { characters, bytes };
}

function less(from: Limits, size: Limits): Limits {
  return { characters: from.characters - size.characters, bytes: from.bytes - size.bytes };
}

function share(limits: Limits, part: number): Limits {
  return { characters: limits.characters * part, bytes: limits.bytes * part };
}

function holds(room: Limits, size: Limits): boolean {
  return size.characters <= room.characters && size.bytes <= room.bytes;
}

function countOf(lines: readonly FitLine[]): number {
  return lines.reduce((total, line) => total + (line.count ?? 1), 0);
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
