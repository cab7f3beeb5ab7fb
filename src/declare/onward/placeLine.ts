/** A line of a team's list: a place that is new in it, or gone from it. */
import { fold } from "../../model/text.ts";
import type { DeclaredPlace, DeclaredTeam } from "../items.ts";
import { personalPlace } from "../persons.ts";
import { rowAt, type Row } from "../place.ts";
import { plainEntries } from "../plainNodes.ts";
import { shortMembers } from "../sections/teamPlaces.ts";
import { hasManyBlanks } from "../text.ts";
import { blockOf, withBlocks, withSection } from "../versions/outline.ts";
import type { Rows } from "../versions/words.ts";
import { serviceFile, textOf, type Given, type Known, type LineEdit } from "./line.ts";

/** A place that is new in a team's list, or gone from it. */
export function placeEdit({ known, name, change, at, outline }: Given): LineEdit | undefined {
  const { facts } = known;
  const { line, isNew, isGone } = change;
  const { section, start } = at;
  if (isNew === isGone) return undefined;
  // What is new right before an entry is the end of the one above.
  const index = isNew && start === line ? at.index - 1 : at.index;
  const block = section.blocks[index];
  const before = block === undefined ? undefined : facts.teams.get(fold(block.key));
  if (block === undefined || before?.members === undefined || saysMoreThanPlaces(before)) return undefined;
  if (isGone && start === line) return undefined;
  const found = isNew
    ? withPlace(before, before.members, { known, name, change })
    : withoutPlace(before.members, { known, name, change });
  if (found === undefined) return undefined;
  const { members, place } = found;
  const { head } = section;
  const blocks = [...section.blocks];
  blocks[index] = blockOf(block.key, block.lines + (isNew ? 1 : -1));
  return {
    team: {
      ...{ key: before.key, before, after: { ...before, members } },
      ...{ likeness: "other", place: { place, isNew } },
    },
    isHarmless: true,
    outline: withSection(outline, section, withBlocks(section, { head, blocks })),
  };
}

type Places = readonly DeclaredPlace[];
type Line = Pick<Given, "known" | "name" | "change">;

/** Whether the team names somebody already, in its list or elsewhere. */
function isNamedBy({ key: team }: DeclaredTeam, member: string, { naming }: Known): boolean {
  return naming.namers(`members ${member}`).has(`teams ${team}`);
}

/** More on who is in it than the list says. */
function saysMoreThanPlaces(team: DeclaredTeam): boolean {
  const { include, openTo, addsTo, membersFrom, managed, ignore } = team;
  return [include, openTo, addsTo, membersFrom, managed, ignore].some((said) => said !== undefined);
}

/** The list with the change, and the place that it is about. */
interface Listed {
  readonly members: Places;
  readonly place: DeclaredPlace;
}

function withoutPlace(places: Places, { known, name, change }: Line): Listed | undefined {
  const { line, before } = change;
  const index = indexOfRow(places, before.rows[line]);
  const place = places[index];
  const said = placeIn(known, name, before, line);
  // Without any there would be no list.
  if (places.length === 1 || place === undefined || said === undefined || !isBare(place)) return undefined;
  if (said.member.key !== place.member.key) return undefined;
  return { members: places.toSpliced(index, 1), place };
}

function withPlace(team: DeclaredTeam, places: Places, { known, name, change }: Line): Listed | undefined {
  const { line, after } = change;
  const place = placeIn(known, name, after, line);
  const index = indexOfNew(places, after, line);
  if (place === undefined || index === undefined) return undefined;
  const { key } = place.member;
  if (!known.facts.members.has(key) || isNamedBy(team, key, known)) return undefined;
  return { members: places.toSpliced(index, 0, place), place };
}

function isBare({ role, expires, leadsUntil, via }: DeclaredPlace): boolean {
  return role === "member" && [expires, leadsUntil, via].every((said) => said === undefined);
}

/** Of a line that is an item, and nothing but a name. */
function placeIn(known: Known, name: string, rows: Rows, line: number): DeclaredPlace | undefined {
  const { facts } = known;
  const item = textOf(rows, line);
  const [entry] = hasManyBlanks(item) ? [] : (plainEntries(`members:\n${item}`, 0) ?? []);
  if (entry?.value.kind !== "sequence" || entry.value.items.some(({ kind }) => kind !== "scalar"))
    return undefined;
  const file = serviceFile(known, name, { text: `members:\n${item}`, rows: [undefined, rows.rows[line]] });
  const members = shortMembers(file, { kind: "mapping", start: 0, entries: [entry] });
  const [place, ...others] = members ?? [];
  return place === undefined || others.length > 0 ? undefined : personalPlace(place, facts.people);
}

function indexOfRow(places: Places, row: Row | undefined): number {
  if (row === undefined) return -1;
  const isThere = ({ member }: DeclaredPlace): boolean => rowAt(member.at) === row;
  const [first] = places;
  // Nearly every list has a place on each line.
  const likely = row.line - ((first === undefined ? undefined : rowAt(first.member.at))?.line ?? 0);
  const place = places[likely];
  return place !== undefined && isThere(place) ? likely : places.findIndex(isThere);
}

/** At which place of the list the item of a line is new; undefined where its neighbours do not tell. */
function indexOfNew(places: Places, rows: Rows, line: number): number | undefined {
  const [above, own, below] = [line - 1, line, line + 1].map((each) => contentOf(rows, each));
  if (above === undefined || own === undefined || below === undefined) return undefined;
  const goesOn = below.indent === own.indent && below.isItem;
  // What goes further in belongs to the item above.
  if (!goesOn && below.indent >= own.indent) return undefined;
  if (above.isItem && above.indent === own.indent) {
    const index = indexOfRow(places, rows.rows[line - 1]);
    return index === -1 ? undefined : index + 1;
  }
  return goesOn && above.isList && indexOfRow(places, rows.rows[line + 1]) === 0 ? 0 : undefined;
}

interface Content {
  /** Blanks before it; -1 at the end of the file. */
  readonly indent: number;
  readonly isItem: boolean;
  /** It is the name of a team's list. */
  readonly isList: boolean;
}

/** What stands on a line; undefined where nothing does, or a remark. */
function contentOf(rows: Rows, line: number): Content | undefined {
  const text = textOf(rows, line);
  if (text === "")
    return line === rows.starts.length - 1 ? { indent: -1, isItem: false, isList: false } : undefined;
  const content = text.trimStart();
  if (content === "" || content.startsWith("#")) return undefined;
  return {
    indent: text.length - content.length,
    isItem: content.startsWith("- "),
    isList: content.trimEnd() === "members:",
  };
}
