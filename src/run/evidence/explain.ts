/** `explain`: what somebody has, from the history of the files, and what else is there to look things up in. */
import type { Access, Explained, WhyNot } from "../../model/evidence.ts";
import { dayOf, type Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import type { Approvals } from "./approvals.ts";
import { namesBehind, originsOf, withApprovals } from "./approved.ts";
import { notAsked, notesOnDay } from "./asked.ts";
import type { Known } from "./explaining.ts";
import { journalsAt } from "./journalsAt.ts";
import type { LiveSide, Theirs } from "./liveSide.ts";
import { answered } from "./past.ts";
import { endOf, type DeclaredPast } from "./pastEnd.ts";

export interface ExplainRequest {
  readonly who: string;
  /** A UTC day; today unless given. */
  readonly on?: string;
  readonly ref?: string;
  readonly journals: readonly string[];
  /** The journal that is read when none is named. */
  readonly usual: string;
  /** Nobody is asked anything: neither the live organizations nor who approved. */
  readonly offline?: boolean;
  /** Who approved is asked also where that was looked up before. */
  readonly refresh?: boolean;
  /** `ORG/TEAM`: also why they are not in that team. */
  readonly whyNot?: string;
}

/** What they have by the end of that day. */
export async function explain(context: Context, request: ExplainRequest): Promise<Explained | Failure> {
  const { who, on = dayOf(context), ref, offline = false } = request;
  if (who.trim() === "") return { error: `Nobody was named: ${whoWords}.` };
  const [journals, end] = await Promise.all([
    journalsAt(context, { paths: request.journals, usual: request.usual }),
    endOf(context, ref),
  ]);
  if ("error" in journals) return journals;
  const known = await answered<Known>(context, end, {
    of: "explain",
    question: JSON.stringify([who, on, journals.mark]),
    async prepare() {
      const [{ knownOf }, read] = await Promise.all([import("./explaining.ts"), journals.read()]);
      return "error" in read ? read : (past) => knownOf(context, past, { read, who, on, ref });
    },
  });
  if ("error" in known) return known;
  const { basis, ofJournals, organizations, ...answer } = known.answer;
  const approvals = offline ? notAsked : await approvalsOfAnswer(context, answer, request);
  const theirs = { kind: answer.kind, names: answer.names, organizations, tip: basis.commit };
  const beside = await besideOf(context, request, { theirs, pastOf: known.past });
  if ("error" in beside) return beside;
  return {
    ...answer,
    ...withWord(answer, approvals),
    ...(beside.live.length === 0 ? {} : { live: beside.live }),
    ...(beside.whyNot === undefined ? {} : { why_not: beside.whyNot }),
    basis: {
      ...basis,
      notes: [
        ...(answer.names.length === 0 && isOther(who)
          ? [`${who} is nothing that is explained: ${whoWords}.`]
          : []),
        ...notesOnDay(basis, dayOf(context)),
        ...basis.notes,
        ...beside.notes,
        ...approvals.notes,
        ...ofJournals,
      ],
    },
  };
}

/** What they have, and what ended, with who approved each. */
function withWord(
  { kind, names, standing, ended, last }: Omit<Explained, "basis">,
  approvals: Approvals,
): Pick<Explained, "standing" | "ended" | "last"> {
  const own = kind === "person" ? names : [];
  const ofEnd = (past: Access): Access =>
    past.ended === undefined ? past : { ...past, ended: approvals.add(past.ended, new Set(own)) };
  return {
    standing: standing.map(({ organization, access }) => ({
      organization,
      access: access.map((item) =>
        withApprovals(item, approvals, new Set([...own, ...namesBehind(item, () => undefined)])),
      ),
    })),
    ...(ended === undefined ? {} : { ended: ended.map(ofEnd) }),
    ...(last === undefined ? {} : { last: ofEnd(last) }),
  };
}

async function approvalsOfAnswer(
  context: Context,
  { standing, ended = [] }: Pick<Explained, "standing" | "ended">,
  request: ExplainRequest,
): Promise<Approvals> {
  const { approvalsOf } = await import("./approvals.ts");
  const origins = [
    ...standing.flatMap(({ access }) => access.flatMap(originsOf)),
    ...ended.flatMap((past) => past.ended ?? []),
  ];
  return approvalsOf(context, origins, request);
}

const whoWords =
  "give a key of people.yaml, an e-mail or a login, ORG/ACCOUNT for a service account, or team:SLUG";

/** A name of another kind of thing, such as `role:deployer`. */
function isOther(who: string): boolean {
  return /^(?!team:)[a-z][a-z_-]*:/i.test(who);
}

interface Beside extends LiveSide {
  readonly whyNot: WhyNot | undefined;
}

/** What is looked up beside the answer, where somebody asks for it. */
async function besideOf(
  context: Context,
  request: ExplainRequest,
  { theirs, pastOf }: { readonly theirs: Theirs; readonly pastOf: () => Promise<DeclaredPast | Failure> },
): Promise<Beside | Failure> {
  const { offline = false, whyNot: what, who } = request;
  const side = await sideOf(context, request, theirs);
  if (what === undefined) return { ...side, whyNot: undefined };
  const past = await pastOf();
  if ("error" in past) return past;
  const { whyNot } = await import("./whyNot.ts");
  const tip = request.ref === undefined ? past.tip : (await endOf(context, undefined)).tip;
  const { timeline, invalid } = past;
  const reason = await whyNot(context, { who, what, timeline, invalid, offline, tip });
  if ("error" in reason) return reason;
  const told = isOfNow(context, request)
    ? []
    : [`This is told of today, ${dayOf(context)}, by today's files.`];
  return { ...side, whyNot: { ...reason, reasons: [...told, ...reason.reasons] } };
}

function isOfNow(context: Context, { on, ref }: ExplainRequest): boolean {
  return (on === undefined || on === dayOf(context)) && ref === undefined;
}

/** What is live is compared with the files of today. */
async function sideOf(context: Context, request: ExplainRequest, theirs: Theirs): Promise<LiveSide> {
  if (request.offline === true) return { live: [], notes: [] };
  if (isOfNow(context, request)) {
    const { liveSideOf } = await import("./liveSide.ts");
    return liveSideOf(context, { who: request.who, ...theirs });
  }
  return {
    live: [],
    notes: ["The live organizations were not read: they answer for today alone, by today's files."],
  };
}
