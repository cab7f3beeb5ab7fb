/** A timeline as plain data and back, so that what was made of the commits once need not be made again. */
import { vocabularyOf } from "../model/vocabularies/all.ts";
import type { Kind } from "../model/entity.ts";
import type { Source } from "../model/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import type { PastCommit } from "./commit.ts";
import { newIdentities } from "./identity.ts";
import type { SavedIdentities } from "./known.ts";
import type { Span, Turn } from "./span.ts";
import type { Track } from "./track.ts";
import { given } from "../model/given.ts";

/** There are very many, so that they are lists: `from` and `to` are turns; null: it lasts, or nothing is known of it. */
type SavedSpan = readonly [
  kind: Kind,
  thing: string,
  fields: JsonObject,
  from: number,
  to: number | null,
  source: readonly [file: number, line: number, column: number] | null,
  aside?: NonNullable<Span["aside"]>,
];

/** A number is a commit's own turn, at its time. */
type SavedTurn = number | { readonly at: string; readonly by: Turn["by"]; readonly commit: number };

export interface SavedTimeline {
  /** Commits are places in the list of commits, which is kept beside it. */
  readonly turns: readonly SavedTurn[];
  /** So many of them were told, in this order. */
  readonly told: number;
  readonly files: readonly string[];
  readonly tracks: readonly {
    readonly key: string;
    readonly connection: Organization["connection"];
    /** The service's roles are those that its words know with roles. */
    readonly roles: boolean;
    readonly identities: SavedIdentities;
    readonly open: readonly SavedSpan[];
    readonly closed: readonly SavedSpan[];
  }[];
}

interface TracksToSave {
  readonly tracks: readonly Track[];
  readonly places: ReadonlyMap<Turn, number>;
  readonly commits: readonly PastCommit[];
}

export function savedTracks({ tracks, places, commits }: TracksToSave): SavedTimeline {
  const commitPlaces = new Map(commits.map((commit, place) => [commit, place]));
  const turns = newTable<Turn>();
  const files = newTable<string>();
  for (const turn of places.keys()) turns.placeOf(turn);
  const spanOf = ({ kind, thing, fields, from, to, aside, source }: Span): SavedSpan => {
    const [begin, end] = [turns.placeOf(from), to === undefined ? null : turns.placeOf(to)];
    const at =
      source === undefined ? null : ([files.placeOf(source.file), source.line, source.column] as const);
    return aside === undefined
      ? [kind, thing, fields, begin, end, at]
      : [kind, thing, fields, begin, end, at, aside];
  };
  const saved = tracks.map(({ key, connection, vocabulary, identities, open, closed }) => ({
    ...{ key, connection, roles: vocabulary === vocabularyOf(connection.provider, { roles: true }) },
    identities: identities.save(),
    open: [...open.values()].map(spanOf),
    closed: closed.map(spanOf),
  }));
  const turnOf = ({ at, by, commit: { id, at: made }, commit }: Turn): SavedTurn => {
    const place = commitPlaces.get(commit);
    if (place === undefined) throw new Error(`The commit ${id} is none of those that are kept.`);
    return by === "commit" && at === made ? place : { at, by, commit: place };
  };
  return { tracks: saved, turns: turns.all().map(turnOf), told: places.size, files: files.all() };
}

export function loadedTracks(
  saved: SavedTimeline,
  commits: readonly PastCommit[],
): { tracks: Track[]; places: Map<Turn, number> } {
  const turns = saved.turns.map((turn): Turn => {
    const commit = placed(commits, typeof turn === "number" ? turn : turn.commit);
    return typeof turn === "number" ? { at: commit.at, by: "commit", commit } : { ...turn, commit };
  });
  const places = new Map(turns.slice(0, saved.told).map((turn, place) => [turn, place]));
  const sourceOf = ([file, line, column]: NonNullable<SavedSpan[5]>): Source => ({
    ...{ file: placed(saved.files, file), line, column },
  });
  const tracks = saved.tracks.map(({ key, connection, roles, identities, open, closed }): Track => {
    const spanOf = ([kind, thing, fields, from, to, source, aside]: SavedSpan): Span => ({
      ...{ organization: key, kind, thing, fields, from: placed(turns, from) },
      ...(to === null ? {} : { to: placed(turns, to) }),
      ...(source === null ? {} : { source: sourceOf(source) }),
      ...given({ aside }),
    });
    return {
      ...{ key, connection, vocabulary: vocabularyOf(connection.provider, { roles }) },
      identities: newIdentities(identities),
      open: new Map(open.map((span) => [`${span[0]} ${span[1]}`, spanOf(span)])),
      closed: closed.map(spanOf),
    };
  });
  return { tracks, places };
}

/** What stands several times, in the order in which it came first. */
function newTable<T>() {
  const places = new Map<T, number>();
  return {
    placeOf(item: T): number {
      const known = places.get(item);
      if (known !== undefined) return known;
      places.set(item, places.size);
      return places.size - 1;
    },
    all: (): T[] => [...places.keys()],
  };
}

function placed<T>(list: readonly T[], place: number): T {
  const found = list[place];
  if (found === undefined) throw new Error(`Nothing is saved at ${place}.`);
  return found;
}
