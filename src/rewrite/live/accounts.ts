/** Live service accounts with their keys, as far as files can hold them. */
import { grouped } from "../../model/grouped.ts";
import type { ServiceAccount } from "../../model/entities/account.ts";
import type { Key } from "../../model/entities/key.ts";
import { coversManagement } from "../../model/permission.ts";
import { coversScope, normalRole, rolesIn, type Roles } from "../../model/role.ts";
import type { State } from "../../model/state.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { quoted } from "../../declare/place.ts";
import { keySchema, serviceAccountSchema } from "../../declare/sections/accounts.ts";
import { slug as slugSchema } from "../../declare/schemaWords.ts";
import { idOf } from "./ids.ts";
import type {
  ImportedAccount,
  ImportedKey,
  ImportedMember,
  ImportedRole,
  ImportedTeam,
  LeftOut,
  Listed,
} from "./imported.ts";
import { roleName } from "./people.ts";
import { objectionTo } from "./sayable.ts";
import { slipIn } from "./roles.ts";

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
        : objectionTo(serviceAccountSchema(input.live.vocabulary).shape.description, text);
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

export function activeAddress(members: AccountsInput["members"], key: string): string | undefined {
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
  if (objectionTo(slugSchema, name) !== undefined || !keySchema(vocabulary).safeParse({ scopes }).success)
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
