/** Spans as people read them: under the names that things have last, with where they come from. */
import type { Access, InvalidFiles, Origin } from "../model/evidence.ts";
import type { Kind } from "../model/entity.ts";
import { holderIn } from "../kinds/access.ts";
import { kindOf } from "../kinds/kinds.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { InvalidCommit } from "./commit.ts";
import type { Span, Turn } from "./span.ts";
import type { Timeline } from "./timeline.ts";

type Names = Pick<Timeline, "keysOf">;

/** The span as an access. */
export function accessOf(span: Span, names: Names): Access {
  const fields = readable(span, names);
  return {
    ...{ organization: span.organization, kind: span.kind, key: keyOf(span, names), fields },
    ...(span.source === undefined ? {} : { source: span.source }),
    since: originOf(span.from),
    ...(span.to === undefined ? {} : { ended: originOf(span.to) }),
  };
}

function keyOf(span: Span, names: Names): string {
  const { organization, kind } = span;
  const last = (of: Kind, thing: string): readonly string[] => [
    lastKey(names, { organization, kind: of, thing }),
  ];
  return kindOf(kind).access.keys?.(span, last)[0] ?? lastKey(names, span);
}

/** What a thing is called last. */
function lastKey(
  names: Names,
  where: { readonly organization: string; readonly kind: Kind; readonly thing: string },
): string {
  return names.keysOf(where.organization, where.kind, where.thing).at(-1) ?? where.thing;
}

const origins = new WeakMap<Turn, Origin>();

/** One object for each turn: a commit gives much. */
export function originOf(turn: Turn): Origin {
  const known = origins.get(turn);
  if (known !== undefined) return known;
  const { at, by, commit } = turn;
  const made: Origin = {
    ...{ at, by, commit: commit.id, author: commit.author, subject: commit.subject },
    pull_request: commit.pullRequest,
  };
  origins.set(turn, made);
  return made;
}

export function invalidFiles({ commit, error }: InvalidCommit): InvalidFiles {
  return {
    ...{ commit: commit.id, at: commit.at, pull_request: commit.pullRequest },
    ...{ error: error.message, source: error.source },
  };
}

function readable({ organization, kind, fields }: Span, names: Names): JsonObject {
  const called = (of: Kind, thing: string): string => lastKey(names, { organization, kind: of, thing });
  const spokenOf = kindOf(kind).access.names;
  const named = ([field, value]: readonly [string, Json]): readonly [string, Json] => {
    const holder = holderIn(fields, field);
    if (holder !== undefined) return [field, { kind: holder.kind, key: called(holder.kind, holder.key) }];
    const of = spokenOf[field];
    return [field, of === undefined || typeof value !== "string" ? value : called(of, value)];
  };
  return Object.fromEntries(Object.entries(fields).map(named));
}
