/** Whom or what an action is about, as pieces. */
import { foreign, own, textOf } from "./detail.ts";
import type { Piece } from "./detail.ts";
import type { Kind } from "../model/entity.ts";
import type { JsonObject } from "../model/json.ts";

/** What the subject is told from. */
export interface Named {
  readonly kind: Kind;
  readonly key: string;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

/** The e-mail or slug as it is written, where the plan holds it, else the key; "ana@acme.example in finance". */
export function subjectOf(item: Named): Piece[] {
  switch (item.kind) {
    case "member":
      return [foreign(textOf(item.after, "email") ?? textOf(item.before, "email") ?? item.key)];
    case "team":
      return [foreign(textOf(item.after, "slug") ?? textOf(item.before, "slug") ?? item.key)];
    case "team_membership": {
      // A slug has no "/", an e-mail address may.
      const cut = item.key.indexOf("/");
      if (cut < 0) return [foreign(item.key)];
      return [foreign(item.key.slice(cut + 1)), own(" in "), foreign(item.key.slice(0, cut))];
    }
  }
}
