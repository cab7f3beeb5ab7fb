/**
 * GitHub's REST API as muster's words (`github.ts`): one repository, one token. Every call is a value or a failure
 * that says what to do; a write is sent once; the token goes to the API's own address and nowhere else.
 */
import { isLoopback } from "../../model/address.ts";
import type { Clock } from "../../model/provider.ts";
import { systemClock } from "../../io/clock.ts";
import { openDispatchers, type Dispatchers } from "../../io/dispatchers.ts";
import { checkAddress } from "../../io/hosts.ts";
import { createHttp, type Http } from "../../io/http.ts";
import { createRedactor } from "../../io/redact.ts";
import { artifactFiles } from "./artifactFiles.ts";
import { commentCalls, issueCalls, pullRequestCalls, repositoryCalls, type Place } from "./calls.ts";
import { artifactCalls, deploymentCalls, runCalls } from "./pastCalls.ts";
import { unasked } from "./failure.ts";
import type { GitHub } from "./github.ts";
import { createRequests, type Requests } from "./requests.ts";
import { createFetch } from "./transport.ts";

export interface GitHubOptions {
  /** `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly token: string;
  /** "owner/name" */
  readonly repository: string;
  /** Of it, only the proxy's variables count. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The machine's own unless given; all waiting is done on it. */
  readonly clock?: Clock;
  /** Called at once with the token, so that no output shows it. */
  readonly hide?: (secret: string) => void;
  /** Takes further secrets out of what GitHub says. */
  readonly redact?: (text: string) => string;
  /** For each exchange, in milliseconds: 30,000 unless given. */
  readonly timeoutMs?: number;
}

/** Sends nothing yet. Where the options make no sense, each call says so. */
export function createGitHub(options: GitHubOptions): GitHub & { close(): Promise<void> } {
  const { http, api, timeoutMs, ...place } = openPlace(options);
  const { requests } = place;
  let dispatchers: Dispatchers | undefined;
  return {
    ...repositoryCalls(place),
    ...pullRequestCalls(place),
    ...commentCalls(place),
    ...issueCalls(place),
    ...deploymentCalls(place),
    ...runCalls(place),
    ...artifactCalls(place),
    artifactFiles: (id, maxBytes) =>
      artifactFiles({
        call: { method: "GET", path: `${place.root}/actions/artifacts/${id}/zip`, needs: "actions: read" },
        requests,
        dispatchers: () => (dispatchers ??= openDispatchers(options.env)),
        isLocal: typeof api !== "string" && isLoopback(api.hostname),
        maxBytes,
        timeoutMs,
      }),
    async close() {
      const opened = new Set([dispatchers?.direct, dispatchers?.outward]);
      await Promise.all([http.close(), ...[...opened].map((item) => item?.destroy())]);
    },
  };
}

/** The way to a repository, for the calls here and those of `settings.ts`; `api` is a sentence where there is no way. */
export function openPlace(
  options: GitHubOptions,
): Place & { readonly http: Http; readonly api: URL | string; readonly timeoutMs: number } {
  options.hide?.(options.token);
  const timeoutMs = options.timeoutMs ?? 30_000;
  const http = createHttp({ proxyEnv: options.env, userAgent: "muster" });
  const api = addressOf(options);
  const requests = typeof api === "string" ? refuseAll(api) : openRequests({ api, http, options, timeoutMs });
  return { requests, root: `/repos/${options.repository}`, http, api, timeoutMs };
}

interface Opening {
  readonly api: URL;
  readonly http: Http;
  readonly options: GitHubOptions;
  readonly timeoutMs: number;
}

function openRequests({ api, http, options, timeoutMs }: Opening): Requests {
  const clock = options.clock ?? systemClock;
  const redactor = createRedactor([options.token]);
  return createRequests({
    fetch: createFetch({ http, api, token: options.token, timeoutMs }),
    api,
    clock,
    redact: (text) => redactor.text(options.redact?.(text) ?? text),
  });
}

/** The API's address, or what is wrong with the options. */
function addressOf({ apiUrl, token, repository }: GitHubOptions): URL | string {
  if (!/^[\x21-\x7e]+$/.test(token)) return "There is no usable GitHub token: set the input github-token.";
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*\/(?!\.{1,2}$)[A-Za-z0-9._-]+$/.test(repository)) {
    return "The repository is not given as owner/name: set GITHUB_REPOSITORY.";
  }
  const checked = checkAddress({ address: apiUrl, defaultAddress: apiUrl });
  return checked.ok ? checked.url : `GitHub's API cannot be asked (GITHUB_API_URL). ${checked.message}`;
}

function refuseAll(problem: string): Requests {
  const failure = unasked(problem);
  const answer = (): Promise<typeof failure> => Promise.resolve(failure);
  return { exchange: answer, ask: answer, list: answer, refused: () => failure };
}
