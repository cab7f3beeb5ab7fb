/** By whose word something is, as the cells of a table say it. */
import type { Origin } from "../model/evidence.ts";

/** Its pull request. */
export function pullText({ pull_request: number }: Pick<Origin, "pull_request">): string {
  return number === null ? "direct" : String(number);
}

/** Who approved it: empty where that was not looked up. */
export function approversText({ approvals }: Pick<Origin, "approvals">): string {
  if (approvals === undefined) return "";
  if (approvals.length === 0) return "nobody";
  const words = approvals.map(({ by, own: isOwn, stale }) =>
    [by, ...(isOwn === true ? ["(their own)"] : []), ...(stale === true ? ["(an earlier head)"] : [])].join(
      " ",
    ),
  );
  return words.join("; ");
}
