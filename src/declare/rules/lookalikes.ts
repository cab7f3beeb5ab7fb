/** Names must be told apart by eye. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { sortedBy } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import type { Reference } from "../items.ts";
import { errorAt, placeText, quoted, type Place } from "../place.ts";
import { mixedScripts, skeleton } from "./confusables.ts";

/** Errors for display names, and for names of resources, that mix scripts. */
export function checkScripts(facts: Facts): Diagnostic[] {
  const names: Pick<Reference, "text" | "at">[] = [...facts.teams.values()].flatMap(
    (team) => team.name ?? [],
  );
  if (facts.settings?.name !== undefined) names.push(facts.settings.name);
  for (const { name, at } of resourcesNamed(facts)) names.push({ text: name, at });
  return mixedScriptsIn(names);
}

/** Errors for names that mix scripts. */
export function mixedScriptsIn(names: readonly Pick<Reference, "text" | "at">[]): Diagnostic[] {
  return names.flatMap((name) => {
    const mixed = mixedScripts(name.text);
    if (mixed.length === 0) return [];
    const message = `The name ${quoted(name.text)} mixes scripts: ${mixed.join(", ")}.`;
    const hint =
      "A letter of another script can pass for a Latin one. Write the name in one script; a resource can be named by its id.";
    return [errorAt(name.at, { code: "mixed-scripts", message, hint })];
  });
}

function* resourcesNamed(facts: Facts): Iterable<{ readonly name: string; readonly at: Place }> {
  for (const holders of [facts.members, facts.teams, facts.service_accounts]) {
    for (const holder of holders.values()) if (holder.shares !== undefined) yield* holder.shares;
  }
  yield* facts.ownership.values();
}

/** Errors for a team whose name passes for the name or slug of another team of the organization. */
export function checkTeamNames(facts: Facts): Diagnostic[] {
  const names: Name[] = [];
  for (const team of facts.teams.values()) {
    names.push({ owner: team.key, text: team.slug, at: team.at });
    if (team.name !== undefined) names.push(nameOf(team.key, team.name));
  }
  return lookalikes(names);
}

/** Errors for an organization whose name passes for that of another. */
export function checkOrganizationNames(
  organizations: readonly Pick<Facts, "key" | "settings">[],
): Diagnostic[] {
  return lookalikes(
    organizations.flatMap(({ key, settings }) =>
      settings?.name === undefined ? [] : [nameOf(key, settings.name)],
    ),
  );
}

/** A name, and the key of whom it names. */
interface Name {
  readonly owner: string;
  readonly text: string;
  readonly at: Place;
}

function nameOf(owner: string, name: Reference): Name {
  return { owner, text: name.text, at: name.at };
}

const ascii = /^[\0-\x7f]*$/;

/** Errors for names that pass for the name of another owner. */
export function lookalikes(names: readonly Name[]): Diagnostic[] {
  const groups = new Map<string, Name[]>();
  for (const name of sortedBy(names, (item) => `${item.owner} ${item.text}`)) {
    const group = groups.get(skeleton(name.text)) ?? [];
    groups.set(skeleton(name.text), group);
    group.push(name);
  }
  const diagnostics: Diagnostic[] = [];
  for (const group of groups.values()) {
    // Names in plain ASCII are what others pass for; among themselves, the first is what the others pass for.
    const foreign = group.filter((item) => !ascii.test(item.text));
    for (const name of foreign.length > 0 ? foreign : group.slice(1)) {
      const other = group.find(
        (item) => item.owner !== name.owner && item.text.toLowerCase() !== name.text.toLowerCase(),
      );
      if (other === undefined) continue;
      const message = `The name ${quoted(name.text)} looks like ${quoted(other.text)} at ${placeText(other.at)}, and is another.`;
      const hint = "Write it in the letters that are meant, or give it another name.";
      diagnostics.push(errorAt(name.at, { code: "lookalike", message, hint }));
    }
  }
  return diagnostics;
}
