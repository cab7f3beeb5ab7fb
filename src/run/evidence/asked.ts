/** What somebody asks of the past: days and names that make no sense are said, before anything empty looks like an answer. */
import { invalidFiles } from "../../history/access.ts";
import type { InvalidCommit } from "../../history/commit.ts";
import { lastInvalid, type Basis } from "../../model/evidence.ts";
import { plural } from "../../model/text.ts";
import type { Timeline } from "../../history/timeline.ts";
import type { Approvals } from "./approvals.ts";

/** Why there is nothing between two days. */
export function objectionToPeriod(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  today: string,
): string | undefined {
  const end = to ?? today;
  if (from === undefined || from <= end) return undefined;
  return to === undefined
    ? `${from} is yet to come (today is ${today}, UTC): give the day that it ends on, too (--to).`
    : `There is no day from ${from} to ${to}: give the earlier one first.`;
}

export function objectionToOrganizations(
  { timeline, invalid }: KnownOrganizations,
  asked: readonly string[],
): string | undefined {
  const known = timeline.organizations();
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const commits = `${plural(invalid.length, "commit")} with invalid files, the last ${lastInvalid(invalid.map(invalidFiles))}`;
  if (known.length === 0 && invalid.length > 0)
    return `Whether there is an organization ${unknown} could not be read: there is nothing but ${commits}`;
  const there = known.length === 0 ? "There is none." : `There are: ${known.join(", ")}.`;
  const unread = invalid.length === 0 ? "" : ` What only invalid files name is not known (${commits})`;
  return `No organization is called ${unknown}; one that was renamed goes by its last name. ${there}${unread}`;
}

/** What tells of the organizations that there ever were. */
export interface KnownOrganizations {
  readonly timeline: Pick<Timeline, "organizations">;
  readonly invalid: readonly InvalidCommit[];
}

/** What there is to know of a day that the files do not reach, or that is yet to come. */
export function notesOnDay({ since, on }: Pick<Basis, "since" | "on">, today: string): string[] {
  if (on > today) return [`${on} is yet to come: this is by the files as they are now.`];
  const first = since?.slice(0, 10);
  if (first === undefined || on >= first) return [];
  return [`The files begin on ${first}: before that day, nothing was declared.`];
}

/** Of whoever asked for nobody to be asked. */
export const notAsked: Approvals = {
  proposedBy: () => undefined,
  add: (origin) => origin,
  notes: ["Neither the live organizations nor reviews were looked up (--offline)."],
};

export const filesAlone = "It rests on files alone: the live organizations were not read.";
