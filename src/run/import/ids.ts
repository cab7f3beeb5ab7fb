/**
 * Adding the service's ids to files that lack them: each thing that the files name gets the id of the one live object that
 * it is, however much else differs. What could be two is left without, and named.
 */
import { idLists, kindOfList, perIdList, type IdList, type KnownKind } from "../../model/idList.ts";
import { addIdLines } from "../../rewrite/live/inPlace/addIds.ts";
import { idOf, type IdLine } from "../../rewrite/live/ids.ts";
import type { LeftOut } from "../../rewrite/live/imported.ts";
import { peopleAt } from "../../declare/persons.ts";
import { peopleIn } from "../../declare/read.ts";
import { providerNames } from "../../model/vocabularies/all.ts";
import type { People } from "../../declare/facts.ts";
import { bind, type Bindings } from "../../diff/bind.ts";
import { toldApart } from "../../diff/twins.ts";
import type { Connection, Organization } from "../../model/organization.ts";
import type { State } from "../../model/state.ts";
import type { Context } from "../context.ts";
import { labelOf } from "../label.ts";
import { readLive } from "./readLive.ts";
import { declaredAfter, foldersIn, readBefore, standing, type Refusal } from "./standing.ts";
import { writeFiles, type WrittenFile } from "./writeFiles.ts";

interface IdsRequest {
  /** Key of the organization: its folder. */
  readonly org: string;
  /** Where the caller says it: then the files have to speak of the same. */
  readonly connection?: Connection;
}

export interface AddedIds {
  readonly files: readonly WrittenFile[];
  /** How many lines each list gained. */
  readonly written: Readonly<Record<IdList, number>>;
  /** What the files name, and nothing live was found of. */
  readonly absent: readonly LeftOut[];
  /** What more than one live object could be, or one that is somebody else by the files. */
  readonly unclear: readonly LeftOut[];
}

/** Reads the live organization and adds what is missing to `ids.yaml`. */
export async function addIds(context: Context, request: IdsRequest): Promise<AddedIds | Refusal> {
  const { org } = request;
  const before = await readBefore(context);
  if ("error" in before) return before;
  const keys = foldersIn(before);
  if (!keys.has(org))
    return {
      error: `${labelOf(context.access)}/${org} is not there, and ids are added to files that are. Write them first: muster import --org ${org} --provider ${providerNames.join("|")} --id ID`,
    };
  const old = standing(context, { before, ...request });
  if (!("files" in old)) return old;
  const { organization } = old;
  const { connection } = organization;
  const whole = await readLive(context, { key: org, connection, count: keys.size, withoutHoldings: true });
  if ("error" in whole) return whole;
  const { vocabulary } = organization.desired;
  const people = peopleAt(peopleIn(before.tree, labelOf(context.access)), { key: org, vocabulary });
  const found = linesFor(organization, whole.live.state, people);
  const made = addIdLines({ files: old.files, people, lines: found.lines });
  if ("error" in made) return made;
  const files = new Map([...made].map(([path, text]) => [`${org}/${path}`, text]));
  const { errors } = declaredAfter(context, before, files);
  if (errors.length > 0) return { diagnostics: errors };
  const done = await writeFiles(context, { files, before: before.tree });
  if ("error" in done) return done;
  return {
    files: done.files,
    written: perIdList((list) => found.lines[list].length),
    absent: found.absent,
    unclear: found.unclear,
  };
}

type Line = Pick<IdLine, "name" | "id">;

/** The lines that are missing, and what has none to be written. */
function linesFor(
  organization: Organization,
  read: State,
  people: People,
): Pick<AddedIds, "absent" | "unclear"> & { readonly lines: Readonly<Record<IdList, readonly Line[]>> } {
  const { desired } = organization;
  const live = toldApart(read, organization);
  const bindings = bind(desired, live);
  const lines = perIdList((): Line[] => []);
  const absent: LeftOut[] = [];
  const unclear: LeftOut[] = [];
  const shared = new Map(live.collisions.map((it) => [`${it.kind} ${it.key}`, it.ids]));
  for (const list of idLists) {
    const kind = kindOfList[list];
    const given = new Set([...desired[kind].values()].flatMap(({ declaredId }) => declaredId ?? []));
    for (const it of desired[kind].values()) {
      if (it.declaredId !== undefined) continue;
      const what = `the ${kind.replaceAll("_", " ")} ${it.key}`;
      const found = liveOf({ kind, key: it.key }, { live, shared, bindings });
      if ("why" in found) unclear.push({ what, why: found.why });
      else if (found.id === undefined) {
        // Of somebody who is to be gone, nothing needs to be found.
        if (it.kind !== "member" || it.state === "active")
          absent.push({ what, why: "nothing live was found of it" });
      } else if (given.has(found.id)) {
        unclear.push({ what, why: `its id ${found.id} is another's by the files; correct it there` });
      } else {
        const { id } = idOf(list, found, desired.vocabulary);
        if (id === undefined)
          absent.push({ what, why: "only invited: the account that gets an id is made when they accept" });
        else lines[list].push({ name: nameIn(it.key, { kind, desired, people }), id });
      }
    }
  }
  return { lines, absent, unclear };
}

/** The live object that something declared is; without an id where there is none. */
function liveOf(
  { kind, key }: { readonly kind: KnownKind; readonly key: string },
  at: {
    readonly live: State;
    /** Ids of those who share a name, by kind and key. */
    readonly shared: ReadonlyMap<string, readonly string[]>;
    readonly bindings: Bindings;
  },
): { readonly id?: string } | { readonly why: string } {
  const ids = at.shared.get(`${kind} ${key}`);
  if (ids !== undefined)
    return {
      why: `${ids.length} live objects share that name (${ids.join(", ")}); write the id of the one that is meant, or rename one of them at the service`,
    };
  const binding = at.bindings[kind].get(key);
  if (binding?.as === "ambiguous") return { why: binding.message };
  const found =
    binding?.as === "bound" ? binding.live : binding?.as === "new" ? undefined : at.live[kind].get(key);
  return found?.id === undefined ? {} : { id: found.id };
}

/** As `ids` names it. */
function nameIn(
  key: string,
  { kind, desired, people }: { readonly kind: KnownKind; readonly desired: State; readonly people: People },
): string {
  switch (kind) {
    case "member":
      return people.byEmail.get(key)?.slug ?? desired.member.get(key)?.email ?? key;
    case "team":
      return desired.team.get(key)?.slug ?? key;
    case "role":
      return desired.role.get(key)?.name ?? key;
    case "service_account":
      return desired.service_account.get(key)?.name ?? key;
    case "key": {
      const found = desired.key.get(key);
      if (found === undefined) return key;
      return `${desired.service_account.get(found.account)?.name ?? found.account}/${found.name}`;
    }
  }
}
