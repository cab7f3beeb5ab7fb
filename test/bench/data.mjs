/** Access files that declare a made-up organization of the sandbox, as data, as YAML and as JSON. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Path below the access folder -> what the file says, as plain data and as YAML. With `long`, every member is a mapping
 * of role, state and successor (about 100 bytes), else a line "e-mail: role" (about 35) wherever that says it all.
 */
export function accessFiles(state, { long = false } = {}) {
  const [organization] = state.organizations;
  const { key, id, name, teams, shares = [], service_accounts: accounts = [] } = organization;
  const names = namesIn(organization);
  const sharesOf = grouped(shares, (share) => `${share.grantee_type} ${share.grantee_id}`);
  const held = (kind, holder) => withShares(sharesOf.get(`${kind} ${holder.id}`));
  const members = long
    ? longMembers(organization)
    : organization.members.map((member) => {
        const more = held("member", member);
        return [member.email, more.shares === undefined ? member.role : { role: member.role, ...more }];
      });
  const files = new Map([
    [`${key}/organization.yaml`, { organization: { name, provider: "planasonix", id } }],
    [`${key}/members.yaml`, { members: Object.fromEntries(members) }],
  ]);
  const places = grouped(organization.memberships, (place) => place.team_id);
  for (const team of teams) {
    const entry = { ...teamEntry(team, { names, places: places.get(team.id) ?? [] }), ...held("team", team) };
    files.set(`${key}/teams/${team.slug}.yaml`, { teams: { [team.slug]: entry } });
  }
  if (accounts.length > 0) {
    const keys = grouped(organization.service_account_keys, (item) => item.service_account_id);
    const entries = accounts.map((account) => [
      account.name,
      {
        ...accountEntry(account, { names, keys: keys.get(account.id) ?? [] }),
        ...held("service_account", account),
      },
    ]);
    files.set(`${key}/automation.yaml`, { service_accounts: Object.fromEntries(entries) });
  }
  return new Map([...files].map(([path, data]) => [path, { data, text: yaml(data) }]));
}

function longMembers({ members }) {
  return members.map(({ email, role }, index) => {
    const successor = members[(index + 1) % members.length].email;
    return [email, { role, state: "active", successor }];
  });
}

function teamEntry(team, { names, places }) {
  return {
    name: team.name,
    description: team.description,
    ...(team.parent_id === null ? {} : { parent: names.get(team.parent_id) }),
    ...(team.manager_id === null ? {} : { manager: names.get(team.manager_id) }),
    members: places.map(({ member_id: id, role }) => {
      const member = names.get(id);
      return role === "lead" ? { member, role } : member;
    }),
  };
}

function accountEntry(account, { names, keys }) {
  return {
    description: account.description,
    role: account.role,
    owner: names.get(account.owner_id),
    keys: Object.fromEntries(keys.map((item) => [item.name, { scopes: item.scopes }])),
  };
}

function withShares(shares) {
  if (shares === undefined) return {};
  const byKind = [...grouped(shares, (share) => `${share.resource_type}s`)];
  const levels = (list) => Object.fromEntries(list.map((share) => [share.resource_name, share.level]));
  return { shares: Object.fromEntries(byKind.map(([section, list]) => [section, levels(list)])) };
}

/** What the files call members and teams, by their ids. */
function namesIn({ members, teams }) {
  return new Map([
    ...members.map((member) => [member.id, member.email]),
    ...teams.map((team) => [team.id, team.slug]),
  ]);
}

function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
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

/** How many leave in the changed files, where there are enough people. */
export const leavers = 5;

/**
 * The files with changes to plan: 10 people more, 20 other roles, 5 who leave, 30 places in teams fewer, and of what is
 * there, 20 other levels of shares with teams and 10 other descriptions of service accounts.
 */
export function changed(files) {
  const result = new Map(files);
  const change = (path, data) => result.set(path, { data, text: yaml(data) });
  const named = (end) => [...files.keys()].find((path) => path.endsWith(end));
  const members = { ...files.get(named("/members.yaml")).data.members };
  for (let number = 1; number <= 10; number++) {
    members[`newcomer${String(number).padStart(2, "0")}@acme.example`] = "viewer";
  }
  const viewers = Object.keys(members).filter((email) => members[email] === "viewer");
  for (const email of viewers.slice(100, 120)) members[email] = "editor";
  for (const email of viewers.slice(200, 200 + leavers))
    members[email] = { role: "viewer", state: "deactivated" };
  change(named("/members.yaml"), { members });
  const teams = [...files].filter(([path]) => path.includes("/teams/"));
  for (const [path, { data }] of teams.slice(-30)) {
    change(
      path,
      entryWith(data, (entry) => ({ members: entry.members.slice(0, -1) })),
    );
  }
  const sharing = teams.slice(0, -30).filter(([, { data }]) => Object.values(data.teams)[0].shares);
  for (const [path, { data }] of sharing.slice(0, 20)) {
    change(
      path,
      entryWith(data, (entry) => ({ shares: firstRaised(entry.shares) })),
    );
  }
  const automation = named("/automation.yaml");
  if (automation !== undefined) {
    const accounts = Object.entries(files.get(automation).data.service_accounts);
    const described = accounts.map(([name, account], index) => [
      name,
      index < 10 ? { ...account, description: "Described anew" } : account,
    ]);
    change(automation, { service_accounts: Object.fromEntries(described) });
  }
  return result;
}

function entryWith({ teams }, fieldsOf) {
  const [[slug, entry]] = Object.entries(teams);
  return { teams: { [slug]: { ...entry, ...fieldsOf(entry) } } };
}

function firstRaised(shares) {
  const [[section, levels]] = Object.entries(shares);
  const [[name, level]] = Object.entries(levels);
  return { ...shares, [section]: { ...levels, [name]: level === "edit" ? "view" : "edit" } };
}

/** Writes the texts below a folder. */
export function writeFiles(folder, files) {
  for (const [path, { text }] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Data as a file of access files. */
export function yamlFile(data) {
  return { data, text: yaml(data) };
}

/** Block YAML as people write it; enough for this data, where no text needs quotes. */
function yaml(value, indent = "") {
  if (Array.isArray(value)) {
    return value.map((item) => `${indent}- ${typeof item === "string" ? item : flow(item)}\n`).join("");
  }
  return Object.entries(value)
    .map(([key, item]) => {
      if (typeof item === "string") return `${indent}${key}: ${item}\n`;
      return `${indent}${key}:\n${yaml(item, `${indent}  `)}`;
    })
    .join("");
}

function flow(mapping) {
  const entries = Object.entries(mapping).map(([key, item]) => `${key}: ${item}`);
  return `{ ${entries.join(", ")} }`;
}
