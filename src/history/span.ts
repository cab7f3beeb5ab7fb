/** Spans: what was declared, from which commit until which. Pure data, made by `timeline.ts`. */
import type { Source } from "../model/diagnostic.ts";
import type { Terms } from "../model/entities/carried.ts";
import type { Kind } from "../model/entity.ts";
import type { JsonObject } from "../model/json.ts";
import type { PastCommit } from "./commit.ts";

/** Why something begins or ends. */
export interface Turn {
  /** RFC 3339 UTC. */
  readonly at: string;
  /** The commit whose files said so. */
  readonly commit: PastCommit;
  /** `date`: a day that those files name had come. */
  readonly by: "commit" | "date";
}

/** One entity with one meaning, without interruption. */
export interface Span {
  /** Key of the organization, as it is called by the end. */
  readonly organization: string;
  readonly kind: Kind;
  /** What it is, whatever it is called: equal for all spans of one thing. */
  readonly thing: string;
  /** The fields that count. What they speak of stands there as the thing that it is. */
  readonly fields: JsonObject;
  readonly from: Turn;
  /** Undefined while it lasts. */
  readonly to?: Turn | undefined;
  /** What the files say of it besides, by the end: no part of what it means. */
  readonly aside?: Pick<Terms, "guest" | "approved_by"> | undefined;
  /** Where the files declare it by the end. */
  readonly source?: Source | undefined;
}

/** Whether it held at a moment. */
export function isOpenAt({ from, to }: Pick<Span, "from" | "to">, moment: string): boolean {
  return from.at <= moment && (to === undefined || to.at > moment);
}

/** The last moment of a UTC day: what is so on a day is what is so when it ends. */
export function endOfDay(day: string): string {
  return `${day}T23:59:59.999Z`;
}

/** The span before, where the one goes on from it. */
export function adjacent(before: Span | undefined, span: Span): Span | undefined {
  return before?.to !== undefined && before.to.at === span.from.at ? before : undefined;
}
