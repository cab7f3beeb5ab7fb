/** What the files of one organization say, before any rule has judged it: names as written, with their places. */
import type { TeamRole } from "../model/entity.ts";
import type { GuardSettings, Policy, ProviderName } from "../model/organization.ts";
import type { Place } from "./place.ts";

/** A name that stands for something declared elsewhere. */
export interface Reference {
  readonly text: string;
  /** Folded. */
  readonly key: string;
  readonly at: Place;
}

export interface DeclaredMember {
  readonly key: string;
  readonly email: string;
  readonly role?: string;
  readonly state: "active" | "deactivated" | "removed";
  readonly at: Place;
}

export interface DeclaredPlace {
  readonly member: Reference;
  readonly role: TeamRole;
}

export interface DeclaredTeam {
  readonly key: string;
  readonly slug: string;
  readonly name?: Reference;
  readonly description?: string;
  readonly parent?: Reference | null;
  readonly manager?: Reference | null;
  readonly previously: readonly Reference[];
  /** Absent: memberships are not managed. */
  readonly members?: readonly DeclaredPlace[];
  readonly at: Place;
}

export interface Settings {
  readonly name?: Reference;
  readonly provider: ProviderName;
  readonly id: Reference;
  readonly api?: string;
  readonly policy: Omit<Policy, "successor" | "guards">;
  readonly guards: Omit<GuardSettings, "protected">;
  readonly successor?: Reference;
  readonly protected: readonly Reference[];
  readonly at: Place;
}

/** One organization's files, merged. */
export interface Facts {
  /** The folder's name. */
  readonly key: string;
  /** Absent when the section is missing or has errors. */
  readonly settings?: Settings;
  readonly members: ReadonlyMap<string, DeclaredMember>;
  readonly teams: ReadonlyMap<string, DeclaredTeam>;
  /** False when a file could not be read: then nothing can be said about what no file declares. */
  readonly readable: boolean;
  /** False when an entry had an error, so that its fields are missing here. */
  readonly sound: boolean;
  /** A place for remarks on the organization as a whole. */
  readonly at: Place;
}
