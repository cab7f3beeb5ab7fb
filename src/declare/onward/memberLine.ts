/** Somebody's line: another role of theirs, or somebody new. */
import type { Facts } from "../facts.ts";
import type { DeclaredMember } from "../items.ts";
import type { Entry } from "../node.ts";
import { plainEntries } from "../plainNodes.ts";
import { readMembers } from "../sections/members.ts";
import { withPeople } from "../sections/read.ts";
import { hasManyBlanks } from "../text.ts";
import type { ServiceFile } from "../wordedFile.ts";
import { nobody, serviceFile, textOf, withBlocks, type Given, type LineEdit } from "./line.ts";

/** Somebody's other role, or somebody new. */
export function memberEdit({ known, name, change, at, outline }: Given): LineEdit | undefined {
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
