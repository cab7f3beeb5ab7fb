/** What the live organization says of somebody, held against what the files say: where the two differ, and what only it knows. */
import type { LiveDifference } from "../model/evidence.ts";
import { kinds, type Kind } from "../model/entity.ts";
import { canonicalJson, type JsonObject } from "../model/json.ts";
import { entitiesOf, type State } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";
import { belongings } from "../kinds/kinds.ts";
import { meaningOf, type Naming } from "./meaning.ts";
import { kindOfFound, type Found } from "./who.ts";

interface LiveQuestion {
  readonly kind: Found["kind"];
  /** Folded: all that they were ever known by. */
  readonly names: ReadonlySet<string>;
}

interface Row {
  readonly kind: Kind;
  readonly key: string;
  readonly fields: JsonObject;
}

/** Where files and service differ about them, in the order of kinds. Undefined: the files do not declare it any more. */
export function differencesIn(
  desired: State | undefined,
  live: State,
  question: LiveQuestion,
): LiveDifference[] {
  const declared = desired === undefined ? new Map<string, Row>() : rowsAbout(desired, question);
  const found = rowsAbout(live, question);
  const names = [...new Set([...declared.keys(), ...found.keys()])];
  const differences = names.flatMap((name): LiveDifference[] => {
    const [files, there] = [declared.get(name), found.get(name)];
    const row = files ?? there;
    if (row === undefined || isSame(files?.fields, there?.fields)) return [];
    return [{ kind: row.kind, key: row.key, files: files?.fields ?? null, live: there?.fields ?? null }];
  });
  return sortedBy(differences, ({ kind, key }) => `${kinds.indexOf(kind)} ${key}`);
}

/** Days are no service's to know, and what one side does not say is not compared. */
function isSame(files: JsonObject | undefined, live: JsonObject | undefined): boolean {
  if (files === undefined || live === undefined) return goneFrom(files ?? live ?? {});
  const both = Object.keys(files).filter(
    (field) => !["until", "role_until", "then"].includes(field) && live[field] !== undefined,
  );
  return both.every((field) => canonicalJson(files[field] ?? null) === canonicalJson(live[field] ?? null));
}

/** Whom the files keep as gone, and the service does not know any more, is gone. */
function goneFrom({ state }: JsonObject): boolean {
  return state === "deactivated" || state === "removed" || state === "left";
}

function rowsAbout(state: State, question: LiveQuestion): Map<string, Row> {
  const of = kindOfFound(question.kind);
  const isThem = (kind: Kind, key: string): boolean => kind === of && question.names.has(key);
  // However they are called there, it is they.
  const naming: Naming = (kind, key) => (isThem(kind, key) ? "" : key);
  const rows = new Map<string, Row>();
  for (const entity of entitiesOf(state)) {
    const { kind, key } = entity;
    const fields = meaningOf(entity, naming);
    const rests = isThem(kind, key)
      ? [""]
      : belongings({ kind, thing: key, fields }).flatMap((it) =>
          it.kind === of && it.key === "" && it.as !== "counted" ? [it.rest] : [],
        );
    for (const rest of rests) rows.set(`${kind} ${rest}`, { kind, key, fields });
  }
  return rows;
}
