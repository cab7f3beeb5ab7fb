/** What no API can do when somebody leaves: grants at other services, and keys that they may have copied. */
import type { Organization } from "../model/organization.ts";
import type { FollowUp } from "../model/plan.ts";
import type { Holdings } from "../model/provider.ts";
import type { State } from "../model/state.ts";
import { compareText } from "../model/text.ts";
import type { Leaver } from "./leavers.ts";

export interface FollowUpInput {
  readonly organization: Organization;
  readonly live: State;
  readonly leaver: Leaver;
  readonly holdings: Holdings | undefined;
  /** False for somebody who has left already and only still holds something. */
  readonly isLeavingNow: boolean;
  /** Keys of service accounts that are to be revoked anyway. */
  readonly revoked: ReadonlySet<string>;
}

/** The tasks for people that a leaver brings, by key. */
export function followUpsOf({ live, leaver, holdings, isLeavingNow, revoked }: FollowUpInput): FollowUp[] {
  const grants = (holdings?.resources ?? []).flatMap((resource): FollowUp[] =>
    resource.grant === undefined
      ? []
      : [
          {
            code: "revoke_grant",
            key: `${leaver.key} ${resource.kind}:${resource.name}`,
            message: `revoke the grant of ${leaver.key} at ${resource.grant} (${resource.kind} ${resource.name}); it outlives their account here`,
            risk: "high",
          },
        ],
  );
  const keys = isLeavingNow ? copiedKeys(live, leaver, revoked) : [];
  return [...grants, ...keys].sort((a, b) => compareText(a.key, b.key));
}

/** Keys that the leaver created, and those of service accounts that they own themselves. */
function copiedKeys(live: State, leaver: Leaver, revoked: ReadonlySet<string>): FollowUp[] {
  return [...live.key.values()].flatMap((key): FollowUp[] => {
    if (revoked.has(key.key)) return [];
    const owner = live.service_account.get(key.account)?.owner;
    const owns = owner?.kind === "member" && owner.key === leaver.key;
    if (key.createdBy !== leaver.id && !owns) return [];
    const why = key.createdBy === leaver.id ? "created it" : "owns the service account";
    return [
      {
        code: "rotate_key",
        key: `${leaver.key} ${key.key}`,
        message: `replace key ${key.name} of service account ${key.account}: ${leaver.key} ${why} and could have copied it`,
        risk: "high",
      },
    ];
  });
}
