/** What muster reads of GitHub's answers: only these fields, checked where they come in. */
import * as z from "zod";

const number = z.int().positive();
/** Null, or not there at all: servers differ in how they say that there is none. */
const nullishText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

/**
 * The items of a list of GraphQL's, which may be null by its schema, each by itself. What is none is left out: then the count
 * tells that the list is not whole, and nothing else is lost by it.
 */
function items<T>(item: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .nullable()
    .transform((all) =>
      (all ?? []).flatMap((each) => {
        const read = item.safeParse(each);
        return read.success ? [read.data] : [];
      }),
    );
}

export const installationSchema = z.object({
  id: number,
  app_id: number,
  app_slug: z.string(),
  account: z.object({ id: number, login: z.string() }),
  permissions: z
    .record(z.string(), z.string())
    .transform((all) =>
      Object.fromEntries(
        Object.entries(all).flatMap(([name, level]): [string, "read" | "write"][] =>
          level === "read" || level === "write"
            ? [[name, level]]
            : level === "admin"
              ? [[name, "write"]]
              : [],
        ),
      ),
    ),
  repository_selection: z.string(),
  suspended_at: nullishText,
});
export type Installation = z.infer<typeof installationSchema>;

export const accessTokenSchema = z.object({ token: z.string().min(1), expires_at: z.iso.datetime() });

/** Any GraphQL answer. */
export const errorsSchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        type: z
          .string()
          .optional()
          .transform((type) => type ?? ""),
        message: z.string(),
        path: z
          .array(z.union([z.string(), z.number()]).transform(String))
          .optional()
          .transform((path) => path ?? []),
      }),
    )
    .optional()
    .transform((errors) => errors ?? []),
});

/** Of an object the fields that were asked for by these names: what else a server says is nobody's here. */
function only(name: RegExp) {
  return z
    .record(z.string(), z.unknown())
    .transform((all) => Object.fromEntries(Object.entries(all).filter(([field]) => name.test(field))));
}

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: nullishText });
const page = { totalCount: z.int().nonnegative(), pageInfo };
const account = z.object({ databaseId: number, login: z.string().min(1) });

export const membersSchema = z.object({
  organization: z.object({
    databaseId: number,
    login: z.string(),
    membersWithRole: z.object({
      ...page,
      edges: items(
        z.object({ role: z.enum(["ADMIN", "MEMBER"]), node: account.extend({ name: nullishText }) }),
      ),
    }),
  }),
});

const places = z.object({
  ...page,
  edges: items(z.object({ role: z.enum(["MAINTAINER", "MEMBER"]), node: account })),
});
const repository = z.object({ databaseId: number, name: z.string(), isArchived: z.boolean() });
const grants = z.object({
  ...page,
  edges: items(
    z.object({ permission: z.enum(["ADMIN", "MAINTAIN", "READ", "TRIAGE", "WRITE"]), node: repository }),
  ),
});
const invited = z.object({
  ...page,
  nodes: items(z.object({ email: nullishText, invitee: account.nullish().transform((it) => it ?? null) })),
});

export const teamsSchema = z.object({
  organization: z.object({
    databaseId: number,
    teams: z.object({
      ...page,
      nodes: items(
        z.object({
          id: z.string(),
          databaseId: number,
          slug: z.string(),
          name: z.string(),
          description: nullishText,
          privacy: z.enum(["VISIBLE", "SECRET"]),
          notificationSetting: z.enum(["NOTIFICATIONS_ENABLED", "NOTIFICATIONS_DISABLED"]).optional(),
          parentTeam: z
            .object({ databaseId: number })
            .nullish()
            .transform((team) => team ?? null),
          members: places,
          repositories: grants,
          invitations: invited.nullish().transform((list) => list ?? null),
        }),
      ),
    }),
  }),
});
export type TeamNode = z.infer<typeof teamsSchema>["organization"]["teams"]["nodes"][number];

/** A long list that goes on: of a team that is gone meanwhile, nothing. */
export const moreSchema = only(/^t\d+$/).pipe(
  z.record(
    z.string(),
    z
      .object({ members: places.optional(), repositories: grants.optional(), invitations: invited.nullish() })
      .nullable(),
  ),
);

export const accountsSchema = only(/^u\d+$/).pipe(z.record(z.string(), account.nullable()));

export const repositoriesSchema = z.object({
  organization: only(/^r\d+$/).pipe(z.record(z.string(), repository.nullable())),
});

export const viewerSchema = z.object({ viewer: account });

/** Groups of an identity provider: their ids are numbers where a company manages the accounts, and texts elsewhere. */
export const groupsSchema = z.object({
  groups: z
    .array(z.object({ group_id: z.union([z.string(), z.number()]), group_name: z.string() }))
    .nullish()
    .transform((groups) => groups ?? []),
});

export const groupSchema = z.object({
  teams: z
    .array(z.object({ team_id: number }))
    .nullish()
    .transform((teams) => teams ?? []),
});

/** A fine-grained token that was let into the organization. */
export const ownTokenSchema = z.object({
  id: number,
  owner: z.object({ id: number }),
  token_name: nullishText.transform((name) => name ?? ""),
});

/** A key that somebody authorized for the organization's single sign-on. */
export const credentialSchema = z
  .object({
    login: z.string(),
    credential_id: number,
    credential_type: z.string(),
    authorized_credential_title: nullishText,
    authorized_credential_note: nullishText,
  })
  .transform((it) => ({
    id: it.credential_id,
    login: it.login,
    type: it.credential_type,
    title: it.authorized_credential_title ?? it.authorized_credential_note ?? "",
  }));

export const repositoryRowSchema = z.object({ id: number, name: z.string().min(1) });

export const deployKeySchema = z.object({
  id: number,
  title: nullishText.transform((title) => title ?? ""),
  added_by: nullishText,
});

export const organizationSchema = z.object({
  id: number,
  login: z.string(),
  created_at: z.string(),
  /** Since when nothing of it can be changed. */
  archived_at: nullishText,
  /** What every member may do with every repository; owners alone are told. */
  default_repository_permission: nullishText,
  plan: z
    .object({
      name: z.string(),
      seats: z.int().nonnegative().nullish(),
      filled_seats: z.int().nonnegative().nullish(),
    })
    .nullish()
    .transform((plan) => plan ?? undefined),
});

export const invitationSchema = z.object({
  id: number,
  login: nullishText,
  email: nullishText,
  role: z.string(),
  created_at: z.string(),
  failed_at: z.string().nullish(),
  failed_reason: z.string().nullish(),
  /** `scim` where an identity provider sent it. */
  invitation_source: z.string().nullish(),
});
export type InvitationRow = z.infer<typeof invitationSchema>;

export const userSchema = z.object({ id: number, login: z.string() });

export const membershipSchema = z.object({
  state: z.enum(["active", "pending"]),
  role: z.string(),
  user: userSchema.nullish().transform((user) => user ?? null),
});

export const teamSchema = z.object({
  id: number,
  slug: z.string(),
  name: z.string(),
  description: nullishText,
  privacy: optionalText,
  notification_setting: optionalText,
  parent: z.object({ id: number, slug: z.string() }).nullish(),
  /** Teams of the whole company stand in each of its organizations. */
  type: optionalText,
});
export type TeamRow = z.infer<typeof teamSchema>;

export const placeSchema = z.object({
  role: z.enum(["member", "maintainer"]),
  state: z.enum(["active", "pending"]),
});

/** A role of the organization: what it allows there, and in every repository (`base_role`). */
export const rolesSchema = z.object({
  roles: z.array(
    z.object({
      id: number,
      name: z.string().min(1),
      base_role: optionalText,
      permissions: z.array(z.string()).optional(),
    }),
  ),
});
export type RoleRow = z.infer<typeof rolesSchema>["roles"][number];

/** Whoever holds an organization's role: themselves, through a team, or both ways. */
const assigned = { id: number, assignment: optionalText };
export const assignedUserSchema = z.object({ ...assigned, login: z.string() });
export const assignedTeamSchema = z.object({ ...assigned, slug: z.string() });

export const customLevelsSchema = z.object({
  custom_roles: z.array(z.object({ id: number, name: z.string().min(1) })),
});

export const grantSchema = z.object({ id: number, name: z.string(), role_name: optionalText });
