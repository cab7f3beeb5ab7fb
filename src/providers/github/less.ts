/** Queries that are too much for GitHub at once, asked for less. */
import type { Client, QueryAnswer } from "./client.ts";

interface Amount {
  readonly most: number;
  readonly fewest: number;
  /** With how many GitHub could finish. */
  readonly seen: (size: number) => void;
}

/** A query that GitHub cannot finish is asked for half as many, down to the fewest. */
export async function lessAtOnce(
  ask: (size: number) => ReturnType<Client["query"]>,
  { most, fewest, seen }: Amount,
): ReturnType<Client["query"]> {
  for (let size = most; ; size = Math.max(fewest, Math.floor(size / 2))) {
    const answer = await ask(size);
    seen(size);
    const isTooMuch = answer.ok ? answer.errors.some(isHeavy) : (answer.status ?? 0) >= 502;
    if (!isTooMuch || size <= fewest) return answer;
  }
}

/** True for an answer to a query that was too much at once. */
function isHeavy({ message }: QueryAnswer["errors"][number]): boolean {
  return /something went wrong|timeout/i.test(message);
}
