/** What planning came to: a plan that can be applied, one from files alone that cannot, or a failure. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import type { PolicyChange } from "../model/policyChange.ts";
import type { State } from "../model/state.ts";
import type { Connected } from "./connect.ts";
import type { Failure } from "./load.ts";
import type { KeptRead } from "./snapshot/file.ts";
import type { SnapshotAge } from "./snapshot/reader.ts";

/** One organization's plan, and what applying it takes. */
export interface Planned {
  readonly organization: Organization;
  readonly plan: Plan;
  /** Live, under the names that the files use. */
  readonly live: State;
  readonly connected: Connected;
  /** Of the targets of the run, those that are here; absent without any. */
  readonly found?: readonly string[];
  /** What was read of it last, as it is kept for plans without a key. */
  readonly lastRead: () => KeptRead;
  /** Reads the organization again and plans it with the same settings. */
  readonly again: () => Promise<Plan | Failure>;
}

/** One organization's plan from files alone: what the base's files say stands for what is live. It cannot be applied. */
export interface OfflinePlanned {
  readonly organization: Organization;
  readonly plan: Plan;
  /** Of the targets of the run, those that are here; absent without any. */
  readonly found?: readonly string[];
  /** Why the organization was not asked, as a sentence. */
  readonly offline: string;
  /** It was held against what had been read before, in place of the files. */
  readonly snapshot?: SnapshotAge;
}

export interface OrganizationRun {
  readonly key: string;
  readonly result: Planned | OfflinePlanned | Failure;
}

/** True for a plan that was made from files alone. */
export function isOffline(result: OrganizationRun["result"]): result is OfflinePlanned {
  return "offline" in result;
}

/** True for a plan of a live organization. */
export function isPlanned(result: OrganizationRun["result"]): result is Planned {
  return "connected" in result;
}

export type PlanRun =
  | {
      readonly ok: true;
      /** By the organizations' keys. */
      readonly runs: readonly OrganizationRun[];
      readonly warnings: readonly Diagnostic[];
      /** What the present files declare: all of it, or the organizations that were named. */
      readonly headOrganizations: readonly Organization[];
      /** The same of the base's files; none without a base. */
      readonly baseOrganizations: readonly Organization[];
      /** What differs between the two in policy and connections, of the organizations that were asked for; none without a base. */
      readonly policyChanges: readonly PolicyChange[];
      /** Organizations of the base that the present files do not have, as far as they were asked for: nothing is done in them. */
      readonly gone: readonly OfflinePlanned[];
      /** Ends the connections; to be called when nothing is read or written any more. */
      readonly close: () => Promise<void>;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
  | ({ readonly ok: false } & Failure);
