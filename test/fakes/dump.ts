/** What a sandbox dump says about access, without ids, times and versions, so that two runs can be compared. */
import type { SandboxState } from "../../src/sandbox/state.ts";

/** One line for each fact of the first organization, sorted. */
export function factsOf(state: SandboxState): string[] {
  const [organization] = state.organizations;
  if (organization === undefined) throw new Error("The dump holds no organization.");
  const { members, invitations, teams, memberships } = organization;
  const slug = nameIn(new Map(teams.map((team) => [team.id, team.slug])));
  const email = nameIn(new Map(members.map((member) => [member.id, member.email])));
  return [
    ...members.map((item) => `member ${item.email} ${item.role} ${item.state}`),
    ...invitations.map((item) => {
      const places = (item.teams ?? []).map((place) => `${slug(place.team_id)}:${place.role}`).sort();
      return `invitation ${item.email} ${item.role} ${item.state} sent ${item.sent_count} ${places.join(",")}`;
    }),
    ...teams.map((item) =>
      JSON.stringify([
        "team",
        item.slug,
        item.name,
        item.description ?? "",
        slug(item.parent_id),
        email(item.manager_id),
      ]),
    ),
    ...memberships.map((item) => `membership ${slug(item.team_id)}/${email(item.member_id)} ${item.role}`),
  ].sort();
}

/** What happened, as `ACTION NAME`, sorted: equal lists mean that nothing was done twice and nothing left out. */
export function deedsOf(before: SandboxState, after: SandboxState): string[] {
  const names = new Map<string, string>();
  for (const { members, invitations, teams } of [...before.organizations, ...after.organizations]) {
    for (const item of [...members, ...invitations]) names.set(item.id, item.email);
    for (const team of teams) names.set(team.id, team.slug);
  }
  const [organization] = after.organizations;
  return (organization?.audit ?? [])
    .map(({ action, target, target_id: id }) => {
      const parts = id.split("/").map((part) => names.get(part));
      return `${action} ${parts.every((part) => part !== undefined) ? parts.join("/") : target}`;
    })
    .sort();
}

/** How many active admins there were after each event, the start included. */
export function adminCounts(before: SandboxState, after: SandboxState): number[] {
  const start = (before.organizations[0]?.members ?? []).filter(
    (member) => member.state === "active" && member.role.toLowerCase() === "admin",
  ).length;
  return [start, ...(after.organizations[0]?.audit ?? []).map((event) => event.active_admins)];
}

function nameIn(names: ReadonlyMap<string, string>): (id: string | null | undefined) => string {
  return (id) => (id === null || id === undefined ? "-" : (names.get(id) ?? id));
}
