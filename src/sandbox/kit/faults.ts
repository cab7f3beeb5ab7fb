/** The faults of one service: its words, put into the grammar once. */
import { faultHelpOf, parseFaultOf, parseFaultsOf, type FaultGrammar, type FaultOf } from "./fault.ts";
import { createFaultQueueOf, type FaultQueueOf } from "./faultQueue.ts";

export interface Faults<Kind extends string, Route extends string> {
  /** The grammar in full, for `--help`. */
  readonly help: string;
  /** Reads several faults; the first mistake is said in a sentence. */
  readonly parseFaults: (spec: string) => readonly FaultOf<Kind, Route>[] | { readonly error: string };
  /** Reads one fault. */
  readonly parseFault: (spec: string) => FaultOf<Kind, Route> | { readonly error: string };
  /** A queue with these faults in it. */
  readonly createFaultQueue: (faults: readonly FaultOf<Kind, Route>[]) => FaultQueueOf<Kind, Route>;
}

export function faultsOf<Kind extends string, Route extends string>(
  grammar: FaultGrammar<Kind, Route>,
): Faults<Kind, Route> {
  return {
    help: faultHelpOf(grammar),
    parseFaults: (spec) => parseFaultsOf(grammar, spec),
    parseFault: (spec) => parseFaultOf(grammar, spec),
    createFaultQueue: (faults) => createFaultQueueOf(grammar, faults),
  };
}
