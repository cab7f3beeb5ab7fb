/** Whether a live organization is as the files say, worked out apart from muster: by the declaration and the service's own dump. */
import { fold } from "../../src/model/text.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { endedOn, onDay } from "./dated.ts";
import {
  mayOwn,
  resourceId,
  rolesIn,
  standIn,
  type Declared,
  type Person,
  type ShareSpec,
} from "./declarations.ts";

/**
 * What the files say and the service does not, or the other way round where a list is complete, one line each. What is
 * in `open` (`KIND KEY`) is known to be undone, and passed over.
 */
export function contradictions(written: Declared, dump: SandboxState, open: ReadonlySet<string>): string[] {
  const declared = onDay(written);
  const ended = endedOn(written);
  const [live] = dump.organizations;
  if (live === undefined) throw new Error("The dump holds no organization.");
  const { roles = [], service_accounts: accounts = [], shares = [], pipelines = [] } = live;
  const { connections = [], schedules = [], projects = [] } = live;
  const found: string[] = [];
  const say = (kind: string, key: string, message: string): void => {
    if (!open.has(`${kind} ${key}`)) found.push(`${kind} ${key}: ${message}`);
  };
  const member = new Map(live.members.map((item) => [fold(item.email), item]));
  const team = new Map(live.teams.map((item) => [fold(item.slug), item]));
  const account = new Map(accounts.map((item) => [fold(item.name), item]));

  for (const person of declared.members) {
    const there = member.get(person.email);
    if (person.state === "active") {
      if (there?.state !== "active" || there.role !== person.role)
        say("member", person.email, `is ${there?.state} ${there?.role}, not active ${person.role}`);
    } else if (there?.state === "active" || (person.state === "removed" && there?.state === "deactivated"))
      say("member", person.email, `is ${there.state}, not ${person.state}`);
  }
  for (const { name, base, permissions } of declared.roles ?? []) {
    const there = roles.find((item) => fold(item.name) === name);
    const wanted = [...new Set(permissions)].sort().join();
    if (there?.base !== base || [...there.permissions].sort().join() !== wanted)
      say("role", name, `is ${there?.base} ${there?.permissions.join()}`);
  }
  for (const wanted of declared.accounts ?? []) {
    const there = account.get(wanted.name);
    if (there?.role !== wanted.role) say("service_account", wanted.name, `has the role ${there?.role}`);
    const owner = wanted.owner.includes("@")
      ? member.get(standIn(declared, wanted.owner) ?? "")?.id
      : team.get(wanted.owner)?.id;
    if (owner !== undefined && there?.owner_id !== owner)
      say("service_account", wanted.name, `is owned by ${there?.owner_id}, not ${owner}`);
  }
  for (const name of ended.accounts) if (account.has(name)) say("service_account", name, "is past its end");
  const resources = { pipeline: pipelines, connection: connections, schedule: schedules, project: projects };
  /** As the plan calls it: by its unique name. */
  const find = (kind: keyof typeof resources, name: string) => {
    const list: readonly { readonly id: string; readonly name: string; readonly owner_id?: unknown }[] =
      resources[kind];
    const same = list.filter((item) => item.name === name);
    const id = resourceId(kind, name);
    const there = declared.byId === true ? list.find((item) => item.id === id) : same[0];
    if (there === undefined || (declared.byId !== true && same.length > 1)) return undefined;
    return { id: there.id, owner: there.owner_id ?? null, called: same.length > 1 ? there.id : name };
  };
  for (const { resource, name, owner } of declared.ownership ?? []) {
    const there = find(resource, name);
    const email = standIn(declared, owner, (person: Person) => mayOwn(declared, person.role));
    const wanted = member.get(email ?? "");
    if (there === undefined || wanted === undefined) continue;
    if (there.owner !== wanted.id)
      say("ownership", `${resource}:${there.called}`, `is owned by ${there.owner}`);
  }
  const checkShares = (
    holder: { kind: string; key: string; id: string | undefined },
    listed: readonly ShareSpec[],
  ) => {
    if (holder.id === undefined) return;
    const mine = shares.filter((item) => item.grantee_type === holder.kind && item.grantee_id === holder.id);
    const wanted = new Set<string>();
    for (const { resource, name, level } of listed) {
      const there = find(resource, name);
      if (there === undefined) continue;
      wanted.add(there.id);
      const share = mine.find((item) => item.resource_id === there.id);
      if (share?.level !== level)
        say(
          "share",
          `${resource}:${there.called}/${holder.kind}:${holder.key}`,
          `is ${share?.level}, not ${level}`,
        );
    }
    const over = new Set(
      ended.shares.flatMap((share) =>
        share.holder === `${holder.kind}:${holder.key}` ? (find(share.resource, share.name)?.id ?? []) : [],
      ),
    );
    const isReported = (id: string): boolean => declared.unlisted.shares === "report" && !over.has(id);
    const left = mine.filter(({ resource_id: id }) => !wanted.has(id) && !isReported(id));
    for (const share of left) {
      const name = Object.values(resources)
        .flat()
        .find((item) => item.id === share.resource_id)?.name;
      const called = [name, share.resource_id].map(
        (text) => `share ${share.resource_type}:${text}/${holder.kind}:${holder.key}`,
      );
      if (!called.some((text) => open.has(text)))
        found.push(`${called[0]}: is ${share.level}, and in no list`);
    }
  };
  for (const { slug, shares: listed } of declared.teams)
    if (listed !== undefined) checkShares({ kind: "team", key: slug, id: team.get(slug)?.id }, listed);
  for (const { email, state, shares: listed } of declared.members) {
    const there = member.get(email);
    if (listed !== undefined && state === "active" && there?.state === "active")
      checkShares({ kind: "member", key: email, id: there.id }, listed);
  }
  for (const { name, shares: listed } of declared.accounts ?? [])
    if (listed !== undefined)
      checkShares({ kind: "service_account", key: name, id: account.get(name)?.id }, listed);
  if (declared.unlisted.roles === "delete") {
    const known = rolesIn(declared.roles);
    for (const item of roles)
      if (!known.custom.has(fold(item.name))) say("role", fold(item.name), "is in no file");
  }
  return found;
}
