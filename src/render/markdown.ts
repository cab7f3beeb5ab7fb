/** Plans as GitHub Markdown, for a job summary or a comment: what should worry a reviewer stands first, in the open. */
import type { Plan } from "../model/plan.ts";
import { plural } from "../model/text.ts";
import { markdownCell, markdownCode, markdownText } from "./escape.ts";
import { fitBlocks } from "./fit.ts";
import type { Block, FitLine } from "./fit.ts";
import type { Piece } from "./pieces.ts";
import { viewPlan } from "./view.ts";
import type { ActionGroup, ActionLine, PlanView, WithheldGroup } from "./view.ts";
import { countsToDo, countsWithheld, guardHeadings, liveWords } from "./words.ts";

/** Tables and lists longer than this are folded; what is blocked, high risk or to be done by hand never is. */
const foldAbove = 30;

/** What is kept first when not everything fits. */
const tier = { blocked: 0, highRisk: 1, byHand: 2, actions: 3, decisions: 4, rest: 5 } as const;

/**
 * Plans as Markdown, ending in a newline, in at most `limitBytes` bytes of UTF-8 (default 1,000,000). What does not fit
 * is left out line by line and counted: high-risk changes of each verb take turns and go before everything but what is
 * blocked. Foreign text stands in code spans or as plain words; it opens no construct of GitHub's.
 */
export function planMarkdown(plans: readonly Plan[], options: { readonly limitBytes?: number } = {}): string {
  const views = plans.map(viewPlan);
  return fitBlocks({
    head: headline(views),
    blocks: [
      ...views.flatMap(findingBlocks),
      ...views.flatMap(highRiskBlocks),
      ...views.flatMap(followUpBlocks),
      ...views.flatMap(organizationBlocks),
    ],
    limitBytes: options.limitBytes ?? 1_000_000,
    tail: (count) => `**${plural(count, "line")} left out for length.** The plan as JSON has everything.`,
  });
}

function headline(views: readonly PlanView[]): string {
  const counts = countsToDo(views.flatMap((view) => view.verbs));
  const highRisk = views.reduce((sum, view) => sum + view.highRisk, 0);
  const blocked = views.filter((view) => view.blocked).length;
  const blockedWords = views.length === 1 ? "blocked" : `${blocked} of ${views.length} organizations blocked`;
  return [
    "### muster",
    counts === "" ? "no changes" : counts,
    ...(highRisk > 0 ? [`${highRisk} high risk`] : []),
    ...(blocked > 0 ? [blockedWords] : []),
  ].join(" · ");
}

function findingBlocks(view: PlanView): Block[] {
  const organization = markdownCode(view.organization);
  const kinds = [
    { severity: "block", alert: "CAUTION", title: "Blocked: nothing would be written" },
    { severity: "warn", alert: "WARNING", title: "Guards lifted for this run" },
  ] as const;
  return kinds.map(({ severity, alert, title }) => ({
    open: [`> [!${alert}]`, `> **${title}** · ${organization}`],
    lines: view.findings
      .filter((finding) => finding.severity === severity)
      .map(({ guard, message }) => ({
        text: `> - **${guardHeadings[guard]}** (\`${guard}\`): ${markdownText(message)}`,
        tier: tier.blocked,
        group: severity,
      })),
    close: [],
    more: (count) => `> - and ${count} more`,
  }));
}

function highRiskBlocks(view: PlanView): Block[] {
  const lines = view.groups.flatMap((group) =>
    group.lines
      .filter((line) => line.risk === "high")
      .map((line): FitLine => {
        const detail = line.detail.length === 0 ? "" : `: ${markdownPieces(line.detail)}`;
        const why = group.heading === "" ? "" : ` · ${line.cause}`;
        const place = line.place === "" ? "" : ` (${markdownCode(line.place)})`;
        return {
          text: `> - **${line.words}** ${markdownPieces(line.subject)}${detail}${place}${why}`,
          tier: tier.highRisk,
          group: line.verb,
          count: line.count,
        };
      }),
  );
  return [
    {
      open: ["> [!WARNING]", `> **${view.highRisk} high risk** · ${markdownCode(view.organization)}`],
      lines,
      close: [],
      more: (count) => `> - and **${count} more of high risk**`,
    },
  ];
}

function followUpBlocks(view: PlanView): Block[] {
  return [
    {
      open: [`**To do by hand** · ${markdownCode(view.organization)}`, ""],
      lines: view.followUps.map((item) => ({
        text: `- [ ] ${item.risk === "high" ? "**high risk** " : ""}${markdownText(item.message)}`,
        tier: tier.byHand,
        group: item.risk,
      })),
      close: [],
      more: (count) => `- and ${count} more to do by hand`,
    },
  ];
}

/** An organization's title, its changes by cause, what is withheld, its notes. */
function organizationBlocks(view: PlanView): Block[] {
  return [
    titleBlock(view),
    ...view.groups.map((group) => actionBlock(group)),
    ...view.withheld.map((group) => withheldBlock(group)),
    {
      open: [],
      lines: view.notes.map((note) => ({
        text: `- note: ${markdownText(note)}`,
        tier: tier.rest,
        group: "note",
      })),
      close: [],
      more: (count) => `- and ${plural(count, "more note")}`,
    },
  ];
}

function titleBlock(view: PlanView): Block {
  const facts = [
    `**${markdownCode(view.organization)}**`,
    `${markdownCode(view.provider)} ${markdownCode(view.id)}`,
    liveWords(view.live),
    `acting as ${markdownCode(view.acting)}`,
    `fingerprint ${markdownCode(view.fingerprint)}`,
    plural(view.requests, "request"),
  ];
  const counts = [
    view.verbs.length > 0 ? countsToDo(view.verbs) : "no changes",
    ...countsWithheld(view.withheldCodes),
  ];
  return {
    open: [],
    lines: [{ text: `${facts.join(" · ")}\\\n${counts.join(", ")}`, tier: tier.actions, group: "title" }],
    close: [],
    more: () => "",
  };
}

/** What the alert above does not list already. */
function actionBlock(group: ActionGroup): Block {
  const low = group.lines.filter((line) => line.risk !== "high");
  const heading = group.heading === "" ? [] : [`**${capital(group.heading)}**`, ""];
  const changes = low.reduce((sum, line) => sum + line.count, 0);
  const fold = foldFrame(low.length, plural(changes, "change"));
  return {
    open: [...heading, ...fold.open, "| | who | what | where |", "| --- | --- | --- | --- |"],
    lines: low.map((line) => ({ text: row(line), tier: tier.actions, group: line.verb, count: line.count })),
    close: fold.close,
    more: (count) => `| | and ${count} more | | |`,
  };
}

function row(line: ActionLine): string {
  const cells = [
    `\\${line.sign} ${line.words}`,
    markdownPieces(line.subject),
    markdownPieces(line.detail),
    line.place === "" ? "" : markdownCode(line.place),
  ];
  return `| ${cells.map(markdownCell).join(" | ")} |`;
}

function withheldBlock(group: WithheldGroup): Block {
  const left = group.count - group.lines.length;
  const fold = foldFrame(group.lines.length, plural(group.lines.length, "line"));
  const lines = group.lines.map((line): FitLine => {
    const place = line.place === "" ? "" : ` (${markdownCode(line.place)})`;
    const message = line.message === "" ? "" : `: ${markdownText(line.message)}`;
    return {
      text: `- ${[line.words, markdownPieces(line.subject)].join(" ").trim()}${message}${place}`,
      tier: group.decision ? tier.decisions : tier.rest,
      group: group.code,
    };
  });
  return {
    open: [`**Withheld, ${group.heading}** (${group.count})`, "", ...fold.open],
    lines:
      left === 0 ? lines : [...lines, { text: `- and ${left} more`, tier: tier.rest, group: group.code }],
    close: fold.close,
    more: (count) => `- and ${plural(count, "more line")}`,
  };
}

/** The blank lines let Markdown begin and end inside the HTML. */
function foldFrame(count: number, summary: string): { readonly open: string[]; readonly close: string[] } {
  if (count <= foldAbove) return { open: [], close: [] };
  return { open: [`<details><summary>${summary}</summary>`, ""], close: ["", "</details>"] };
}

function markdownPieces(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      // Our signs for more and less could open a list where they come first.
      if (piece.piece === "own") return piece.text.replace(/[+-](?= )/g, "\\$&");
      if (piece.piece === "arrow") return " → ";
      // Roles and states are words of the service; anything that is not plainly one is treated as a name.
      return piece.piece === "role" && /^[a-z]{1,20}$/.test(piece.text)
        ? piece.text
        : markdownCode(piece.text);
    })
    .join("");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
