/**
 * Plans as blocks of Markdown, part by part over all organizations: what should worry a reviewer in the open and first,
 * then what is done, then what is not. Used by the comment, the summary and `--format markdown` alike.
 */
import { guardHeadings } from "../model/guard.ts";
import type { Cause } from "../model/plan.ts";
import { termDirections } from "../model/term.ts";
import { capital, plural } from "../model/text.ts";
import { markdownCode, markdownText } from "./escape.ts";
import type { Block, FitLine } from "./fit.ts";
import {
  alertOpen,
  fold,
  foldAbove,
  foldLong,
  markdownPieces,
  moreLine,
  placeCode,
  tableOpen,
  tableRow,
} from "./markdownParts.ts";
import { part, whose, type Dress } from "./reportParts.ts";
import type { ActionLine, PlanView, TermLine } from "./view.ts";
import { causeTitles, countsSaid, endingHeading, termHeadings, unreadHeading } from "./words.ts";

/** High-risk changes that take nothing away, people before things. */
export function grantBlocks(views: readonly PlanView[], dress: Dress): Block[] {
  const lines = linesOf(views).filter(isGrant);
  const ordered = [...lines].sort((a, b) => weight(a.line) - weight(b.line));
  const count = countOf(lines);
  return [
    {
      open: alertOpen("WARNING", plural(count, "high-risk change")),
      lines: ordered.map((item) => worryLine(item, dress, part.grants)),
      close: [],
      more: moreLine("> - ", "more of high risk"),
    },
  ];
}

/** What is taken from somebody. */
export function lossBlocks(views: readonly PlanView[], dress: Dress): Block[] {
  const lines = linesOf(views).filter(({ line }) => line.loss);
  return [
    {
      open: alertOpen("WARNING", `${plural(countOf(lines), "loss", "losses")} of access`),
      lines: lines.map((item) => worryLine(item, dress, part.losses)),
      close: [],
      more: moreLine("> - ", "more that take something away"),
    },
  ];
}

/** How long things hold, where that changes: what lasts longer as an alert, the rest as a list. */
export function termBlocks(views: readonly PlanView[], dress: Dress): Block[] {
  return termDirections.map((direction) => {
    const terms = views.flatMap((view) =>
      view.terms.filter((term) => term.direction === direction).map((term) => ({ view, term })),
    );
    const isLonger = direction === "longer";
    const prefix = isLonger ? "> - " : "- ";
    const title = `${capital(termHeadings[direction])}: ${terms.length}`;
    const folded = isLonger
      ? { open: [], close: [] }
      : foldLong(terms.length, plural(terms.length, "change"));
    return {
      open: isLonger ? alertOpen("WARNING", title) : [`**${title}**`, "", ...folded.open],
      lines: terms.map(({ view, term }) => ({
        text: `${prefix}${whose(view, dress)}${termText(term, dress)}`,
        tier: part.terms,
        group: `${view.organization} ${direction}`,
        highRisk: term.risk === "high",
      })),
      close: folded.close,
      more: moreLine(prefix, `more: ${direction === "changed" ? "other terms" : termHeadings[direction]}`),
    };
  });
}

function termText(term: TermLine, dress: Dress): string {
  const place = placeCode(term, dress.fileUrl);
  const held = term.held === undefined ? "" : ` · **does not hold yet**: ${markdownText(term.held)}`;
  const at = place === "" ? "" : ` (${place})`;
  return `**${markdownPieces(term.subject)}**: ${markdownPieces(term.detail)}${at}${held}`;
}

/** What stops a plan, and what would have stopped it. `blocked` is the title of the first, in our own words. */
export function findingBlocks(
  views: readonly PlanView[],
  dress: Dress,
  blocked = "Blocked: nothing would be written",
): Block[] {
  const kinds = [
    { severity: "block", alert: "CAUTION", title: blocked },
    { severity: "warn", alert: "WARNING", title: "Guards lifted for this run" },
  ] as const;
  return kinds.map(({ severity, alert, title }) => ({
    open: alertOpen(alert, title),
    lines: views.flatMap((view) =>
      view.findings
        .filter((finding) => finding.severity === severity)
        .map(({ guard, message }) => ({
          text: `> - ${whose(view, dress)}**${guardHeadings[guard]}** (\`${guard}\`): ${markdownText(message)}`,
          tier: part.blocked,
          group: severity,
        })),
    ),
    close: [],
    more: moreLine("> - "),
  }));
}

/** What was not read to its end, whether or not a change rests on it. */
export function unreadBlocks(views: readonly PlanView[], dress: Dress): Block[] {
  return [
    {
      open: alertOpen("CAUTION", `${capital(unreadHeading)}: what is missing here may be there`),
      lines: views.flatMap((view) =>
        view.unread.map((reason) => ({
          text: `> - ${whose(view, dress)}${markdownText(reason)}`,
          tier: part.blocked,
          group: "unread",
        })),
      ),
      close: [],
      more: moreLine("> - ", "more not read"),
    },
  ];
}

/** What people must do themselves, as a list of tasks. */
export function followUpBlocks(views: readonly PlanView[], dress: Dress): Block[] {
  return [
    {
      open: ["**To do by hand**", ""],
      lines: views.flatMap((view) =>
        view.followUps.map((item) => ({
          text: `- [ ] ${whose(view, dress)}${markdownText(item.message)}`,
          tier: part.byHand,
          group: `${view.organization} ${item.risk}`,
        })),
      ),
      close: [],
      more: moreLine("- ", "more to do by hand"),
    },
  ];
}

/** What is done for a cause, as a table for each organization; what alerts list already is left out, or `all` is shown. */
export function causeBlocks(
  views: readonly PlanView[],
  cause: Cause,
  dress: Dress,
  which: "rest" | "all" = "rest",
): Block[] {
  const isAbove = (line: ActionLine): boolean => which === "rest" && (line.loss || line.risk === "high");
  const tier = cause === "due" ? part.due : cause === "drift" ? part.drift : part.change;
  const shown = views.map((view) => {
    const all = view.groups.filter((group) => group.cause === cause).flatMap((group) => group.lines);
    return { view, lines: all.filter((line) => !isAbove(line)), someAbove: all.some(isAbove) };
  });
  const crowded = shown.reduce((total, { lines }) => total + lines.length, 0) > 3 * foldAbove;
  return shown.map(({ view, lines, someAbove }) => {
    const changes = plural(countOf(lines.map((line) => ({ line }))), "change");
    const folded = crowded ? fold(changes) : foldLong(lines.length, changes);
    const title = `${causeTitles[cause][someAbove ? "rest" : "all"]} · ${markdownCode(view.organization)}`;
    return {
      open: tableOpen(title, folded.open),
      lines: lines.map((line) => ({
        text: changeRow(line, dress),
        tier,
        group: `${view.organization} ${line.verb}`,
        count: line.count,
      })),
      close: folded.close,
      more: (count: number) => `| | and ${count} more |`,
    };
  });
}

/** Code does not wrap in a table: a longer place would push it out of a narrow window. */
const widestPlace = 26;

/** What the files end within two weeks, as a list for each organization. */
export function endingBlocks(views: readonly PlanView[], dress: Dress): Block[] {
  const ending = views.flatMap((view) => view.ending.map((item) => ({ view, item })));
  const folded = foldLong(ending.length, plural(ending.length, "thing"));
  return [
    {
      open: [`**${capital(endingHeading)}**`, "", ...folded.open],
      lines: ending.map(({ view, item }) => ({
        text: `- ${whose(view, dress)}${markdownText(item.message)}`,
        tier: part.ending,
        group: view.organization,
      })),
      close: folded.close,
      more: moreLine("- ", "more that end soon"),
    },
  ];
}

/** One change as a row: what and whom; below it how, and where the files say so. */
export function changeRow(line: ActionLine, dress: Dress, said: readonly string[] = []): string {
  const what = `**${line.words}** ${markdownPieces(line.subject)}${newDomainMark(line)}`;
  const how = [markdownPieces(line.detail), placeCode(line, dress.fileUrl, widestPlace)].filter(
    (text) => text !== "",
  );
  return tableRow(`\`${line.sign}\``, [what, how.join(" · "), ...said]);
}

interface Placed {
  readonly view: PlanView;
  readonly line: ActionLine;
}

function linesOf(views: readonly PlanView[]): Placed[] {
  return views.flatMap((view) => view.groups.flatMap((group) => group.lines.map((line) => ({ view, line }))));
}

function isGrant({ line }: Pick<Placed, "line">): boolean {
  return line.risk === "high" && !line.loss;
}

/** What changes hands stands after what is granted: a leaver may own thousands of things. */
function weight(line: ActionLine): number {
  return line.verb === "transfer" ? 1 : 0;
}

function countOf(lines: readonly Pick<Placed, "line">[]): number {
  return lines.reduce((total, { line }) => total + line.count, 0);
}

/** How many changes of high risk there are that take nothing away, and how many that do. */
export function worries(views: readonly PlanView[]): { readonly grants: number; readonly losses: number } {
  const lines = linesOf(views);
  return {
    grants: countOf(lines.filter(isGrant)) + termsOf(views).filter(({ risk }) => risk === "high").length,
    losses: countOf(lines.filter(({ line }) => line.loss)),
  };
}

function worryLine({ view, line }: Placed, dress: Dress, tier: number): FitLine {
  const detail = line.detail.length === 0 ? "" : `: ${markdownPieces(line.detail)}`;
  const place = placeCode(line, dress.fileUrl);
  const why = line.cause === "change" ? "" : ` · ${line.cause}`;
  const what = `**${line.words}** ${markdownPieces(line.subject)}${newDomainMark(line)}${detail}`;
  return {
    text: `> - ${whose(view, dress)}${what}${place === "" ? "" : ` (${place})`}${why}`,
    tier,
    group: `${view.organization} ${line.verb}`,
    count: line.count,
    highRisk: line.risk === "high",
  };
}

function newDomainMark(line: ActionLine): string {
  return line.newDomain ? " · **new domain**" : "";
}

/** "1 to invite, 2 to promote, 1 lasts longer" over all plans, or "no changes". */
export function countsOf(views: readonly PlanView[]): string {
  const counts = countsSaid(
    views.flatMap((view) => view.verbs),
    termsOf(views).map((term) => term.direction),
  );
  if (counts !== "") return counts;
  return views.some((view) => view.unread.length > 0) ? "no changes in what could be read" : "no changes";
}

/** What a headline says of plans that were made from half a read. */
export function unreadCounts(views: readonly PlanView[]): string[] {
  const unread = views.filter((view) => view.unread.length > 0).length;
  if (unread === 0) return [];
  return [views.length === 1 ? unreadHeading : `${unread} of ${views.length} ${unreadHeading}`];
}

function termsOf(views: readonly PlanView[]): TermLine[] {
  return views.flatMap((view) => view.terms);
}
