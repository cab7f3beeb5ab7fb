/**
 * Everything that is said of plans before they are applied, as one text of Markdown: the comment on the pull request
 * and the job's summary differ in their limits only.
 */
import { handBlocks } from "./handBlocks.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Plan } from "../model/plan.ts";
import type { PolicyChange } from "../model/policyChange.ts";
import { capital, plural } from "../model/text.ts";
import { diagnosticBlocks } from "./annotations.ts";
import { markdownCode, markdownText } from "./escape.ts";
import { fitBlocks, leftOutWith } from "./fit.ts";
import type { Block, Fitted, Limits } from "./fit.ts";
import {
  alertOpen,
  commitCode,
  moreLine,
  ownLink,
  shortCode,
  shortNames,
  tailLine,
  type Markdown,
} from "./markdownParts.ts";
import { causeBlocks, countsOf, findingBlocks, followUpBlocks } from "./planBlocks.ts";
import {
  endingBlocks,
  grantBlocks,
  lossBlocks,
  termBlocks,
  unreadBlocks,
  unreadCounts,
  worries,
} from "./planBlocks.ts";
import { policyBlocks } from "./policyBlocks.ts";
import { taskBlocks } from "./taskBlocks.ts";
import { part, partFloors, type Dress } from "./reportParts.ts";
import { viewPlan } from "./view.ts";
import type { PlanView } from "./view.ts";
import { plannedFor } from "./words.ts";
import { driftBlocks, factBlocks, withheldBlocks } from "./withheldBlocks.ts";

/** A plan to be shown. */
export interface PlanShown {
  readonly plan: Plan;
  /** Why it was made from files only, as a sentence; absent for a plan of the live organization. Foreign text. */
  readonly offline?: string;
  /** How old what it is held against is, where that was not the live organization; foreign text. */
  readonly snapshot?: { readonly says: string; readonly isOld: boolean };
  /** How much `publicPlan` took out: about people that no file names. */
  readonly hidden?: number;
  readonly hiddenHighRisk?: number;
}

/** An organization that could not be planned; all of them when the name is empty. */
export interface PlanFailure {
  readonly organization: string;
  /** Foreign text. */
  readonly message: string;
  /** Its service gave no answer that will do. */
  readonly unread?: true;
}

/** What a comment or a summary of plans is made from. Every text but the two addresses is taken for foreign. */
export interface CommentInput {
  readonly plans: readonly PlanShown[];
  readonly failures: readonly PlanFailure[];
  /** Commit id of the pull request's head. */
  readonly head: string;
  /** Changed paths that decide on what protects the files: CODEOWNERS, .gitattributes, workflows, files that hold policy. */
  readonly sensitive: readonly string[];
  readonly policyChanges: readonly PolicyChange[];
  /** Remarks on the files: errors when nothing could be planned at all. */
  readonly diagnostics?: readonly Diagnostic[];
  /** Address of the files at the head's commit, ending in "/": places become links. */
  readonly fileUrl?: string;
  readonly readSecondsAgo?: number;
  /** Address of the run. */
  readonly runUrl?: string;
  /** Further words for the last line, such as that reviews bind. */
  readonly note?: string;
}

export interface ReportSetting {
  /** Hidden lines that come first. */
  readonly markers: readonly string[];
  readonly limits: Limits;
  /** Where the rest is, when not everything fits. */
  readonly rest: string;
}

/** The whole report. Places are links where all fits: addresses are long, and people matter more. */
export function planReport(input: CommentInput, setting: ReportSetting): Markdown {
  return linkedWhereAllFits(input, (told) => fitted(told, setting));
}

export function linkedWhereAllFits<Input extends { readonly fileUrl?: string }>(
  input: Input,
  written: (input: Omit<Input, "fileUrl"> & { readonly fileUrl?: string }) => Markdown,
): Markdown {
  const linked = written(input);
  if (linked.leftOut === 0 || input.fileUrl === undefined) return linked;
  const { fileUrl: _, ...plain } = input;
  return written(plain);
}

/** What a report lacks that is no more than its head. */
export function beyondHead(input: CommentInput): Omit<Fitted, "text"> {
  const views = input.plans.map(({ plan }) => viewPlan(plan));
  return leftOutWith(planPart(input, views, dressOf(input)).flatMap((block) => block.lines));
}

function dressOf({ fileUrl, plans, failures }: CommentInput): Dress {
  return { fileUrl, several: plans.length + failures.length > 1 };
}

function fitted(input: CommentInput, { markers, limits, rest }: ReportSetting): Markdown {
  const views = input.plans.map(({ plan }) => viewPlan(plan));
  const dress = dressOf(input);
  return fitBlocks({
    head: [...markers, reportHead(input, views)].join("\n"),
    blocks: [...planPart(input, views, dress), lastLine(input)],
    limits,
    floors: partFloors,
    tail: tailLine(rest),
  });
}

function planPart(input: CommentInput, views: readonly PlanView[], dress: Dress): Block[] {
  return [
    ...policyBlocks(input.policyChanges, dress),
    ...grantBlocks(views, dress),
    ...termBlocks(views, dress),
    ...diagnosticBlocks(input.diagnostics ?? [], { fileUrl: input.fileUrl, tier: part.blocked }),
    ...failureBlocks(input.failures),
    ...findingBlocks(views, dress),
    ...unreadBlocks(views, dress),
    ...lossBlocks(views, dress),
    ...taskBlocks(views, dress),
    ...followUpBlocks(views, dress),
    ...causeBlocks(views, "change", dress),
    ...causeBlocks(views, "unfinished", dress),
    ...causeBlocks(views, "due", dress),
    ...endingBlocks(views, dress),
    ...causeBlocks(views, "drift", dress),
    ...driftBlocks(views, dress, "Drift, not touched by this merge"),
    ...handBlocks(views, dress),
    ...withheldBlocks(views, dress),
    ...factBlocks(views, dress),
  ];
}

/** Organizations that could not be planned, as an alert. */
export function failureBlocks(failures: readonly PlanFailure[], heading = "Not planned"): Block[] {
  return [
    {
      open: alertOpen("CAUTION", heading),
      lines: failures.map(({ organization, message }) => ({
        text: `> - ${organization === "" ? "" : `${markdownCode(organization)}: `}${markdownText(message)}`,
        tier: part.blocked,
        group: "failure",
      })),
      close: [],
      more: moreLine("> - "),
    },
  ];
}

/** Line 1 with the counts and the head's commit, line 2 on what protects the files, then what must be known of the plans. */
export function reportHead(input: CommentInput, views: readonly PlanView[]): string {
  const sensitive =
    input.sensitive.length === 0
      ? []
      : [`**Changes what guards these files:** ${shortNames(input.sensitive)}`];
  const facts = [
    ...otherDayFacts(views),
    ...newDomainFacts(views),
    ...offlineFacts(input),
    ...snapshotFacts(input),
    ...hiddenFacts(input),
  ];
  const top = [headline(input, views), ...sensitive].join("\n");
  return [top, ...facts].join("\n\n");
}

function headline(input: CommentInput, views: readonly PlanView[]): string {
  const { grants, losses } = worries(views);
  const blocked = views.filter((view) => view.blocked).length;
  const errors = (input.diagnostics ?? []).filter((item) => item.severity === "error").length;
  const nothing = views.length === 0 && (errors > 0 || input.failures.length > 0);
  return [
    "### muster",
    nothing ? "no plan" : countsOf(views),
    ...(errors > 0 ? [`${plural(errors, "error")} in the files`] : []),
    ...(grants > 0 ? [`${grants} high risk`] : []),
    ...(losses > 0 ? [plural(losses, "loss", "losses")] : []),
    ...unreadCounts(views),
    ...(blocked > 0 ? [views.length === 1 ? "blocked" : `${blocked} of ${views.length} blocked`] : []),
    ...(input.failures.length > 0 ? [`${input.failures.length} not planned`] : []),
    ...(input.head === "" ? [] : [commitCode(input.head)]),
  ].join(" · ");
}

/** How many lines on single organizations stand in the head. */
const factsShown = 3;

/** All plans of one run are for the same day. */
function otherDayFacts(views: readonly PlanView[]): string[] {
  const day = views.find((view) => view.at !== undefined)?.at;
  return day === undefined ? [] : [`**${markdownText(capital(plannedFor(day)))}.**`];
}

function newDomainFacts(views: readonly PlanView[]): string[] {
  const lines = views
    .filter((view) => view.newDomains.length > 0)
    .map((view) => {
      const words = view.newDomains.length === 1 ? "New domain" : "New domains";
      return `**${words}** in ${shortCode(view.organization)}: ${shortNames(view.newDomains)}`;
    });
  return bounded(lines, "more organizations with new domains");
}

function offlineFacts({ plans }: CommentInput): string[] {
  const lines = plans.flatMap(({ plan, offline }) =>
    offline === undefined
      ? []
      : [
          `${shortCode(plan.organization)} is **planned from the files alone**: ${markdownText(offline.slice(0, 300))}`,
        ],
  );
  return bounded(lines, "more are planned from the files alone");
}

/** An old one stands out: people look at what was so days ago. */
function snapshotFacts({ plans }: CommentInput): string[] {
  const lines = plans.flatMap(({ plan, snapshot }) => {
    if (snapshot === undefined) return [];
    const says = markdownText(snapshot.says.slice(0, 400));
    const how = snapshot.isOld ? "**planned from an old snapshot**" : "planned from a snapshot";
    const line = `${shortCode(plan.organization)} is ${how}: ${says}`;
    return [snapshot.isOld ? `> [!WARNING]\n> ${line}` : line];
  });
  return bounded(lines, "more are planned from a snapshot");
}

function hiddenFacts({ plans }: CommentInput): string[] {
  const [count, risky] = [
    sumOf(plans.map((item) => item.hidden)),
    sumOf(plans.map((item) => item.hiddenHighRisk)),
  ];
  const risk = risky > 0 ? ` (**${risky} of them of high risk**)` : "";
  return count === 0
    ? []
    : [`${count} more about people that no file names${risk}: counted here, not named.`];
}

function sumOf(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((sum, number) => sum + (number ?? 0), 0);
}

function bounded(lines: readonly string[], words: string): string[] {
  const left = lines.length - factsShown;
  return left > 0 ? [...lines.slice(0, factsShown), `and ${left} ${words}`] : [...lines];
}

/** When it was read, the run, and whatever else must be known. */
function lastLine({ readSecondsAgo, runUrl, note }: CommentInput): Block {
  const said = [
    ...(readSecondsAgo === undefined
      ? []
      : [`live state read ${Math.max(0, Math.trunc(readSecondsAgo))} s ago`]),
    ...(runUrl === undefined ? [] : [ownLink("this run", runUrl)]),
    ...(note === undefined ? [] : [markdownText(note)]),
  ];
  return {
    open: [],
    lines:
      said.length === 0
        ? []
        : [{ text: `<sub>${said.join(" · ")}</sub>`, tier: part.blocked, group: "last" }],
    close: [],
    more: () => "",
  };
}
