/** What of a review counts: who may decide, whether it was them, and whether it is still about what they have. */
import type { Origin } from "../model/evidence.ts";
import type { Organization } from "../model/organization.ts";
import type { Held, JudgedEntry, JudgedReview, ReviewEntry, ReviewFile } from "../model/review.ts";
import { heldIn } from "./held.ts";
import { nameOfEntry } from "./entryName.ts";
import { nameNow } from "./nameNow.ts";
import { circleOf, type Circle } from "./who.ts";

/** The commit since which an entry says what it says, and whose it is. */
export interface Recorded {
  readonly origin: Origin;
  /** Whose step of the branch it is. */
  readonly authorEmail: string;
  /** Addresses of everybody else who had a hand in it: authors of what was merged, and co-authors. Anybody can write another's there. */
  readonly withHands?: readonly string[];
  /** Login of whoever opened the pull request, where that was looked up. */
  readonly proposedBy?: string;
}

interface Judging {
  /** As it stands now. */
  readonly file: ReviewFile;
  /** Each entry that was ever committed, as it was then for the first time. */
  readonly begun: readonly ReviewEntry[];
  /** By `nameOfEntry`; of an entry that no commit says like that, nothing. */
  readonly recorded: ReadonlyMap<string, Recorded>;
  /** The commits could not be read. */
  readonly isPastUnread?: boolean;
  /** Undefined: the files do not declare it any more, or could not be read. */
  readonly organization: Organization | undefined;
  /** The files could not be read, so that nobody knows whether they declare it. */
  readonly isUnread?: boolean;
  /** The day that it is, UTC. */
  readonly today: string;
}

/** What has to be the same for a decision to be the one that a commit made. */
export function sayingOf({ has, decision, by }: ReviewEntry): string {
  return JSON.stringify([has, decision ?? null, by ?? null]);
}

export function judgeReview(judging: Judging): JudgedReview {
  const { file, begun, organization, today, isUnread = false, isPastUnread = false } = judging;
  const held = new Map(
    (organization === undefined ? [] : heldIn(organization)).map((item) => [nameOfEntry(item), item]),
  );
  const circle = organization === undefined ? undefined : circleOf(organization);
  const now = nameNow(held, circle);
  const first = new Map(begun.map((entry) => [nameOfEntry(entry), entry]));
  const present = new Set(file.entries.map(nameOfEntry));
  const entries = file.entries.map((entry): JudgedEntry => {
    const name = nameOfEntry(entry);
    // Whose it is to decide was settled when it came into the review.
    const reviewer = first.get(name)?.reviewer ?? entry.reviewer;
    const one = { entry: { ...entry, reviewer }, held: held.get(now(entry)), circle };
    const recorded = judging.recorded.get(name);
    const found = isUnread ? unreadOne(entry) : judgeOne({ ...one, recorded, isPastUnread });
    return {
      ...one.entry,
      ...found,
      ...(recorded === undefined || entry.decision === undefined ? {} : { recorded: recorded.origin }),
    };
  });
  const isOpen = entries.some(({ state }) => state !== "decided" && state !== "gone");
  const asked = new Set(file.entries.map(now));
  return {
    organization: file.organization,
    on: file.on,
    ...(file.due === undefined ? {} : { due: file.due }),
    isOverdue: (isOpen || isUnread) && file.due !== undefined && file.due < today,
    ...(isUnread ? { isUnread: true as const } : {}),
    entries,
    leftOut: [...first.values()]
      .filter((entry) => !present.has(nameOfEntry(entry)) && held.has(now(entry)) && !asked.has(now(entry)))
      .map(({ key }) => key),
    newcomers: [...held.keys()].filter((name) => !asked.has(name)).map((name) => held.get(name)?.key ?? ""),
  };
}

type Found = Pick<JudgedEntry, "state" | "why" | "unshown">;

interface One {
  readonly entry: ReviewEntry;
  readonly held: Held | undefined;
  readonly circle: Circle | undefined;
  readonly recorded: Recorded | undefined;
  readonly isPastUnread: boolean;
}

function unreadOne({ decision }: ReviewEntry): Found {
  return { state: decision === undefined ? "undecided" : "unread" };
}

function judgeOne({ entry, held, circle, recorded, isPastUnread }: One): Found {
  if (held === undefined || circle === undefined) return { state: "gone" };
  const since =
    held.key === entry.key
      ? "what they have is another since"
      : `they are called ${held.key} since, and what they have may be another`;
  const changed: Found = { state: "changed", why: `${since}; \`muster review start\` writes it anew` };
  if (entry.decision === undefined) return held.hash === entry.has ? { state: "undecided" } : changed;
  // Whoever has a new name is no other person.
  const named = { ...entry, key: held.key };
  const refused = refusalOf(named, circle);
  if (refused !== undefined) return { state: "refused", why: refused };
  if (held.hash !== entry.has) return changed;
  if (recorded === undefined) {
    const why = isPastUnread
      ? "whose the decision is could not be looked up in the commits"
      : "the decision is not committed yet, so that nobody can tell whose it is";
    return { state: "undecided", why };
  }
  return verdictOn(named, { circle, recorded });
}

function refusalOf({ kind, key, by, reviewer, decision }: ReviewEntry, circle: Circle): string | undefined {
  if (by === undefined) return "nobody says that they decided it (`by`)";
  if (kind === "member" && circle.isNameOf(by, key)) return "decided by themselves";
  const decider = circle.memberNamed(by);
  if (decider === undefined) return `decided by ${by}, who is nobody active here`;
  if (!circle.mayDecide(decider, reviewer))
    return `decided by ${by}, whose it is not to decide (${reviewer}, or an admin)`;
  if (decision?.is === "change" && "role" in decision && !circle.hasRole(decision.role))
    return `there is no role ${decision.role} here`;
  return undefined;
}

interface Word {
  readonly circle: Circle;
  readonly recorded: Recorded;
}

/** A name is soon written; whose commit it came with, and who approved that, is harder to make up. */
function verdictOn(entry: ReviewEntry, { circle, recorded }: Word): Found {
  const { kind, key, by = "" } = entry;
  const { origin, authorEmail, withHands = [], proposedBy } = recorded;
  const decider = circle.memberNamed(by) ?? "";
  const isOfDecider = (name: string): boolean => circle.isNameOf(name, decider);
  const isOwn = (name: string): boolean => kind === "member" && circle.isNameOf(name, key);
  const makers = [authorEmail, ...(proposedBy === undefined ? [] : [proposedBy])];
  const isDeciders = makers.some(isOfDecider);
  const doubt = doubtOf({ isOwn, makers, withHands });
  const { approvals } = origin;
  if (approvals === undefined) {
    if (doubt !== undefined) return { state: "refused", why: doubt };
    return isDeciders || withHands.some(isOfDecider)
      ? { state: "decided" }
      : { state: "decided", unshown: true };
  }
  const fresh = approvals.filter(({ stale }) => stale !== true);
  if (fresh.some(({ by: name }) => isOfDecider(name))) return { state: "decided" };
  if (isDeciders && doubt === undefined) return { state: "decided" };
  if (!isDeciders && approvals.some(({ by: name }) => isOfDecider(name)))
    return {
      state: "refused",
      why: `${by} approved an earlier head, and not what was merged; ${again}`,
    };
  if (!isDeciders && circle.hasLogin(decider))
    return { state: "refused", why: `${by} neither made nor approved the commit that says so; ${again}` };
  const hasOther = fresh.some(({ by: name, own }) => own !== true && !isOwn(name));
  return doubt === undefined || hasOther ? { state: "decided" } : { state: "refused", why: doubt };
}

/** In the same words it would stay the decision of the commit that made it. */
const again = "take the decision out, and let whoever decides write it";

/** Why a commit may be the word of whom it is about. */
function doubtOf({
  isOwn,
  makers,
  withHands,
}: {
  readonly isOwn: (name: string) => boolean;
  readonly makers: readonly string[];
  readonly withHands: readonly string[];
}): string | undefined {
  if (makers.some(isOwn)) return `recorded by themselves, in a commit of their own; ${again}`;
  if (withHands.some(isOwn)) return `recorded by themselves, in a commit in which they had a hand; ${again}`;
  const isBots = [...makers, ...withHands].every(isBot);
  return isBots ? `recorded by a bot, in whose commit nobody can tell whose word it is; ${again}` : undefined;
}

/** As GitHub calls an app: by its login, or in the address of its commits. */
function isBot(name: string): boolean {
  return /\[bot\](?:@|$)/i.test(name.trim());
}
