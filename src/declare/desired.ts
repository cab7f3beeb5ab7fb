/** From what the files say to the organization as it should be. Called only when no rule found an error. */
import type { Entity } from "../model/entity.ts";
import type { Organization, Policy } from "../model/organization.ts";
import { stateOf, type State } from "../model/state.ts";
import { compareText, sortedBy } from "../model/text.ts";
import { grantsListed } from "./desiredGrants.ts";
import type { Facts } from "./facts.ts";
import type { Settings } from "./settings.ts";
import { identityIn } from "./persons.ts";
import { sourceAt } from "./place.ts";
import { ofEach } from "./sections/all.ts";
import { profilePlaces, stayingFrom } from "./standing.ts";
import { given } from "../model/given.ts";
import { once } from "../model/once.ts";

/** The organization that the facts of a day describe. */
export function organizationOf(facts: Facts, settings: Settings): Organization {
  const ended = endedIn(facts);
  const listed = grantsListed(facts);
  return {
    key: facts.key,
    ...namedBy(settings),
    policy: policyOf(facts, settings),
    desired: desiredBy(facts),
    ...(listed.size === 0 ? {} : { grantsListed: listed }),
    ...(ended.length === 0 ? {} : { ended: stateOf(ended, facts) }),
    people: sortedBy(
      [...facts.members.values()].flatMap((member) => identityIn(facts.key, member)),
      (person) => person.key,
    ),
    source: sourceAt(settings.at),
    idAt: sourceAt(settings.id.at),
    settingsAt: new Map([...settings.places].map(([setting, place]) => [setting, sourceAt(place)])),
  };
}

/** How the settings name it, and how it is reached. */
export function namedBy(settings: Settings): Pick<Organization, "name" | "connection"> {
  const { name } = settings;
  return { ...(name === undefined ? {} : { name: name.text }), connection: connectionOf(settings) };
}

/** Where and as what the settings say that the organization answers. */
export function connectionOf({ provider, id, api, account, scim }: Settings): Organization["connection"] {
  return { ...{ provider, id: id.text }, ...given({ api, account, scim }) };
}

/** What should be true by the facts. */
export function desiredBy(facts: Facts): State {
  const around = { byProfile: once(() => profilePlaces(facts)) };
  return stateOf(
    ofEach(facts, (spec, item) => spec.entities(facts, item, around)),
    facts,
  );
}

/** What a day has ended. */
function endedIn(facts: Facts): Entity[] {
  return ofEach(facts, (spec, item) => spec.ended?.(facts, item) ?? []);
}

function policyOf(facts: Facts, settings: Settings): Policy {
  const successor = stayingFrom(facts, settings.successor);
  const waivers = sortedBy(settings.waivers, ({ guard, until, reason }) => `${guard} ${until} ${reason}`);
  return {
    ...settings.policy,
    ...guestsOf(settings),
    ...(successor === undefined ? {} : { successor: successor.key }),
    guards: {
      ...settings.guards,
      protected: settings.protected.map((person) => person.key).sort(compareText),
    },
    waivers: waivers.map(({ at, ...waiver }) => ({ ...waiver, source: sourceAt(at) })),
    ...(settings.settled.length === 0
      ? {}
      : {
          settled: sortedBy(settings.settled, ({ task, by }) => `${task} ${by.key}`).map(
            ({ at, by, ...item }) => ({ ...item, by: by.key, source: sourceAt(at) }),
          ),
        }),
  };
}

/** The policy on guests, with the approvers by the keys that members have. */
function guestsOf({ policy, approvers }: Settings): Pick<Policy, "guests"> {
  if (policy.guests === undefined || approvers.length === 0) return {};
  const keys = [...new Set(approvers.map((person) => person.key))].sort(compareText);
  return { guests: { ...policy.guests, approvers: keys } };
}
