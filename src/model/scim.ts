/** What the files say of an organization that is reached by SCIM: the standard leaves open what decides how it is read and written. */

/** Services whose ways are written down; `strict` is the standard alone. */
export const scimProfileNames = [
  "strict",
  "aws",
  "github_emu",
  "slack",
  "atlassian",
  "databricks",
  "snowflake",
  "grafana",
  "datadog",
  "zoom",
  "tableau",
] as const;
export type ScimProfileName = (typeof scimProfileNames)[number];

/** Where the service keeps what somebody may do. */
export const scimRolePlaces = ["roles", "entitlements", "groups", "none"] as const;

export type ScimRole = {
  readonly from: (typeof scimRolePlaces)[number];
  /** What is there of whoever is an admin: a value, or the name of a group. */
  readonly admin?: string;
  /** What is there of whoever is a member; absent where nothing is. */
  readonly member?: string;
};

export type ScimSettings = {
  readonly profile: ScimProfileName;
  /** A user who must be there: without them it is another company's organization. */
  readonly expects?: string;
  /** What user names are made of. */
  readonly userName: "email" | "login";
  /** Only what muster made or an import took over, or everything. */
  readonly manages: "own" | "all";
  /** Whether users may be deleted. */
  readonly remove: boolean;
  readonly role: ScimRole;
  /** The day on which every verb was tried there: YYYY-MM-DD. */
  readonly proven?: string;
};

export const defaultScim: ScimSettings = {
  profile: "strict",
  userName: "email",
  manages: "own",
  remove: false,
  role: { from: "none" },
};
