/** Live custom roles, service accounts with their keys, and ownerships, as far as files can hold them. */
import { grouped } from "../../model/grouped.ts";
import type { Key, Role, ServiceAccount } from "../../model/entity.ts";
import { coversManagement, slipOf } from "../../model/permission.ts";
import { coversScope, isBuiltIn, normalRole, rolesIn, type Roles } from "../../model/role.ts";
import type { State } from "../../model/state.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { sortedBy } from "../../model/text.ts";
import { quoted } from "../../declare/place.ts";
import { schemasOf } from "../../declare/schema.ts";
import { slug as slugSchema } from "../../declare/schemaWords.ts";
import { idOf } from "./ids.ts";
import type {
  ImportedAccount,
  ImportedKey,
  ImportedMember,
  ImportedOwnership,
  ImportedRole,
  ImportedTeam,
  LeftOut,
  Listed,
} from "./imported.ts";
import { roleName } from "./people.ts";
import type { Naming } from "./resources.ts";
import { objectionTo } from "./sayable.ts";

/** The custom roles that files can declare. */
export function importRoles(live: State): {
  readonly roles: ReadonlyMap<string, ImportedRole>;
  readonly leftOut: readonly LeftOut[];
} {
  const roles = new Map<string, ImportedRole>();
  const leftOut: LeftOut[] = [];
  for (const role of live.role.values()) {
    const why = objectionToRole(role, live.vocabulary);
    const { key, name, base, permissions } = role;
    if (why === undefined)
      roles.set(key, { key, name, base, permissions, ...idOf("roles", role, live.vocabulary) });
    else leftOut.push({ what: `the role ${quoted(name)}`, why });
  }
  return { roles, leftOut };
}

function objectionToRole({ key, name, base, permissions }: Role, vocabulary: Vocabulary): string | undefined {
  const objection = objectionTo(slugSchema, name);
  if (objection !== undefined) return `its name cannot stand in the files: ${objection}`;
  if (isBuiltIn(key, vocabulary)) return "it is called as a built-in role is";
  if (schemasOf(vocabulary).role.safeParse({ base, permissions }).success)
    return slipIn(permissions, vocabulary);
  return `its base ${quoted(base)} or one of its permissions is none that files can hold`;
}

/** Files take a word that is nearly a known one for a slip. */
function slipIn(words: readonly string[], vocabulary: Vocabulary): string | undefined {
  const slip = words.find((word) => slipOf(word, vocabulary) !== undefined);
  return slip === undefined
    ? undefined
    : `${quoted(slip)} is nearly ${slipOf(slip, vocabulary)}, and files take it for a slip`;
}

export interface AccountsInput {
  readonly live: State;
  readonly roles: ReadonlyMap<string, ImportedRole>;
  readonly members: ReadonlyMap<string, Pick<ImportedMember, "email" | "state">>;
  readonly teams: ReadonlyMap<string, Pick<ImportedTeam, "slug">>;
  /** Keys that are replaced one after the other by the files. */
  readonly rotated: ReadonlySet<string>;
}

type Found = Omit<ImportedAccount, "shares">;

/** The service accounts, still without what is shared with them, and what was left out. */
export function importAccounts(input: AccountsInput): {
  readonly accounts: ReadonlyMap<string, Found>;
  readonly leftOut: readonly LeftOut[];
} {
  const accounts = new Map<string, Found>();
  const leftOut: LeftOut[] = [];
  const keys = keysByAccount(input.live);
  for (const account of input.live.service_account.values()) {
    const found = accountOf(account, input);
    if (typeof found === "string") {
      leftOut.push({ what: `the service account ${quoted(account.name)}`, why: found });
      continue;
    }
    const text = account.description;
    const objection =
      text === undefined
        ? undefined
        : objectionTo(schemasOf(input.live.vocabulary).serviceAccount.shape.description, text);
    if (objection !== undefined)
      leftOut.push({
        what: `the description of the service account ${quoted(account.name)}`,
        why: objection,
      });
    accounts.set(account.key, {
      ...found,
      ...(text === undefined || objection !== undefined ? {} : { description: text }),
      keys: keysOf(account, keys.get(account.key) ?? [], { ...input, leftOut }),
    });
  }
  return { accounts, leftOut };
}

/** The account, or why it is left out. */
function accountOf(
  account: ServiceAccount,
  { roles, members, teams, live }: AccountsInput,
): Omit<Found, "description" | "keys"> | string {
  const { key, name, role, owner } = account;
  const objection = objectionTo(slugSchema, name);
  if (objection !== undefined) return `its name cannot stand in the files: ${objection}`;
  const held = roleName(role, roles, live.vocabulary);
  if (held === undefined) return `the role ${quoted(role ?? "")} is not one that the files can declare`;
  if (owner === undefined) return "nobody owns it, and an entry names its owner";
  const answers = owner.kind === "team" ? teams.get(owner.key)?.slug : activeAddress(members, owner.key);
  if (answers === undefined)
    return `its owner ${quoted(owner.key)} stands in no file as a team or an active member`;
  return { key, name, role: held, owner: answers, ...idOf("service_accounts", account, live.vocabulary) };
}

function activeAddress(members: AccountsInput["members"], key: string): string | undefined {
  const member = members.get(key);
  return member?.state === "active" ? member.email : undefined;
}

function keysByAccount(live: State): ReadonlyMap<string, readonly Key[]> {
  return grouped(live.key.values(), ({ account }) => account);
}

/** All of an account's keys; null when one of them cannot be said, since a list that lacks it would revoke it. */
function keysOf(
  account: ServiceAccount,
  keys: readonly Key[],
  { live, rotated, leftOut }: AccountsInput & { readonly leftOut: LeftOut[] },
): Listed<ImportedKey> {
  const { vocabulary } = live;
  const role = normalRole(account.role ?? "");
  const [why] = keys.flatMap(
    (key) => objectionToKey(key, rotated, vocabulary) ?? objectionToScopes(key, role, rolesIn(live)) ?? [],
  );
  if (why === undefined)
    return keys.map(({ key, name, scopes, ...it }) => ({
      key,
      name,
      scopes,
      ...(scopes.some((scope) => coversManagement(scope, vocabulary)) ? { managesUsers: true as const } : {}),
      ...idOf("keys", it, vocabulary),
    }));
  leftOut.push({ what: `the keys of the service account ${quoted(account.name)}`, why });
  return null;
}

function objectionToKey(
  { key, name, scopes, others }: Key,
  rotated: ReadonlySet<string>,
  vocabulary: Vocabulary,
): string | undefined {
  if (objectionTo(slugSchema, name) !== undefined || !schemasOf(vocabulary).key.safeParse({ scopes }).success)
    return `the name or the scopes of ${quoted(name)} are none that files can hold`;
  if (others === undefined || rotated.has(key)) return undefined;
  return `${others.length + 1} live keys are called ${quoted(name)}, and nothing shows which of them is in use; revoke the others at the service`;
}

/** Files give no key more than the role of its account allows. */
function objectionToScopes({ name, scopes }: Key, role: string, roles: Roles): string | undefined {
  const above = scopes.find((scope) => !coversScope(role, roles, scope));
  if (above === undefined) return slipIn(scopes, roles.vocabulary);
  return `the scope ${quoted(above)} of ${quoted(name)} is above what the role ${role} allows`;
}

/** Who owns what, as far as the owner is an active member in the files. What nobody owns says nothing. */
export function importOwnerships(
  live: State,
  members: AccountsInput["members"],
  naming: Naming,
): { readonly ownerships: ReadonlyMap<string, ImportedOwnership>; readonly leftOut: readonly LeftOut[] } {
  const ownerships = new Map<string, ImportedOwnership>();
  const leftOut: LeftOut[] = [];
  for (const { key, resource, name, owner } of live.ownership.values()) {
    if (owner === null) continue;
    const what = `the owner of the ${resource} ${quoted(name)}`;
    const email = activeAddress(members, owner);
    const named = naming(resource, name);
    if (email === undefined) leftOut.push({ what, why: `${quoted(owner)} is no active member in the files` });
    else if ("why" in named) leftOut.push({ what, why: named.why });
    else ownerships.set(key, { key, resource, name: named.name, owner: email });
  }
  return { ownerships: new Map(sortedBy(ownerships, ([, { name }]) => name)), leftOut };
}
