/** A made-up GitHub organization as access files, how many requests reading it should take, and how many it took. */

const login = (index) => `user-${String(index).padStart(5, "0")}`;

/** Path below the access folder -> YAML text. `changed`: one member more, another role, a team's place and level. */
export function githubFiles({ members, teams, grants }, { changed = false } = {}) {
  const files = new Map([["acme/organization.yaml", "organization: { provider: github, id: acme }\n"]]);
  const role = (index) => (index < 10 || (changed && index === 10) ? "admin" : "member");
  const lines = Array.from({ length: members }, (_, index) => `  ${login(index)}: ${role(index)}\n`);
  const more = changed ? "  newcomer@acme.example: member\n" : "";
  files.set("acme/members.yaml", `members:\n${lines.join("")}${more}`);
  const each = Math.round(grants / teams);
  for (let team = 0; team < teams; team++) {
    // Each team has other people; every member is in two.
    const people = Array.from(
      { length: (2 * members) / teams },
      (_, index) => (team * 20 + index * 7) % members,
    );
    const shares = Array.from({ length: each }, (_, index) => {
      const level = changed && team === 0 && index === 0 ? "admin" : "push";
      return `        repo-${(team * 3 + index) % 1000}: ${level}\n`;
    });
    const list = [...new Set(people)].map((person) => `      - ${login(person)}\n`).join("");
    files.set(
      `acme/teams/team-${team}.yaml`,
      `teams:\n  team-${team}:\n    members:\n${list}    shares:\n      repositories:\n${shares.join("")}`,
    );
  }
  return new Map([...files].map(([path, text]) => [path, { text }]));
}

/**
 * Requests of a plan: who acts, the organization, open and failed invitations, outside collaborators, repository roles of its own; members by 100, teams by 25 and, over REST,
 * by 100.
 */
export function formula({ members, teams }) {
  return 6 + Math.ceil(members / 100) + Math.ceil(teams / 25) + Math.ceil(teams / 100);
}

/** Requests that the embedded GitHub has seen. */
export async function requestsAt(url) {
  const answer = await fetch(new URL("/sandbox/github/requests", url));
  const { data } = await answer.json();
  return data.length;
}
