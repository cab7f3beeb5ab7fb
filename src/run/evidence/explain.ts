/** `explain`: what somebody has, from the history of the files, and what else is there to look things up in. */
import { invalidFiles } from "../../history/access.ts";
import { explain as explainFrom } from "../../history/explain.ts";
import type { Basis, Explained } from "../../model/evidence.ts";
import { dayOf, type Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import { approvalsOf } from "./approvals.ts";
import { readJournals } from "./journals.ts";
import { declaredPast, type DeclaredPast } from "./past.ts";

export interface ExplainRequest {
  readonly who: string;
  /** A UTC day; today unless given. */
  readonly on?: string;
  readonly ref?: string;
  readonly journals: readonly string[];
  /** The journal that is read when none is named. */
  readonly usual: string;
}

/** What they have by the end of that day. */
export async function explain(context: Context, request: ExplainRequest): Promise<Explained | Failure> {
  const { who, on = dayOf(context), ref } = request;
  const journals = await readJournals(context, { paths: request.journals, usual: request.usual });
  if ("error" in journals) return journals;
  const past = await declaredPast(context, ref);
  if ("error" in past) return past;
  const answer = explainFrom(past.timeline, { who, on, deeds: journals.deedsFor(past.timeline) });
  const approvals = await approvalsOf(
    context,
    answer.standing.flatMap(({ access }) => access.map(({ since }) => since)),
  );
  const names = answer.kind === "person" ? new Set(answer.names) : undefined;
  return {
    ...answer,
    standing: answer.standing.map(({ organization, access }) => ({
      organization,
      access: access.map((item) => ({ ...item, since: approvals.add(item.since, names) })),
    })),
    basis: basisOf(past, { on, notes: [...approvals.notes, ...journals.notes] }),
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
