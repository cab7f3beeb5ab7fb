/** Plans for a terminal or a log: aligned columns, read from the top by somebody in a hurry. */
import { type Plan } from "../model/plan.ts";
import { termDirections } from "../model/term.ts";
import { capital, plural } from "../model/text.ts";
import { terminalName, terminalText } from "./escape.ts";
import type { Paint } from "./paint.ts";
import { policyCounts, policySections } from "./policyText.ts";
import { taskLines } from "./taskText.ts";
import { terminalPieces } from "./terminalParts.ts";
import { columnsFor, fits, pad, rowLines, widest, widthOf } from "./textRows.ts";
import { viewPlan } from "./view.ts";
import type { ActionLine, PlanView, WithheldGroup } from "./view.ts";
import {
  countsSaid,
  countsWithheld,
  endingHeading,
  liveWords,
  plannedFor,
  termHeadings,
  unreadHeading,
  withheldWords,
} from "./words.ts";
import { wrapped } from "./wrap.ts";

/**
 * Plans as text, each organization with its own closing line; with several, a last line over all. Every line begins
 * with muster's own characters or the organization's escaped key, and no line holds a control character that `paint`
 * did not write. Ends in a newline. With a width, prose is broken between words to fit it, and a row that does not fit
 * loses its place first.
 */
export function planText(plans: readonly Plan[], options: PlanTextOptions): string {
  if (plans.length === 0) return "No organizations.\n";
  const views = plans.map(viewPlan);
  const parts = views.map((view) => organizationLines(view, options).join("\n"));
  if (views.length > 1) parts.push(wrapped(overall(views, options.paint), options.width));
  return `${parts.join("\n\n")}\n`;
}

interface PlanTextOptions {
  readonly paint: Paint;
  /** Columns of the terminal; absent where there is none. */
  readonly width?: number | undefined;
}

function organizationLines(view: PlanView, { paint, width }: PlanTextOptions): string[] {
  const head = [
    paint.bold(terminalText(view.organization)),
    `${terminalText(view.provider)} ${terminalText(view.id)}`,
    liveWords(view.live),
    `acting as ${terminalText(view.acting)}`,
  ].join(" · ");
  const prose = (lines: readonly string[]): string[] => lines.map((line) => wrapped(line, width));
  const sections = [
    ...policySections(view, { paint, width }),
    prose(findingLines(view, paint)),
    prose(unreadLines(view, paint)),
    ...actionSections(view, paint, width),
    ...termSections(view, paint, width),
    ...view.withheld.map((group) => withheldLines(group, paint, width)),
    // Below their words, behind the mark and the box.
    taskLines(view, paint).map((line) => wrapped(line, width, line.startsWith("      ") ? 8 : 6)),
    followUpLines(view, paint).map((line) => wrapped(line, width, 6)),
    prose(newDomainLines(view, paint)),
    prose(endingLines(view, paint)),
    prose(view.notes.map((note) => paint.dim(`  note: ${terminalText(note)}`))),
  ].filter((lines) => lines.length > 0);
  const day = view.at === undefined ? [] : [`  ${paint.magenta(terminalText(plannedFor(view.at)))}`];
  return [
    wrapped(head, width),
    ...prose(day),
    "",
    ...sections.flatMap((lines) => [...lines, ""]),
    wrapped(closingLine(view, paint), width),
  ];
}

function findingLines(view: PlanView, paint: Paint): string[] {
  return view.findings.map(({ guard, severity, message }) => {
    const said = terminalText(message);
    return severity === "block"
      ? `  ${paint.bold(paint.red(`BLOCKED by ${guard}:`))} ${said}`
      : `  ${paint.magenta(`LIFTED ${guard}:`)} ${said}`;
  });
}

function unreadLines({ unread }: PlanView, paint: Paint): string[] {
  if (unread.length === 0) return [];
  const left = unread.length - unreadShown;
  return [
    `  ${paint.bold(paint.red(`${capital(unreadHeading)}:`))} what is missing here may be there`,
    ...unread.slice(0, unreadShown).map((reason) => `    ${terminalText(reason)}`),
    ...(left > 0 ? [`    and ${left} more`] : []),
  ];
}

/** One table over all groups, so that columns agree from group to group. */
function actionSections(view: PlanView, paint: Paint, width?: number): string[][] {
  const rows = view.groups.map((group) => group.lines.map(cellsOf));
  const words = widthOf(rows.flat().map((row) => row.words));
  const columns = columnsFor(rows.flat(), { start: words + 7, width });
  return view.groups.map((group, index) => [
    ...(group.heading === "" ? [] : [`  ${paint.bold(group.heading)}`]),
    ...(rows[index] ?? []).flatMap((row) => {
      const mark = row.line.risk === "high" ? paint.bold("!") : " ";
      const action = signPaint(row.line, paint)(`${row.line.sign} ${pad(row.words, words)}`);
      return rowLines(row, { lead: `${mark} ${action}   `, columns, paint });
    }),
  ]);
}

/** How long things hold, where that changes: a section for each direction. */
function termSections({ terms }: PlanView, paint: Paint, width?: number): string[][] {
  const rows = terms.map((term) => ({
    term,
    subject: terminalPieces(term.subject),
    detail: terminalPieces(term.detail),
    place: terminalText(term.place),
  }));
  const columns = columnsFor(rows, { start: 4, width });
  return termDirections.map((direction) => {
    const own = rows.filter(({ term }) => term.direction === direction);
    if (own.length === 0) return [];
    return [
      `  ${paint.bold(termHeadings[direction])}`,
      ...own.flatMap((row) => {
        const { risk, held } = row.term;
        const mark = risk === "high" ? paint.bold("!") : " ";
        const lead = `${mark} ${direction === "longer" ? paint.magenta("~") : "~"} `;
        const lines = rowLines(row, { lead, columns, paint });
        if (held === undefined) return lines;
        return [
          ...lines,
          wrapped(`      ${paint.magenta("does not hold yet:")} ${terminalText(held)}`, width),
        ];
      }),
    ];
  });
}

interface Cells {
  readonly line: ActionLine;
  readonly words: string;
  readonly subject: string;
  readonly detail: string;
  readonly place: string;
}

function cellsOf(line: ActionLine): Cells {
  return {
    line,
    words: line.words,
    subject: terminalPieces(line.subject),
    detail: terminalPieces(line.detail),
    place: terminalText(line.place),
  };
}

function withheldLines(group: WithheldGroup, paint: Paint, width?: number): string[] {
  const subjects = group.lines.map((line) => terminalPieces(line.subject));
  const words = widthOf(group.lines.map((line) => line.words));
  const wide = widthOf(subjects, widest.subject);
  const left = group.count - group.lines.length;
  return [
    wrapped(`  ${group.decision ? paint.magenta(group.heading) : group.heading} (${group.count})`, width),
    ...group.lines.map((line, index) => {
      const cells = [pad(line.words, words), pad(subjects[index] ?? "", wide), terminalText(line.message)];
      const row = `    ${cells
        .filter((cell) => cell.trim() !== "")
        .join("   ")
        .trimEnd()}`;
      const place = line.place === "" ? "" : `   ${terminalText(line.place)}`;
      if (fits(`${row}${place}`, width)) return `${row}${paint.dim(place)}`;
      return wrapped(row, width, 6);
    }),
    ...(left > 0 ? [`    and ${left} more`] : []),
  ];
}

function followUpLines(view: PlanView, paint: Paint): string[] {
  if (view.followUps.length === 0) return [];
  return [
    `  ${paint.bold("to do by hand")}`,
    ...view.followUps.map((item) => {
      return `${item.risk === "high" ? paint.bold("!") : " "} [ ] ${terminalText(item.message)}`;
    }),
  ];
}

/** A domain that nobody here had so far may be a look-alike of one that somebody has. */
function newDomainLines({ newDomains }: PlanView, paint: Paint): string[] {
  if (newDomains.length === 0) return [];
  const shown = newDomains.slice(0, 10).map(terminalName).join(", ");
  const left = newDomains.length > 10 ? ` and ${newDomains.length - 10} more` : "";
  return [`  ${paint.magenta(`new ${newDomains.length === 1 ? "domain" : "domains"}:`)} ${shown}${left}`];
}

/** So many reasons why something was not read are shown. */
const unreadShown = 20;

/** So much of what ends soon is shown. */
const endingShown = 20;

function endingLines({ ending }: PlanView, paint: Paint): string[] {
  if (ending.length === 0) return [];
  const left = ending.length - endingShown;
  return [
    `  ${paint.bold(endingHeading)}`,
    ...ending.slice(0, endingShown).map(({ message }) => `    ${terminalText(message)}`),
    ...(left > 0 ? [`    and ${left} more`] : []),
  ];
}

/** "Plan: 1 to invite. 1 high risk. Fingerprint 7f3a91c2." or "No changes." and what else must be known. */
function closingLine(view: PlanView, paint: Paint): string {
  const withheld = countsWithheld(view.withheldCodes);
  const counts = countsOf([view]);
  const open = view.withheldCodes.some((code) => code !== "unmanaged");
  const nothing = nothingWords(view, open);
  const sentences = [
    counts === "" ? nothing : `Plan: ${counts}.`,
    ...(view.unread.length > 0 ? [`${capital(unreadHeading)}.`] : []),
    ...policyCounts(view),
    ...(view.highRisk > 0 ? [`${view.highRisk} high risk.`] : []),
    ...(withheld.length > 0 ? [`${withheld.join(", ")}.`] : []),
    ...(view.tasks.length > 0 ? [`${plural(view.tasks.length, "open task")}.`] : []),
    ...(view.followUps.length > 0 ? [`${view.followUps.length} to do by hand.`] : []),
    ...(view.verbs.length > 0 ? [`Fingerprint ${terminalText(view.fingerprint)}.`] : []),
  ];
  const blocked = view.blocked ? ` ${paint.bold(paint.red("Blocked: nothing would be written."))}` : "";
  return `${paint.bold(sentences[0] ?? "")}${sentences
    .slice(1)
    .map((sentence) => ` ${sentence}`)
    .join("")}${blocked}`;
}

/** What was not read is never said to be without changes. */
function nothingWords(view: PlanView, isOpen: boolean): string {
  if (view.unread.length > 0) return "No changes in what could be read.";
  return isOpen || view.policy.length > 0 ? "No changes to make now." : "No changes.";
}

function overall(views: readonly PlanView[], paint: Paint): string {
  const counts = countsOf(views);
  const changed = views.filter((view) => view.verbs.length + view.terms.length > 0).length;
  const open = views.some((view) => view.withheldCodes.some((code) => withheldWords[code].decision));
  const blocked = views.filter((view) => view.blocked).map((view) => terminalText(view.organization));
  const unread = views
    .filter((view) => view.unread.length > 0)
    .map((view) => terminalText(view.organization));
  const said =
    counts === ""
      ? `In all: no changes${open || unread.length > 0 ? " to make now" : ""} in ${plural(views.length, "organization")}.`
      : `In all: ${counts}, in ${changed} of ${plural(views.length, "organization")}.`;
  const rest = unread.length > 0 ? ` ${paint.red(`${capital(unreadHeading)}: ${unread.join(", ")}.`)}` : "";
  return `${paint.bold(said)}${rest}${blocked.length > 0 ? ` ${paint.red(`Blocked: ${blocked.join(", ")}.`)}` : ""}`;
}

function countsOf(views: readonly PlanView[]): string {
  return countsSaid(
    views.flatMap((view) => view.verbs),
    views.flatMap((view) => view.terms.map((term) => term.direction)),
  );
}

function signPaint(line: ActionLine, paint: Paint): (text: string) => string {
  if (line.loss) return paint.red;
  return line.sign === "+" ? paint.green : paint.magenta;
}
