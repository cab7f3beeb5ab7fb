/** What goes wrong on purpose, and what happens between two requests. */
import { standing, type Reply } from "./reply.ts";

/** Which requests; what is left out matches all. */
export interface Matcher {
  readonly method?: string;
  /** Below the API's address, without the query: the whole of it, or a pattern. */
  readonly path?: string | RegExp;
}

export interface Fault {
  /** The answer; without `body`, with what GitHub usually says with it. */
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** True: the request has its effect first. */
  readonly afterEffect?: boolean;
  /** How often; until it is taken back unless given. */
  readonly times?: number;
  /** The connection ends without an answer. */
  readonly drop?: boolean;
  /** The connection ends in the middle of the answer. */
  readonly cut?: boolean;
}

export interface Faults {
  add(matcher: Matcher, fault: Fault): () => void;
  /** The first fault that matches; one of its times is used up. */
  take(method: string, path: string): Fault | undefined;
}

export function createFaults(): Faults {
  const all: { matcher: Matcher; fault: Fault; left: number }[] = [];
  return {
    add(matcher, fault) {
      const item = { matcher, fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      all.push(item);
      return () => {
        item.left = 0;
      };
    },
    take(method, path) {
      const found = all.find((item) => item.left > 0 && matches(item.matcher, method, path));
      if (found === undefined) return undefined;
      found.left--;
      return found.fault;
    },
  };
}

export function matches(matcher: Matcher, method: string, path: string): boolean {
  if (matcher.method !== undefined && matcher.method !== method) return false;
  if (matcher.path === undefined) return true;
  return typeof matcher.path === "string" ? matcher.path === path : matcher.path.test(path);
}

/** The answer that a fault gives. */
export function replyOf(fault: Fault): Reply {
  const usual = standing(fault.status ?? 502);
  return {
    status: usual.status,
    body: fault.body ?? usual.body,
    headers: { ...usual.headers, ...fault.headers },
  };
}
