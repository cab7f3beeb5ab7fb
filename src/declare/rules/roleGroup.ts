/** Where being in a group is what makes somebody an admin, that group is no team: whoever was put into it would be one by a line that says nothing of it. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { fold } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import { errorAt, quoted } from "../place.ts";

/** An error for each team that is called as the group is; services find groups by whatever case of the letters. */
export function checkRoleGroup({ settings, teams }: Facts): Diagnostic[] {
  const { from, admin } = settings?.scim?.role ?? {};
  if (from !== "groups" || admin === undefined) return [];
  return [...teams.values()].flatMap(({ slug, name, at }) => {
    // Without a name of its own a team is called by its slug.
    const called = name ?? { text: slug, at };
    if (fold(called.text) !== fold(admin)) return [];
    const message = `The team ${slug} is called ${quoted(called.text)}, as the group whose members are admins (\`scim.role\`): whoever is put into it would be one.`;
    const hint =
      "Take the team out of the files: whoever has the role admin under `members` is in that group. Or give it another name.";
    return [errorAt(called.at, { code: "role-group", message, hint })];
  });
}
