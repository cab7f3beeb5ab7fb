/** The desired shares of a holder, and those that a day has ended. */
import type { Holder } from "../model/entities/holder.ts";
import type { Share } from "../model/entities/share.ts";
import { shareKey } from "../kinds/share/kind.ts";
import type { DeclaredShare } from "./items.ts";
import { sourceAt } from "./place.ts";
import { termsOf } from "./terms.ts";

/** The shares that a holder has by the files. */
export function sharesOf(holder: Holder, shares: readonly DeclaredShare[]): Share[] {
  return shares.filter((share) => share.ended === undefined).map((share) => shareOf(holder, share));
}

/** The shares that a holder had until a day that has come. */
export function endedShares(holder: Holder, shares: readonly DeclaredShare[] = []): Share[] {
  return shares.filter((share) => share.ended !== undefined).map((share) => shareOf(holder, share));
}

function shareOf(holder: Holder, share: DeclaredShare): Share {
  const { resource, name, level, at } = share;
  const terms = termsOf(share);
  return {
    kind: "share",
    key: shareKey({ resource, name, holder }),
    resource,
    name,
    holder,
    level,
    ...(terms === undefined ? {} : { terms }),
    source: sourceAt(at),
  };
}
