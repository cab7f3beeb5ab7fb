/** Ctrl-C and SIGTERM for commands that have something to finish: the first asks, the second ends at once. */
import { setMaxListeners } from "node:events";

interface Stop {
  /** Aborted when the first signal comes. */
  readonly signal: AbortSignal;
  /** Signals do again what they do by default. */
  dispose(): void;
}

const codes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Listens from now on. `onFirst` is told once; a second signal ends the process with 128 + its number. */
export function stopOnSignals(onFirst: (name: keyof typeof codes) => void = () => undefined): Stop {
  const controller = new AbortController();
  // Every running request listens; Node takes more than ten for a leak and says so.
  setMaxListeners(0, controller.signal);
  const receive = (name: NodeJS.Signals): void => {
    if (name !== "SIGINT" && name !== "SIGTERM") return;
    if (controller.signal.aborted) process.exit(codes[name]);
    onFirst(name);
    controller.abort();
  };
  process.on("SIGINT", receive);
  process.on("SIGTERM", receive);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off("SIGINT", receive);
      process.off("SIGTERM", receive);
    },
  };
}
