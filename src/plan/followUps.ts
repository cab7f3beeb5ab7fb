/** What no API can do when somebody leaves: grants at other services, and keys that they may have copied. */
import type { Organization } from "../model/organization.ts";
import type { FollowUp } from "../model/plan.ts";
import type { Grant, Holdings } from "../model/holdings.ts";
import type { State } from "../model/state.ts";
import { compareText } from "../model/text.ts";
import { copiedBy } from "./copiedKeys.ts";
import { grantsOf, revokeSentence } from "./grants.ts";
import type { Leaver } from "./leavers.ts";

interface FollowUpInput {
  readonly organization: Organization;
  readonly live: State;
  readonly leaver: Leaver;
  readonly holdings: Holdings | undefined;
  /** By the service's id of the person. */
  readonly grants: ReadonlyMap<string, readonly Grant[]>;
  /** False for somebody who has left already and only still holds something. */
  readonly isLeavingNow: boolean;
  /** Keys of service accounts that are to be revoked or replaced anyway. */
  readonly isReplaced: (key: string) => boolean;
}

/** The tasks for people that a leaver brings, by key. */
export function followUpsOf({
  live,
  leaver,
  holdings,
  grants,
  isLeavingNow,
  isReplaced,
}: FollowUpInput): FollowUp[] {
  const granted = grantsOf(leaver, holdings, grants).map((grant): FollowUp => ({
    code: "revoke_grant",
    key: `${leaver.key} ${grant.kind}:${grant.name}`,
    message: revokeSentence(leaver.key, grant),
    risk: "high",
  }));
  const keys = isLeavingNow ? copiedKeys(live, leaver, isReplaced) : [];
  const behind = isLeavingNow ? leftBehind(leaver, holdings) : [];
  return [...granted, ...keys, ...behind].sort((a, b) => compareText(a.key, b.key));
}

/** What the service says that leaving leaves: the tasks are owed from then on. */
function leftBehind({ key: person }: Leaver, holdings: Holdings | undefined): FollowUp[] {
  const { tasks = [], hints = [] } = holdings?.behind ?? {};
  return [
    ...tasks.map(({ task, key, message }): FollowUp => ({
      code: task,
      key: `${person} ${key}`,
      message,
      risk: "high",
    })),
    ...hints,
  ];
}

/** Keys that nothing replaces in this plan, and that the leaver could have copied. */
function copiedKeys(live: State, leaver: Leaver, isReplaced: (key: string) => boolean): FollowUp[] {
  return copiedBy(live, leaver).flatMap(({ key, why }): FollowUp[] =>
    isReplaced(key.key)
      ? []
      : [
          {
            code: "rotate_key",
            key: `${leaver.key} ${key.key}`,
            message: `replace key ${key.name} of service account ${key.account}: ${leaver.key} ${why} and could have copied it`,
            risk: "high",
          },
        ],
  );
}
