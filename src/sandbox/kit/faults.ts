/** The faults of one service: its words, put into the grammar once. */
import {
  faultHelpOf,
  parseFaultOf,
  parseFaultsOf,
  type FaultGrammar,
  type FaultKindWord,
  type FaultOf,
} from "./fault.ts";
import { createFaultQueueOf, type FaultQueueOf } from "./faultQueue.ts";

/** What breaks at any service. */
export const breaks = {
  "500": { argument: "none", does: "fails before the effect" },
  "502": { argument: "none", does: "fails after the effect" },
  "drop-before": { argument: "none", does: "the connection is cut before the effect" },
  "drop-after": { argument: "none", does: "the connection is cut after the effect" },
  timeout: { argument: "none", does: "no answer, no effect, until the client gives up" },
  "timeout-after": { argument: "none", does: "the effect, and no answer until the client gives up" },
} as const satisfies Readonly<Record<string, FaultKindWord>>;

interface Faults<Kind extends string, Route extends string> {
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
