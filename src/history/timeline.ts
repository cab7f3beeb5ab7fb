/**
 * From declared states, in their order, to spans. It is told what every organization is from a moment on, and closes
 * and opens the spans that differ in meaning; what is only written otherwise changes nothing.
 */
import type { Onward } from "../model/onward.ts";
import type { Organization } from "../model/organization.ts";
import type { Entity, Kind } from "../model/entity.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { belongings } from "../kinds/kinds.ts";
import type { Vocabulary } from "../model/vocabulary.ts";
import { entitiesOf } from "../model/state.ts";
import { newIdentities, spanKeyOf, type Identities } from "./identity.ts";
import type { PastCommit } from "./commit.ts";
import { loadedTracks, savedTracks, type SavedTimeline } from "./saved.ts";
import type { Track } from "./track.ts";
import { meaningOf } from "./meaning.ts";
import type { Span, Turn } from "./span.ts";
import { given } from "../model/given.ts";

export interface Timeline {
  /** From this turn on the files declare these organizations, and no others. */
  declare(turn: Turn, organizations: readonly Organization[]): void;
  /** From this turn on this is otherwise; `keys` are those of all organizations that are declared. */
  turn(turn: Turn, steps: readonly Onward[], keys: readonly string[]): void;
  /** What a saved one was told last, which it goes on from. */
  resume(steps: readonly Onward[], keys: readonly string[]): void;
  /** Every span, or those of some organizations, by organization and thing, oldest first. */
  spans(organizations?: ReadonlySet<string>): readonly Span[];
  /** The how many-th turn it was: several may be of one second. */
  placeOf(turn: Turn): number;
  /** What roles and permissions mean at an organization's service. */
  vocabularyOf(organization: string): Vocabulary | undefined;
  /** Keys of the organizations that there ever were. */
  organizations(): readonly string[];
  /** The service's id of an organization. */
  idOf(organization: string): string | undefined;
  /** Every key that a thing of an organization ever had, the last one at the end. */
  keysOf(organization: string, kind: Kind, thing: string): readonly string[];
  /** All that somebody or something was ever known by: keys, former names, keys of people.yaml, logins. */
  namesOf(organization: string, kind: Kind, thing: string): ReadonlySet<string>;
  /** The things of an organization that were ever known by a name. */
  called(organization: string, kind: Kind, name: string): readonly string[];
  /** All of it as plain data, which `newTimeline` goes on with; `commits`: those that it was told of are among them. */
  save(commits: readonly PastCommit[]): SavedTimeline;
}

/** From the beginning, or from where one was that was saved with these commits. */
export function newTimeline(saved?: SavedTimeline, commits: readonly PastCommit[] = []): Timeline {
  const loaded = saved === undefined ? undefined : loadedTracks(saved, commits);
  const tracks: Track[] = loaded?.tracks ?? [];
  const places = loaded?.places ?? new Map<Turn, number>();
  const identitiesOf = (organization: string): Identities | undefined =>
    tracks.find(({ key }) => key === organization)?.identities;
  const tracksOf = (steps: readonly Onward[], keys: readonly string[]): readonly TrackStep[] => {
    const found = steps.map((step) => ({ track: trackOf(tracks, step, keys), step }));
    for (const { track } of found) if (!tracks.includes(track)) tracks.push(track);
    return found;
  };
  const turnTo: Timeline["turn"] = (turn, steps, keys) => {
    places.set(turn, places.size);
    for (const { track, step } of tracksOf(steps, keys)) goOn(track, turn, step);
    for (const track of tracks)
      if (!keys.includes(track.key)) close(track, turn, [...track.open.keys()].sort());
  };
  return {
    placeOf: (turn) => places.get(turn) ?? -1,
    declare: (turn, organizations) =>
      turnTo(
        turn,
        organizations.map(wholeOf),
        organizations.map(({ key }) => key),
      ),
    turn: turnTo,
    resume(steps, keys) {
      for (const { track, step } of tracksOf(steps, keys)) {
        track.identities.name(step);
        standAnew(track, step);
      }
    },
    spans: (organizations) =>
      tracks
        .filter(({ key }) => organizations?.has(key) !== false)
        .flatMap((track) =>
          // What has ended was settled then.
          [...track.closed, ...[...track.open.values()].map((span) => settled(span))].map((span) =>
            span.organization === track.key ? span : { ...span, organization: track.key },
          ),
        ),
    vocabularyOf: (organization) => tracks.find(({ key }) => key === organization)?.vocabulary,
    organizations: () => tracks.map(({ key }) => key),
    idOf: (organization) => tracks.find(({ key }) => key === organization)?.connection.id,
    keysOf: (organization, kind, thing) => identitiesOf(organization)?.keysOf(kind, thing) ?? [thing],
    namesOf: (organization, kind, thing) => identitiesOf(organization)?.namesOf(kind, thing) ?? new Set(),
    called: (organization, kind, name) => identitiesOf(organization)?.called(kind, name) ?? [],
    save: (told) => savedTracks({ tracks, places, commits: told }),
  };
}

/** What becomes otherwise in an organization. */
interface TrackStep {
  readonly track: Track;
  readonly step: Onward;
}

/** The organization of that key; of a key that is new, one of the same connection whose key is gone. */
function trackOf(
  tracks: readonly Track[],
  { key, connection, vocabulary }: Onward,
  keys: readonly string[],
): Track {
  const same = tracks.find((track) => track.key === key);
  if (same !== undefined) return same;
  const moved = tracks.find(
    (track) =>
      track.connection.provider === connection.provider &&
      track.connection.id === connection.id &&
      !keys.includes(track.key),
  );
  return (
    moved ?? {
      key,
      connection,
      vocabulary,
      identities: newIdentities(),
      open: new Map(),
      closed: [],
    }
  );
}

/** What was open stands where it is declared now: in files that go on. */
function standAnew({ identities, open }: Track, { now }: Onward): void {
  for (const entity of now) {
    const name = spanKeyOf(entity, identities.naming);
    const span = open.get(name);
    if (span !== undefined) open.set(name, { ...span, ...given({ source: entity.source }) });
  }
}

/** All of an organization. */
function wholeOf({ key, connection, desired, people }: Organization): Onward {
  return {
    ...{ key, connection, vocabulary: desired.vocabulary, people },
    ...{ isWhole: true, now: entitiesOf(desired), gone: [] },
  };
}

function goOn(track: Track, turn: Turn, step: Onward): void {
  const { identities } = track;
  // What is gone stands under the names that it had.
  const before = step.isWhole
    ? [...track.open.keys()]
    : step.gone.map((entity) => spanKeyOf(entity, identities.naming));
  track.key = step.key;
  track.connection = step.connection;
  track.vocabulary = step.vocabulary;
  identities.name(step);
  const turnOf = turnsAt(turn, track.open);
  const present = declareEach(track, step.now, turnOf);
  const gone = before.filter((name) => !present.has(name));
  if (gone.length > 0) close(track, turn, gone.sort(), turnOf);
}

/**
 * Says under which names. The first commit declares thousands: V8 compiles this loop while it runs, and would give up what it
 * made of it again after the loop at each later commit, if there were anything after the loop.
 */
function declareEach(track: Track, entities: readonly Entity[], turnOf: TurnOf): Set<string> {
  const { naming } = track.identities;
  const present = new Set<string>();
  for (const entity of entities) {
    const name = spanKeyOf(entity, naming);
    present.add(name);
    declareOne(track, { name, entity, fields: meaningOf(entity, naming), turnOf });
  }
  return present;
}

function close(
  track: Track,
  turn: Turn,
  names: readonly string[],
  turnOf: TurnOf = turnsAt(turn, track.open),
): void {
  for (const name of names) {
    const span = track.open.get(name);
    if (span === undefined) continue;
    track.closed.push(settled(span, turnOf(span, span.from)));
    track.open.delete(name);
  }
}

interface One {
  readonly name: string;
  readonly entity: Entity;
  readonly fields: JsonObject;
  readonly turnOf: TurnOf;
}

function declareOne(track: Track, { name, entity, fields, turnOf }: One): void {
  const before = track.open.get(name);
  const goesOn = before !== undefined && isSame(before.fields, fields);
  if (goesOn && isSameBeside(before, entity)) return;
  const { kind, source } = entity;
  const thing = name.slice(kind.length + 1);
  const from = goesOn ? before.from : turnOf({ kind, thing, fields }, before?.from);
  if (before !== undefined && !goesOn) track.closed.push(settled(before, from));
  const aside = asideOf(entity.terms);
  track.open.set(name, {
    ...{ organization: track.key, kind, thing, fields },
    ...{ from, to: undefined, aside, source },
  });
}

/** Whether two values are equal, without making text of them: nearly always they are. */
function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [one, other] = [a as JsonObject, b as JsonObject];
  const keys = Object.keys(one);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(other).length &&
    keys.every((key) => isSame(one[key], other[key]))
  );
}

/** Whether what is told beside the meaning, and where it stands, is as it was. */
function isSameBeside({ source, aside }: Span, entity: Entity): boolean {
  return (
    source === entity.source &&
    aside?.guest === entity.terms?.guest &&
    aside?.approved_by === entity.terms?.approved_by
  );
}

/**
 * A span that ends, or is handed out: where it stands by now, whatever becomes of the files. Written out: there are very many,
 * and a copy by `...` with something put otherwise takes V8 longer than all the rest.
 */
function settled({ organization, kind, thing, fields, from, to, aside, source }: Span, end = to): Span {
  const { file = "", line = 0, column = 0 } = source ?? {};
  return {
    ...{ organization, kind, thing, fields, from, to: end, aside },
    source: source === undefined ? undefined : { file, line, column },
  };
}

function asideOf(terms: Entity["terms"]): Span["aside"] {
  const { guest, approved_by: approvedBy } = terms ?? {};
  return guest === undefined && approvedBy === undefined
    ? undefined
    : given({ guest, approved_by: approvedBy });
}

type About = Pick<Span, "kind" | "thing" | "fields">;
/** `from`: how the span that turns began, where it was there before. */
type TurnOf = (span: About, from: Turn | undefined) => Turn;

/**
 * By whose word a span turns: the commit that is told of; of a day that came, the commit that named the day, for what
 * ends or for the member that it hangs on.
 */
function turnsAt(turn: Turn, open: ReadonlyMap<string, Span>): TurnOf {
  if (turn.by === "commit") return () => turn;
  const day = turn.at.slice(0, 10);
  const endsNow = ({ fields }: About): boolean => fields["until"] === day || fields["role_until"] === day;
  const dated = new Map(
    [...open].filter(([, span]) => endsNow(span)).map(([name, span]) => [name, span.from.commit]),
  );
  return (span, from) => {
    const own = endsNow(span) ? from?.commit : undefined;
    const commit = own ?? holdersOf(span).flatMap((name) => dated.get(name) ?? [])[0];
    return commit === undefined ? turn : { ...turn, commit };
  };
}

/** What a span hangs on, as it stands among the open ones. */
function holdersOf(about: About): string[] {
  return [`${about.kind} ${about.thing}`, ...belongings(about).map(({ kind, key }) => `${kind} ${key}`)];
}
