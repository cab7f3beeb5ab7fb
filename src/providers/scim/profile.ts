/** The ways of services, as data: what the standard leaves open, and where services differ from it, each with its source. */
import type { ScimProfileName } from "../../model/scim.ts";

export interface Profile {
  /** What is not documented is only read, until `muster doctor --prove` has tried it. */
  readonly documented: boolean;
  readonly paging: {
    /** `cursor` (RFC 9865) falls back to `index` where an answer has no cursor. */
    readonly kind: "index" | "cursor";
    /** So many are asked for. */
    readonly size: number;
    /** A list of just so many without a cursor may have been cut off: the service gives no more, and does not say of how many. */
    readonly cuts?: readonly number[];
  };
  /** Which filters it knows. */
  readonly filter: "none" | "eq";
  /**
   * Where it is told who is in a group: in the list of groups, in each group, in each user's own groups, or by asking for
   * the users of each group.
   */
  readonly membersFrom: "groups" | "each_group" | "users_groups" | "users_by_group_filter";
  readonly memberWrites: {
    /** `members[value eq "ID"]` (RFC 7644, 3.5.2), or the members as a value beside the path, as Entra sends it. */
    readonly remove: "by_filter" | "by_value";
    /** So many changes of members in one request. */
    readonly max: number;
  };
  /** Whether a PATCH names the attribute as a path, or in the value. */
  readonly replaces: "path" | "valueless";
  /** What DELETE of a user does. */
  readonly remove: "deletes" | "deactivates" | "erases" | "unlinks";
  /** Whether somebody can be given another user name. */
  readonly changesUserName: boolean;
  /** A user is made only with a name of two parts. */
  readonly asksNames: boolean;
  /** Whether PATCH is there; the service's own word (RFC 7643, 5) goes before it. */
  readonly patch: boolean;
  /** Where all this stands. */
  readonly sources: readonly string[];
}

const strict: Profile = {
  documented: true,
  paging: { kind: "index", size: 100 },
  filter: "eq",
  membersFrom: "groups",
  memberWrites: { remove: "by_filter", max: 100 },
  replaces: "path",
  remove: "deletes",
  changesUserName: true,
  asksNames: false,
  patch: true,
  sources: ["RFC 7643", "RFC 7644"],
};

export const profiles: { readonly [Name in ScimProfileName]: Profile } = {
  strict,
  aws: {
    ...strict,
    // Without a cursor lists are 50 long at most, or 100, and say nothing of the rest; "startIndex" is not known.
    paging: { kind: "cursor", size: 100, cuts: [50, 100] },
    asksNames: true,
    // "members" of a group always come empty.
    membersFrom: "users_by_group_filter",
    memberWrites: { remove: "by_value", max: 100 },
    sources: [
      "https://docs.aws.amazon.com/singlesignon/latest/developerguide/limitations.html",
      "https://docs.aws.amazon.com/singlesignon/latest/developerguide/createuser.html",
      "https://docs.aws.amazon.com/singlesignon/latest/developerguide/listusers.html",
      "https://docs.aws.amazon.com/singlesignon/latest/developerguide/listgroups.html",
      "https://docs.aws.amazon.com/singlesignon/latest/developerguide/patchgroup.html",
      "https://github.com/awslabs/ssosync/issues/65",
      "https://github.com/goauthentik/authentik/issues/20410",
    ],
  },
  github_emu: {
    ...strict,
    // Value filters in paths have no effect there, and a PATCH has its attributes in the value.
    memberWrites: { remove: "by_value", max: 100 },
    replaces: "valueless",
    remove: "erases",
    sources: ["https://docs.github.com/en/enterprise-cloud@latest/rest/enterprise-admin/scim"],
  },
  slack: {
    ...strict,
    remove: "deactivates",
    sources: ["https://api.slack.com/admins/scim2"],
  },
  atlassian: {
    ...strict,
    remove: "unlinks",
    sources: ["https://developer.atlassian.com/cloud/admin/user-provisioning/rest/intro/"],
  },
  databricks: {
    ...strict,
    sources: ["https://docs.databricks.com/api/account/accountusers"],
  },
  snowflake: unknownWays("https://docs.snowflake.com/en/user-guide/scim-intro"),
  grafana: unknownWays(
    "https://grafana.com/docs/grafana/latest/setup-grafana/configure-security/configure-scim-provisioning/",
  ),
  datadog: unknownWays("https://docs.datadoghq.com/account_management/scim/"),
  zoom: unknownWays("https://developers.zoom.us/docs/api/scim2/"),
  tableau: unknownWays("https://help.tableau.com/current/online/en-us/scim_config_online.htm"),
};

/** Of these nothing was found but that they speak SCIM. */
function unknownWays(source: string): Profile {
  return { ...strict, documented: false, sources: [source] };
}

/** What DELETE of a user means, as a sentence; undefined where it takes nobody away. */
export function removalSentence({ remove }: Pick<Profile, "remove">): string | undefined {
  switch (remove) {
    case "deletes":
      return "The user is deleted: that cannot be undone, and somebody who comes back is another user.";
    case "erases":
      return "DELETE erases the user for ever at this service: keys, tokens and addresses go, and the name is made unreadable.";
    case "unlinks":
      return "DELETE unlinks the account for good and deactivates it: whoever comes back gets another id.";
    case "deactivates":
      return undefined;
  }
}
