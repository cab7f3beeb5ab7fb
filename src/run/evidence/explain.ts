/** `explain`: what somebody has, from the history of the files, and what else is there to look things up in. */
import { invalidFiles } from "../../history/access.ts";
import { explain as explainFrom } from "../../history/explain.ts";
import type { Basis, Explained } from "../../model/evidence.ts";
import { dayOf, type Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import { approvalsOf, type Approvals } from "./approvals.ts";
import { readJournals } from "./journals.ts";
import { liveSideOf, type LiveSide } from "./liveSide.ts";
import { declaredPast, type DeclaredPast } from "./past.ts";
import { whyNot } from "./whyNot.ts";

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
  /** `ORG/TEAM`: also why they are not in that team. */
  readonly whyNot?: string;
}

/** What they have by the end of that day. */
export async function explain(context: Context, request: ExplainRequest): Promise<Explained | Failure> {
  const { who, on = dayOf(context), ref, offline = false } = request;
  const journals = await readJournals(context, { paths: request.journals, usual: request.usual });
  if ("error" in journals) return journals;
  const past = await declaredPast(context, ref);
  if ("error" in past) return past;
  const answer = explainFrom(past.timeline, { who, on, deeds: journals.deedsFor(past.timeline) });
  const origins = answer.standing.flatMap(({ access }) => access.map(({ since }) => since));
  const approvals = offline ? notAsked : await approvalsOf(context, origins);
  const side = await sideOf(context, request, past);
  const reason =
    request.whyNot === undefined
      ? undefined
      : await whyNot(context, { who, what: request.whyNot, timeline: past.timeline, offline });
  if (reason !== undefined && "error" in reason) return reason;
  const names = answer.kind === "person" ? new Set(answer.names) : undefined;
  return {
    ...answer,
    standing: answer.standing.map(({ organization, access }) => ({
      organization,
      access: access.map((item) => ({ ...item, since: approvals.add(item.since, names) })),
    })),
    ...(side.live.length === 0 ? {} : { live: side.live }),
    ...(reason === undefined ? {} : { why_not: reason }),
    basis: basisOf(past, { on, notes: [...side.notes, ...approvals.notes, ...journals.notes] }),
  };
}

const notAsked: Approvals = {
  add: (origin) => origin,
  notes: ["Neither the live organizations nor reviews were looked up (--offline)."],
};

/** What is live is so today, and by the files of today. */
async function sideOf(
  context: Context,
  request: ExplainRequest,
  { timeline }: DeclaredPast,
): Promise<LiveSide> {
  if (request.offline === true) return { live: [], notes: [] };
  const { on, ref, who } = request;
  if ((on === undefined || on === dayOf(context)) && ref === undefined)
    return liveSideOf(context, { timeline, who });
  return {
    live: [],
    notes: ["The live organizations were not read: what is live is so today, by today's files."],
  };
}

/** What an answer for a day rests on. */
export function basisOf(
  { ref, tip, commits, invalid }: DeclaredPast,
  { on, notes }: { readonly on: string; readonly notes: readonly string[] },
): Basis {
  const since = commits[0]?.at;
  return {
    ...{ ref, commit: tip, on },
    ...(since === undefined ? {} : { since }),
    notes,
    invalid: invalid.map(invalidFiles).filter(({ at }) => at.slice(0, 10) <= on),
  };
}
