/** Reads a SCIM organization: what the service is, whoever must be there, then users and groups at once, then who is in which. */
import type { ServiceOptions } from "../../io/provider.ts";
import type { Entity } from "../../model/entity.ts";
import type { Acting, ActingRead, LiveRead, ProviderFailure, Reader } from "../../model/provider.ts";
import type { Holdings } from "../../model/holdings.ts";
import { defaultScim, type ScimSettings } from "../../model/scim.ts";
import { stateOf } from "../../model/state.ts";
import { plural } from "../../model/text.ts";
import { vocabularyOf } from "../../model/vocabularies/all.ts";
import { configIn, findExpected, isExpected, otherTenant, pagingBy, readConfig } from "./about.ts";
import { createClient, type Client } from "./client.ts";
import { coverageOf, type Lists } from "./coverage.ts";
import { readList, type Listed } from "./gather.ts";
import { readPlaces } from "./places.ts";
import { profiles } from "./profile.ts";
import { groupOf, userOf, type Group } from "./resource.ts";
import { memberOf } from "./member.ts";
import { placesOf, teamOf } from "./translate.ts";

/** Nothing tells who a token is, or what it may do. */
const acting: Acting = { id: "scim", name: "a SCIM token" };

/** A Reader for one organization. It changes nothing. */
export function scimReader(options: ServiceOptions): Reader {
  const settings = options.scim ?? defaultScim;
  return {
    async readActing(): Promise<ActingRead | ProviderFailure> {
      const client = createClient(options);
      const read = await readConfig(client);
      if (!read.ok && (read.status === 401 || read.status === undefined)) return read;
      return { ok: true, acting, requests: client.requests() };
    },
    async readState(): Promise<LiveRead | ProviderFailure> {
      const client = createClient(options);
      const read = await readAll(client, options, settings);
      if (!read.ok) return read;
      return {
        ok: true,
        state: stateOf(entitiesOf(read, settings), {
          vocabulary: vocabularyOf("scim", { roles: settings.role.from !== "none" }),
          coverage: coverageOf(read, settings),
        }),
        ...client.told(),
        beside: besideOf(read, settings),
        acting,
        requests: client.requests(),
      };
    },
    // Nothing that somebody owns or holds can be read over SCIM.
    readHoldings: (people) => {
      const none: Holdings = { resources: [], keys: [], coverage: { complete: true } };
      const holdings = new Map(people.map(({ key }) => [key, none]));
      return Promise.resolve({ ok: true, holdings, requests: 0 });
    },
  };
}

async function readAll(
  client: Client,
  { address }: ServiceOptions,
  settings: ScimSettings,
): Promise<({ readonly ok: true } & Lists) | ProviderFailure> {
  const profile = profiles[settings.profile];
  const config = await readConfig(client);
  // Nobody answers at all: whatever else is asked would say the same.
  if (!config.ok && config.status === undefined) return config;
  const said = configIn(config);
  const paging = pagingBy(profile, said);
  const expected = await findExpected(client, settings, { profile, config: said });
  if (!expected.ok) return expected;
  const { cuts } = profile.paging;
  const [users, listed] = await Promise.all([
    readList({ client, endpoint: "Users", ...paging, cuts, itemOf: userOf }),
    readList({ client, endpoint: "Groups", ...paging, cuts, itemOf: groupOf }),
  ]);
  if (!users.ok) return users;
  const { expects } = settings;
  // Also found by an e-mail address that is not the user name.
  if (
    expects !== undefined &&
    expected.found !== true &&
    !users.items.some((user) => isExpected(user, expects))
  )
    return otherTenant(expects, address);
  // A service without groups says so by not knowing the path.
  const groups: Listed<Group> | ProviderFailure =
    !listed.ok && (listed.status === 404 || listed.status === 501)
      ? { ok: true, items: [], broken: listed.message }
      : listed;
  if (!groups.ok) return groups;
  const places = await readPlaces({ client, profile, ...paging, users: users.items, groups: groups.items });
  return { ok: true, users, groups, places };
}

/** What of `scim.role` by groups is otherwise than a reader would think: who is an admin then is not what the files can say. */
function besideOf({ groups }: Lists, { role: { from, admin } }: ScimSettings): string[] {
  if (from !== "groups" || admin === undefined) return [];
  const [group, ...others] = groups.items.filter(({ displayName }) => displayName === admin);
  if (others.length > 0)
    return [
      `${others.length + 1} groups are called ${admin}, in which admins are by \`scim.role\`: nobody can be made one, or none, until one alone has the name`,
    ];
  if (group === undefined)
    return groups.broken === undefined
      ? [
          `no group is called ${admin}, in which admins are by \`scim.role\`: nobody counts as one, and nobody can be made one until it is there`,
        ]
      : [];
  const nested = (group.members ?? []).filter((it) => it.nested).length;
  return nested === 0
    ? []
    : [
        `the group ${admin}, in which admins are by \`scim.role\`, has ${plural(nested, "other group")} in it: whoever is in ${nested === 1 ? "that one" : "those"} may be an admin as well, and is not managed here`,
      ];
}

function entitiesOf({ users, groups, places }: Lists, settings: ScimSettings): Entity[] {
  const { role } = settings;
  const isRole = ({ displayName }: Group): boolean => role.from === "groups" && displayName === role.admin;
  const admins = new Set(groups.items.filter(isRole).flatMap(({ id }) => places.byGroup.get(id) ?? []));
  const members = users.items.map((user) => memberOf(user, settings, admins));
  const keys = new Map(members.map(({ id, key }) => [id, key]));
  return [
    ...members,
    ...groups.items
      .filter((group) => !isRole(group))
      .flatMap((group): Entity[] => {
        const team = teamOf(group, settings);
        const why = places.unread?.get(group.id);
        const read = why === undefined ? team : { ...team, unread: { team_membership: why } };
        return [read, ...placesOf(team, places.byGroup.get(group.id) ?? [], (id) => keys.get(id))];
      }),
  ];
}

/** True for every token, and so it may manage, too: hardly any service has one that can only read, and none says which it is. */
export function canWrite({ scopes }: Acting): boolean {
  return scopes === undefined;
}
