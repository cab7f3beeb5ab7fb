/** A made-up organization of any size, the same every time: for trying things out and for measuring. */
import type { ApiMember, ApiTeam, ApiTeamMembership } from "../../providers/planasonix/contract.ts";
import { madeThings } from "./generateThings.ts";
import { seededId } from "./ids.ts";
import type { SandboxState } from "./state.ts";

/** How large, and under which name. */
interface GenerateOptions {
  readonly members: number;
  /** One for 20 members unless given. */
  readonly teams?: number;
  /** Pipelines (two of five), connections, schedules and projects together; 0 unless given. */
  readonly resources?: number;
  /** 0 unless given; fewer where the resources and their holders do not have so many pairs. */
  readonly shares?: number;
  /** Each with one key; 0 unless given. */
  readonly serviceAccounts?: number;
  /** `acme` unless given. */
  readonly key?: string;
  /** `org_01jq8acme` unless given. */
  readonly id?: string;
}

/** One organization: everybody active, a few admins, about two team memberships each, teams in small trees. */
export function generateState(options: GenerateOptions): SandboxState {
  const { key = "acme", id = "org_01jq8acme" } = options;
  const teamCount = options.teams ?? Math.ceil(options.members / 20);
  const members = Array.from({ length: options.members }, (_, index) => madeMember(id, index));
  const memberships = members.flatMap((member, index) => madePlaces({ id, member, index, teamCount }));
  const managers = new Map(memberships.map((place) => [place.team_id, place.member_id]));
  const teams = Array.from({ length: teamCount }, (_, index) => madeTeam(id, index, managers));
  const { resources = 0, shares = 0, serviceAccounts = 0 } = options;
  const things = madeThings({ id, members, teams, resources, shares, serviceAccounts });
  return {
    version: 1,
    organizations: [{ key, id, name: "Acme", members, invitations: [], teams, memberships, ...things }],
  };
}

function madeMember(id: string, index: number): ApiMember {
  const number = String(index + 1).padStart(5, "0");
  const email = `person${number}@acme.example`;
  return {
    id: seededId("usr", id, email),
    email,
    display_name: `Person ${number}`,
    role: madeRole(index),
    state: "active",
  };
}

/** Three admins first, then of 20 people one maintainer, seven editors and twelve viewers. */
function madeRole(index: number): string {
  if (index < 3) return "admin";
  const turn = index % 20;
  if (turn === 10) return "maintainer";
  return turn < 7 ? "editor" : "viewer";
}

function madePlaces(from: {
  readonly id: string;
  readonly member: ApiMember;
  readonly index: number;
  readonly teamCount: number;
}): ApiTeamMembership[] {
  const { id, member, index, teamCount } = from;
  if (teamCount === 0) return [];
  const places = new Set([index % teamCount, (index * 7 + 3) % teamCount]);
  return [...places].map((team) => ({
    team_id: seededId("team", id, teamSlug(team)),
    member_id: member.id,
    role: index < teamCount && team === index ? "lead" : "member",
  }));
}

/** Teams stand in groups of five: the first of a group is the parent of the others. Every second one has a manager. */
function madeTeam(id: string, index: number, managers: ReadonlyMap<string, string>): ApiTeam {
  const slug = teamSlug(index);
  const own = seededId("team", id, slug);
  const parent = index - (index % 5);
  return {
    id: own,
    slug,
    name: `Team ${index + 1}`,
    description: `Made-up team number ${index + 1}`,
    parent_id: parent === index ? null : seededId("team", id, teamSlug(parent)),
    manager_id: index % 2 === 0 ? (managers.get(own) ?? null) : null,
  };
}

function teamSlug(index: number): string {
  return `team-${String(index + 1).padStart(4, "0")}`;
}
