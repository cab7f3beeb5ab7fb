/** The days that an entry names: on each of them it may come to something else. */
import type {
  DeclaredDay,
  DeclaredMember,
  DeclaredRole,
  DeclaredServiceAccount,
  DeclaredTeam,
} from "../facts.ts";

const daysOf = (...days: readonly (DeclaredDay | undefined)[]): string[] =>
  days.flatMap((day) => day?.day ?? []);

export function daysOfMember({ expires, leaves, elevation, shares = [] }: DeclaredMember): string[] {
  return daysOf(expires, leaves, elevation?.until, ...shares.map((share) => share.expires));
}

export function daysOfTeam({ members = [], shares = [] }: DeclaredTeam): string[] {
  const places = members.flatMap(({ expires, leadsUntil }) => daysOf(expires, leadsUntil));
  return [...places, ...daysOf(...shares.map((share) => share.expires))];
}

export function daysOfRole({ grantedTo: { team = [], member = [] } = {} }: DeclaredRole): string[] {
  return daysOf(...[...team, ...member].map(({ expires }) => expires));
}

export function daysOfAccount({ expires, shares = [] }: DeclaredServiceAccount): string[] {
  return daysOf(expires, ...shares.map((share) => share.expires));
}
