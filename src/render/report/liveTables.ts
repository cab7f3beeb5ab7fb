/** What only the service knows, as tables of the page: unlisted things, keys by age and use, and open tasks. */
import type { Report, ReportLiveKey } from "../../model/evidence.ts";
import { plural } from "../../model/text.ts";
import type { Table } from "./markup.ts";

/** None where nothing was read live. */
export function liveTables({ live }: Report): Table[] {
  if (live === undefined) return [];
  return [
    {
      ...{ id: "unlisted", title: "Live, and in no file", none: "Everything live is in a file." },
      head: ["What", "Organization", "Kind"],
      rows: live.flatMap(({ organization, unlisted }) =>
        unlisted.map(({ kind, key }) => [key, organization, kind.replaceAll("_", " ")]),
      ),
    },
    {
      ...{ id: "keys", title: "Keys", none: "There are no keys." },
      head: ["Key", "Organization", "Age", "Last used", "Replaced after", "In a file"],
      rows: live.flatMap(({ organization, at, keys }) =>
        keys.map((key) => [
          ...[key.key, organization, ageOf(key, at), usedOf(key)],
          ...[replacedOf(key), key.listed ? "yes" : "no"],
        ]),
      ),
    },
    {
      ...{ id: "tasks", title: "Open tasks", none: "Nothing is left to be done." },
      head: ["Task", "Organization", "Who left", "Open since", "Id"],
      rows: live.flatMap(({ organization, tasks }) =>
        tasks.map(({ id, person, message, since }) => [
          ...[message, organization, person],
          ...[since ?? "not known", id],
        ]),
      ),
    },
  ];
}

const day = 24 * 3_600_000;

function ageOf({ created_at: made }: ReportLiveKey, at: string): string {
  if (made === undefined) return "not known";
  return plural(Math.max(0, Math.floor((Date.parse(at) - Date.parse(made)) / day)), "day");
}

function usedOf({ last_used_at: used }: ReportLiveKey): string {
  return used === undefined ? "never, or not said" : used.slice(0, 10);
}

function replacedOf({ rotate_after_ms: most }: ReportLiveKey): string {
  return most === undefined ? "no policy" : plural(Math.round(most / day), "day");
}
