/** Faults that this sandbox can be told to make, in the grammar of `kit/fault.ts`. */
import type { FaultKindWord, FaultOf, FaultRoute } from "../kit/fault.ts";
import type { FaultQueueOf } from "../kit/faultQueue.ts";
import { breaks, faultsOf } from "../kit/faults.ts";

const kinds = {
  "429": { argument: "optional", does: "primary limit; 429:SECONDS says when it is whole again (1)" },
  secondary: { argument: "optional", does: "403 with Retry-After, a secondary limit (1 s)" },
  "secondary-text": { argument: "none", does: "403 that speaks of a secondary limit and has no header" },
  limited: { argument: "none", does: "GraphQL answers 200 with RATE_LIMITED; REST as secondary-text" },
  partial: { argument: "none", does: "GraphQL answers data with nothing in it, beside errors" },
  miscount: { argument: "none", does: "GraphQL answers totalCount one too high" },
  wrong: { argument: "none", does: "GraphQL answers 200 with Something went wrong" },
  ...breaks,
  allowlist: { argument: "none", does: "403 of an IP allowlist" },
  sso: { argument: "none", does: "403 that asks to authorise the token for single sign-on" },
  "401": { argument: "none", does: "the key is refused" },
  "403": { argument: "none", does: "the right is missing" },
  "404": { argument: "none", does: "not found" },
  html: { argument: "none", does: "a sign-in page with status 200" },
  redirect: { argument: "url", does: "redirect:URL answers 302" },
  cut: { argument: "none", does: "the text of the answer ends half-way" },
  short: { argument: "none", does: "GraphQL lists end too early, and say that they are at their end" },
  "422": { argument: "none", does: "refused as invalid" },
  latency: { argument: "number", does: "latency:MS answers so much later", bends: true },
} as const satisfies Readonly<Record<string, FaultKindWord>>;

/** By which names faults know requests. */
const named = {
  graphql: { isList: true, creates: false },
  organization: { isList: false, creates: false },
  membership: { isList: false, creates: false },
  putMembership: { isList: false, creates: false },
  removeMember: { isList: false, creates: false },
  invitations: { isList: true, creates: false },
  invite: { isList: false, creates: true },
  cancelInvitation: { isList: false, creates: false },
  failedInvitations: { isList: true, creates: false },
  outsideCollaborators: { isList: true, creates: false },
  teams: { isList: true, creates: false },
  createTeam: { isList: false, creates: true },
  team: { isList: false, creates: false },
  changeTeam: { isList: false, creates: false },
  childTeams: { isList: true, creates: false },
  deleteTeam: { isList: false, creates: false },
  place: { isList: false, creates: false },
  joinTeam: { isList: false, creates: false },
  leaveTeam: { isList: false, creates: false },
  grants: { isList: true, creates: false },
  share: { isList: false, creates: false },
  unshare: { isList: false, creates: false },
  roles: { isList: true, creates: false },
  ownLevels: { isList: true, creates: false },
  roleUsers: { isList: true, creates: false },
  roleTeams: { isList: true, creates: false },
  grantRole: { isList: false, creates: false },
  revokeRole: { isList: false, creates: false },
  externalGroups: { isList: true, creates: false },
  externalGroup: { isList: false, creates: false },
  teamGroups: { isList: true, creates: false },
  syncGroups: { isList: true, creates: false },
  teamMappings: { isList: true, creates: false },
  ownTokens: { isList: true, creates: false },
  credentials: { isList: true, creates: false },
  repositories: { isList: true, creates: false },
  deployKeys: { isList: true, creates: false },
  user: { isList: false, creates: false },
  installation: { isList: false, creates: false },
  accessToken: { isList: false, creates: true },
} as const satisfies Readonly<Record<string, FaultRoute>>;

export type RouteName = keyof typeof named;
type FaultKind = keyof typeof kinds;
export type Fault = FaultOf<FaultKind, RouteName>;
export type FaultQueue = FaultQueueOf<FaultKind, RouteName>;

export const {
  help: githubFaultHelp,
  parseFaults,
  parseFault,
  createFaultQueue,
} = faultsOf<FaultKind, RouteName>({
  kinds,
  routes: named,
  examples: "502@invite   secondary@write:3x2   partial@graphql   drop-after@joinTeam",
});
