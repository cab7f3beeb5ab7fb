/** Access files of a small company, as tests of the pull request write and change them. */
import type { Change } from "./origin.ts";
import type { Files } from "./world.ts";

/** `members.yaml`: two admins, an editor, and whoever is given (or takes a role of theirs), by name. */
export function members(given: Readonly<Record<string, string | null>> = {}): string {
  const all = { ana: "admin", kim: "admin", lee: "editor", ...given };
  const lines = Object.entries(all).flatMap(([name, role]) =>
    role === null ? [] : [`  ${name}@acme.example: ${role}\n`],
  );
  return `members:\n${lines.join("")}`;
}

/** `organization.yaml`, with further lines of its settings. */
export function organization(id = "org_01jq8acme", settings: readonly string[] = []): string {
  const lines = [`provider: planasonix`, `id: ${id}`, ...settings].map((line) => `  ${line}\n`);
  return `organization:\n${lines.join("")}`;
}

/** The whole of acme. */
export function acme(
  given: Readonly<Record<string, string | null>> = {},
  settings: readonly string[] = [],
): Files {
  return { "acme/organization.yaml": organization(undefined, settings), "acme/members.yaml": members(given) };
}

/** Files below the access folder, as the repository has them. */
export function inAccess(files: Files): Change {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`access/${path}`, text]));
}

/** A change of who is a member of acme. */
export function changeOf(given: Readonly<Record<string, string | null>>): Change {
  return inAccess({ "acme/members.yaml": members(given) });
}

/** A change that adds an empty team in a file of its own: it gets in no other change's way. */
export function teamFile(slug: string): Change {
  return inAccess({ [`acme/teams/${slug}.yaml`]: `teams:\n  ${slug}:\n    name: ${slug}\n` });
}
