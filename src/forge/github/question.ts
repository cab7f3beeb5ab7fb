/** A request as it is asked, and what may come of it: an answer, whatever its status, or none. */
import type { Answer, Call } from "./failure.ts";
import type { GitHubFailure } from "./github.ts";

export interface Question extends Call {
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Ends the request and the waiting for it. */
  readonly signal?: AbortSignal | undefined;
}

export type Exchanged =
  | {
      readonly ok: true;
      readonly answer: Answer;
      /** A try before this answer may have had its effect. */
      readonly afterDoubt?: true;
    }
  | GitHubFailure;

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}
