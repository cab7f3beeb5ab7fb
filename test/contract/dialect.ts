/**
 * The contract's questions in the words of the service that is asked: its roles by rank, its resources in their order, its
 * people by what it calls them. What the service says that it cannot is left out, by its own refusals.
 */
import { load } from "js-yaml";
import { capabilityOf, type Capabilities } from "../../src/model/capability.ts";
import { kinds } from "../../src/model/entity.ts";
import { planasonix } from "../../src/model/vocabularies/planasonix.ts";
import type { Verb } from "../../src/model/plan.ts";
import { verbs } from "../../src/kinds/verbs.ts";
import type { SharedWord, Vocabulary } from "../../src/model/vocabulary.ts";

export interface Dialect {
  can(verb: Verb): boolean;
  /** Whether the service's words refuse a section, a field or one value of it. */
  refuses(path: string, value?: string): boolean;
  /** An invitation tells what somebody will be in the teams that it brings along. */
  readonly invitesLeads: boolean;
  /** Whoever is let in has to accept it. */
  readonly invites: boolean;
  /** Whoever is deactivated stays in their teams unless they are taken out. */
  readonly keepsPlaces: boolean;
  /** There is a role between the lowest and the one that manages. */
  readonly hasMiddle: boolean;
  /** Somebody's name in the files. */
  person(email: string): string;
  /** The files, which are written in the richest words, as the service's own. */
  spoken(text: string): string;
  /** `VERB KEY` of what is to be done, as far as the service can. */
  named(does: readonly string[]): readonly string[];
}

/** The chain is written in these words. */
const written: Vocabulary = planasonix;

type Yaml = null | string | number | boolean | readonly Yaml[] | { readonly [name: string]: Yaml };

export function dialectOf(vocabulary: Vocabulary, capabilities: Capabilities): Dialect {
  const able = new Set(
    verbs.filter((verb) => kinds.some((kind) => capabilityOf(capabilities, kind, verb).can === "yes")),
  );
  const refuses = (path: string, value?: string): boolean =>
    vocabulary.refused.some((it) => it.path === path && it.value === value);
  const roleOf = roleWords(vocabulary);
  const person = (email: string): string =>
    vocabulary.handle === undefined
      ? email
      : email
          .replace(/@acme\.example$/, "")
          // Another address is another name where names are given, and none where people call themselves so.
          .replace(/@new\.example$/, vocabulary.handle.passesOn === true ? "" : "-new");
  const kindOf = resourceWords(vocabulary);
  return {
    can: (verb) => able.has(verb),
    refuses,
    invitesLeads: vocabulary.invitedAs === undefined,
    invites: able.has("reinvite"),
    keepsPlaces: vocabulary.keepsPlaces === true,
    hasMiddle: new Set(Object.values(vocabulary.roles.ranks)).size > 2,
    person,
    spoken: (files) =>
      Object.entries(said(load(files) as Fields, { refuses, person, roleOf, vocabulary }))
        // JSON is YAML; lines may not be long.
        .map(
          ([section, things]) => `${section}: ${JSON.stringify(things, null, 1).replaceAll("\n", "\n ")}\n`,
        )
        .join(""),
    named: (does) =>
      does.flatMap((line) => {
        const [verb = "", ...key] = line.split(" ");
        const name = key
          .join(" ")
          .replace(/^(pipeline|connection|project):/, (_, kind: string) => `${kindOf(kind)}:`);
        const own = name.replaceAll(/[a-z]+@(?:acme|new)\.example/g, person);
        return able.has(verb as Verb) ? [`${verb} ${own}`] : [];
      }),
  };
}

/** By rank: the one that manages, the highest below it, another of the same rank, and the lowest. */
function roleWords({ roles: { ranks, managing } }: Vocabulary): (role: string) => string {
  const names = Object.keys(ranks).sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
  const below = names.filter((name) => name !== managing);
  const lowest = below[0] ?? "";
  const highest = ranks["editor"] === undefined ? (below.at(-1) ?? lowest) : "editor";
  const peer = below.find((name) => name !== highest && ranks[name] === ranks[highest]) ?? highest;
  const words: Readonly<Record<string, string>> = {
    admin: managing ?? lowest,
    editor: highest,
    member: peer,
    viewer: lowest,
  };
  return (role) => words[role] ?? role;
}

/** The service's kinds of shared things in their order, again from the first where it has fewer. */
function resourceWords({ shared }: Vocabulary): (kind: string) => string {
  return (kind) =>
    wordFor(
      shared,
      written.shared.findIndex((it) => it.kind === kind),
    )?.kind ?? kind;
}

function wordFor(shared: readonly SharedWord[], index: number): SharedWord | undefined {
  return shared.length === 0 ? undefined : shared[index % shared.length];
}

interface Saying {
  readonly vocabulary: Vocabulary;
  readonly refuses: Dialect["refuses"];
  readonly person: (email: string) => string;
  readonly roleOf: (role: string) => string;
}

type Fields = Readonly<Record<string, Yaml>>;

/** Sections of named things, or of teams' and people's: what is refused at the service is left out. */
function said(files: Fields, saying: Saying): Fields {
  return Object.fromEntries(
    Object.entries(files).flatMap(([section, things]) =>
      saying.refuses(section)
        ? []
        : [
            [
              section,
              inSection(section, rolesThat((things ?? {}) as Fields, section, saying), saying),
            ] as const,
          ],
    ),
  );
}

/** Roles that the files make, or roles that they only give to somebody, as the service has them. */
function rolesThat(things: Fields, section: string, { vocabulary }: Saying): Fields {
  if (section !== "roles") return things;
  const granted = vocabulary.roles.granted === true;
  return Object.fromEntries(
    Object.entries(things).filter(([, role]) => (isFields(role) && "granted_to" in role) === granted),
  );
}

function inSection(section: string, things: Fields, saying: Saying): Fields {
  return Object.fromEntries(
    Object.entries(things).map(([name, thing]) => [
      saying.person(name),
      isFields(thing)
        ? ofThing(section, thing, saying)
        : section === "members"
          ? roleIn(thing, saying)
          : value(thing, saying),
    ]),
  );
}

function ofThing(section: string, thing: Fields, saying: Saying): Fields {
  const { refuses, vocabulary } = saying;
  return Object.fromEntries(
    Object.entries(thing).flatMap(([field, inner]): (readonly [string, Yaml])[] => {
      const path = `${section}.${field}`;
      if (refuses(path) || refuses(field)) return [];
      if (field === "shares") return [[field, sharesIn(inner as Fields, vocabulary)]];
      if (field === "previously" && section === "members" && vocabulary.handle?.passesOn === true) return [];
      if (field === "role") return [[field, roleIn(inner, saying)]];
      if (typeof inner === "string" && refuses(path, inner)) return [[field, "removed"]];
      return [[field, value(inner, saying)]];
    }),
  );
}

function value(it: Yaml, saying: Saying): Yaml {
  if (typeof it === "string") return saying.person(saying.roleOf(it));
  if (Array.isArray(it)) return it.map((each: Yaml) => value(each, saying));
  if (!isFields(it)) return it;
  // Nobody can be told to lead where nobody can.
  if (saying.vocabulary.noLead !== undefined && it["role"] === "lead")
    return value(it["member"] ?? null, saying);
  return Object.fromEntries(
    Object.entries(it).map(([name, inner]) => [saying.person(name), value(inner, saying)]),
  );
}

function isFields(it: Yaml): it is Fields {
  return typeof it === "object" && it !== null && !Array.isArray(it);
}

/** A custom role that the service does not have is the highest that does not manage. */
function roleIn(role: Yaml, saying: Saying): Yaml {
  const isCustom = typeof role === "string" && written.roles.ranks[role] === undefined;
  const makesNone = saying.refuses("roles") || saying.vocabulary.roles.granted === true;
  return isCustom && makesNone ? saying.roleOf("editor") : value(role, saying);
}

/** Sections and levels by their place among the service's. */
function sharesIn(shares: Fields, { shared }: Vocabulary): Yaml {
  const sections: Record<string, Record<string, Yaml>> = {};
  for (const [section, entries] of Object.entries(shares)) {
    const index = written.shared.findIndex((it) => it.section === section);
    const [from, to] = [written.shared[index], wordFor(shared, index)];
    if (from === undefined || to === undefined) continue;
    const own = (sections[to.section] ??= {});
    for (const [name, level] of Object.entries((entries ?? {}) as Readonly<Record<string, string>>))
      own[name] = levelFor(level, from, to);
  }
  return sections;
}

function levelFor(level: string, from: SharedWord, to: SharedWord): string {
  if (from.levels[level] !== undefined && to.levels[level] !== undefined) return level;
  const ordered = Object.keys(to.levels).sort((a, b) => (to.levels[a] ?? 0) - (to.levels[b] ?? 0));
  return ordered[(from.levels[level] ?? 1) - 1] ?? ordered.at(-1) ?? level;
}
