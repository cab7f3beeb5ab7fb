/** The first access files of an organization: small, valid as they are, with comments that teach. */
import { builtInRoles, outermostRoles } from "../../model/role.ts";
import { vocabularyOf, type ProviderName } from "../../model/vocabularies/all.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";

/** What the first files are made of. */
interface FirstOrganization {
  /** Key: the folder's name. */
  readonly key: string;
  readonly provider: ProviderName;
  /** The organization's id at the service. */
  readonly id: string;
  /** Base address, when it is not the service's own. */
  readonly api?: string;
  /** E-mails of the first admins, two at least. */
  readonly admins: readonly string[];
}

/** Path below the access folder -> text. `schema` is the path of the editor schema from the organization's folder. */
export function accessFiles(organization: FirstOrganization, schema: string): ReadonlyMap<string, string> {
  const { key } = organization;
  const modeline = `# yaml-language-server: $schema=${schema}`;
  return new Map([
    [`${key}/organization.yaml`, `${[modeline, ...organizationLines(organization)].join("\n")}\n`],
    [`${key}/members.yaml`, `${[modeline, ...memberLines(organization)].join("\n")}\n`],
  ]);
}

function organizationLines({ key, provider, id, api, admins }: FirstOrganization): string[] {
  const vocabulary = vocabularyOf(provider);
  return [
    `# ${key}: which live organization this folder speaks of, and the rules for changing it. Whoever changes this file`,
    "# decides how careful muster is, so it should have a code owner.",
    "organization:",
    "  # name: Acme Inc. # for showing; the folder's name otherwise",
    `  provider: ${provider}`,
    `  id: ${id}`,
    ...(api === undefined ? [] : [`  api: ${JSON.stringify(api)}`]),
    ...(provider === "scim" ? scimLines : []),
    "",
    "  # What is live and in no file. `report` shows it and leaves it alone: begin with that. When everybody is listed,",
    `  # tighten it: members: ${deactivates(vocabulary) ? "deactivate or remove" : "remove"}, invitations: cancel, teams: delete.`,
    "  unlisted:",
    "    members: report",
    "    invitations: report",
    "    teams: report",
    "",
    deactivates(vocabulary)
      ? `  on_leave: ${vocabulary.onLeave} # what leaving means: deactivate keeps the audit history, remove takes the account away`
      : `  on_leave: ${vocabulary.onLeave} # what leaving means`,
    "  drift: report # what a merge does about changes made by hand: report or correct",
    ...(vocabulary.owned.length === 0
      ? []
      : [
          `  # successor: ${admins[0] ?? "ana@acme.example"} # receives what a leaver owns, when nobody nearer is named`,
        ]),
    "",
    "  # A guard that is broken blocks the whole plan: nothing is written.",
    "  guards:",
    ...(vocabulary.roles.managing === undefined
      ? []
      : ["    min_admins: 2 # active admins that must remain"]),
    "    max_loss: 25% # of the members, in one plan",
    "    max_changes: 200 # in one plan",
    `    # protected: [${somebody(vocabulary, "breakglass")}] # members whom no plan may touch`,
    "",
    "  # profiles: # one block for many people",
    `  #   analyst: { role: ${outermostRoles(vocabulary).lowest}, teams: [analytics] }`,
    "",
    `# Teams stand in files of their own, ${key}/teams/NAME.yaml, each with its own code owner:`,
    "#",
    "# teams:",
    "#   finance:",
    "#     name: Finance",
    "#     members:",
    `#       - { member: ${somebody(vocabulary, "lee")}${vocabulary.noLead === undefined ? ", role: lead" : ""} }`,
    ...shareLines(vocabulary),
  ];
}

/** Whether there is anything between being there and being gone. */
function deactivates({ refused }: Vocabulary): boolean {
  return !refused.some(({ path, value }) => path === "members.state" && value === "deactivated");
}

/** As the service calls people. */
function somebody({ handle }: Vocabulary, name: string): string {
  return handle?.kind === "login" ? name : `${name}@acme.example`;
}

const scimLines = [
  "",
  `  # What SCIM leaves open: docs/reference/scim.md. ${vocabularyOf("scim").elsewhere?.rivals ?? ""}`,
  "  scim:",
  "    profile: strict # or the service, where its ways are known",
  "    # expects: { user: breakglass@acme.example } # who must be there: a tenant has no name",
  "    # role: { from: roles, admin: ADMIN } # what an admin has there; without it nobody is known to be one",
  "    # manages: own # what muster made and an import took over; or all",
];

function shareLines({ shared: [word], help: { resource } }: Vocabulary): string[] {
  const [level] = Object.entries(word?.levels ?? {}).sort(([, a], [, b]) => b - a);
  if (word === undefined || level === undefined || resource === undefined) return [];
  return ["#     shares:", `#       ${word.section}: { ${resource}: ${level[0]} }`];
}

function memberLines({ key, provider, admins }: FirstOrganization): string[] {
  const vocabulary = vocabularyOf(provider);
  const manager = vocabulary.roles.managing ?? outermostRoles(vocabulary).highest;
  return [
    `# Everybody in ${key}, and the most that each may do there: ${builtInRoles(vocabulary).join(", ")}. Give the lowest`,
    "# role that people can work with, and widen it by teams and shares. A live member who is not listed is reported.",
    "# Teams stand in files of their own: organization.yaml ends with an example.",
    "members:",
    ...admins.map((email) => `  ${email}: ${manager}`),
    `  # ${somebody(vocabulary, "jon")}: { profile: analyst } # a profile of organization.yaml`,
    deactivates(vocabulary)
      ? `  # ${somebody(vocabulary, "rob")}: { state: deactivated${vocabulary.owned.length === 0 ? "" : `, successor: ${admins[0] ?? "ana@acme.example"}`} } # somebody who left`
      : `  # ${somebody(vocabulary, "rob")}: { state: removed } # somebody who left`,
  ];
}
