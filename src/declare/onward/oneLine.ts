/**
 * What a change of one line says, where it is of the sorts that most changes are: somebody's other role, somebody new, a place
 * in a team's list. That line is read and nothing else of the entry; of any other change all entries that it touches are read.
 */
import { fold } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import type { DeclaredMember, DeclaredPlace, DeclaredTeam } from "../items.ts";
import type { Entry } from "../node.ts";
import { rowAt, type Row } from "../place.ts";
import { plainEntries } from "../plainNodes.ts";
import { emptyLists } from "../sections/all.ts";
import { readMembers } from "../sections/members.ts";
import { withPeople, type Sections } from "../sections/read.ts";
import { shortMembers } from "../sections/teamPlaces.ts";
import { hasManyBlanks } from "../text.ts";
import { linesIn, type Block, type Outline, type Section } from "../versions/outline.ts";
import type { NextVersion } from "../versions/version.ts";
import type { Rows } from "../versions/words.ts";
import type { ServiceFile } from "../wordedFile.ts";
import { isKnownSort, type Edit, type Edits } from "./edits.ts";
import type { Naming } from "./naming.ts";

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
  if (new Set(members.map(({ key }) => key)).size < members.length) return undefined;
  const edits = { members, teams, service_accounts: [] };
  if (!isKnownSort(known.facts, edits)) return undefined;
  for (const layOut of laidOut) layOut();
  return { edits, isHarmless };
}

interface Known {
  readonly facts: Facts;
  readonly naming: Naming;
}

interface LineEdit {
  readonly member?: Edit<DeclaredMember>;
  readonly team?: Edit<DeclaredTeam>;
  readonly isHarmless: boolean;
  /** That of the new version. */
  readonly outline: Outline;
}

/** A line that is there in one of two versions, or is another in both. */
interface Change {
  readonly line: number;
  readonly isNew: boolean;
  readonly isGone: boolean;
  readonly before: Rows;
  readonly after: Rows;
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

interface BlockAt {
  readonly section: Section;
  /** The how many-th block: the one with the line, or before which it is new. */
  readonly index: number;
  /** Its first line. */
  readonly start: number;
}

function blockAt({ lead, sections }: Outline, { line, isNew }: Change): BlockAt | undefined {
  let first = lead;
  for (const section of sections) {
    const end = first + linesIn(section);
    const { blocks, head } = section;
    // A line that is new at the end of a section may be the next one's.
    if (line < first + head || line > end || (line === end && !isNew)) {
      first = end;
      continue;
    }
    let start = first + head;
    let index = 0;
    for (
      let lines = blocks[0]?.lines;
      lines !== undefined && start + lines <= line;
      lines = blocks[index]?.lines
    ) {
      start += lines;
      index += 1;
    }
    return blocks.length === 0 ? undefined : { section, index, start };
  }
  return undefined;
}

interface Given {
  readonly known: Known;
  readonly name: string;
  readonly change: Change;
  readonly at: BlockAt;
  readonly outline: Outline;
}

const nobody: Sections = { ...emptyLists(), diagnostics: [] };

/** Somebody's other role, or somebody new. */
function memberEdit({ known, name, change, at, outline }: Given): LineEdit | undefined {
  const { facts, naming } = known;
  const { line, isNew, isGone, after } = change;
  const { section, index, start } = at;
  const block = section.blocks[index];
  if (isGone || start !== line || (!isNew && block?.lines !== 1)) return undefined;
  const text = textOf(after, line);
  const entries = plainEntries(text, section.indent);
  const [entry] = entries ?? [];
  if (entry?.value.kind !== "scalar" || entries?.length !== 1 || hasManyBlanks(text)) return undefined;
  const item = memberIn(serviceFile(known, name, { text, rows: [after.rows[line]] }), entry, facts);
  if (item === undefined) return undefined;
  const { key } = item;
  const before = facts.members.get(key);
  if (isNew) {
    if (before !== undefined) return undefined;
    const blocks = [...section.blocks];
    blocks.splice(index, 0, { key: entry.key.text, lines: 1 });
    const edit = { key, after: item, likeness: "other" } as const;
    return { member: edit, isHarmless: false, outline: withBlocks(outline, section, blocks) };
  }
  if (before === undefined || block?.key !== entry.key.text || !isOfAnotherRole(before, item))
    return undefined;
  // Of people whom teams name, no rule asks what role they have.
  const isHarmless = [...naming.namers(`members ${key}`)].every((namer) => namer.startsWith("teams "));
  return { member: { key, before, after: item, likeness: "other" }, isHarmless, outline };
}

function memberIn(file: ServiceFile, entry: Entry, { people }: Facts): DeclaredMember | undefined {
  const { items, diagnostics } = readMembers(file, { kind: "mapping", start: 0, entries: [entry] });
  const [member] = withPeople({ ...nobody, members: [...items] }, people).members;
  return diagnostics.length > 0 ? undefined : member;
}

/** Whether two entries of one person say nothing but a role that the service has, and another one each. */
function isOfAnotherRole(before: DeclaredMember, after: DeclaredMember): boolean {
  return (
    isPlain(before) &&
    isPlain(after) &&
    before.role !== after.role &&
    before.email === after.email &&
    before.person === after.person &&
    before.leaves === after.leaves
  );
}

const plainFields: ReadonlySet<string> = new Set<keyof DeclaredMember>([
  ...(["key", "email", "person", "listedId", "leaves", "state", "role", "asIs", "at"] as const),
]);

function isPlain(member: DeclaredMember): boolean {
  const { role, state, asIs } = member;
  const says = [...Object.keys(member).filter((field) => !plainFields.has(field)), ...Object.keys(asIs)];
  return role !== undefined && state === "active" && says.length === 0;
}

/** A place that is new in a team's list, or gone from it. */
function placeEdit({ known, name, change, at, outline }: Given): LineEdit | undefined {
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
  const members = isNew
    ? withPlace(before.members, known, name, change)
    : withoutPlace(before.members, known, name, change);
  if (members === undefined) return undefined;
  const blocks = [...section.blocks];
  blocks[index] = { ...block, lines: block.lines + (isNew ? 1 : -1) };
  return {
    team: { key: before.key, before, after: { ...before, members }, likeness: "other" },
    ...{ isHarmless: true, outline: withBlocks(outline, section, blocks) },
  };
}

type Places = readonly DeclaredPlace[];

/** More on who is in it than the list says. */
function saysMoreThanPlaces(team: DeclaredTeam): boolean {
  const { include, openTo, addsTo, membersFrom, managed, ignore } = team;
  return [include, openTo, addsTo, membersFrom, managed, ignore].some((said) => said !== undefined);
}

function withoutPlace(places: Places, known: Known, name: string, change: Change): Places | undefined {
  const { line, before } = change;
  const index = indexOfRow(places, before.rows[line]);
  const place = places[index];
  const said = placeIn(known, name, before, line);
  // Without any there would be no list.
  if (places.length === 1 || place === undefined || said === undefined || !isBare(place)) return undefined;
  return said.member.key === place.member.key ? places.filter((other) => other !== place) : undefined;
}

function withPlace(places: Places, known: Known, name: string, change: Change): Places | undefined {
  const { line, after } = change;
  const place = placeIn(known, name, after, line);
  const index = indexOfNew(places, after, line);
  if (place === undefined || index === undefined) return undefined;
  const { key } = place.member;
  if (!known.facts.members.has(key) || places.some(({ member }) => member.key === key)) return undefined;
  return [...places.slice(0, index), place, ...places.slice(index)];
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
  if (members?.length !== 1) return undefined;
  const team: DeclaredTeam = { key: "", slug: "", previously: [], members, at: { file, offset: 0 } };
  return withPeople({ ...nobody, teams: [team] }, facts.people).teams[0]?.members?.[0];
}

function indexOfRow(places: Places, row: Row | undefined): number {
  return row === undefined ? -1 : places.findIndex(({ member }) => rowAt(member.at) === row);
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

/** Of bytes that are not all ASCII it makes characters that are not, either, and no text is plain then. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function textOf({ bytes, starts }: Rows, line: number): string {
  return decoder.decode(bytes.subarray(starts[line] ?? bytes.length, starts[line + 1] ?? bytes.length));
}

/** A file that has these lines alone. */
function serviceFile(
  { facts: { vocabulary } }: Known,
  name: string,
  { text, rows }: { readonly text: string; readonly rows: readonly (Row | undefined)[] },
): ServiceFile {
  const lineStarts = rows.length === 1 ? [0] : [0, text.indexOf("\n") + 1];
  return { name, text, lineStarts, vocabulary, rows: rows.map((row) => row ?? { line: 1 }) };
}

function withBlocks(outline: Outline, section: Section, blocks: readonly Block[]): Outline {
  return {
    ...outline,
    sections: outline.sections.map((each) => (each === section ? { ...section, blocks } : each)),
  };
}
