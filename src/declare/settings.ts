/** What the section `organization` says: the settings of an organization, with their places. */
import type { GuardSettings, Policy, ProviderName, Waiver } from "../model/organization.ts";
import type { ScimSettings } from "../model/scim.ts";
import type { Place } from "./place.ts";
import type { Reference, GivenRole } from "./items.ts";

/** Role and teams of those who name the profile. */
export interface DeclaredProfile extends GivenRole {
  readonly key: string;
  readonly name: string;
  readonly teams: readonly Reference[];
  readonly at: Place;
}

/** Of one organization. */
export interface Settings {
  readonly name?: Reference;
  readonly provider: ProviderName;
  readonly id: Reference;
  readonly api?: string;
  readonly account?: string;
  readonly scim?: ScimSettings;
  readonly policy: Omit<Policy, "successor" | "guards" | "waivers">;
  readonly guards: Omit<GuardSettings, "protected">;
  readonly successor?: Reference;
  readonly protected: readonly Reference[];
  /** Who may let guests in beside those who manage users. */
  readonly approvers: readonly Reference[];
  readonly waivers: readonly DeclaredWaiver[];
  readonly settled: readonly DeclaredSettled[];
  readonly profiles: ReadonlyMap<string, DeclaredProfile>;
  readonly at: Place;
  /** Of each setting, by its path: `guards.max_loss`. */
  readonly places: ReadonlyMap<string, Place>;
}

export interface DeclaredWaiver extends Omit<Waiver, "source"> {
  readonly at: Place;
}

/** Somebody's word that a task of a leaving is done. */
export interface DeclaredSettled {
  readonly task: string;
  readonly by: Reference;
  readonly reason: string;
  readonly at: Place;
}
