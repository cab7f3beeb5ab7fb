/** Which of the pending faults strike a request: at most one that answers it, and any that only bend the answer. */
import { routes, type RouteName } from "../../providers/planasonix/contract.ts";
import { isLateFault, isListFault, type Fault } from "./fault.ts";
import { isCreating } from "./late.ts";

/** What happens to one request. */
export interface Strike {
  /** The fault that takes the place of the answer, if any. */
  readonly fault: Fault | undefined;
  /** Milliseconds to wait first. */
  readonly latency: number;
  /** Seconds by which Date and reset times are off. */
  readonly skew: number;
  /** What the request creates shows up late. */
  readonly late: Fault | undefined;
}

export interface FaultQueue {
  add(fault: Fault): void;
  clear(): void;
  /** Counts the request and says what strikes it. `name` is null for a path that is no route. */
  next(name: RouteName | null, method: string): Strike;
}

interface Pending {
  readonly fault: Fault;
  seen: number;
  struck: number;
}

/** A queue with these faults in it. A fault whose turn another one took strikes the next request that it fits. */
export function createFaultQueue(faults: readonly Fault[]): FaultQueue {
  let pending: Pending[] = [];
  const add = (fault: Fault) => {
    pending.push({ fault, seen: 0, struck: 0 });
  };
  faults.forEach(add);
  return {
    add,
    clear: () => {
      pending = [];
    },
    next: (name, method) => {
      let fault: Fault | undefined;
      let latency = 0;
      let skew = 0;
      let late: Fault | undefined;
      for (const item of pending) {
        if (!fits(item.fault, name, method)) continue;
        item.seen += 1;
        if (item.seen < item.fault.from || item.struck >= item.fault.times) continue;
        const { kind } = item.fault;
        const bends = kind === "latency" || kind === "clock" || isLateFault(kind);
        if (!bends && fault !== undefined) continue;
        item.struck += 1;
        if (kind === "latency") latency += item.fault.amount ?? 0;
        else if (kind === "clock") skew += item.fault.amount ?? 0;
        else if (isLateFault(kind)) late = item.fault;
        else fault = item.fault;
      }
      pending = pending.filter((item) => item.struck < item.fault.times);
      return { fault, latency, skew, late };
    },
  };
}

function fits(fault: Fault, name: RouteName | null, method: string): boolean {
  if (isListFault(fault.kind) && (name === null || routes[name].answers !== "list")) return false;
  if (isLateFault(fault.kind) && (name === null || !isCreating(name))) return false;
  const reads = method === "GET" || method === "HEAD";
  if (fault.target === "any") return true;
  if (fault.target === "read") return reads;
  if (fault.target === "write") return !reads;
  return fault.target === name;
}
