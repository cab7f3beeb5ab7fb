/**
 * The floor of a whole plan: js-yaml reads the files, fetch requests the pages, and Maps tell what differs, of members, teams
 * and places in teams. `bare.mjs URL TOKEN ID ACCESS` prints how much that is.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

const [, , address, token, id, access] = process.argv;
const headers = { authorization: `Bearer ${token}`, "x-organization-id": id };
const organization = `${address}/api/organizations/${id}`;

const wanted = { members: new Map(), teams: new Map(), places: new Map() };
for (const entry of readdirSync(access, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const { members = {}, teams = {} } = load(readFileSync(join(entry.parentPath, entry.name), "utf8"));
  for (const [email, value] of Object.entries(members)) {
    const { role, state = "active" } = typeof value === "string" ? { role: value } : value;
    wanted.members.set(email, `${role} ${state}`);
  }
  for (const [slug, team] of Object.entries(teams)) {
    wanted.teams.set(slug, `${team.name} ${team.description}`);
    for (const place of team.members) {
      const { member, role = "member" } = typeof place === "string" ? { member: place } : place;
      wanted.places.set(`${slug} ${member}`, role);
    }
  }
}
const [members, teams, places] = await Promise.all(["members", "teams", "team-memberships"].map(list));
const emails = new Map(members.map((member) => [member.id, member.email]));
const slugs = new Map(teams.map((team) => [team.id, team.slug]));
const live = {
  members: new Map(members.map(({ email, role, state }) => [email, `${role} ${state}`])),
  teams: new Map(teams.map(({ slug, name, description }) => [slug, `${name} ${description}`])),
  places: new Map(
    places.map((place) => [`${slugs.get(place.team_id)} ${emails.get(place.member_id)}`, place.role]),
  ),
};
console.log(
  Object.keys(wanted)
    .map((kind) => `${kind} ${differing(wanted[kind], live[kind])}`)
    .join("\n"),
);

function differing(here, there) {
  let count = 0;
  for (const [key, value] of here) if (there.get(key) !== value) count += 1;
  for (const key of there.keys()) if (!here.has(key)) count += 1;
  return count;
}

async function list(name) {
  const items = [];
  for (let cursor = ""; cursor !== null;) {
    const answer = await fetch(`${organization}/${name}?limit=1000${cursor && `&cursor=${cursor}`}`, {
      headers,
    });
    if (!answer.ok) throw new Error(`${name} answered ${answer.status}.`);
    const { data, meta } = await answer.json();
    for (const item of data) items.push(item);
    cursor = meta.next_cursor ?? null;
  }
  return items;
}
