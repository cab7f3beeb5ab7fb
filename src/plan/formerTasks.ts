/** What people who are gone left to be done, by what is live and by the service's log, whether or not a file names them. */
import type { OpenTask } from "../model/task.ts";
import { formerlyHeld, goneBy } from "./formerHolders.ts";
import { copiedSince, grantTask, isPerson, isReplaced, recordsOf, task, type TasksInput } from "./owed.ts";

/** Keys of those who are gone, by their accounts and by the service's log: it knows since when. */
export function ofFormer({ organization, live, traces, heldBack, acting }: TasksInput): OpenTask[] {
  return formerlyHeld(live, traces).flatMap(({ key, record, person, id, why, since }): OpenTask[] => {
    // Somebody whom the files take back is no leaver.
    const isBack = organization.desired.member.get(person)?.state === "active";
    if (isBack || id === acting || heldBack.has(`member ${person}`) || isReplaced(key, record, id)) return [];
    const message = `replace key ${record.name} of service account ${key.account}: ${person} ${copiedSince(why)}`;
    return [
      task(organization, { task: "replace_key", person, key: key.key, object: record.id, message, since }),
    ];
  });
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
  const gone = goneBy(live, traces);
  const ids = new Set(
    [...live.member.values(), ...live.service_account.values()].flatMap(({ id }) => id ?? []),
  );
  const areAllKnown = live.coverage.member.complete && live.coverage.service_account.complete;
  return [...grants].flatMap(([id, theirs]): OpenTask[] => {
    const isStranger = areAllKnown && !ids.has(id) && isPerson(id, organization);
    const { person, since } = gone(id) ?? { person: isStranger ? id : undefined, since: null };
    if (person === undefined || id === rest.acting || heldBack.has(`member ${person}`)) return [];
    if (organization.desired.member.get(person)?.state === "active") return [];
    return theirs.map((grant) => grantTask(organization, { person, since, grant }));
  });
}

/** Keys whose creator is no member any more: whoever it was, they could have copied them. */
export function ofStrangers({ organization, live, acting }: TasksInput): OpenTask[] {
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
          person: creator,
          key: key.key,
          object: record.id,
          message: `replace key ${record.name} of service account ${key.account}: ${creator}, who is no member any more, created it and could have copied it`,
          since: null,
        }),
      ];
    }),
  );
}
