/** What is known and not done, as blocks of Markdown: drift, what is withheld, and what the plans were made from. */
import { plural } from "../model/text.ts";
import { markdownCode, markdownText } from "./escape.ts";
import type { Block, FitLine } from "./fit.ts";
import { apart, fold, foldLong, markdownPieces, moreLine, placeCode } from "./markdownParts.ts";
import { part, whose, type Dress } from "./reportParts.ts";
import type { PlanView, WithheldGroup, WithheldLine } from "./view.ts";
import { liveWords, withheldWords } from "./words.ts";

/** What the live side changed by itself and what muster leaves alone: apart, and folded. */
export function driftBlocks(views: readonly PlanView[], dress: Dress, words: string): Block[] {
  const groups = withheldIn(views).filter(({ group }) => group.code === "drift");
  const count = groups.reduce((total, { group }) => total + group.count, 0);
  const folded = fold(`${words}: ${count}`);
  return [
    {
      open: folded.open,
      lines: groups.flatMap((item) => withheldLines(item, dress, part.drift)),
      close: folded.close,
      more: moreLine("- "),
    },
  ];
}

/** What is withheld for other reasons, by reason: what somebody must decide first. */
export function withheldBlocks(views: readonly PlanView[], dress: Dress): Block[] {
  const groups = withheldIn(views);
  const codes = Object.keys(withheldWords).filter((code) => code !== "drift");
  return codes.map((code) => {
    const ofCode = groups.filter(({ group }) => group.code === code);
    const count = ofCode.reduce((total, { group }) => total + group.count, 0);
    const heading = ofCode[0]?.group.heading ?? "";
    const lines = ofCode.flatMap((item) => withheldLines(item, dress, part.withheld));
    const folded =
      code === "unmanaged"
        ? fold(`Live, but in no file: ${count}`)
        : withTitle(`**Withheld, ${heading}** (${count})`, foldLong(lines.length, plural(count, "change")));
    return { open: folded.open, lines, close: folded.close, more: moreLine("- ", "more withheld") };
  });
}

/** Notes, and what each plan was made from. */
export function factBlocks(views: readonly PlanView[], dress: Dress): Block[] {
  const rest = { tier: part.facts, group: "facts" };
  return [
    {
      open: [],
      lines: views.flatMap((view) =>
        view.notes.map((note) => ({ text: `- note: ${whose(view, dress)}${markdownText(note)}`, ...rest })),
      ),
      close: [],
      more: moreLine("- ", "more notes"),
    },
    {
      open: [],
      lines: views.map((view, index) => ({ text: apart(`<sub>${factsOf(view)}</sub>`, index), ...rest })),
      close: [],
      more: (count) => apart(`<sub>and ${plural(count, "more organization")}</sub>`, 1),
    },
  ];
}

function factsOf(view: PlanView): string {
  return [
    `**${markdownCode(view.organization)}**`,
    `${markdownCode(view.provider)} ${markdownCode(view.id)}`,
    liveWords(view.live),
    `acting as ${markdownCode(view.acting)}`,
    plural(view.requests, "request"),
    `fingerprint ${markdownCode(view.fingerprint)}`,
  ].join(" · ");
}

interface PlacedGroup {
  readonly view: PlanView;
  readonly group: WithheldGroup;
}

function withheldIn(views: readonly PlanView[]): PlacedGroup[] {
  return views.flatMap((view) => view.withheld.map((group) => ({ view, group })));
}

/** Withheld changes of one organization and code as lines of a list. */
export function withheldLines({ view, group }: PlacedGroup, dress: Dress, tier: number): FitLine[] {
  const rest = { tier, group: `${view.organization} ${group.code}` };
  const left = group.count - group.lines.length;
  const lines = group.lines.map((line) => ({ text: withheldText(line, whose(view, dress), dress), ...rest }));
  return left > 0
    ? [...lines, { text: `- ${whose(view, dress)}and ${left} more`, ...rest, count: left }]
    : lines;
}

function withheldText(line: WithheldLine, whom: string, dress: Dress): string {
  const place = placeCode(line, dress.fileUrl);
  const message = line.message === "" ? "" : `: ${markdownText(line.message)}`;
  const what = [line.words, markdownPieces(line.subject)].join(" ").trim();
  return `- ${whom}${what}${message}${place === "" ? "" : ` (${place})`}`;
}

function withTitle(title: string, folded: { readonly open: string[]; readonly close: string[] }) {
  return { open: [title, "", ...folded.open], close: folded.close };
}
