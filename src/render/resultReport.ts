/** What became of a merge, as one text of Markdown: what was not done first, then what people must do, then what was done. */
import type { Outcome } from "../model/outcome.ts";
import type { GuardName } from "../model/guard.ts";
import { isUnread, onlyAdopting, type Action, type Plan } from "../model/plan.ts";
import { plural } from "../model/text.ts";
import { markdownCode, markdownText } from "./escape.ts";
import { fitBlocks, type Block, type FitLine } from "./fit.ts";
import {
  alertOpen,
  commitCode,
  markdownPieces,
  moreLine,
  ownLink,
  apart,
  shortCode,
  tailLine,
  type Markdown,
} from "./markdownParts.ts";
import { findingBlocks, followUpBlocks, termBlocks, unreadBlocks, unreadCounts } from "./planBlocks.ts";
import { failureBlocks, linkedWhereAllFits, type PlanFailure, type ReportSetting } from "./planReport.ts";
import { taskBlocks } from "./taskBlocks.ts";
import { part, partFloors, whose, type Dress } from "./reportParts.ts";
import { doneBlock, foundBlock } from "./resultTables.ts";
import { actionLine, viewPlan } from "./view.ts";
import { blockedWayOut, unreviewedWayOut } from "./wayOut.ts";
import { driftBlocks, withheldBlocks } from "./withheldBlocks.ts";
import { countsDone, countsUndone, outcomeWords, undoneOrder, unreadHeading } from "./words.ts";

/** What applying one organization came to. */
export interface OrganizationResult {
  readonly plan: Plan;
  readonly outcomes: readonly Outcome[];
  /** Why the run ended before its last action, as a sentence; absent when it did not. Foreign text. */
  readonly stopped?: string;
  /** What a second look still found to do, or why it could not be made; null when none was made. */
  readonly left: readonly Action[] | { readonly error: string } | null;
  /** Why the second look did not see everything. Foreign text. */
  readonly leftUnread?: readonly string[];
  /** A guard blocked it: nothing was written. */
  readonly blocked: boolean;
  /** Why nothing was begun, as a sentence: another commit is the tip by now, say. Foreign text. */
  readonly heldUp?: string;
  /** How much `publicPlan` took out: about people that no file names. */
  readonly hidden?: number;
}

/** What a result is told from. Every text but the two addresses is taken for foreign. */
export interface ResultInput {
  readonly organizations: readonly OrganizationResult[];
  /** Organizations that could not be planned. */
  readonly failures?: readonly PlanFailure[];
  /** The commit that was applied. */
  readonly commit: string;
  /** Commits among those applied that belong to no pull request. */
  readonly direct: readonly string[];
  /** Why not everything among those counts as reviewed, a sentence each. */
  readonly unreviewed?: readonly string[];
  /** Numbers of the other pull requests that the same run covers. */
  readonly others: readonly number[];
  /** Guards that were lifted for this run by hand, and why. */
  readonly lifted?: { readonly guards: readonly GuardName[]; readonly reason: string };
  /** Hash of the journal's last entry; null when it has none. */
  readonly journalHead?: string | null;
  /** Address of the files at the commit, ending in "/": places become links. */
  readonly fileUrl?: string;
  /** Address of the run. */
  readonly runUrl?: string;
}

/** The whole result. Places are links where all fits. */
export function resultReport(input: ResultInput, setting: ReportSetting): Markdown {
  return linkedWhereAllFits(input, (told) => fitted(told, setting));
}

function fitted(input: ResultInput, { markers, limits, rest }: ReportSetting): Markdown {
  const { organizations } = input;
  const several = organizations.length + (input.failures ?? []).length > 1;
  const dress: Dress = { fileUrl: input.fileUrl, several };
  const blocked = organizations.filter((item) => item.blocked).map(({ plan }) => viewPlan(plan));
  const adopted = organizations.filter(isAdopted);
  const views = organizations.map(({ plan }) => viewPlan(plan));
  return fitBlocks({
    head: [...markers, headline(input)].join("\n"),
    blocks: [
      ...undoneBlocks(organizations, dress),
      ...heldUpBlocks(organizations, dress),
      ...failureBlocks((input.failures ?? []).map(toldOfResult), "Not applied"),
      ...findingBlocks(blocked, dress, "Blocked: nothing was written"),
      ...blockedWayOut(organizations),
      ...findingBlocks(
        adopted.map(({ plan }) => viewPlan(plan)),
        dress,
        "First run: nothing was written",
      ),
      ...adopted.map(({ plan }) => foundBlock(plan, dress)),
      ...unreadBlocks(views, dress),
      ...unreviewedWayOut(
        organizations.map(({ plan }) => plan),
        input.unreviewed ?? [],
      ),
      ...leftBlocks(organizations, dress),
      ...termBlocks(views, dress),
      ...taskBlocks(views, dress),
      ...followUpBlocks(views, dress),
      ...organizations.map((item) => doneBlock(item, dress)),
      ...withheldBlocks(views, dress),
      ...driftBlocks(views, dress, "Drift, left alone"),
      lastBlock(input),
    ],
    limits,
    floors: partFloors,
    tail: tailLine(rest),
  });
}

/** What is owed where a service gave no answer is found again: nothing there counts as applied. */
function toldOfResult(failure: PlanFailure): PlanFailure {
  if (failure.unread !== true) return failure;
  return {
    ...failure,
    message: `could not be read: ${failure.message} The next run does what is owed there.`,
  };
}

/** Its first run: only reported, which counts as applied. */
function isAdopted({ plan, outcomes, blocked, heldUp }: OrganizationResult): boolean {
  return onlyAdopting(plan) && outcomes.length === 0 && !blocked && heldUp === undefined;
}

function headline({ organizations, failures = [], commit }: ResultInput): string {
  const outcomes = organizations.flatMap((item) => item.outcomes);
  const done = outcomes.filter(({ status }) => status === "done").map(({ action }) => action.verb);
  const others = countsUndone(outcomes, undoneOrder);
  const blocked = organizations.filter((item) => item.blocked).length;
  const heldUp = organizations.filter((item) => item.heldUp !== undefined).length;
  const found = organizations.filter(isAdopted).reduce((sum, { plan }) => sum + plan.actions.length, 0);
  const isNothing = outcomes.length === 0 && !organizations.some(({ plan }) => isUnread(plan));
  return [
    "### muster",
    done.length > 0 ? countsDone(done) : isNothing ? "nothing to apply" : "nothing applied",
    ...others,
    ...unreadCounts(organizations.map(({ plan }) => viewPlan(plan))),
    ...(blocked > 0 ? [organizations.length === 1 ? "blocked" : `${blocked} blocked`] : []),
    ...(heldUp > 0 ? [organizations.length === 1 ? "not begun" : `${heldUp} not begun`] : []),
    ...(found > 0 ? [`${found} found by a first run`] : []),
    ...(failures.length > 0 ? [`${failures.length} not applied`] : []),
    commitCode(commit),
  ].join(" · ");
}

/** What was tried, or would have been, and is not so now. */
function undoneBlocks(organizations: readonly OrganizationResult[], dress: Dress): Block[] {
  const lines = undoneOrder.flatMap((status) =>
    organizations
      .filter((item) => !item.blocked && item.heldUp === undefined)
      .flatMap(({ plan, outcomes }) =>
        outcomes
          .filter((outcome) => outcome.status === status)
          .map((outcome) => undoneLine(outcome, plan, dress)),
      ),
  );
  const stopped = organizations.flatMap(({ plan, stopped: why }) =>
    why === undefined
      ? []
      : [
          {
            text: `> - ${whose(plan, dress)}ended early: ${markdownText(why)}`,
            tier: part.policy,
            group: "stop",
          },
        ],
  );
  const all = [...stopped, ...lines];
  return [
    {
      open: alertOpen(
        "CAUTION",
        lines.length > 0 ? `${plural(lines.length, "change")} not done` : "Ended early",
      ),
      lines: all,
      close: [],
      more: moreLine("> - ", "more not done"),
    },
  ];
}

function undoneLine(outcome: Outcome, plan: Plan, dress: Dress): FitLine {
  const { action, status, message, requestId } = outcome;
  const line = actionLine(action, plan);
  const detail = line.detail.length === 0 ? "" : `, ${markdownPieces(line.detail)}`;
  // Why a run ended early is said once.
  const why = message === undefined || status === "not_started" ? "" : `: ${markdownText(message)}`;
  const request = requestId === undefined ? "" : ` (request ${markdownCode(requestId)})`;
  return {
    text: `> - ${whose(plan, dress)}**${outcomeWords[status]}** ${line.words} ${markdownPieces(line.subject)}${detail}${why}${request}`,
    tier: part.grants,
    group: `${plan.organization} ${status}`,
    highRisk: action.risk === "high",
  };
}

function heldUpBlocks(organizations: readonly OrganizationResult[], dress: Dress): Block[] {
  return [
    {
      open: alertOpen("WARNING", "Nothing was written"),
      lines: organizations.flatMap(({ plan, heldUp }) =>
        heldUp === undefined
          ? []
          : [
              {
                text: `> - ${whose(plan, dress)}${markdownText(heldUp)}`,
                tier: part.blocked,
                group: "held",
              },
            ],
      ),
      close: [],
      more: moreLine("> - "),
    },
  ];
}

/** What a second look found that should have been done by now. */
function leftBlocks(organizations: readonly OrganizationResult[], dress: Dress): Block[] {
  const rest = { tier: part.losses, group: "left" };
  const lines = organizations.flatMap(({ plan, left, leftUnread = [] }): FitLine[] => {
    const unread = leftUnread.map((reason) => ({
      text: `> - ${whose(plan, dress)}${unreadHeading} when it was read again: ${markdownText(reason)}`,
      ...rest,
    }));
    if (left === null) return [];
    if ("error" in left) {
      return [
        { text: `> - ${whose(plan, dress)}could not be read again: ${markdownText(left.error)}`, ...rest },
      ];
    }
    const still = left.map((action) => {
      const line = actionLine(action, plan);
      const detail = line.detail.length === 0 ? "" : `: ${markdownPieces(line.detail)}`;
      const text = `> - ${whose(plan, dress)}**${line.words}** ${markdownPieces(line.subject)}${detail}`;
      return { text, ...rest, highRisk: line.risk === "high" };
    });
    return [...unread, ...still];
  });
  return [
    {
      open: alertOpen("WARNING", "Still open after a second look"),
      lines,
      close: [],
      more: moreLine("> - ", "more still open"),
    },
  ];
}

/** Who else is told, what no pull request is told of, and by what the journal can be checked. */
function lastBlock({ direct, others, lifted, journalHead, runUrl, organizations }: ResultInput): Block {
  const hidden = organizations.reduce((sum, item) => sum + (item.hidden ?? 0), 0);
  const said = [
    ...(lifted === undefined
      ? []
      : [
          `**guards lifted by hand:** ${lifted.guards.map(markdownCode).join(", ")}, ${markdownText(lifted.reason)}`,
        ]),
    ...(hidden > 0 ? [`${hidden} more about people that no file names: counted, not named`] : []),
    ...(direct.length === 0 ? [] : [`of no pull request: ${shortList(direct, commitCode)}`]),
    ...(others.length === 0
      ? []
      : [`also covers ${shortList(others, (number) => markdownCode(`#${number}`))}`]),
    ...(typeof journalHead === "string" ? [`journal ends with ${shortCode(journalHead)}`] : []),
    ...(runUrl === undefined ? [] : [ownLink("this run", runUrl)]),
  ];
  return {
    open: [],
    lines: said.map((text, index) => ({
      text: apart(`<sub>${text}</sub>`, index),
      tier: part.blocked,
      group: "last",
    })),
    close: [],
    more: (count) => apart(`<sub>and ${count} more</sub>`, 1),
  };
}

/** How many commits or pull requests one line names. */
const namesShown = 20;

function shortList<T>(items: readonly T[], dress: (item: T) => string): string {
  const left = items.length - namesShown;
  const shown = items.slice(0, namesShown).map(dress).join(", ");
  return left > 0 ? `${shown} and ${left} more` : shown;
}
