/** Faults that this sandbox can be told to make, in the grammar of `kit/fault.ts`. */
import type { FaultKindWord, FaultOf, FaultRoute } from "../kit/fault.ts";
import type { FaultQueueOf } from "../kit/faultQueue.ts";
import { breaks, faultsOf } from "../kit/faults.ts";

const kinds = {
  "429": {
    argument: "optional",
    does: "too many requests; 429:SECONDS says for how long in Retry-After (1)",
  },
  "429-bare": { argument: "none", does: "too many requests, and not a word on how long" },
  ...breaks,
  "401": { argument: "none", does: "the token is refused" },
  "403": { argument: "none", does: "the right is missing" },
  "404": { argument: "none", does: "not found" },
  "400": { argument: "none", does: "refused as invalid" },
  "409": { argument: "none", does: "refused as there already" },
  "412": { argument: "none", does: "refused since the version is another" },
  "501": { argument: "none", does: "not implemented" },
  html: { argument: "none", does: "400 with a page of HTML" },
  bare: { argument: "none", does: "400 without a body" },
  page: { argument: "none", does: "200 with a page of HTML" },
  truncated: { argument: "none", does: "a list lacks its last entry", only: "lists" },
  miscount: { argument: "none", does: "a list says that there is one more", only: "lists" },
  twice: { argument: "none", does: "a list has its first entry twice, and lacks its last", only: "lists" },
  latency: { argument: "number", does: "latency:MS answers so much later", bends: true },
} as const satisfies Readonly<Record<string, FaultKindWord>>;

/** By which names faults know requests. */
const named = {
  config: { isList: false, creates: false },
  users: { isList: true, creates: false },
  user: { isList: false, creates: false },
  makeUser: { isList: false, creates: true },
  patchUser: { isList: false, creates: false },
  putUser: { isList: false, creates: false },
  endUser: { isList: false, creates: false },
  groups: { isList: true, creates: false },
  group: { isList: false, creates: false },
  makeGroup: { isList: false, creates: true },
  patchGroup: { isList: false, creates: false },
  putGroup: { isList: false, creates: false },
  endGroup: { isList: false, creates: false },
} as const satisfies Readonly<Record<string, FaultRoute>>;

export type RouteName = keyof typeof named;
type FaultKind = keyof typeof kinds;
export type Fault = FaultOf<FaultKind, RouteName>;
export type FaultQueue = FaultQueueOf<FaultKind, RouteName>;

export const {
  help: scimFaultHelp,
  parseFaults,
  createFaultQueue,
} = faultsOf<FaultKind, RouteName>({
  kinds,
  routes: named,
  examples: "502@makeUser   429@write:3x2   truncated@users   drop-after@patchGroup",
});
