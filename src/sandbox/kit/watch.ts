/** What whoever started a sandbox may do to it beside using it: break it, and look at what it was asked. */

/** The handle on a running sandbox. */
export interface Watch<Fault, Request> {
  addFault(fault: Fault): void;
  clearFaults(): void;
  /** Requests since the start or the last reset, in order of arrival. */
  requests(): readonly Request[];
  resetRequests(): void;
}

/** Over the faults and the log that the sandbox itself goes by. */
export function watchOn<Fault, Request extends object>({
  faults,
  requests,
}: {
  readonly faults: { add(fault: Fault): void; clear(): void };
  readonly requests: Request[];
}): Watch<Fault, Request> {
  return {
    addFault: (fault) => {
      faults.add(fault);
    },
    clearFaults: () => {
      faults.clear();
    },
    requests: () => requests.map((it) => ({ ...it })),
    resetRequests: () => {
      requests.length = 0;
    },
  };
}
