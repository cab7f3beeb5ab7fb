/** Entries of `members`: the short forms straight off the nodes, the others held against the definition. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { isBuiltIn } from "../model/role.ts";
import { fold } from "../model/text.ts";
import type { Vocabulary } from "../model/vocabulary.ts";
import type { DeclaredMember, Reference } from "./facts.ts";
import {
  datesAsText,
  dayField,
  isPerson,
  mappingOf,
  reference,
  references,
  referenceTo,
  roleField,
  roleNamed,
  without,
} from "./fields.ts";
import type { MappingNode, Node, ScalarNode } from "./nodes.ts";
import { idsOf } from "./peopleEntries.ts";
import { append, errorAt, quoted } from "./place.ts";
import { plainKind } from "./scalar.ts";
import type { ServiceFile } from "./schema.ts";
import { isSlug } from "./schemaWords.ts";
import { checkShape, entryOf, wrongKind, type Subject } from "./shape.ts";
import { readShares } from "./shares.ts";
import { given } from "../model/given.ts";

/** The members that a section lists, and what is wrong with them. Those with errors come as active, without fields. */
export function readMembers(
  file: ServiceFile,
  section: MappingNode,
): { readonly items: readonly DeclaredMember[]; readonly diagnostics: readonly Diagnostic[] } {
  const items: DeclaredMember[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { key, value } of section.entries) {
    const email = key.text;
    const at = { file, offset: key.start };
    if (key.plain && plainKind(email) !== "text") {
      diagnostics.push(errorAt(at, wrongKind(key, "a member's e-mail", "text")));
      continue;
    }
    const named = { key: fold(email), email, at };
    const what = (): string => `the member ${quoted(email)}`;
    const listed = value.kind === "mapping" ? entryOf(value, "shares")?.value : undefined;
    const rest = listed === undefined ? value : without(value, ["shares"]);
    const shares = listed === undefined ? undefined : readShares(file, listed, what);
    append(diagnostics, shares?.diagnostics ?? []);
    const item =
      shortEntry(file, named, rest) ??
      longEntry(named, { file, node: datesAsText(rest, dates), at, what }, diagnostics);
    if (item === undefined) items.push({ ...named, state: "active" });
    else items.push(shares === undefined ? item : { ...item, shares: shares.items });
  }
  return { items, diagnostics };
}

const dates = ["expires", "until"];

type Named = Pick<DeclaredMember, "key" | "email" | "at">;

/** An active member whose entry is a role, or a mapping of nothing but role or profile, state and successor. */
function shortEntry(file: ServiceFile, named: Named, value: Node): DeclaredMember | undefined {
  // Nearly every entry ends here, so these are written out and not spread together.
  const { key, email, at } = named;
  const { vocabulary } = file.schemas;
  if (value.kind === "scalar") {
    if (isBuiltIn(value.text, vocabulary)) return { key, email, role: value.text, state: "active", at };
    return isName(value, vocabulary)
      ? { ...named, ...roleNamed(file, value.text, value), state: "active" }
      : undefined;
  }
  if (value.kind !== "mapping") return undefined;
  let given: ScalarNode | undefined;
  let byProfile = false;
  let successor: Reference | undefined;
  for (const { key: field, value: said } of value.entries) {
    if (said.kind !== "scalar") return undefined;
    if (field.text === "role" || field.text === "profile") {
      if (given !== undefined || !isName(said, vocabulary)) return undefined;
      given = said;
      byProfile = field.text === "profile";
    } else if (field.text === "successor") {
      if (!isPerson(said)) return undefined;
      successor = referenceTo(file, said.text, said);
    } else if (field.text !== "state" || said.text !== "active") return undefined;
  }
  if (given === undefined) return undefined;
  if (!byProfile && isBuiltIn(given.text, vocabulary)) {
    const role = given.text;
    return successor === undefined
      ? { key, email, role, state: "active", at }
      : { key, email, role, state: "active", successor, at };
  }
  const fields = byProfile
    ? { profile: referenceTo(file, given.text, given) }
    : roleNamed(file, given.text, given);
  return { ...named, ...fields, state: "active", ...(successor === undefined ? {} : { successor }) };
}

/** Whether a scalar is text that can be a role's or a profile's name. */
function isName(node: ScalarNode, vocabulary: Vocabulary): boolean {
  if (isBuiltIn(node.text, vocabulary)) return true;
  return isSlug(node.text) && (!node.plain || plainKind(node.text) === "text");
}

type MemberSubject = Subject & { readonly file: ServiceFile };

/** Any other entry; undefined when something is wrong with it. */
function longEntry(
  named: Named,
  subject: MemberSubject,
  diagnostics: Diagnostic[],
): DeclaredMember | undefined {
  const { file, node, what } = subject;
  if (node.kind === "sequence") {
    const hint = "One role each: write the one that they are to have.";
    const remark = wrongKind(node, what(), "a role or a mapping");
    diagnostics.push(errorAt({ file, offset: node.start }, { ...remark, hint }));
    return undefined;
  }
  const checked = checkShape(file.schemas.member, subject);
  if (!checked.ok) {
    append(diagnostics, checked.diagnostics);
    return undefined;
  }
  if (typeof checked.value === "string") {
    return { ...named, ...roleNamed(file, checked.value, node), state: "active" };
  }
  const mapping = mappingOf(node);
  const { state = "active", at_once: atOnce, reason, invite_again: inviteAgain } = checked.value;
  const profile = reference(file, mapping, "profile");
  const successor = reference(file, mapping, "successor");
  return {
    ...named,
    ...roleField(file, mapping),
    state,
    ...given({ profile, successor, atOnce }),
    ...(checked.value.previously === undefined
      ? {}
      : { previously: references(file, mapping, "previously") }),
    ...(checked.value.ids === undefined ? {} : { ids: idsOf(file, mapping) }),
    ...timesOf(file, mapping),
    ...given({ reason, inviteAgain }),
  };
}

type Times = Pick<DeclaredMember, "expires" | "elevation" | "approvedBy">;

/** When it ends, and who said that it may be. */
function timesOf(file: ServiceFile, mapping: MappingNode): Times {
  const expires = dayField(file, mapping, "expires");
  const until = dayField(file, mapping, "until");
  const then = entryOf(mapping, "then")?.value;
  const approvedBy = reference(file, mapping, "approved_by");
  return {
    ...(expires === undefined ? {} : { expires }),
    ...(until === undefined || then?.kind !== "scalar"
      ? {}
      : { elevation: { until, then: roleNamed(file, then.text, then) } }),
    ...(approvedBy === undefined ? {} : { approvedBy }),
  };
}
