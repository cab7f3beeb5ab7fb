/**
 * What a change of one line says, where it is of the sorts that most changes are: somebody's other role, somebody new, a place
 * in a team's list. That line is read and nothing else of the entry; of any other change all entries that it touches are read.
 */
import type { DeclaredMember, DeclaredTeam } from "../items.ts";
import type { Outline } from "../versions/outline.ts";
import type { NextVersion } from "../versions/version.ts";
import { isKnownSort, type Edit, type Edits } from "./edits.ts";
import type { BlockAt, Change, Known, LineEdit } from "./line.ts";
import { memberEdit } from "./memberLine.ts";
import { placeEdit } from "./placeLine.ts";

interface LineEdits {
  readonly edits: Edits;
  /** What was valid before is valid with them, and no rule need be asked. */
  readonly isHarmless: boolean;
}

/** Of each file a line; undefined where one of them is more, or something else. */
export function lineEdits(
  known: Known,
  next: ReadonlyMap<string, NextVersion | undefined>,
): LineEdits | undefined {
  const members: Edit<DeclaredMember>[] = [];
  const teams: Edit<DeclaredTeam>[] = [];
  const laidOut: (() => void)[] = [];
  let isHarmless = true;
  for (const [name, version] of next) {
    const found = version === undefined ? undefined : lineEdit(known, name, version);
    if (found === undefined) return undefined;
    if (found.member !== undefined) members.push(found.member);
    if (found.team !== undefined) teams.push(found.team);
    if (found.outline !== undefined) laidOut.push(() => version?.version.isLaidOut(found.outline));
    isHarmless &&= found.isHarmless;
  }
  if (members.some(({ key }, index) => members.findIndex((other) => other.key === key) < index))
    return undefined;
  const edits = { members, teams, service_accounts: [] };
  if (!isKnownSort(known.facts, edits)) return undefined;
  for (const layOut of laidOut) layOut();
  return { edits, isHarmless };
}

function lineEdit(known: Known, name: string, { follows, version }: NextVersion): LineEdit | undefined {
  const outline = follows?.before.outline();
  if (follows === undefined || outline === undefined) return undefined;
  const { before, common } = follows;
  const gone = before.starts.length - common.first - common.last;
  const more = version.starts.length - common.first - common.last;
  if (Math.min(gone, more) < 0 || Math.max(gone, more) !== 1) return undefined;
  const change = { line: common.first, isNew: gone === 0, isGone: more === 0, before, after: version };
  const at = blockAt(outline, change);
  if (at === undefined) return undefined;
  const given = { known, name, change, at, outline };
  if (at.section.key === "members") return memberEdit(given);
  return at.section.key === "teams" ? placeEdit(given) : undefined;
}

function blockAt({ lead, sections }: Outline, { line, isNew }: Change): BlockAt | undefined {
  let start = lead;
  for (const section of sections) {
    const { blocks, head } = section;
    const isAbove = line < start + head;
    start += head;
    let index = 0;
    for (; index < blocks.length; index++) {
      const end = start + (blocks[index]?.lines ?? 0);
      if (line < end) break;
      start = end;
    }
    // A line that is new at the end of a section may be the next one's.
    if (index === blocks.length && (line !== start || !isNew)) continue;
    return isAbove || blocks.length === 0 ? undefined : { section, index, start };
  }
  return undefined;
}
