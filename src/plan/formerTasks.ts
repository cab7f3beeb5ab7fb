/** What people who are gone left to be done, by what is live and by the service's log, whether or not a file names them. */
import type { Grant } from "../model/holdings.ts";
import type { OpenTask } from "../model/task.ts";
import { formerlyHeld, goneBy, namesOf } from "./formerHolders.ts";
import {
  copiedSince,
  grantTask,
  isPerson,
  isReplaced,
  recordsOf,
  task,
  type TasksInput,
} from "./taskParts.ts";

/** Keys of those who are gone, by their accounts and by the service's log: it knows since when. */
export function ofFormer({ organization, live, traces, heldBack, acting }: TasksInput): OpenTask[] {
  return formerlyHeld(live, traces, organization).flatMap(
    ({ key, record, person, id, why, since }): OpenTask[] => {
      // Somebody whom the files take back is no leaver.
      const isBack = organization.desired.member.get(person)?.state === "active";
      if (isBack || id === acting || heldBack.has(`member ${person}`) || isReplaced(key, record, id))
        return [];
      const message = `replace key ${record.name} of service account ${key.account}: ${person} ${copiedSince(why)}`;
      return [
        task(organization, { task: "replace_key", person, key: key.key, object: record.id, message, since }),
      ];
    },
  );
}

/** Grants of those who are gone, in the files or not. */
export function ofFormerGrants({
  organization,
  live,
  traces,
  grants,
  heldBack,
  ...rest
}: TasksInput): OpenTask[] {
  if (!rest.forgotten) return [];
  const gone = goneBy(live, traces, organization);
  const ids = new Set(
    [...live.member.values(), ...live.service_account.values()].flatMap(({ id }) => id ?? []),
  );
  const areAllKnown = live.coverage.member.complete && live.coverage.service_account.complete;
  const names = namesOf(organization, traces);
  return [...withGrantors(grants, traces)].flatMap(([id, theirs]): OpenTask[] => {
    const isStranger = areAllKnown && !ids.has(id) && isPerson(id, organization);
    const { person, since } = gone(id) ?? { person: isStranger ? names(id) : undefined, since: null };
    if (person === undefined || id === rest.acting || heldBack.has(`member ${person}`)) return [];
    if (organization.desired.member.get(person)?.state === "active") return [];
    return theirs.map((grant) => grantTask(organization, { person, since, grant }));
  });
}

/** The grants of each person; of those in nobody's name the former owners' too, who may have given them. */
function withGrantors(
  grants: TasksInput["grants"],
  traces: TasksInput["traces"],
): ReadonlyMap<string, readonly Grant[]> {
  const unnamed = new Map(
    [...grants.values()].flat().flatMap((grant) => (grant.assumed === true ? [[grant.id, grant]] : [])),
  );
  const all = new Map([...grants].map(([id, theirs]) => [id, [...theirs]]));
  for (const { object, at, person } of traces?.grantors ?? []) {
    const grant = unnamed.get(object);
    if (grant?.at !== at) continue;
    const theirs = all.get(person) ?? [];
    if (!theirs.some(({ id }) => id === object)) all.set(person, [...theirs, { ...grant, person }]);
  }
  return all;
}

/** Keys whose creator is no member any more: whoever it was, they could have copied them. */
export function ofStrangers({ organization, live, traces, acting }: TasksInput): OpenTask[] {
  const names = namesOf(organization, traces);
  if (!live.coverage.member.complete || !live.coverage.service_account.complete) return [];
  const known = new Set(
    [...live.member.values(), ...live.service_account.values()].flatMap(({ id }) => id ?? []),
  );
  return [...live.key.values()].flatMap((key) =>
    recordsOf(key).flatMap((record): OpenTask[] => {
      const creator = record.createdBy;
      if (
        creator === undefined ||
        creator === acting ||
        known.has(creator) ||
        !isPerson(creator, organization)
      )
        return [];
      if (isReplaced(key, record, creator)) return [];
      return [
        task(organization, {
          task: "replace_key",
          person: names(creator),
          key: key.key,
          object: record.id,
          message: `replace key ${record.name} of service account ${key.account}: ${names(creator)}, who is no member any more, created it and could have copied it`,
          since: null,
        }),
      ];
    }),
  );
}
