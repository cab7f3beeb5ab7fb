/** The report as data: the access list as CSV, and all of it as JSON. */
import type { Access, Report } from "../../model/evidence.ts";
import { csv, unreadRows } from "../csv.ts";
import { jsonText } from "../escape.ts";
import { approversText, pullText } from "../originCells.ts";
import { accessText, placeText } from "./markup.ts";

/** `{ schema_version, organizations, from?, to?, basis, journals, look, people, privileged, guests, accounts, teams, access, joiners?, leavers?, changes?, live? }` */
export function reportJson(report: Report): string {
  return jsonText({ schema_version: 1, ...report });
}

/** The access list: a row for everything that is so on the day; where nothing could be read, one that says so and why. */
export function reportCsv({ access, privileged, guests, basis: { unread } }: Report): string {
  const nameOf = ({ organization, kind, key }: Access): string => `${organization}\0${kind}\0${key}`;
  // Of the rest nobody asked who approved it.
  const asked = new Map(
    [...guests.map(({ member }) => member), ...privileged].map((item) => [nameOf(item), item]),
  );
  const isPrivileged = new Set(privileged.map(nameOf));
  const head = [
    "organization",
    "kind",
    "key",
    "what",
    "privileged",
    "since",
    "by",
    "commit",
    "pull_request",
    "author",
    "applied_at",
    "where",
    "approved_by",
    "given",
    "given_commit",
    "given_pull_request",
    "given_approved_by",
  ];
  const rows = access.map((listed) => {
    const item = asked.get(nameOf(listed)) ?? listed;
    const { organization, kind, key, since, given, applied } = item;
    return [
      ...[
        organization,
        kind,
        key,
        accessText(item, "anybody"),
        isPrivileged.has(nameOf(item)) ? "yes" : "no",
      ],
      ...[since.at, since.by, since.commit],
      ...[pullText(since), since.author],
      ...[applied === null ? "not seen" : (applied?.at ?? ""), placeText(item), approversText(since)],
      ...(given === undefined
        ? ["", "", "", ""]
        : [given.at, given.commit, pullText(given), approversText(given)]),
    ];
  });
  return csv(head, [
    ...unreadRows(unread === undefined ? [] : [unread], head, { word: "kind", why: "what" }),
    ...rows,
  ]);
}
