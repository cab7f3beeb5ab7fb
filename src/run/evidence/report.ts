/** `report`: the access list of a day, and what a period changed, with what it rests on. */
import { lookFirst, reportOf } from "../../history/report.ts";
import type { Report } from "../../model/evidence.ts";
import { dayOf, type Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import { basisOf } from "./explain.ts";
import { readJournals } from "./journals.ts";
import { declaredPast } from "./past.ts";

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
}

export async function report(context: Context, request: ReportRequest): Promise<Report | Failure> {
  const { organizations, from, to, ref } = request;
  const on = request.on ?? to ?? dayOf(context);
  const journals = await readJournals(context, { paths: request.journals, usual: request.usual });
  if ("error" in journals) return journals;
  const past = await declaredPast(context, ref);
  if ("error" in past) return past;
  const known = past.timeline.organizations();
  const unknown = organizations.find((name) => !known.includes(name));
  if (unknown !== undefined)
    return { error: `No organization was ever called ${unknown}. There are: ${known.join(", ")}.` };
  const first = past.commits[0]?.at.slice(0, 10) ?? on;
  const period =
    from === undefined && to === undefined ? {} : { period: { from: from ?? first, to: to ?? on } };
  const said = reportOf(past.timeline, {
    organizations,
    on,
    ...period,
    deeds: journals.deedsFor(past.timeline),
  });
  const notes = [
    "It rests on files alone: the live organizations were not read, and reviews were not looked up.",
    ...journals.notes,
  ];
  const whole = { ...said, basis: basisOf(past, { on, notes }), journals: journals.read };
  return { ...whole, look: lookFirst(whole) };
}
