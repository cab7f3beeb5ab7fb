/** A timeline as plain data and back, so that what was made of the commits once need not be made again. */
import { vocabularyOf } from "../model/vocabularies/all.ts";
import type { Kind } from "../model/entity.ts";
import type { JsonObject } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import type { PastCommit } from "./commit.ts";
import { newIdentities, type SavedIdentities } from "./identity.ts";
import type { Span, Turn } from "./span.ts";
import type { Track } from "./track.ts";
import { given } from "../model/given.ts";

interface SavedSpan {
  readonly kind: Kind;
  readonly thing: string;
  readonly fields: JsonObject;
  /** Places in the list of turns. */
  readonly from: number;
  readonly to?: number;
  readonly aside?: NonNullable<Span["aside"]>;
  readonly source?: NonNullable<Span["source"]>;
}

export interface SavedTimeline {
  /** `commit`: a place in the list of commits, which is kept beside it; `place`: the how many-th it was told as. */
  readonly turns: readonly {
    readonly at: string;
    readonly by: Turn["by"];
    readonly commit: number;
    readonly place?: number;
  }[];
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

export interface TracksToSave {
  readonly tracks: readonly Track[];
  readonly places: ReadonlyMap<Turn, number>;
  readonly commits: readonly PastCommit[];
}

export function savedTracks({ tracks, places, commits }: TracksToSave): SavedTimeline {
  const commitPlaces = new Map(commits.map((commit, place) => [commit, place]));
  const placeOf = (commit: PastCommit): number => {
    const found = commitPlaces.get(commit);
    if (found === undefined) throw new Error(`The commit ${commit.id} is none of those that are kept.`);
    return found;
  };
  const turns = newTable<Turn>();
  for (const turn of places.keys()) turns.placeOf(turn);
  const spanOf = ({ kind, thing, fields, from, to, aside, source }: Span): SavedSpan => ({
    ...{ kind, thing, fields, from: turns.placeOf(from) },
    ...(to === undefined ? {} : { to: turns.placeOf(to) }),
    ...given({ aside, source }),
  });
  const saved = tracks.map(({ key, connection, vocabulary, identities, open, closed }) => ({
    ...{ key, connection, roles: vocabulary === vocabularyOf(connection.provider, { roles: true }) },
    identities: identities.save(),
    open: [...open.values()].map(spanOf),
    closed: closed.map(spanOf),
  }));
  return {
    tracks: saved,
    turns: turns.all().map((turn) => {
      const place = places.get(turn);
      const { at, by, commit } = turn;
      return { at, by, commit: placeOf(commit), ...given({ place }) };
    }),
  };
}

export function loadedTracks(
  saved: SavedTimeline,
  commits: readonly PastCommit[],
): { tracks: Track[]; places: Map<Turn, number> } {
  const places = new Map<Turn, number>();
  const turns = saved.turns.map(({ at, by, commit, place }) => {
    const turn: Turn = { at, by, commit: placed(commits, commit) };
    if (place !== undefined) places.set(turn, place);
    return turn;
  });
  const tracks = saved.tracks.map(({ key, connection, roles, identities, open, closed }): Track => {
    const spanOf = ({ from, to, ...span }: SavedSpan): Span => ({
      ...{ ...span, organization: key, from: placed(turns, from) },
      ...(to === undefined ? {} : { to: placed(turns, to) }),
    });
    return {
      ...{ key, connection, vocabulary: vocabularyOf(connection.provider, { roles }) },
      identities: newIdentities(identities),
      open: new Map(open.map((span) => [`${span.kind} ${span.thing}`, spanOf(span)])),
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
