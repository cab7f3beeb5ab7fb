/** By what an entry of a review is found again, in its files and among those who have something now. */
import type { ReviewEntry } from "../model/review.ts";

export function nameOfEntry({ kind, key }: Pick<ReviewEntry, "kind" | "key">): string {
  return `${kind} ${key}`;
}
