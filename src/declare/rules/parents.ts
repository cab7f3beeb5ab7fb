/** Teams above teams must end somewhere. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { compareText, sortedBy } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import type { DeclaredTeam } from "../items.ts";
import { errorAt, quoted } from "../place.ts";

/** One error for each circle of parents, at its first team in order of slugs, with the whole path. */
export function checkParents(facts: Facts): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const settled = new Set<string>();
  for (const team of sortedBy(facts.teams.values(), (item) => item.key)) {
    const path: DeclaredTeam[] = [];
    const onPath = new Map<string, number>();
    let current: DeclaredTeam | undefined = team;
    while (current !== undefined && !settled.has(current.key) && !onPath.has(current.key)) {
      onPath.set(current.key, path.length);
      path.push(current);
      current = current.parent ? facts.teams.get(current.parent.key) : undefined;
    }
    const start = current === undefined ? undefined : onPath.get(current.key);
    if (start !== undefined) diagnostics.push(circle(path.slice(start)));
    for (const passed of path) settled.add(passed.key);
  }
  return [...diagnostics, ...secretAndNested(facts)];
}

/** A secret team stands by itself: with a parent or a child everybody would see that it is there. */
function secretAndNested({ teams }: Facts): Diagnostic[] {
  const parents = new Set([...teams.values()].flatMap(({ parent }) => parent?.key ?? []));
  return sortedBy(teams.values(), ({ key }) => key).flatMap(({ key, slug, privacy, parent, at }) => {
    if (privacy !== "secret" || (!parent && !parents.has(key))) return [];
    const message = `The team ${quoted(slug)} is secret, and ${parent ? "has a parent" : "is the parent of another"}: a nested team is visible.`;
    const hint = "Leave `privacy` out, or take the parent away.";
    return [errorAt(parent ? parent.at : at, { code: "secret-nested", message, hint })];
  });
}

function circle(teams: readonly DeclaredTeam[]): Diagnostic {
  const least = [...teams].sort((a, b) => compareText(a.key, b.key))[0];
  const start = teams.findIndex((team) => team === least);
  const turned = [...teams.slice(start), ...teams.slice(0, start)];
  const [first] = turned;
  if (first === undefined) throw new Error("A circle of teams has at least one.");
  const message = `Parents in a circle: ${[...turned, first].map((team) => team.slug).join(" -> ")}.`;
  const at = first.parent ? first.parent.at : first.at;
  return errorAt(at, {
    code: "parent-cycle",
    message,
    hint: "Give one of these teams another parent, or none.",
  });
}
