/** What a subject is told from: fields where a plan holds them, else the key. */
import { textOf } from "../model/jsonFields.ts";
import type { JsonObject } from "../model/json.ts";
import { foreign, type Piece } from "./pieces.ts";

export interface Told {
  readonly key: string;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  /** What the service calls what the rest tells by its id. */
  readonly called?: string;
}

/** The text of a field, as it will be, or as it was. */
export function toldOf({ before, after }: Told, field: string): string | undefined {
  return textOf(after, field) ?? textOf(before, field);
}

/** What stands in a field, else the key. */
export function nameIn(told: Told, field: string): Piece {
  return foreign(toldOf(told, field) ?? told.key);
}
