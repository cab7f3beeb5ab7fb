/**
 * Which rules a change of the files alters: connections, policy, waivers and who people are, before and after, setting by setting. What
 * counts as loosening is decided here, per setting.
 */
import { loginFields } from "../model/vocabularies/all.ts";
import { spanText } from "../model/duration.ts";
import { defaultGrace } from "./newcomers.ts";
import { knownKinds } from "../model/idList.ts";
import { targetText } from "../model/target.ts";
import type { Key } from "../model/entities/key.ts";
import type { ScimRole } from "../model/scim.ts";
import {
  defaultGuards,
  defaultUnlisted,
  type Connection,
  type Organization,
  type PersonIdentity,
  type Policy,
  type Unlisted,
} from "../model/organization.ts";
import type { PolicyChange } from "../model/policyChange.ts";
import { compareText, fold } from "../model/text.ts";
import { changed, listed, type Found } from "./ruleChange.ts";
import { settledChanges, waiverChanges } from "./exceptionRules.ts";
import { listRules } from "./listRules.ts";
import { namesOf, type Names } from "./termNames.ts";

/**
 * What differs between the base's organizations and the present ones, loosenings of each organization first. Of an
 * organization that the base does not have, everything that differs from the defaults stands here. One whose files are
 * gone is not among them: nothing is done in it any more.
 */
export function policyChanges(
  base: ReadonlyMap<string, Organization>,
  head: readonly Organization[],
): PolicyChange[] {
  return head.flatMap((organization) => {
    const before = base.get(organization.key);
    const names = namesOf((before ?? organization).desired, organization.desired);
    const changes = [
      ...connectionChanges(before, organization),
      ...settingChanges(before?.policy ?? defaults, organization.policy),
      ...targetChanges(before, organization),
      ...openedTeams(before, organization, names),
      ...listRules(before, organization, names),
      ...waiverChanges(before?.policy.waivers ?? [], organization.policy.waivers),
      ...settledChanges(before?.policy.settled ?? [], organization.policy.settled ?? []),
      ...peopleChanges(before?.people ?? [], organization.people),
      ...idChanges(before, organization, names),
    ].map(({ source, ...change }): PolicyChange => ({
      organization: organization.key,
      ...change,
      source: change.after === null ? null : (source ?? placeOf(change.setting, organization)),
    }));
    return [...changes.filter(({ loosens }) => loosens), ...changes.filter(({ loosens }) => !loosens)];
  });
}

/** Where the setting stands, or what it is a part of. */
function placeOf(setting: string, { settingsAt, source }: Organization): Organization["source"] {
  for (let path = setting; path !== ""; path = path.slice(0, Math.max(path.lastIndexOf("."), 0))) {
    const found = settingsAt?.get(path);
    if (found !== undefined) return found;
  }
  return source;
}

const defaults: Policy = {
  unlisted: defaultUnlisted,
  onLeave: "deactivate",
  drift: "report",
  guards: defaultGuards,
  waivers: [],
};

/** Where a key goes to is the heaviest rule of all: to be told apart from anything else, any alteration loosens. */
function connectionChanges(before: Organization | undefined, after: Organization): Found[] {
  const was = before?.connection;
  const is = after.connection;
  const altered = before !== undefined;
  return [
    changed("provider", was?.provider, is.provider, altered),
    changed("id", was?.id, is.id, altered),
    // What was pinned to one organization and is so no more, or to another.
    changed("account", was?.account, is.account, was?.account !== undefined),
    // A new organization that is not at the provider's own address is one to look at as well.
    changed("api", was?.api, is.api, true),
    ...scimChanges(was?.scim, is.scim, altered),
  ].flat();
}

/** How such a service is read, and what there is touched. */
function scimChanges(
  was: Connection["scim"],
  is: Connection["scim"],
  altered: boolean,
): readonly (readonly Found[])[] {
  const [old, now] = [textsOf(was), textsOf(is)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort(compareText);
  return names.map((name) => changed(`scim.${name}`, old.get(name), now.get(name), altered));
}

function textsOf(settings: Connection["scim"]): Map<string, string> {
  return new Map(
    Object.entries(settings ?? {}).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      typeof value === "object" ? fieldsOf(value) : String(value),
    ]),
  );
}

function fieldsOf(role: ScimRole): string {
  const fields = Object.entries(role).map(([name, value]) => `${name}: ${value}`);
  return fields.sort(compareText).join(", ");
}

/** Of these only what guards allow can loosen and counts later; the rest counts at once, and what it does stands in the plan itself. */
function settingChanges(before: Policy, after: Policy): Found[] {
  const was = before.guards;
  const is = after.guards;
  return [
    ...(Object.keys(defaultUnlisted) as (keyof Omit<Unlisted, "grace">)[]).map((name) =>
      changed(`unlisted.${name}`, before.unlisted[name], after.unlisted[name], false),
    ),
    changed(
      "unlisted.grace",
      graceText(before),
      graceText(after),
      (after.unlisted.grace ?? defaultGrace) > (before.unlisted.grace ?? defaultGrace),
    ),
    changed("on_leave", before.onLeave, after.onLeave, false),
    changed("drift", before.drift, after.drift, false),
    changed("successor", before.successor, after.successor, false),
    ...admissionChanges(before, after),
    changed("guards.min_admins", String(was.minAdmins), String(is.minAdmins), is.minAdmins < was.minAdmins),
    changed("guards.max_loss", percent(was.maxLoss), percent(is.maxLoss), is.maxLoss > was.maxLoss),
    changed(
      "guards.max_changes",
      String(was.maxChanges),
      String(is.maxChanges),
      is.maxChanges > was.maxChanges,
    ),
    changed(
      "guards.protected",
      listed(was.protected),
      listed(is.protected),
      was.protected.some((member) => !is.protected.includes(member)),
    ),
  ].flat();
}

function graceText({ unlisted: { grace } }: Policy): string | undefined {
  return grace === undefined ? undefined : grace === 0 ? "0" : spanText(grace);
}

/** Where secrets of keys go. What a new or another place is given counts at once, and stands in the plan when it is. */
function targetChanges(before: Organization | undefined, after: Organization): Found[] {
  const text = (key: Key | undefined): string | undefined =>
    key?.deliverTo === undefined ? undefined : targetText(key.deliverTo);
  return [...after.desired.key].flatMap(([name, key]) =>
    changed(`deliver_to of ${name}`, text(before?.desired.key.get(name)), text(key), false).map((change) => ({
      ...change,
      ...(key.source === undefined ? {} : { source: key.source }),
    })),
  );
}

/** Which files may add people to which team. Whom they add stands in the plan itself. */
function openedTeams(
  before: Organization | undefined,
  after: Organization,
  { keyBefore }: Pick<Names, "keyBefore">,
): Found[] {
  return [...after.desired.team].flatMap(([key, { openTo, source }]) =>
    changed(
      `teams.${key}.open_to`,
      listed(before?.desired.team.get(keyBefore("team", key))?.openTo ?? []),
      listed(openTo ?? []),
      false,
    ).map((change) => ({ ...change, ...(source === undefined ? {} : { source }) })),
  );
}

/** Whom the organization lets in. A guest domain taken away loosens where nothing else keeps its people out or asks for an approval. */
function admissionChanges(before: Policy, after: Policy): Found[][] {
  const [was, is] = [before.guests, after.guests];
  const added = (old: readonly string[] = [], now: readonly string[] = []): boolean =>
    now.some((domain) => !old.includes(domain));
  const enforcedBefore = before.sso?.enforced === true;
  const isRestricted = was !== undefined || enforcedBefore;
  const freed = added(is?.domains, was?.domains) && after.sso?.enforced !== true;
  const longer = was?.maxDays !== undefined && (is?.maxDays === undefined || is.maxDays > was.maxDays);
  return [
    changed(
      "sso.enforced",
      String(enforcedBefore),
      String(after.sso?.enforced === true),
      enforcedBefore && after.sso?.enforced !== true,
    ),
    changed(
      "sso.domains",
      listed(before.sso?.domains ?? []),
      listed(after.sso?.domains ?? []),
      enforcedBefore && added(before.sso?.domains, after.sso?.domains),
    ),
    changed(
      "guests.domains",
      listed(was?.domains ?? []),
      listed(is?.domains ?? []),
      (isRestricted && added(was?.domains, is?.domains)) || freed,
    ),
    changed(
      "guests.approvers",
      listed(was?.approvers ?? []),
      listed(is?.approvers ?? []),
      added(was?.approvers, is?.approvers),
    ),
    changed("guests.max_days", daysText(was?.maxDays), daysText(is?.maxDays), longer),
  ];
}

function daysText(days: number | undefined): string | undefined {
  return days === undefined ? undefined : String(days);
}

/** Whoever is known by another name or id than before is taken for somebody else's account: what that does stands in the plan. */
function peopleChanges(before: readonly PersonIdentity[], after: readonly PersonIdentity[]): Found[] {
  const was = new Map(before.map((person) => [person.key, person]));
  return after.flatMap((is) => {
    const old = was.get(is.key);
    if (old === undefined) return [];
    const field = (name: string, one: string | undefined, other: string | undefined): Found[] =>
      changed(`people.${is.key}.${name}`, one, other, false);
    // Where people are known by login, it stands for the address, and the account's number for the id: told once.
    const [byLogin, byNumber] = [
      [old, is].every(({ email, login }) => email === login),
      [old, is].every(({ id, account }) => id === account),
    ];
    return [
      ...(byLogin ? [] : field("email", old.email, is.email)),
      ...field("previously", listed(old.previously), listed(is.previously)),
      ...(byNumber ? [] : field("ids", old.id, is.id)),
      ...field(loginFields.handle, old.login, is.login),
      ...field(loginFields.id, old.account, is.account),
    ].map((change) => ({ ...change, source: is.source }));
  });
}

/** An id leads from a name to an account or a team, whatever that is called: another id is another one. Persons are told above. */
function idChanges(
  before: Organization | undefined,
  after: Organization,
  { keyBefore }: Pick<Names, "keyBefore">,
): Found[] {
  const persons = new Set(after.people.map(({ email }) => fold(email)));
  return knownKinds.flatMap((kind) => {
    const changes = [...after.desired[kind]].flatMap(([key, { declaredId, source }]) => {
      const old = before?.desired[kind].get(keyBefore(kind, key));
      if (old === undefined || (kind === "member" && persons.has(key))) return [];
      return changed(`ids.${kind}s.${key}`, old.declaredId, declaredId, false).map((change) => ({
        ...change,
        ...(source === undefined ? {} : { source }),
      }));
    });
    const given = changes.filter((change) => change.before === null);
    if (given.length <= mostIdsTold) return changes;
    // All of them at once is an import; what a name leads to otherwise than before stands in the plan itself.
    const summary = changed(`ids.${kind}s`, undefined, `${given.length} ids given`, false);
    return [...changes.filter((change) => change.before !== null), ...summary];
  });
}

/** So many ids that were not there before are told one by one. */
const mostIdsTold = 5;

/** 0.25 -> "25%", without the noise of binary fractions. */
function percent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(6))}%`;
}
