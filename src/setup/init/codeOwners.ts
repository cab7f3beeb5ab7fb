/** Lines of a CODEOWNERS file for what decides over access: policy, people, and the workflow that acts on them. */

/** The lines, ending with a line break. `folders` are further ones that hold what runs beside a key, from the root. */
export function codeOwnersText({
  access,
  owners,
  folders,
}: {
  readonly access: string;
  /** `@org/team` and the like; several share the ownership. */
  readonly owners: readonly string[];
  readonly folders: readonly string[];
}): string {
  const who = owners.join(" ");
  return [
    "# What decides over access to organizations: who is in them, the guards, and the workflow that holds the keys.",
    `/${access}/ ${who}`,
    `/.github/ ${who}`,
    `/.gitattributes ${who}`,
    ...folders.map((folder) => `/${folder}/ ${who}`),
    "# A team can own its own file: nobody is given a role in the organization there. The last line that fits counts.",
    `# /${access}/*/teams/finance.yaml @acme/finance`,
    "",
  ].join("\n");
}
