/** Made-up resources, shares and service accounts for a made-up organization, the same every time. */
import { planasonix, type SharedKind } from "../../model/vocabularies/planasonix.ts";
import { canOwn, ceilingOf } from "../../model/role.ts";
import type {
  ApiMember,
  ApiOwned,
  ApiServiceAccount,
  ApiServiceAccountKey,
  ApiShare,
  ApiTeam,
} from "../../providers/planasonix/contract.ts";
import { shareLevels } from "./share.ts";
import { resourcePrefixes, seededId } from "./ids.ts";
import type { SandboxOrganization } from "./snapshot.ts";

const builtIn = { vocabulary: planasonix, custom: new Map<string, never>() };

/** Who is there already, and how much to make. */
interface ThingsWanted {
  /** Of the organization. */
  readonly id: string;
  readonly members: readonly ApiMember[];
  readonly teams: readonly ApiTeam[];
  readonly resources: number;
  readonly shares: number;
  readonly serviceAccounts: number;
}

type Things = Required<
  Pick<
    SandboxOrganization,
    | "pipelines"
    | "connections"
    | "schedules"
    | "projects"
    | "shares"
    | "service_accounts"
    | "service_account_keys"
  >
>;

/** Every resource has an owner who may own it, every service account a team (or a member) that answers for it. */
export function madeThings(wanted: ThingsWanted): Things {
  const resources = Array.from({ length: wanted.resources }, (_, index) => madeResource(wanted, index));
  const accounts = Array.from({ length: wanted.serviceAccounts }, (_, index) => madeAccount(wanted, index));
  const of = (kind: ResourceKindMade) => resources.filter((item) => item.kind === kind);
  return {
    pipelines: of("pipeline").map((item) => item.object),
    connections: of("connection").map((item) => item.object),
    schedules: of("schedule").map((item) => item.object),
    projects: of("project").map(({ object: { id, name } }) => ({ id, name })),
    shares: madeShares(wanted, { resources, accounts }),
    service_accounts: accounts,
    service_account_keys: accounts.map((account) => madeKey(wanted, account)),
  };
}

const turns = ["pipeline", "pipeline", "connection", "schedule", "project"] as const;
type ResourceKindMade = (typeof turns)[number];

interface MadeResource {
  readonly kind: ResourceKindMade;
  readonly object: ApiOwned;
}

function madeResource({ id, members }: ThingsWanted, index: number): MadeResource {
  const kind = turns[index % turns.length] ?? "pipeline";
  const name = `${kind}_${numbered(index)}`;
  const owner = nearestOwner(members, index * 3);
  return { kind, object: { id: seededId(resourcePrefixes[kind], id, name), name, owner_id: owner } };
}

/** The first member from there on, round the whole list, who may own something. */
function nearestOwner(members: readonly ApiMember[], start: number): string | null {
  for (let step = 0; step < members.length; step++) {
    const member = members[(start + step) % members.length];
    if (member !== undefined && canOwn(member.role, builtIn)) return member.id;
  }
  return null;
}

function madeAccount({ id, members, teams }: ThingsWanted, index: number): ApiServiceAccount {
  const name = `service-${numbered(index)}`;
  const team = teams[index % Math.max(teams.length, 1)];
  const owner =
    team === undefined
      ? ({
          owner_type: "member",
          owner_id: members[index % Math.max(members.length, 1)]?.id ?? null,
        } as const)
      : ({ owner_type: "team", owner_id: team.id } as const);
  return {
    id: seededId("sa", id, name),
    name,
    description: `Made-up service account number ${index + 1}`,
    role: index % 2 === 0 ? "editor" : "viewer",
    ...owner,
  };
}

function madeKey({ id, members }: ThingsWanted, account: ApiServiceAccount): ApiServiceAccountKey {
  return {
    id: seededId("key", id, `${account.name}/ci`),
    service_account_id: account.id,
    name: "ci",
    scopes: account.role === "viewer" ? ["pipelines:read"] : ["pipelines:read", "pipelines:run"],
    created_by: members[0]?.id ?? null,
  };
}

type SharedResource = MadeResource & { readonly kind: SharedKind };

function isShared(resource: MadeResource): resource is SharedResource {
  return resource.kind !== "schedule";
}

interface Grantee {
  readonly type: ApiShare["grantee_type"];
  readonly id: string;
  /** A team has none. */
  readonly role?: string;
}

/** Goes round the resources, each time on to other holders: teams first, then service accounts, then people. */
function madeShares(
  { id, members, teams, shares }: ThingsWanted,
  made: { readonly resources: readonly MadeResource[]; readonly accounts: readonly ApiServiceAccount[] },
): ApiShare[] {
  const shared = made.resources.filter(isShared);
  const grantees: Grantee[] = [
    ...teams.map((team) => ({ type: "team" as const, id: team.id })),
    ...made.accounts.map((account) => ({ type: "service_account" as const, ...idAndRole(account) })),
    ...members.map((member) => ({ type: "member" as const, ...idAndRole(member) })),
  ];
  const count = Math.min(shares, shared.length * grantees.length);
  return Array.from({ length: count }, (_, index) => {
    const place = index % shared.length;
    const round = Math.floor(index / shared.length);
    const resource = shared[place];
    const grantee = grantees[(round + place * 7) % grantees.length];
    return resource === undefined || grantee === undefined
      ? []
      : [madeShare(id, resource, { grantee, index })];
  }).flat();
}

function madeShare(
  id: string,
  { kind, object }: SharedResource,
  { grantee, index }: { readonly grantee: Grantee; readonly index: number },
): ApiShare {
  const levels = [...shareLevels[kind]].filter(
    (level) => grantee.role === undefined || ceilingOf(grantee.role, builtIn).has(level),
  );
  return {
    id: seededId("shr", id, `${object.id}/${grantee.id}`),
    resource_type: kind,
    resource_id: object.id,
    resource_name: object.name,
    grantee_type: grantee.type,
    grantee_id: grantee.id,
    level: levels[index % levels.length] ?? "view",
  };
}

function idAndRole({ id, role }: { readonly id: string; readonly role: string }) {
  return { id, role };
}

function numbered(index: number): string {
  return String(index + 1).padStart(5, "0");
}
