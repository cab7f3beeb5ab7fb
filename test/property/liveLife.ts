/** The live side of a life: by the names that the files use, with what happens to it beside them, and what leavers could have copied. */
import { declare } from "../../src/declare/read.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { auditOf } from "../fakes/dump.ts";
import { treeOf, type World } from "../fakes/world.ts";
import { changeLife, filesOfLife, founders, pipelines, type Chance, type Life } from "./life.ts";

/** What is wrong with the files, by the day. */
export function errorsOn(life: Life, today: string): string[] {
  return declare({ tree: treeOf(filesOfLife(life)), label: "access", today })
    .diagnostics.filter((item) => item.severity === "error")
    .map((item) => `${item.source.file}:${item.source.line} ${item.message}`);
}

/** The files after a change that the rules accept, or the same. */
export function changed(life: Life, today: string, chance: Chance): Life {
  const next = structuredClone(life);
  changeLife(next, today, chance);
  return errorsOn(next, today).length === 0 ? next : life;
}

export interface Live {
  readonly active: ReadonlyMap<string, string>;
  readonly memberships: ReadonlySet<string>;
  readonly shares: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
  readonly keys: readonly { readonly account: string; readonly name: string; readonly createdAt: string }[];
  readonly pending: readonly string[];
  /** Who has something that a viewer may not own. */
  readonly owners: ReadonlySet<string>;
}

/** The live side by the names that the files use. */
export function liveOf(dump: SandboxState): Live {
  const [organization] = dump.organizations;
  if (organization === undefined) throw new Error("The dump holds no organization.");
  const { members, teams, memberships, service_accounts: accounts = [] } = organization;
  const emails = new Map(members.map((member) => [member.id, member.email]));
  const slugs = new Map(teams.map((team) => [team.id, team.slug]));
  const names = new Map(accounts.map((account) => [account.id, account.name]));
  const resources = new Map((organization.pipelines ?? []).map(({ id, name }) => [id, name]));
  const holder = { team: slugs, member: emails, service_account: names };
  return {
    active: new Map(members.filter((it) => it.state === "active").map((it) => [it.email, it.role])),
    memberships: new Set(
      memberships.map((it) => `${slugs.get(it.team_id) ?? "?"}/${emails.get(it.member_id) ?? "?"}`),
    ),
    shares: new Set(
      (organization.shares ?? []).map(
        (it) =>
          `${resources.get(it.resource_id) ?? "?"}/${holder[it.grantee_type].get(it.grantee_id) ?? "?"}`,
      ),
    ),
    accounts: new Set(names.values()),
    keys: (organization.service_account_keys ?? []).map((it) => ({
      account: names.get(it.service_account_id) ?? "?",
      name: it.name,
      createdAt: it.created_at ?? "",
    })),
    pending: organization.invitations.filter((it) => it.state === "pending").map((it) => it.email),
    owners: new Set(
      [
        ...(organization.pipelines ?? []),
        ...(organization.connections ?? []),
        ...(organization.schedules ?? []),
      ].flatMap((it) => emails.get(it.owner_id ?? "") ?? []),
    ),
  };
}

/** What nobody plans: people's own steps, changes beside the files, keys made by hand. */
export async function accident(world: World, live: Live, chance: Chance): Promise<void> {
  const one = <T>(items: readonly T[]): T | undefined => items[Math.floor(chance() * items.length)];
  const others = [...live.active.keys()].filter((email) => !founders.includes(email));
  const organization = "acme";
  const person = one(others);
  const invited = one(live.pending);
  const account = one([...live.accounts]);
  const happenings: readonly (() => Promise<unknown> | undefined)[] = [
    () =>
      invited === undefined ? undefined : world.control("/sandbox/decline", { organization, email: invited }),
    () =>
      person === undefined ? undefined : world.control("/sandbox/leave", { organization, email: person }),
    () =>
      person === undefined
        ? undefined
        : world.control("/sandbox/edit", {
            ...{ organization, email: person },
            // Planasonix lets nobody be lowered below what they own.
            role: one(live.owners.has(person) ? ["editor", "admin"] : ["viewer", "editor", "admin"]),
          }),
    () =>
      person === undefined
        ? undefined
        : world.control("/sandbox/key", { organization, email: person, name: "laptop" }),
    () =>
      account === undefined
        ? undefined
        : world.control("/sandbox/key", {
            ...{ organization, account, name: "by-hand", scopes: ["pipelines:read"] },
            created_by: person ?? null,
          }),
    () => {
      const owner = [...live.active].find(([email, role]) => email === person && role !== "viewer")?.[0];
      return owner === undefined
        ? undefined
        : world.control("/sandbox/own", {
            ...{ organization, resource: "pipeline", name: one(pipelines) },
            email: owner,
          });
    },
  ];
  await one(happenings)?.();
}

/** Ids of keys that somebody who is gone created, or had while they owned the account, and that nothing came in the place of. */
export function couldHaveCopied(life: Life, dump: SandboxState): string[] {
  const [organization] = dump.organizations;
  const keys = organization?.service_account_keys ?? [];
  const stays = new Set(life.people.filter((it) => it.state === "active").map((it) => it.email));
  const gone = (id: string): boolean => {
    const member = organization?.members.find((it) => it.id === id);
    if (member === undefined)
      return auditOf(dump).some((it) => it.target_id === id && it.action === "member.removed");
    return member.state !== "active" && !stays.has(member.email);
  };
  return keys.flatMap((key) => {
    const owners = auditOf(dump).flatMap((it) => {
      const { owner_type: type, owner_id: owner } = (it.before ?? {}) as Readonly<Record<string, unknown>>;
      const isIts = it.action === "resource.transferred" && it.target_id === key.service_account_id;
      return isIts && type === "member" && typeof owner === "string" && it.at > (key.created_at ?? "")
        ? [owner]
        : [];
    });
    const suspects = [
      ...owners,
      ...(key.created_by === null || key.created_by === undefined ? [] : [key.created_by]),
    ].filter(gone);
    const isReplaced = (suspect: string): boolean =>
      keys.some(
        (it) =>
          it.service_account_id === key.service_account_id &&
          it.name === key.name &&
          (it.created_at ?? "") > (key.created_at ?? "") &&
          typeof it.delivered_at === "string" &&
          it.created_by !== suspect,
      );
    return suspects.every(isReplaced) ? [] : [key.id];
  });
}
