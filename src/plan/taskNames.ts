/**
 * The ids that one task may go by. Somebody who is gone is told by their id where nothing knows more, and by their address
 * once a log, a file or a list of ids does: what was settled under one name stays settled under the others.
 */
import { once } from "../model/once.ts";
import type { Organization } from "../model/organization.ts";
import type { Traces } from "../model/holdings.ts";
import type { State } from "../model/state.ts";
import { taskId, type OpenTask } from "../model/task.ts";
import { fold } from "../model/text.ts";

interface Knowing {
  readonly organization: Organization;
  readonly live: State;
  readonly traces?: Traces;
}

export interface TaskNames {
  /** All that the task may be called under `settled`, its present id first. */
  readonly idsOf: (task: OpenTask) => readonly string[];
  /** Whether that is the person whose task it is, under any of their names. */
  readonly isOwn: (task: OpenTask, by: string) => boolean;
}

export function taskNames(knowing: Knowing): TaskNames {
  // Few plans have anything settled: who is who is gone through where one has.
  const groups = once(() => groupsOf(knowing));
  const namesOf = (person: string): readonly string[] => [...(groups().get(person) ?? new Set([person]))];
  return {
    idsOf: ({ id, task, person, object }) => [
      id,
      ...namesOf(person)
        .filter((name) => name !== person)
        .map((name) => taskId(knowing.organization.connection.id, { task, person: name, object })),
    ],
    isOwn: ({ person }, by) => namesOf(person).includes(by),
  };
}

/** By each name, all names of whoever has it. An address that two people had, one after the other, is told apart by nothing: it joins none. */
function groupsOf(knowing: Knowing): ReadonlyMap<string, ReadonlySet<string>> {
  const known = knownAs(knowing);
  const idsOf = new Map<string, Set<string>>();
  for (const { addresses, id } of known)
    for (const address of addresses)
      if (id !== undefined) idsOf.set(address, (idsOf.get(address) ?? new Set()).add(id));
  const groups = new Map<string, Set<string>>();
  for (const { addresses, id } of known) {
    const names = [
      ...addresses.filter((address) => (idsOf.get(address)?.size ?? 0) <= 1),
      ...(id === undefined ? [] : [id]),
    ];
    const all = new Set(names.flatMap((name) => [name, ...(groups.get(name) ?? [])]));
    for (const name of all) groups.set(name, all);
  }
  return groups;
}

interface KnownAs {
  readonly addresses: readonly string[];
  readonly id: string | undefined;
}

/** What members, files and the log say of who is who. */
function knownAs({ organization, live, traces }: Knowing): KnownAs[] {
  const { desired, people } = organization;
  return [
    ...[...live.member.values()].map(({ key, id }) => ({ addresses: [key], id })),
    ...[...desired.member.values()].map(({ key, declaredId: id }) => ({ addresses: [key], id })),
    ...people.map(({ email, previously, id }) => ({ addresses: [email, ...previously].map(fold), id })),
    ...[...(traces?.addresses ?? [])].map(([id, address]) => ({ addresses: [address], id })),
    ...[...(traces?.departures ?? [])].map(([id, { email }]) => ({
      addresses: email === undefined ? [] : [email],
      id,
    })),
  ];
}
