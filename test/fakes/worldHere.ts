/**
 * The world of the action with its jobs in this process, on a clock that shows the machine's time and goes ahead by
 * whatever a job waits for: what takes minutes at GitHub's pace takes as long as its work. A step of which the test asks
 * something that only a process has is one of the bundle.
 */
import type { Clock } from "../../src/model/provider.ts";
import { buildAction, createActionWorld, type ActionOptions, type ActionWorld } from "./action.ts";
import { runStep, type StepWish } from "./step.ts";
import { runStepHere } from "./stepHere.ts";

/** What waits on it has waited at once. */
export function hastyClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    sleep: async (ms, signal) => {
      if (signal?.aborted === true) return;
      ahead += Math.max(ms, 0);
      // A turn of the event loop, so that timers and sockets get theirs.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export function createWorldHere(options: Omit<ActionOptions, "clock" | "step">): Promise<ActionWorld> {
  const clock = hastyClock();
  return createActionWorld(buildAction().main, {
    ...options,
    clock,
    step: (wish) => (needsProcess(wish) ? runStep(wish) : runStepHere(wish, clock)),
  });
}

/** It is stopped from outside, runs under another Node, or is given variables that git and Node read themselves. */
function needsProcess({ node, onStart, env }: StepWish): boolean {
  const isOurs = (name: string): boolean => /^(?:MUSTER|GITHUB|RUNNER)_/.test(name);
  return node !== undefined || onStart !== undefined || !Object.keys(env).every(isOurs);
}
