/**
 * GitHub's spacing between writes, on the clock that a client is handed: a second between any two, three between those
 * that notify somebody, as octokit's throttling keeps it by itself on the machine's clock alone.
 */
import type { ThrottlingOptions } from "@octokit/plugin-throttling";
import type { Clock } from "../../model/provider.ts";

type Group = NonNullable<Extract<ThrottlingOptions, { onRateLimit: unknown }>["write"]>;

const betweenWritesMs = 1000;
const betweenNotificationsMs = 3000;

/** The two queues of octokit's throttling that wait by time alone, for one client. */
export function spacing(clock: Clock): { readonly write: Group; readonly notifications: Group } {
  return {
    write: group(clock, betweenWritesMs),
    notifications: group(clock, betweenNotificationsMs),
  };
}

function group(clock: Clock, everyMs: number): Group {
  let next = -Infinity;
  const schedule = async (_options: unknown, start: () => Promise<void>): Promise<void> => {
    const now = clock.now();
    const at = Math.max(now, next);
    next = at + everyMs;
    if (at > now) await clock.sleep(at - now);
    await start();
  };
  // Of a group the plugin calls these two and no more; test/unit/io/githubPace holds it to that.
  return { key: () => ({ schedule }) } as unknown as Group;
}
