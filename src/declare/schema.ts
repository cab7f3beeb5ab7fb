/**
 * The shape of access files, defined once: these definitions validate every section, and the JSON Schema
 * for editors is generated from them.
 */
import * as z from "zod";
import { targetKinds, targetSpec, type TargetKind } from "../model/target.ts";
import type { ShareLevel } from "../model/entity.ts";
import { builtInRoles } from "../model/role.ts";
import type { SharedWord, Vocabulary } from "../model/vocabulary.ts";
import type { SourceFile } from "./place.ts";
import { idsSchema } from "./idsSchema.ts";
import { identityFields, peopleSection } from "./peopleSchema.ts";
import { organizationSchema, profileSchema } from "./policySchema.ts";
import {
  day,
  email,
  filePath,
  line,
  permission,
  reason,
  role,
  roleName,
  slug,
  span,
  teamRole,
} from "./schemaWords.ts";

const expires = day.optional().describe("The first day (UTC) on which it no longer holds: YYYY-MM-DD.");

type Others = Vocabulary["otherLevels"];
type LevelEntry = z.ZodType<ShareLevel | { level: ShareLevel; expires?: string | undefined }>;

function levelEntry({ levels, ownLevels }: SharedWord, otherLevels: Others): LevelEntry {
  const known = z.enum(Object.keys(levels));
  const own = line(100).refine((word) => otherLevels?.[word] === undefined, {
    error: ({ input }) => `is what others call it: write ${otherLevels?.[String(input)] ?? ""}`,
  });
  const level = (ownLevels === undefined ? known : z.union([known, own])).describe("What the share allows.");
  return z.union([level, z.strictObject({ level, expires })]);
}

/** The name of what is shared or owned, or its id. */
export const resourceNameSchema = line(200);

const bySection = <T extends { readonly section: string }, S extends z.ZodType>(
  words: readonly T[],
  entry: (word: T) => S,
) =>
  z.strictObject(
    Object.fromEntries(
      words.map((word) => [word.section, z.record(resourceNameSchema, entry(word)).optional()]),
    ),
  );

function sharesSchema({ shared, otherLevels }: Vocabulary) {
  return bySection(shared, (word) => levelEntry(word, otherLevels)).describe(
    "What is shared with it, by name or id: complete when given; left out, nothing is touched.",
  );
}

type Shares = ReturnType<typeof sharesSchema>;
type Role = ReturnType<typeof role>;

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
export const includeSchema = z.strictObject({
  include: z
    .array(slug)
    .min(1, "must not be empty")
    .describe("Slugs of teams: whoever is in one of them is a member here, too."),
});

/** What teams of some services have besides. */
const moreOfTeams = {
  privacy: z
    .enum(["visible", "secret"])
    .optional()
    .describe("Who sees it: everybody in the organization, or its members. A nested one is visible."),
  notifications: z.boolean().optional().describe("Whether its members are told when it is mentioned."),
};

/** A team's entry. */
const teamSchema = (shares: Shares, { hasMoreOfTeams }: Vocabulary) =>
  z.strictObject({
    // Where there are none they are unknown fields, and optional ones to whoever reads an entry.
    ...((hasMoreOfTeams === true ? moreOfTeams : {}) as typeof moreOfTeams),
    name: line(200).optional().describe("For showing."),
    description: z.string().max(2000, "must have at most 2000 characters").optional(),
    parent: slug.nullable().optional().describe("Slug of the team above; null for none."),
    manager: email
      .nullable()
      .optional()
      .describe("The member (key of `people` or e-mail) who manages it; null for nobody."),
    previously: z.array(slug).optional().describe("Former slugs: a rename keeps id, members and history."),
    members: z
      .array(z.union([email, teamPlace, includeSchema]))
      .optional()
      .describe("Everybody in the team, with those whose profile names it; left out, nobody is taken out."),
    members_managed: z
      .enum(["leads", "listed"])
      .optional()
      .describe("Only the leads, or only who is listed, are managed; everybody else in it is left alone."),
    ignore: z
      .array(email)
      .optional()
      .describe("Accounts that the service adds by itself: they stay, and are not told."),
    members_from: z
      .string()
      .regex(/^sso:\S(?:[^\t\r\n]*\S)?$/, "must be `sso:` and the name of a group, such as sso:analysts")
      .max(200, "must have at most 200 characters")
      .optional()
      .describe("The identity provider's group that owns the memberships; they are left alone."),
    open_to: z
      .array(filePath)
      .optional()
      .describe("Files of the organization that may add people to it: teams/apollo.yaml."),
    adds_to: filePath
      .optional()
      .describe(
        "The file that declares the team and is open to this one, which adds `members` and nothing else.",
      ),
    shares: shares.optional(),
  });

/** A custom role's entry. */
const roleSchema = (vocabulary: Vocabulary) =>
  z.strictObject({
    base: z.enum(builtInRoles(vocabulary)).describe("The built-in role that it ranks and is capped as."),
    permissions: z.array(permission(vocabulary)).describe("What it may do beyond its base."),
  });

/** An entry of a role that the service makes: who holds it. */
const grantedRoleSchema = z.strictObject({
  granted_to: z
    .strictObject({
      teams: z
        .array(z.union([slug, z.strictObject({ team: slug.describe("Slug of a team."), expires })]))
        .optional()
        .describe("The teams that hold it: complete when given; left out, nothing is touched."),
      members: z
        .array(
          z.union([
            email,
            z.strictObject({ member: email.describe("A member: key of `people` or e-mail."), expires }),
          ]),
        )
        .optional()
        .describe("The members who hold it themselves: complete when given; left out, nothing is touched."),
    })
    .describe("Who holds the role beside their own."),
});

function targetField(kind: TargetKind) {
  const { about, must, read } = targetSpec(kind);
  const text =
    must === undefined
      ? line(1000)
      : z.string().refine((given) => read(given) !== undefined, { error: must });
  return text.optional().describe(about);
}

const deliverTo = z
  .strictObject(Object.fromEntries(targetKinds.map((kind) => [kind, targetField(kind)])))
  .refine((target) => targetKinds.filter((kind) => target[kind] !== undefined).length === 1, {
    error: `must name one place: ${targetKinds.map((kind) => `\`${kind}\``).join(" or ")}`,
  })
  .describe("Where the secret of a new key goes; without it, keys are made and replaced by hand.");

/** A key's entry. */
const keySchema = (vocabulary: Vocabulary) =>
  z.strictObject({
    scopes: z.array(permission(vocabulary)).min(1, "must not be empty").describe("What the key may do."),
    reason: reason
      .optional()
      .describe(`Why; required with ${vocabulary.permissions?.managing ?? "the right to manage users"}.`),
    rotate_after: span.optional().describe("Age at which the key is replaced: 90d. Left out, at no age."),
    overlap: span.optional().describe("How long the old key lives on beside the new one. Default: 24h."),
    deliver_to: deliverTo.optional(),
  });

/** A service account's entry. */
const serviceAccountSchema = ({
  role,
  shares,
  key,
}: {
  readonly role: Role;
  readonly shares: Shares;
  readonly key: ReturnType<typeof keySchema>;
}) =>
  z.strictObject({
    description: z.string().max(2000, "must have at most 2000 characters").optional(),
    role,
    state: z
      .enum(["active", "disabled"])
      .optional()
      .describe("disabled: every key that it has is revoked, and none is made; it stays on record."),
    owner: email.describe("A team (slug) or a member (key of `people` or e-mail): who answers for it."),
    expires: expires.describe(
      "The first day (UTC) without it: YYYY-MM-DD. It is deleted then, and its keys are revoked.",
    ),
    shares: shares.optional(),
    keys: z.record(slug, key).optional().describe("All of its keys by name; left out, they are not touched."),
  });

/** Who owns a resource. */
export const ownerSchema = email;

const ownershipSchema = ({ owned }: Vocabulary) =>
  bySection(owned, () => ownerSchema).describe(
    "The members (keys of `people` or e-mails) who own things, by name or id; a difference is a transfer.",
  );

function schemasFor(vocabulary: Vocabulary) {
  const given = role(vocabulary);
  const shares = sharesSchema(vocabulary);
  const key = keySchema(vocabulary);
  return {
    /** The words that they are made of. */
    vocabulary,
    organization: organizationSchema(vocabulary),
    profile: profileSchema(vocabulary),
    /** A member's entry: the role, or a mapping. */
    member: z.union([given, memberFields(given, shares)]),
    team: teamSchema(shares, vocabulary),
    include: includeSchema,
    role: roleSchema(vocabulary),
    grantedRole: grantedRoleSchema,
    serviceAccount: serviceAccountSchema({ role: given, shares, key }),
    key,
    /** A share's entry, the level or a mapping, by the kind of what is shared. */
    share: new Map(vocabulary.shared.map((word) => [word.kind, levelEntry(word, vocabulary.otherLevels)])),
    ownership: ownershipSchema(vocabulary),
    ids: idsSchema(vocabulary),
  };
}

/** What the entries of an organization's files look like at one service. */
export type Schemas = ReturnType<typeof schemasFor>;

const made = new WeakMap<Vocabulary, Schemas>();

/** The shapes of entries at a service, made once for each. */
export function schemasOf(vocabulary: Vocabulary): Schemas {
  const schemas = made.get(vocabulary) ?? schemasFor(vocabulary);
  made.set(vocabulary, schemas);
  return schemas;
}

/** A file of an organization, with what its entries look like. */
export interface ServiceFile extends SourceFile {
  readonly schemas: Schemas;
}

/** One access file of any organization at a service. */
export function accessFileSchema(vocabulary: Vocabulary) {
  const { organization, member, role, grantedRole, team, serviceAccount, ownership, ids } =
    schemasOf(vocabulary);
  const { granted } = vocabulary.roles;
  const anyRole =
    granted !== true
      ? role
      : vocabulary.permissions === undefined
        ? grantedRole
        : z.union([role, grantedRole]);
  return z.strictObject({
    people: peopleSection.optional(),
    organization: organization.optional(),
    members: z.record(email, member).optional().describe("Members by key of `people` or by e-mail."),
    roles: z.record(roleName(vocabulary), anyRole).optional().describe("Custom roles by name."),
    teams: z.record(slug, team).optional().describe("Teams by slug."),
    service_accounts: z.record(slug, serviceAccount).optional().describe("Service accounts by name."),
    ownership: ownership.optional(),
    ids: ids.optional(),
  });
}

export type TeamEntry = z.infer<ReturnType<typeof teamSchema>>;

export const sectionNames = [
  "people",
  "organization",
  "members",
  "roles",
  "teams",
  "service_accounts",
  "ownership",
  "ids",
] as const satisfies readonly (keyof ReturnType<typeof accessFileSchema>["shape"])[];
export type SectionName = (typeof sectionNames)[number];
/** Sections in an organization's folder. */
export type OwnSectionName = Exclude<SectionName, "people">;
