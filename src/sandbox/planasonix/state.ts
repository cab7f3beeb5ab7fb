/** The sandbox's state as JSON: what `GET /sandbox/dump` answers, `--seed` reads and `--state` keeps, and how it is checked. */
import {
  connectionSchema,
  invitationSchema,
  memberSchema,
  ownedSchema,
  personalKeySchema,
  projectSchema,
  roleSchema,
  serviceAccountKeySchema,
  serviceAccountSchema,
  shareSchema,
  teamMembershipSchema,
  teamSchema,
} from "../../providers/planasonix/contract.ts";
import { referenceFault } from "./references.ts";
import type { SandboxOrganization, SandboxState } from "./snapshot.ts";
import { isObject, jsonIn } from "../../model/jsonIn.ts";

export * from "./snapshot.ts";

/** What reading a state came to; the message names the first thing that is wrong and where. */
type StateRead =
  { readonly ok: true; readonly state: SandboxState } | { readonly ok: false; readonly message: string };

/** Reads the JSON text of a state, checking every object against the contract. */
export function parseSandboxState(text: string): StateRead {
  const value = jsonIn(text);
  if (value === undefined) return { ok: false, message: "It is not JSON." };
  if (!isObject(value) || value["version"] !== 1) {
    return { ok: false, message: 'It is not a sandbox state: "version": 1 is missing.' };
  }
  const organizations = value["organizations"];
  if (!Array.isArray(organizations) || organizations.length === 0) {
    return { ok: false, message: 'It holds no list "organizations" with at least one organization.' };
  }
  const found = organizations.map((item: unknown, index) =>
    organizationFault(item, `organizations[${index}]`),
  );
  const message =
    found.find((item) => item !== undefined) ?? repeatedFault(organizations as SandboxOrganization[]);
  if (message !== undefined) return { ok: false, message };
  return { ok: true, state: value as unknown as SandboxState };
}

const collections = {
  members: memberSchema.array(),
  invitations: invitationSchema.array(),
  teams: teamSchema.array(),
  memberships: teamMembershipSchema.array(),
  roles: roleSchema.array().optional(),
  shares: shareSchema.array().optional(),
  service_accounts: serviceAccountSchema.array().optional(),
  service_account_keys: serviceAccountKeySchema.array().optional(),
  personal_keys: personalKeySchema.array().optional(),
  pipelines: ownedSchema.array().optional(),
  connections: connectionSchema.array().optional(),
  schedules: ownedSchema.array().optional(),
  projects: projectSchema.array().optional(),
};

function organizationFault(value: unknown, where: string): string | undefined {
  if (!isObject(value)) return `${where} is not an object.`;
  for (const field of ["key", "id", "name"]) {
    if (typeof value[field] !== "string") return `${where}.${field} is missing or no text.`;
  }
  if (!/^org_[A-Za-z0-9_-]+$/.test(String(value["id"]))) return `${where}.id does not look like org_...`;
  for (const [name, schema] of Object.entries(collections)) {
    const result = schema.safeParse(value[name]);
    const issue = result.error?.issues[0];
    if (issue !== undefined) return `${where}.${[name, ...issue.path].join(".")}: ${issue.message}.`;
  }
  if (value["keys"] !== undefined && !isListOf(value["keys"], isKey))
    return `${where}.keys is not a list of keys.`;
  if (value["audit"] !== undefined && !isListOf(value["audit"], isObject))
    return `${where}.audit is not a list.`;
  if (value["seats"] !== undefined && !isSeats(value["seats"]))
    return `${where}.seats is not {"total": a whole number, or null}.`;
  if (value["sso"] !== undefined && !isSso(value["sso"]))
    return `${where}.sso is not {"domains": [...], "jit": true or false, "role": a role}.`;
  if (value["guests"] !== undefined && !isGuests(value["guests"]))
    return `${where}.guests is not {"domains": [...], "approvers": [...]}.`;
  for (const field of ["revision", "serial"]) {
    if (value[field] !== undefined && !Number.isSafeInteger(value[field]))
      return `${where}.${field} is not a whole number.`;
  }
  return referenceFault(value as unknown as SandboxOrganization, where);
}

function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function isKey(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value["token"] === "string" &&
    (value["scopes"] === null || isListOf(value["scopes"], (scope) => typeof scope === "string"))
  );
}

function isSso(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { domains, jit = false, role = "viewer" } = value;
  return (
    isListOf(domains, (domain) => typeof domain === "string") &&
    typeof jit === "boolean" &&
    typeof role === "string"
  );
}

function isGuests(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { domains, approvers = [] } = value;
  return [domains, approvers].every((list) => isListOf(list, (item) => typeof item === "string"));
}

function isSeats(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { total } = value;
  return total === null || (Number.isSafeInteger(total) && Number(total) >= 0);
}

function repeatedFault(organizations: readonly SandboxOrganization[]): string | undefined {
  for (const field of ["key", "id"] as const) {
    const seen = new Set<string>();
    for (const organization of organizations) {
      if (seen.has(organization[field])) return `Two organizations have the ${field} ${organization[field]}.`;
      seen.add(organization[field]);
    }
  }
  return undefined;
}
