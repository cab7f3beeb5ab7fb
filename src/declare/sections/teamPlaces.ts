/** The list `members` of a team: names straight off the nodes, the rest held against the definition; and the other teams that it names. */
import * as z from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { given } from "../../model/given.ts";
import type { DeclaredPlace, Reference } from "../items.ts";
import { datesAsText, dayField, isPerson, mappingOf, references, referenceTo } from "../fields.ts";
import type { MappingNode, Node } from "../node.ts";
import { append, type SourceFile } from "../place.ts";
import { day, email, expires, slug, teamRole } from "../schemaWords.ts";
import { checkShape, entryOf } from "../shape.ts";
import type { EntrySubject } from "./section.ts";

const teamPlace = z
  .strictObject({
    member: email.describe("A member: key of `people` or e-mail."),
    role: teamRole.optional(),
    expires,
    until: day.optional().describe("The first day (UTC) on which they lead no more: YYYY-MM-DD."),
    then: z.enum(["member"]).optional().describe("What they are in the team from `until` on."),
  })
  .refine(({ until, then }) => until === undefined || then !== undefined, {
    message: "is missing: write `then: member`, what they are from `until` on",
    path: ["then"],
  })
  .refine(({ until, then }) => then === undefined || until !== undefined, {
    message: "is missing: it says from which day on `then` holds",
    path: ["until"],
  })
  .refine(({ until, role }) => until === undefined || role === "lead", {
    message: "is for a lead: it needs `role: lead`",
    path: ["until"],
  });

/** An item of a team's list that stands for everybody in other teams. */
const includeSchema = z.strictObject({
  include: z
    .array(slug)
    .min(1, "must not be empty")
    .describe("Slugs of teams: whoever is in one of them is a member here, too."),
});

/** The list as it is written. */
export const placesSchema = z.array(z.union([email, teamPlace, includeSchema]));

/** Items of a team's list that name other teams. */
export interface Included {
  readonly teams: readonly Reference[];
  /** The team's entry without them. */
  readonly node: Node;
  /** Where the others stand in the list as it is written. */
  readonly indices: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
}

export function includedIn(subject: EntrySubject, node: MappingNode): Included | undefined {
  const { file } = subject;
  const list = entryOf(node, "members")?.value;
  if (list?.kind !== "sequence") return undefined;
  const isIncluding = (item: Node): boolean =>
    item.kind === "mapping" &&
    entryOf(item, "include") !== undefined &&
    entryOf(item, "member") === undefined;
  const including = list.items.filter(isIncluding);
  if (including.length === 0) return undefined;
  const diagnostics: Diagnostic[] = [];
  for (const item of including) {
    const checked = checkShape(includeSchema, {
      file,
      node: item,
      at: { file, offset: item.start },
      what: () => `an entry of \`members\` of ${subject.what()}`,
    });
    if (!checked.ok) append(diagnostics, checked.diagnostics);
  }
  const kept = [...list.items.entries()].filter(([, item]) => !isIncluding(item));
  const entries = node.entries.map(({ key, value }) =>
    value === list ? { key, value: { ...list, items: kept.map(([, item]) => item) } } : { key, value },
  );
  return {
    teams: including.flatMap((item) => references(file, mappingOf(item), "include")),
    node: { ...node, entries },
    indices: kept.map(([index]) => index),
    diagnostics,
  };
}

/** The team's members when every one is a name, with or without a role, and nothing else; otherwise undefined. */
export function shortMembers(file: SourceFile, node: MappingNode): DeclaredPlace[] | undefined {
  const list = entryOf(node, "members")?.value;
  if (list?.kind !== "sequence") return undefined;
  const places: DeclaredPlace[] = [];
  for (const item of list.items) {
    const place = shortPlace(file, item);
    if (place === undefined) return undefined;
    places.push(place);
  }
  return places;
}

function shortPlace(file: SourceFile, item: Node): DeclaredPlace | undefined {
  const [member, role, more] = item.kind === "mapping" ? item.entries : [];
  const named = item.kind === "mapping" ? member?.value : item;
  if (named?.kind !== "scalar" || !isPerson(named)) return undefined;
  const place = { member: referenceTo(file, named.text, named), role: "member" } as const;
  if (item.kind === "scalar") return place;
  if (member?.key.text !== "member" || more !== undefined) return undefined;
  if (role === undefined) return place;
  if (role.key.text !== "role" || role.value.kind !== "scalar") return undefined;
  const word = role.value.text;
  return word === "member" || word === "lead" ? { ...place, role: word } : undefined;
}

/** The team with the dates of its members as text. */
export function datedPlaces(node: Node): Node {
  if (node.kind !== "mapping") return node;
  const entries = node.entries.map(({ key, value }) =>
    key.text === "members" && value.kind === "sequence"
      ? {
          key,
          value: { ...value, items: value.items.map((item) => datesAsText(item, ["expires", "until"])) },
        }
      : { key, value },
  );
  return { ...node, entries };
}

export function longMembers(
  file: SourceFile,
  node: MappingNode,
  members: z.infer<typeof placesSchema>,
): DeclaredPlace[] {
  const list = entryOf(node, "members")?.value;
  if (list?.kind !== "sequence") return [];
  return members.map((item, index) => {
    const place = list.items[index] ?? list;
    if (typeof item === "string") return { member: referenceTo(file, item, place), role: "member" };
    // Those that stand for teams were taken out before.
    if ("include" in item) return { member: referenceTo(file, "", place), role: "member" };
    const named = place.kind === "mapping" ? (entryOf(place, "member")?.value ?? place) : place;
    const expires = dayField(file, mappingOf(place), "expires");
    const leadsUntil = dayField(file, mappingOf(place), "until");
    return {
      member: referenceTo(file, item.member, named),
      role: item.role ?? "member",
      ...given({ expires, leadsUntil }),
    };
  });
}
