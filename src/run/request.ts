/** What a plan is asked for: which files, against what, how far it may reach, and what may run. */
import type { GuardName } from "../model/guard.ts";
import type { Selection } from "../model/plan.ts";
import type { KeptRead } from "./snapshot/file.ts";

/**
 * Which organizations a run may ask, and where.
 * - `merged`: the present files are merged (apply): their connections count.
 * - `at_hand`: somebody at a terminal. An organization is reached as the base says; one that the base does not have,
 *   only at the provider's own address or one listed outside the files.
 * - `base_only`: the files are not merged and nobody watches (a pull request). An organization whose connection is
 *   new or differs from the base's is planned from files alone.
 * - `offline`: no key is looked for and nothing is asked; every plan is made from files alone.
 */
export type Reach = "merged" | "at_hand" | "base_only" | "offline";

export interface PlanRequest {
  /** Keys of the organizations; all when empty. */
  readonly organizations: readonly string[];
  /** Of those, only the ones whose folders these are; a folder that no organization has any more is passed over. */
  readonly folders?: ReadonlySet<string>;
  /** Id of a commit: the files as they stand in it, instead of the folder on the disk. */
  readonly head?: string;
  /**
   * The commit against which causes are told apart: its id, or a name for it that the user gave. Null: nothing was
   * ever applied, so that every organization is new.
   */
  readonly base?: string | null;
  /**
   * The commits that were applied, latest first: of organizations of which it is known, and of all others. They count in
   * place of the base, and each in turn where the files of the ones before are broken. Without it, what came before the
   * base on its own line counts there.
   */
  readonly applied?: {
    readonly of: ReadonlyMap<string, readonly string[]>;
    readonly others: readonly string[];
  };
  /**
   * The journal of earlier runs, for telling unfinished from drift. `optional`: it may not be there yet. `ofRun`: it was
   * taken from an earlier run of the same workflow, and is no file that anybody could have put there.
   * `besides`: journals of runs that wrote side by side with the last one. `cut`: what is left of journals whose end is
   * missing, and those that another repository may have signed: of them counts only what holds something back, and what
   * leaving left to be done.
   */
  readonly journal?: {
    readonly path: string;
    readonly optional: boolean;
    readonly ofRun?: boolean;
    readonly besides?: readonly string[];
    readonly cut?: readonly string[];
  };
  /**
   * Where no journal is named: the one from which only what holds something back and what leaving left to be done is
   * taken; it may not be there.
   */
  readonly owed?: string;
  readonly allowed: readonly GuardName[];
  /** Of leavers also what takes a request for each thing that is there is looked for. */
  readonly deep?: true;
  /** What may run, of which organization. */
  readonly selection?: (organization: string) => Selection;
  /** What is planned will be applied by a run where reviews bind. */
  readonly reviewsBind?: boolean;
  /** People, teams and service accounts: nothing else runs. */
  readonly target?: readonly string[] | undefined;
  readonly reach: Reach;
  /** The UTC day (YYYY-MM-DD) to plan for, where it is another than today's: what would be due then. */
  readonly at?: string;
  /** This machine counts as an address only where MUSTER_HOSTS names it with its port (a runner that others share); always so with `base_only`. */
  readonly listedLoopbackOnly?: boolean;
  /**
   * What was read before, to be held against where no key is to be used. `always`: whatever keys there are; else where there
   * is none, or none that may be used. `none`: why there is no snapshot, or none of some, as a sentence.
   */
  readonly snapshot?: {
    readonly organizations: ReadonlyMap<string, KeptRead>;
    readonly always: boolean;
    readonly none?: string;
  };
  /** Before an organization is read, its key is asked what it may do; a key that can write is a failure, and nothing else is asked. */
  readonly refuseWriteKeys?: boolean;
}
