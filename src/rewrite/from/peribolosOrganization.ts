/** What Peribolos says of one organization, gathered from its files: members and settings here, teams in a file of their own. */
import { fold, plural } from "../../model/text.ts";
import type { MappingNode, ScalarNode } from "../../declare/node.ts";
import { errorAt, placeText, quoted } from "../../declare/place.ts";
import { faultOfHandle } from "../../declare/rules/email.ts";
import { entriesIn, namesIn, textIn, type Reading } from "./reading.ts";
import { unknown, type Draft } from "./peribolosDraft.ts";
import { readTeams } from "./peribolosTeams.ts";

/** What Peribolos knows of an organization and muster leaves to the service. */
const settings = new Set([
  "billing_email",
  "company",
  "default_repository_permission",
  "description",
  "email",
  "has_organization_projects",
  "has_repository_projects",
  "location",
  "members_can_create_repositories",
]);

/** Adds what one file says. */
export function readOrganization(draft: Draft, mapping: MappingNode, reading: Reading): void {
  for (const { key, value } of mapping.entries) {
    switch (key.text) {
      case "admins":
        readMembers(draft, { items: namesIn(value, "`admins`", reading), role: "admin" }, reading);
        break;
      case "members":
        readMembers(draft, { items: namesIn(value, "`members`", reading), role: "member" }, reading);
        break;
      case "teams":
        readTeams(draft, { entries: entriesIn(value, "`teams`", reading) }, reading);
        break;
      case "name":
        draft.name = textIn(value, "`name`", reading);
        break;
      case "repos":
        reading.leftOut.push({
          what: `the settings of ${plural(entriesIn(value, "`repos`", reading).length, "repository", "repositories")} of ${draft.login}`,
          why: "muster manages which team may do what with a repository, and nothing else of it",
        });
        break;
      default:
        if (settings.has(key.text)) draft.settings.add(key.text);
        else unknown(key, `of ${draft.login}`, reading);
    }
  }
}

function readMembers(
  { members, login, vocabulary }: Draft,
  { items, role }: { readonly items: readonly ScalarNode[]; readonly role: string },
  { file, comments, diagnostics, leftOut }: Reading,
): void {
  for (const item of items) {
    const at = { file, offset: item.start };
    const noted = item === items.at(-1) ? comments.atLast(item) : comments.at(item);
    const fault = faultOfHandle(item.text, vocabulary);
    if (fault !== undefined) {
      diagnostics.push(errorAt(at, { code: "handle", message: `${quoted(item.text)} is nobody: ${fault}.` }));
      continue;
    }
    const key = fold(item.text);
    const other = members.get(key);
    if (other === undefined) {
      members.set(key, { member: { login: item.text, role, ...noted }, at });
    } else if (other.member.role === role) {
      leftOut.push({
        what: `the second mention of ${item.text} in ${login}`,
        why: `at ${placeText(at)}; the first is at ${placeText(other.at)}`,
      });
    } else {
      const message = `${quoted(item.text)} is among \`admins\` and \`members\`; first at ${placeText(other.at)}.`;
      diagnostics.push(errorAt(at, { code: "two-roles", message, hint: "Take one of the two out." }));
    }
  }
}
