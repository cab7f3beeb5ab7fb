/** Teams above teams must end somewhere. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { compareText, sortedBy } from "../../model/text.ts";
import type { DeclaredTeam, Facts } from "../facts.ts";
import { errorAt } from "../place.ts";

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
  return diagnostics;
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
