/** Teams that include others, or manage a part of their people only: what can be meant by it. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { sortedBy } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import type { DeclaredTeam, Reference } from "../items.ts";
import { errorAt, quoted } from "../place.ts";

/** Errors for teams that include each other in a circle, with its path, and for included teams of which nobody knows who is in them. */
export function checkIncludes(facts: Facts): Diagnostic[] {
  return [...circles(facts), ...unknowable(facts)];
}

/** Errors for teams whose list cannot mean what their `members_managed` or `ignore` says. */
export function checkManaged(facts: Facts): Diagnostic[] {
  return [...facts.teams.values()].flatMap((team) => [...checkPart(team), ...checkIgnored(team)]);
}

function unknowable({ teams }: Facts): Diagnostic[] {
  return [...teams.values()].flatMap(({ slug, include = [] }) =>
    include.flatMap((name) => {
      const included = teams.get(name.key);
      if (included === undefined || included.members !== undefined) return [];
      const why =
        included.membersFrom === undefined
          ? "it has no `members`, so that nobody knows who is in it"
          : `its members come from ${included.membersFrom}`;
      const message = `The team ${slug} cannot include ${quoted(name.text)}: ${why}.`;
      const hint =
        included.membersFrom === undefined
          ? `List the members of ${name.text}; \`members: []\` means nobody.`
          : "Take it out, and let the identity provider fill both.";
      return [errorAt(name.at, { code: "include-unlisted", message, hint })];
    }),
  );
}

function circles({ teams }: Facts): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const settled = new Set<string>();
  for (const first of sortedBy(teams.values(), ({ key }) => key)) {
    if (settled.has(first.key) || first.include === undefined) continue;
    const path: { readonly team: DeclaredTeam; next: number }[] = [{ team: first, next: 0 }];
    const onPath = new Map([[first.key, 0]]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const name = top.team.include?.[top.next];
      top.next += 1;
      if (name === undefined) {
        settled.add(top.team.key);
        onPath.delete(top.team.key);
        path.pop();
        continue;
      }
      const start = onPath.get(name.key);
      const team = teams.get(name.key);
      if (start !== undefined)
        diagnostics.push(
          circle(
            path.slice(start).map((step) => step.team),
            name,
          ),
        );
      else if (team !== undefined && !settled.has(team.key)) {
        onPath.set(team.key, path.length);
        path.push({ team, next: 0 });
      }
    }
  }
  return diagnostics;
}

function circle(teams: readonly DeclaredTeam[], closing: Reference): Diagnostic {
  const slugs = [...teams.map(({ slug }) => slug), teams[0]?.slug ?? ""];
  return errorAt(closing.at, {
    code: "include-cycle",
    message: `Teams include each other in a circle: ${slugs.join(" -> ")}.`,
    hint: "Take one of them out.",
  });
}

function checkPart(team: DeclaredTeam): Diagnostic[] {
  const { slug, managed, members, include, membersFrom, at } = team;
  if (managed === undefined) return [];
  const code = "members-managed";
  if (members === undefined && include === undefined) {
    const what = membersFrom === undefined ? "there are none" : `they come from ${membersFrom}`;
    const message = `The team ${slug} says which part of its \`members\` is managed, and ${what}.`;
    return [errorAt(at, { code, message, hint: "Take `members_managed` out, or list the members." })];
  }
  if (managed !== "leads") return [];
  const others = (members ?? []).filter(({ role, via }) => role !== "lead" && via === undefined);
  return [
    ...others.map(({ member }) =>
      errorAt(member.at, {
        code,
        message: `Of the team ${slug} only the leads are managed, and ${quoted(member.text)} is none.`,
        hint: "Write `role: lead`, take them out, or write `members_managed: listed`.",
      }),
    ),
    ...(include ?? []).map((name) =>
      errorAt(name.at, {
        code,
        message: `Of the team ${slug} only the leads are managed, and nobody leads through ${quoted(name.text)}.`,
        hint: "Take `include` out, or write `members_managed: listed`.",
      }),
    ),
  ];
}

function checkIgnored({ slug, ignore = [], members = [] }: DeclaredTeam): Diagnostic[] {
  const ignored = new Map(ignore.map((name) => [name.key, name]));
  return members.flatMap(({ member, via }) => {
    const name = ignored.get(member.key);
    if (name === undefined || via !== undefined) return [];
    const message = `${quoted(member.text)} is a member of the team ${slug}, and ignored there.`;
    return [errorAt(name.at, { code: "ignored-member", message, hint: "Keep one of the two." })];
  });
}
