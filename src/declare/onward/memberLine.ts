/** Somebody's line: another role of theirs, somebody new, or somebody who is gone. */
import type { DeclaredMember, ItemName } from "../items.ts";
import type { Entry } from "../node.ts";
import { plainEntries } from "../plainNodes.ts";
import { personalMember } from "../persons.ts";
import type { Row } from "../place.ts";
import { readMembers } from "../sections/members.ts";
import { hasManyBlanks } from "../text.ts";
import { blockOf, withBlocks, withSection } from "../versions/outline.ts";
import type { Rows } from "../versions/words.ts";
import { serviceFile, textOf, type Given, type Known, type LineEdit } from "./line.ts";

/** Somebody's other role, somebody new, or somebody who is gone. */
export function memberEdit({ known, name, change, at, outline }: Given): LineEdit | undefined {
  const { facts, naming } = known;
  const { line, isNew, isGone, before: rows, after } = change;
  const { section, index, start } = at;
  const block = section.blocks[index];
  if (start !== line || (!isNew && block?.lines !== 1)) return undefined;
  const entry = entryAt(isGone ? rows : after, { line, indent: section.indent });
  const item = entry === undefined ? undefined : memberIn(known, name, entry);
  if (entry === undefined || item === undefined) return undefined;
  const { key } = item;
  const before = facts.members.get(key);
  if (isNew || isGone) {
    // Without any there would be no list.
    if ((before !== undefined) === isNew || (isGone && section.blocks.length === 1)) return undefined;
    const { head } = section;
    const blocks = section.blocks.toSpliced(
      index,
      isGone ? 1 : 0,
      ...(isNew ? [blockOf(entry.key.text, 1)] : []),
    );
    const member = { key, before, after: isNew ? item : undefined, likeness: "other" } as const;
    return {
      member,
      isHarmless: false,
      outline: withSection(outline, section, withBlocks(section, { head, blocks })),
    };
  }
  if (before === undefined || block?.key !== entry.key.text || !isOfAnotherRole(before, item))
    return undefined;
  // Of people whom teams name, no rule asks what role they have.
  const isHarmless = isNamedByTeamsAlone(naming.namers(`members ${key}`));
  return { member: { key, before, after: item, likeness: "other" }, isHarmless, outline };
}

/** The one entry of a line, where it is a word and a value. */
interface LineEntry extends Entry {
  readonly text: string;
  readonly row: Row | undefined;
}

function entryAt(
  rows: Rows,
  { line, indent }: { readonly line: number; readonly indent: number },
): LineEntry | undefined {
  const text = textOf(rows, line);
  const [entry, ...more] = (hasManyBlanks(text) ? undefined : plainEntries(text, indent)) ?? [];
  if (entry?.value.kind !== "scalar" || more.length > 0) return undefined;
  return { key: entry.key, value: entry.value, text, row: rows.rows[line] };
}

function isNamedByTeamsAlone(namers: Iterable<ItemName>): boolean {
  for (const namer of namers) if (!namer.startsWith("teams ")) return false;
  return true;
}

function memberIn(known: Known, name: string, entry: LineEntry): DeclaredMember | undefined {
  const file = serviceFile(known, name, { text: entry.text, rows: [entry.row] });
  const { items, diagnostics } = readMembers(file, { kind: "mapping", start: 0, entries: [entry] });
  const [item] = items;
  return item === undefined || diagnostics.length > 0 ? undefined : personalMember(item, known.facts.people);
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
  if (role === undefined || state !== "active") return false;
  for (const field in member) if (!plainFields.has(field)) return false;
  return Object.keys(asIs).length === 0;
}
