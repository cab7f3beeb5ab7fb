/** The section `members`: what an entry looks like; the short forms straight off the nodes, the others held against the definition. */
import * as z from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { given } from "../../model/given.ts";
import { isBuiltIn } from "../../model/role.ts";
import { fold } from "../../model/text.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { endsOf, memberOn } from "../day.ts";
import { entitiesOfMember } from "../desiredMembers.ts";
import { endedShares } from "../desiredShares.ts";
import { datesOfMember } from "../endings.ts";
import type { DeclaredMember, ItemName, MemberAsIs, Reference } from "../items.ts";
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
} from "../fields.ts";
import type { MappingNode, Node, ScalarNode } from "../node.ts";
import { idsOf } from "./people.ts";
import { personalMember, resolved } from "../persons.ts";
import { append, errorAt, quoted } from "../place.ts";
import { plainKind } from "../scalar.ts";
import { perService, type ServiceFile } from "../wordedFile.ts";
import { day, email, isSlug, reason, role, slug } from "../schemaWords.ts";
import { checkShape, entryOf, wrongKind, type Subject } from "../shape.ts";
import { readShares, sharesSchema } from "./shares.ts";
import { identityFields } from "./peopleSchema.ts";
import type { OnceSpec, Read } from "./section.ts";

type Role = ReturnType<typeof role>;
type Shares = ReturnType<typeof sharesSchema>;

const memberFields = (role: Role, shares: Shares) =>
  z
    .strictObject({
      role: role.optional(),
      profile: slug.optional().describe("Name of a profile of `organization`, in place of a role."),
      state: z.enum(["active", "deactivated", "removed"]).optional().describe("Default: active."),
      successor: email
        .optional()
        .describe("The member (key of `people` or e-mail) who receives what this one owns on leaving."),
      at_once: reason
        .optional()
        .describe("Why access ends before anything is handed over; for somebody who leaves."),
      expires: day.optional().describe("The first day (UTC) without access: YYYY-MM-DD. Required of guests."),
      until: day.optional().describe("The first day (UTC) on which the role is `then`: YYYY-MM-DD."),
      then: role.optional().describe("The role from `until` on."),
      approved_by: email.optional().describe("E-mail of the member who let this guest in."),
      reason: reason.optional().describe("Why a guest is here, for whoever reads it later."),
      invite_again: reason
        .optional()
        .describe(
          "Why somebody who declined, left or let every invitation run out is invited again: once for each reason.",
        ),
      shares: shares.optional(),
      ...identityFields,
    })
    .refine(
      (member) =>
        member.role !== undefined || member.profile !== undefined || (member.state ?? "active") !== "active",
      {
        message: "is missing; only somebody with a profile, deactivated or removed needs none",
        path: ["role"],
      },
    )
    .refine((member) => member.role === undefined || member.profile === undefined, {
      message: "cannot stand beside `role`: the role comes from the profile",
      path: ["profile"],
    })
    .refine((member) => member.until === undefined || member.then !== undefined, {
      message: "is missing: it says which role holds from `until` on",
      path: ["then"],
    })
    .refine((member) => member.then === undefined || member.until !== undefined, {
      message: "is missing: it says from which day on `then` holds",
      path: ["until"],
    })
    .refine((member) => member.until === undefined || member.profile === undefined, {
      message: "cannot stand beside `profile`: give the role itself, which ends then",
      path: ["until"],
    })
    .refine((member) => member.at_once === undefined || (member.state ?? "active") !== "active", {
      message: "is for somebody who leaves: it needs `state: deactivated` or `state: removed`",
      path: ["at_once"],
    })
    .refine((member) => member.invite_again === undefined || (member.state ?? "active") === "active", {
      message: "is for somebody who is to come back: it cannot stand beside `state`",
      path: ["invite_again"],
    })
    .meta(memberRules);

/** The same for editors, in the words of JSON Schema. */
const has = (...fields: readonly string[]) => ({
  type: "object",
  properties: Object.fromEntries(fields.map((field) => [field, {}])),
  required: [...fields],
});
const leaving = { enum: ["deactivated", "removed"] };
const leaves = { type: "object", properties: { state: leaving }, required: ["state"] };
const memberRules = {
  allOf: [
    { anyOf: [has("role"), has("profile"), leaves] },
    { not: has("role", "profile") },
    { not: has("until", "profile") },
    { anyOf: [{ not: has("at_once") }, leaves] },
    { anyOf: [{ not: has("invite_again") }, { not: leaves }] },
  ],
  dependentRequired: { until: ["then"], then: ["until"] },
};

/** A member's entry: the role, or a mapping. */
const memberSchema = perService((vocabulary) => {
  const given = role(vocabulary);
  return z.union([given, memberFields(given, sharesSchema(vocabulary))]);
});

declare module "../items.ts" {
  interface Items {
    readonly members: DeclaredMember;
  }
}

/** Of nearly all. */
const never: readonly [] = [];

export const memberSection: OnceSpec<DeclaredMember> = {
  schema: (vocabulary) =>
    z.record(email, memberSchema(vocabulary)).optional().describe("Members by key of `people` or by e-mail."),
  home: "members.yaml",
  isNamed: true,
  blocks: 1,
  read: readMembers,
  code: "duplicate-member",
  nameOf: (item) => item.email,
  withPeople: personalMember,
  names({ successor, approvedBy, person }, people) {
    const behind = person?.successor;
    return [successor, approvedBy, behind && resolved(behind, people)].flatMap((each): ItemName[] =>
      each === undefined ? [] : [`members ${each.key}`],
    );
  },
  days: ({ expires, leaves, elevation, shares }) =>
    (expires ?? leaves ?? elevation ?? shares) === undefined
      ? never
      : [expires, leaves, elevation?.until, ...endsOf(shares)],
  dates: datesOfMember,
  on: memberOn,
  entities: entitiesOfMember,
  // Of leavers, too: whoever comes back must not find what had an end.
  ended: (_, { key, shares }) => endedShares({ kind: "member", key }, shares),
};

/** The members that a section lists, and what is wrong with them. Those with errors come as active, without fields. */
export function readMembers(file: ServiceFile, section: MappingNode): Read<DeclaredMember> {
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
    if (item === undefined) items.push({ ...named, asIs: saidNothing, state: "active" });
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
  const { vocabulary } = file;
  if (value.kind === "scalar") {
    if (isBuiltIn(value.text, vocabulary))
      return { key, email, role: value.text, asIs: saidNothing, state: "active", at };
    return isName(value, vocabulary)
      ? { ...named, ...roleNamed(file, value.text, value), asIs: saidNothing, state: "active" }
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
      ? { key, email, role, asIs: saidNothing, state: "active", at }
      : { key, email, role, asIs: saidNothing, state: "active", successor, at };
  }
  const fields = byProfile
    ? { profile: referenceTo(file, given.text, given) }
    : roleNamed(file, given.text, given);
  return {
    ...named,
    ...fields,
    asIs: saidNothing,
    state: "active",
    ...(successor === undefined ? {} : { successor }),
  };
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
  const isRole = node.kind === "scalar" && plainKind(node.text) === "text";
  const checked = checkShape(
    memberSchema(file.vocabulary),
    isRole ? { ...subject, what: () => `the role of ${what()}` } : subject,
  );
  if (!checked.ok) {
    append(diagnostics, checked.diagnostics);
    return undefined;
  }
  if (typeof checked.value === "string") {
    return { ...named, ...roleNamed(file, checked.value, node), asIs: saidNothing, state: "active" };
  }
  const mapping = mappingOf(node);
  const { state = "active", reason } = checked.value;
  const profile = reference(file, mapping, "profile");
  const successor = reference(file, mapping, "successor");
  return {
    ...named,
    ...roleField(file, mapping),
    asIs: asIsIn(checked.value),
    state,
    ...given({ profile, successor }),
    ...(checked.value.previously === undefined
      ? {}
      : { previously: references(file, mapping, "previously") }),
    ...(checked.value.ids === undefined ? {} : { ids: idsOf(file, mapping) }),
    ...timesOf(file, mapping),
    ...given({ reason }),
  };
}

/** Of an entry that is a mapping. */
type MemberEntry = Exclude<z.infer<ReturnType<typeof memberSchema>>, string>;

/** Of an entry that says nothing beside names and days. */
export const saidNothing: MemberAsIs = {};

function asIsIn({ at_once: atOnce, invite_again: inviteAgain }: MemberEntry): MemberAsIs {
  return given({ atOnce, inviteAgain });
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
