/** What of a review counts: who may decide, whether it was them, and whether it is still about what they have. */
import type { Origin } from "../model/evidence.ts";
import type { Organization } from "../model/organization.ts";
import type { Held, JudgedEntry, JudgedReview, ReviewEntry, ReviewFile } from "../model/review.ts";
import { heldIn } from "./held.ts";
import { circleOf, type Circle } from "./who.ts";

/** The commit since which an entry says what it says, and whose it is. */
export interface Recorded {
  readonly origin: Origin;
  readonly authorEmail: string;
}

export interface Judging {
  /** As it stands now. */
  readonly file: ReviewFile;
  /** As it was first committed; undefined: it is not committed yet. */
  readonly first: ReviewFile | undefined;
  /** By `nameOfEntry`; of an entry that no commit says like that, nothing. */
  readonly recorded: ReadonlyMap<string, Recorded>;
  /** Undefined: the files do not declare it any more. */
  readonly organization: Organization | undefined;
  /** The day that it is, UTC. */
  readonly today: string;
}

export function nameOfEntry({ kind, key }: Pick<ReviewEntry, "kind" | "key">): string {
  return `${kind} ${key}`;
}

/** What has to be the same for a decision to be the one that a commit made. */
export function sayingOf({ has, decision, by }: ReviewEntry): string {
  return JSON.stringify([has, decision ?? null, by ?? null]);
}

export function judgeReview(judging: Judging): JudgedReview {
  const { file, first, organization, today } = judging;
  const held = new Map(
    (organization === undefined ? [] : heldIn(organization)).map((item) => [nameOfEntry(item), item]),
  );
  const circle = organization === undefined ? undefined : circleOf(organization);
  const begun = new Map((first ?? file).entries.map((entry) => [nameOfEntry(entry), entry]));
  const present = new Set(file.entries.map(nameOfEntry));
  const entries = file.entries.map((entry): JudgedEntry => {
    const name = nameOfEntry(entry);
    // Whose it is to decide was settled when it began; a refreshed entry that came later says so itself.
    const reviewer = begun.get(name)?.reviewer ?? entry.reviewer;
    const one = { entry: { ...entry, reviewer }, held: held.get(name), circle };
    const recorded = judging.recorded.get(name);
    const found = judgeOne({ ...one, recorded });
    return {
      ...one.entry,
      ...found,
      ...(recorded === undefined || entry.decision === undefined ? {} : { recorded: recorded.origin }),
    };
  });
  const isOpen = entries.some(({ state }) => state !== "decided" && state !== "gone");
  return {
    organization: file.organization,
    on: file.on,
    ...(file.due === undefined ? {} : { due: file.due }),
    isOverdue: isOpen && file.due !== undefined && file.due < today,
    entries,
    leftOut: [...begun.values()].filter((entry) => !present.has(nameOfEntry(entry))).map(({ key }) => key),
    newcomers: [...held.values()].filter((item) => !present.has(nameOfEntry(item))).map(({ key }) => key),
  };
}

type Found = Pick<JudgedEntry, "state" | "why">;

interface One {
  readonly entry: ReviewEntry;
  readonly held: Held | undefined;
  readonly circle: Circle | undefined;
  readonly recorded: Recorded | undefined;
}

function judgeOne({ entry, held, circle, recorded }: One): Found {
  if (held === undefined || circle === undefined) return { state: "gone" };
  if (entry.decision === undefined)
    return held.hash === entry.has ? { state: "undecided" } : { state: "changed", why: changedSince };
  const refused = refusalOf(entry, circle);
  if (refused !== undefined) return { state: "refused", why: refused };
  if (held.hash !== entry.has) return { state: "changed", why: changedSince };
  if (recorded === undefined)
    return {
      state: "undecided",
      why: "the decision is not committed yet, so that nobody can tell whose it is",
    };
  const forged = forgeryOf(entry, { circle, recorded });
  return forged === undefined ? { state: "decided" } : { state: "refused", why: forged };
}

const changedSince = "what they have is another since; `muster review start` writes it anew";

function refusalOf({ kind, key, by, reviewer }: ReviewEntry, circle: Circle): string | undefined {
  if (by === undefined) return "nobody says that they decided it (`by`)";
  if (kind === "member" && circle.isNameOf(by, key)) return "decided by themselves";
  const decider = circle.memberNamed(by);
  if (decider === undefined) return `decided by ${by}, who is nobody active here`;
  if (!circle.mayDecide(decider, reviewer))
    return `decided by ${by}, whose it is not to decide (${reviewer}, or an admin)`;
  return undefined;
}

/** A name is soon written; whose commit it came with, and who approved that, is harder to make up. */
function forgeryOf(
  { kind, key, by = "" }: ReviewEntry,
  { circle, recorded }: { readonly circle: Circle; readonly recorded: Recorded },
): string | undefined {
  const { origin, authorEmail } = recorded;
  const decider = circle.memberNamed(by) ?? "";
  const isOwn = kind === "member" && circle.isNameOf(authorEmail, key);
  const byThemselves = isOwn ? "recorded by themselves, in a commit of their own" : undefined;
  const { approvals } = origin;
  if (approvals === undefined) return byThemselves;
  const isTheirs =
    circle.isNameOf(authorEmail, decider) || approvals.some(({ by: name }) => circle.isNameOf(name, decider));
  if (isTheirs) return undefined;
  if (circle.hasLogin(decider)) return `${by} neither made nor approved the commit that says so`;
  const hasOther = approvals.some(
    ({ by: name, own }) => own !== true && (kind !== "member" || !circle.isNameOf(name, key)),
  );
  return hasOther ? undefined : byThemselves;
}
