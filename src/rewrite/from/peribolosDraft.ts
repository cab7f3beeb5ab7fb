/** What is gathered of one organization of Peribolos, before it is written as files of muster. */
import { plural } from "../../model/text.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import type { ScalarNode } from "../../declare/node.ts";
import { placeText, quoted, type Place } from "../../declare/place.ts";
import type { Adopted, AdoptedMember, AdoptedTeam } from "./adopted.ts";
import type { Gathering, Reading } from "./reading.ts";
import { given } from "../../model/given.ts";

/** An organization while its files are read. */
export interface Draft {
  readonly login: string;
  readonly vocabulary: Vocabulary;
  name: string | undefined;
  readonly members: Map<string, { readonly member: AdoptedMember; readonly at: Place }>;
  readonly teams: Map<string, { readonly team: AdoptedTeam; readonly at: Place }>;
  /** Settings that are the service's alone. */
  readonly settings: Set<string>;
  /** How many teams everybody in the organization sees. */
  seen: number;
  /** The organization as it came out; whoever is in a team and in no list of members is added. */
  adopted(into: Gathering): Adopted;
}

/** One of which nothing was read yet. */
export function startOrganization(login: string, vocabulary: Vocabulary): Draft {
  const draft: Draft = {
    login,
    vocabulary,
    name: undefined,
    members: new Map(),
    teams: new Map(),
    settings: new Set(),
    seen: 0,
    adopted: (into) => adoptedFrom(draft, into),
  };
  return draft;
}

/** Notes a key that Peribolos does not know. */
export function unknown(key: ScalarNode, where: string, { file, leftOut }: Reading): void {
  const at = placeText({ file, offset: key.start });
  leftOut.push({
    what: `the key ${quoted(key.text)} ${where}`,
    why: `at ${at}; Peribolos knows none of that name`,
  });
}

function adoptedFrom(draft: Draft, { leftOut }: Gathering): Adopted {
  const { login, name, members, teams, settings: kept, seen } = draft;
  if (kept.size > 0)
    leftOut.push({
      what: `${[...kept].sort().join(", ")} of ${login}`,
      why: `${kept.size === 1 ? "a setting" : "settings"} of the organization itself: muster manages who may do what`,
    });
  if (seen > 0)
    leftOut.push({
      what: `the privacy of ${plural(seen, "team")} of ${login}, "closed"`,
      why: "who sees a team stays as it is",
    });
  return {
    id: login,
    ...given({ name }),
    members: [...members.values()].map(({ member }) => member),
    teams: [...teams.values()].map(({ team }) => team),
  };
}
