/** `report`: the access list of a day, and what a period changed, with what it rests on. */
import { lookFirst, reportOf } from "../../history/report.ts";
import type { Unasked } from "../../history/unasked.ts";
import type { Access, Origin, Report, ReportMove } from "../../model/evidence.ts";
import { dayOf, type Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import { approvalsOf, type Approvals } from "./approvals.ts";
import { namesBehind, originsOf, withApproval, withApprovals } from "./approved.ts";
import { filesAlone, notAsked, notesOnDay, objectionToOrganizations, objectionToPeriod } from "./asked.ts";
import { basisOf } from "./basis.ts";
import type { Journals } from "./journalsRead.ts";
import { journalsAt } from "./journalsAt.ts";
import { answered } from "./past.ts";
import { endOf, type DeclaredPast } from "./pastEnd.ts";
import type { LiveOfReport } from "./reportLive.ts";
import { unaskedNotes } from "./unaskedNotes.ts";

export interface ReportRequest {
  readonly organizations: readonly string[];
  /** A UTC day: the end of the period, or today, unless given. */
  readonly on?: string;
  /** With either of them there is a period; both days count. */
  readonly from?: string;
  readonly to?: string;
  readonly ref?: string;
  readonly journals: readonly string[];
  /** The journal that is read when none is named. */
  readonly usual: string;
  /** Nobody is asked anything: neither the live organizations nor who approved. */
  readonly offline?: boolean;
  /** Who approved is asked also where that was looked up before. */
  readonly refresh?: boolean;
}

export async function report(context: Context, request: ReportRequest): Promise<Report | Failure> {
  const { organizations, from, to, ref, offline = false } = request;
  const on = request.on ?? to ?? dayOf(context);
  const objection = objectionToPeriod({ from, to: to ?? request.on }, dayOf(context));
  if (objection !== undefined) return { error: objection };
  const [journals, end] = await Promise.all([
    journalsAt(context, { paths: request.journals, usual: request.usual }),
    endOf(context, ref),
  ]);
  if ("error" in journals) return journals;
  const known = await answered<Made>(context, end, {
    of: "report",
    question: JSON.stringify([organizations, on, from, to, journals.mark]),
    async prepare() {
      const all = await journals.read();
      return "error" in all ? all : (past) => madeOf(context, past, { ...request, on, all });
    },
  });
  if ("error" in known) return known;
  const { basis, journals: read, ofJournals, unasked, ...made } = known.answer;
  const approvals = offline ? notAsked : await approvalsOf(context, askedAbout(made), request);
  const side = await liveBeside(context, { ...request, on, head: basis.commit });
  const days = notesOnDay(basis, dayOf(context));
  const notes = [...days, ...basis.notes, ...side.notes, ...approvals.notes, ...ofJournals];
  const whole = {
    ...approved(made, approvals),
    basis: { ...basis, notes },
    journals: read,
    ...(side.live.length === 0 ? {} : { live: side.live }),
  };
  return { ...whole, look: lookFirst(whole, unasked) };
}

/** What the past and the journals say of it. */
async function madeOf(
  context: Context,
  past: DeclaredPast,
  { organizations, on, from, to, ref, all }: ReportRequest & { readonly on: string; readonly all: Journals },
): Promise<Made | Failure> {
  const unknown = objectionToOrganizations(past, organizations);
  if (unknown !== undefined) return { error: unknown };
  const first = past.commits[0]?.at.slice(0, 10) ?? on;
  const period =
    from === undefined && to === undefined ? {} : { period: { from: from ?? first, to: to ?? on } };
  const deeds = all.deedsFor(past.timeline);
  const { pastAsItStood } = await import("./stood.ts");
  const then = await pastAsItStood(context, past, {
    day: on,
    organizations: organizations.length === 0 ? undefined : organizations,
  });
  if ("error" in then) return then;
  const isAsked = ({ organization }: Unasked): boolean =>
    organizations.length === 0 || organizations.includes(organization);
  const unasked = ref === undefined ? all.unaskedFor(past.timeline, on).filter(isAsked) : [];
  return {
    ...reportOf(then.timeline, { organizations, on, ...period, deeds }),
    basis: basisOf(past, { on, ...period }),
    journals: all.read,
    ofJournals: [...all.notes, ...unaskedNotes(unasked)],
    unasked: unasked.length,
  };
}

/** The live organizations answer for today alone: without them nothing is loaded that plans. */
async function liveBeside(
  context: Context,
  { organizations, on, ref, offline, journals, usual, head }: ReportRequest & { readonly head: string },
): Promise<LiveOfReport> {
  if (offline === true) return { live: [], notes: [filesAlone] };
  if (on !== dayOf(context) || ref !== undefined)
    return { live: [], notes: [filesAlone, "They answer for today alone, by today's files."] };
  const { liveOfReport } = await import("./reportLive.ts");
  return liveOfReport(context, { organizations, journal: journals[0] ?? usual, head });
}

type Listed = ReturnType<typeof reportOf>;
interface Made extends Listed, Pick<Report, "basis" | "journals"> {
  /** So many changes the journals hold that no commit asks for. */
  readonly unasked: number;
  /** What there is to say of the journals; sentences. */
  readonly ofJournals: readonly string[];
}

/** Of everybody else, `explain` tells who approved it. */
function askedAbout({ privileged, guests, joiners = [], leavers = [], changes = [] }: Listed): Origin[] {
  return [
    ...privileged.flatMap(originsOf),
    ...guests.flatMap(({ member }) => originsOf(member)),
    ...[...joiners, ...leavers].map(({ declared }) => declared),
    ...changes.map(({ origin }) => origin),
  ];
}

function approved(made: Listed, approvals: Approvals): Listed {
  const { add } = approvals;
  const { joiners, leavers, changes } = made;
  const names = new Map(
    made.people.flatMap((person) => person.names.map((name) => [name, new Set(person.names)] as const)),
  );
  const known = (key: string): ReadonlySet<string> | undefined => names.get(key);
  const ofAccess = (access: Access): Access => withApprovals(access, approvals, namesBehind(access, known));
  const ofMove = <T extends ReportMove>(move: T): T => ({
    ...move,
    declared: add(move.declared, names.get(move.key)),
  });
  return {
    ...made,
    privileged: made.privileged.map(ofAccess),
    guests: made.guests.map((guest) => ({ ...guest, member: ofAccess(guest.member) })),
    ...(joiners === undefined ? {} : { joiners: joiners.map(ofMove) }),
    ...(leavers === undefined ? {} : { leavers: leavers.map(ofMove) }),
    ...(changes === undefined
      ? {}
      : { changes: changes.map((change) => withApproval(change, approvals, known)) }),
  };
}
