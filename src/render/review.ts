/** A review for people: what is left to decide, and why; and the summary that ends it, as Markdown. */
import {
  isCompleteReview,
  reviewStates,
  type JudgedEntry,
  type JudgedReview,
  type ReviewDecision,
  type ReviewStatus,
} from "../model/review.ts";
import { grouped } from "../model/grouped.ts";
import { plural } from "../model/text.ts";
import { markdownCell, markdownCode, markdownText, terminalName, terminalText, jsonText } from "./escape.ts";
import type { Paint } from "./paint.ts";

/** `{ schema_version, name, closed?, complete, reviews, notes }` */
export function reviewJson(status: ReviewStatus): string {
  const complete = status.closed !== undefined || isCompleteReview(status);
  return jsonText({ schema_version: 1, complete, ...status });
}

export function reviewText(status: ReviewStatus, paint: Paint): string {
  const { name, closed, reviews, notes } = status;
  const head = paint.bold(`review ${terminalText(name)}`);
  if (closed !== undefined) return `${head} is closed: ${terminalText(closed)}\n`;
  const blocks = reviews.map((review) => blockOf(review, paint));
  const rest = notes.length === 0 ? [] : [notes.map((note) => paint.dim(terminalText(note))).join("\n")];
  const end = isCompleteReview(status) ? [`Complete: muster review close --name ${terminalText(name)}`] : [];
  return [head, ...blocks, ...end, ...rest].map((block) => `${block}\n`).join("\n");
}

const labels: Readonly<Record<JudgedEntry["state"], string>> = {
  undecided: "undecided",
  refused: "does not count",
  changed: "changed since",
  unread: "decided and not checked",
  decided: "decided",
  gone: "gone since",
};

function blockOf(review: JudgedReview, paint: Paint): string {
  const { organization, entries, due, isOverdue, leftOut, newcomers } = review;
  const counts = reviewStates.flatMap((state) => {
    const count = entries.filter((entry) => entry.state === state).length;
    return count === 0 ? [] : [`${count} ${labels[state]}`];
  });
  const dated = due === undefined ? [] : [isOverdue ? paint.red(`overdue since ${due}`) : `due ${due}`];
  const lines = [
    `${paint.bold(terminalName(organization))} · ${[...counts, ...dated].join(", ")}`,
    ...openLines(entries),
    ...leftOut.map((key) => `  ${terminalName(key)} was taken out of the review; put the entry back`),
    ...(newcomers.length === 0
      ? []
      : [`  ${plural(newcomers.length, "newcomer")} since it began, whom nobody is asked about`]),
  ];
  return lines.join("\n");
}

/** Those that nobody decided in one line a reviewer; the others with their reason. */
function openLines(entries: readonly JudgedEntry[]): string[] {
  const open = entries.filter(({ state, why }) => state === "undecided" && why === undefined);
  const waiting = [...grouped(open, ({ reviewer }) => reviewer)].map(
    ([reviewer, list]) => `  ${terminalName(reviewer)}: ${plural(list.length, "entry", "entries")} to decide`,
  );
  const others = entries.flatMap(({ key, state, why, source }) =>
    why === undefined || state === "decided"
      ? []
      : [`  ${terminalText(`${source.file}:${source.line}`)}: ${terminalName(key)}: ${terminalText(why)}`],
  );
  return [...waiting, ...others];
}

/** The end of a review: counts, and everything that does not stay as it was, with who decided and by which commit. */
export function reviewSummary({ name, reviews }: ReviewStatus, day: string): string {
  const blocks = reviews.map(({ organization, on, entries }) => {
    const decided = entries.filter(({ state }) => state === "decided");
    const counted = (is: ReviewDecision["is"]): number =>
      decided.filter(({ decision }) => decision?.is === is).length;
    const changed = decided.filter(({ decision }) => decision?.is !== "keep");
    const rows = changed.map(
      ({ key, decision, by = "", recorded, unshown }) =>
        `| ${markdownCell(markdownCode(key))} | ${markdownCell(decisionWords(decision))} | ${markdownCell(markdownCode(by))}${unshown === true ? ", not shown" : ""} | ${wayOf(recorded)} |`,
    );
    const unshown = decided.filter((entry) => entry.unshown === true).length;
    return [
      `## ${markdownText(organization)}`,
      "",
      `Began on ${on}: ${counted("keep")} kept, ${counted("remove")} removed, ${counted("change")} changed, ` +
        `${entries.length - decided.length} gone before they were decided.`,
      ...deciders(decided),
      ...(unshown === 0
        ? []
        : [
            "",
            `Of ${plural(unshown, "decision")} others made the commit, and reviews were not looked up: nothing shows that it was whoever is named.`,
          ]),
      ...(rows.length === 0
        ? []
        : ["", "| who | decision | by | commit |", "| --- | --- | --- | --- |", ...rows]),
    ].join("\n");
  });
  return `${[`# Access review ${markdownText(name)}`, `Closed on ${day}.`, ...blocks].join("\n\n")}\n`;
}

function deciders(decided: readonly JudgedEntry[]): string[] {
  const by = [...grouped(decided, ({ by: who = "" }) => who.toLowerCase())];
  if (by.length === 0) return [];
  return ["", `Decided by ${by.map(([who, list]) => `${markdownCode(who)} (${list.length})`).join(", ")}.`];
}

function decisionWords(decision: ReviewDecision | undefined): string {
  if (decision?.is !== "change") return decision?.is ?? "";
  return "role" in decision
    ? `change: role ${markdownCode(decision.role)}`
    : `change: ${markdownText(decision.text)}`;
}

function wayOf(origin: JudgedEntry["recorded"]): string {
  if (origin === undefined) return "";
  const { commit, pull_request: number } = origin;
  return `${markdownCode(commit.slice(0, 7))}${number === null ? "" : ` (#${number})`}`;
}
