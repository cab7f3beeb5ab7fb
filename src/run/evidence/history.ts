/** `history`: what changed for somebody, a team or an organization, between two days. */
import { changesIn } from "../../history/changes.ts";
import { concernOf, type Concern } from "../../history/through.ts";
import { find, kindOfFound, nearestTo } from "../../history/who.ts";
import type { History } from "../../model/evidence.ts";
import { fold } from "../../model/text.ts";
import { dayOf, type Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import { approvalsOf } from "./approvals.ts";
import { withApproval } from "./approved.ts";
import { notesOnDay, objectionToOrganizations, objectionToPeriod } from "./asked.ts";
import { basisOf } from "./basis.ts";
import { readJournals } from "./journals.ts";
import { declaredPast } from "./past.ts";
import type { DeclaredPast } from "./pastEnd.ts";
import { pastAsItStood } from "./stood.ts";
import { isUnaskedOf, unaskedNotes } from "./unaskedNotes.ts";
import { given } from "../../model/given.ts";

interface HistoryRequest {
  readonly who?: string;
  readonly organizations: readonly string[];
  /** `SLUG` or `ORG/SLUG` of a team. */
  readonly team?: string;
  readonly from?: string;
  readonly to?: string;
  readonly ref?: string;
  readonly journals: readonly string[];
  /** The journal that is read when none is named. */
  readonly usual: string;
  /** Who approved is asked also where that was looked up before. */
  readonly refresh?: boolean;
}

/** Every change that was asked for, oldest first. */
export async function history(context: Context, request: HistoryRequest): Promise<History | Failure> {
  const { who, organizations, team, from, to = dayOf(context), ref } = request;
  const objection = objectionToPeriod(request, dayOf(context));
  if (objection !== undefined) return { error: objection };
  const journals = await readJournals(context, { paths: request.journals, usual: request.usual });
  if ("error" in journals) return journals;
  const past = await declaredPast(context, ref);
  if ("error" in past) return past;
  const concerns = wantedBy(past, request);
  if ("error" in concerns) return concerns;
  const deeds = journals.deedsFor(past.timeline);
  const then = await pastAsItStood(context, past, { day: to, organizations: undefined });
  if ("error" in then) return then;
  const changes = changesIn(then.timeline, deeds, {
    ...{ from, to },
    concerns: concerns.spans,
    concernsAt: concerns.turns,
  });
  const approvals = await approvalsOf(
    context,
    changes.map(({ origin }) => origin),
    request,
  );
  const aboutThem = who === undefined ? () => true : isUnaskedOf(who, past.timeline);
  const inTeam = team === undefined ? () => true : isUnaskedOf(`team:${team}`, past.timeline);
  const unasked = (ref === undefined ? journals.unaskedFor(past.timeline, to) : []).filter(
    (item) =>
      item.at.slice(0, 10) >= (from ?? "") &&
      (organizations.length === 0 || organizations.includes(item.organization)) &&
      aboutThem(item) &&
      inTeam(item),
  );
  const knownBy = new Map<string, readonly string[]>();
  const basis = basisOf(past, { on: to, period: { from, to } });
  const days = notesOnDay(basis, dayOf(context));
  return {
    ...given({ who }),
    ...(organizations.length === 0 ? {} : { organizations }),
    ...given({ team, from, to: request.to }),
    basis: {
      ...basis,
      notes: [...days, ...basis.notes, ...approvals.notes, ...journals.notes, ...unaskedNotes(unasked)],
    },
    ...unknownIn(past, request),
    changes: changes.map((change) =>
      withApproval(change, approvals, (key) => {
        const names = knownBy.get(key) ?? find(key, past.timeline).names;
        knownBy.set(key, names);
        return names;
      }),
    ),
  };
}

/** Who and which team nobody ever was: "nothing changed" would read as if they had been there all the time. */
function unknownIn({ timeline }: DeclaredPast, { who, team }: HistoryRequest): Pick<History, "unknown"> {
  const asked = [...(who === undefined ? [] : [who]), ...(team === undefined ? [] : [`team:${team}`])];
  const unknown = asked
    .filter((name) => find(name, timeline).names.length === 0)
    .map((name) => ({ name, ...given({ near: nearestTo(name, timeline) }) }));
  return unknown.length === 0 ? {} : { unknown };
}

function wantedBy(past: DeclaredPast, { who, organizations, team }: HistoryRequest): Concern | Failure {
  const { timeline } = past;
  const objection = objectionToOrganizations(past, organizations);
  if (objection !== undefined) return { error: objection };
  const asked = [who, team === undefined ? undefined : `team:${fold(team)}`].flatMap((name) => name ?? []);
  const concerns = asked.map((name) => {
    const { kind, things } = find(name, timeline);
    return concernOf(timeline, kindOfFound(kind), things);
  });
  return {
    spans: (span) =>
      (organizations.length === 0 || organizations.includes(span.organization)) &&
      concerns.every(({ spans }) => spans(span)),
    turns: (span, turn) => concerns.every(({ turns }) => turns(span, turn)),
  };
}
