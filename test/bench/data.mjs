/** Access files that declare a made-up organization of the sandbox, as data, as YAML and as JSON. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Path below the access folder -> what the file says, as plain data. */
export function accessFiles(state) {
  const [{ key, id, name, members, teams, memberships }] = state.organizations;
  const emails = new Map(members.map((member) => [member.id, member.email]));
  const slugs = new Map(teams.map((team) => [team.id, team.slug]));
  const places = new Map(teams.map((team) => [team.id, []]));
  for (const place of memberships) places.get(place.team_id).push(place);
  const files = new Map([
    [`${key}/organization.yaml`, { organization: { name, provider: "planasonix", id } }],
    [
      `${key}/members.yaml`,
      { members: Object.fromEntries(members.map((member) => [member.email, member.role])) },
    ],
  ]);
  for (const team of teams) {
    const entry = {
      name: team.name,
      description: team.description,
      ...(team.parent_id === null ? {} : { parent: slugs.get(team.parent_id) }),
      ...(team.manager_id === null ? {} : { manager: emails.get(team.manager_id) }),
      members: places.get(team.id).map(({ member_id: member, role }) => {
        const email = emails.get(member);
        return role === "lead" ? { member: email, role } : email;
      }),
    };
    files.set(`${key}/teams/${team.slug}.yaml`, { teams: { [team.slug]: entry } });
  }
  return new Map([...files].map(([path, data]) => [path, { data, text: yaml(data) }]));
}

/** The same data, one JSON text for each file. */
export function jsonFiles(files) {
  return new Map(
    [...files].map(([path, { data }]) => [
      path.replace(/yaml$/, "json"),
      { data, text: JSON.stringify(data) },
    ]),
  );
}

/** The files with changes to plan: 10 people more, 20 other roles, 5 who leave, and 30 places in teams fewer. */
export function changed(files) {
  const result = new Map(files);
  const path = [...files.keys()].find((name) => name.endsWith("/members.yaml"));
  const members = { ...files.get(path).data.members };
  for (let number = 1; number <= 10; number++) {
    members[`newcomer${String(number).padStart(2, "0")}@acme.example`] = "viewer";
  }
  const viewers = Object.keys(members).filter((email) => members[email] === "viewer");
  for (const email of viewers.slice(100, 120)) members[email] = "editor";
  for (const email of viewers.slice(200, 205)) members[email] = { role: "viewer", state: "deactivated" };
  result.set(path, { data: { members }, text: yaml({ members }) });
  for (const [name, { data }] of [...files].filter(([name]) => name.includes("/teams/")).slice(-30)) {
    const [[slug, entry]] = Object.entries(data.teams);
    const less = { teams: { [slug]: { ...entry, members: entry.members.slice(0, -1) } } };
    result.set(name, { data: less, text: yaml(less) });
  }
  return result;
}

/** Writes the texts below a folder. */
export function writeFiles(folder, files) {
  for (const [path, { text }] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Block YAML as people write it; enough for this data, where no text needs quotes. */
function yaml(value, indent = "") {
  if (Array.isArray(value)) {
    return value.map((item) => `${indent}- ${typeof item === "string" ? item : flow(item)}\n`).join("");
  }
  return Object.entries(value)
    .map(([key, item]) => {
      if (typeof item === "string") return `${indent}${key}: ${item}\n`;
      if (!Array.isArray(item) && "state" in item) return `${indent}${key}: ${flow(item)}\n`;
      return `${indent}${key}:\n${yaml(item, `${indent}  `)}`;
    })
    .join("");
}

function flow(mapping) {
  const entries = Object.entries(mapping).map(([key, item]) => `${key}: ${item}`);
  return `{ ${entries.join(", ")} }`;
}
