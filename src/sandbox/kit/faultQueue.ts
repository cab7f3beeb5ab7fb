/** Which of the pending faults strike a request: at most one that answers it, and any that only bend the answer. */
import type { FaultGrammar, FaultOf } from "./fault.ts";

export interface FaultQueueOf<Kind extends string, Route extends string> {
  add(fault: FaultOf<Kind, Route>): void;
  clear(): void;
  /** Counts the request and says what strikes it: one that takes the place of the answer, if any, and those that bend it. `name` is null for a path that is no route. */
  next(name: Route | null, method: string): StrikesOf<Kind, Route>;
}

interface StrikesOf<Kind extends string, Route extends string> {
  readonly fault: FaultOf<Kind, Route> | undefined;
  readonly bends: readonly FaultOf<Kind, Route>[];
}

interface Pending<Fault> {
  readonly fault: Fault;
  seen: number;
  struck: number;
}

/** A queue with these faults in it. A fault whose turn another one took strikes the next request that it fits. */
export function createFaultQueueOf<Kind extends string, Route extends string>(
  grammar: FaultGrammar<Kind, Route>,
  faults: readonly FaultOf<Kind, Route>[],
): FaultQueueOf<Kind, Route> {
  type Fault = FaultOf<Kind, Route>;
  let pending: Pending<Fault>[] = [];
  const add = (fault: Fault) => {
    pending.push({ fault, seen: 0, struck: 0 });
  };
  faults.forEach(add);
  const fits = ({ kind, target }: Fault, name: Route | null, method: string): boolean => {
    const { only } = grammar.kinds[kind];
    if (only === "lists" && (name === null || !grammar.routes[name].isList)) return false;
    if (only === "creations" && (name === null || !grammar.routes[name].creates)) return false;
    const reads = method === "GET" || method === "HEAD";
    if (target === "any") return true;
    if (target === "read") return reads;
    if (target === "write") return !reads;
    return target === name;
  };
  return {
    add,
    clear: () => {
      pending = [];
    },
    next: (name, method) => {
      let fault: Fault | undefined;
      const bends: Fault[] = [];
      for (const item of pending) {
        if (!fits(item.fault, name, method)) continue;
        item.seen += 1;
        if (item.seen < item.fault.from || item.struck >= item.fault.times) continue;
        const bending = grammar.kinds[item.fault.kind].bends === true;
        if (!bending && fault !== undefined) continue;
        item.struck += 1;
        if (bending) bends.push(item.fault);
        else fault = item.fault;
      }
      pending = pending.filter((item) => item.struck < item.fault.times);
      return { fault, bends };
    },
  };
}
