/**
 * Edits applied to plain data: what the text has to say afterwards, worked out without looking at the text. List
 * items remember where they stood before, so that one index means the same item in every edit.
 */
import { isList, isMapping, mappingFrom, type Plain } from "./plain.ts";

/** A mapping key as it is written in the file, or an index in a list as it is before all edits. */
export type Step = string | number;

/** One thing to change in a text. */
export type TextEdit =
  /** Creates or replaces; mappings that are missing on the way are made. */
  | { readonly op: "set"; readonly path: readonly Step[]; readonly value: Plain }
  /** Takes the entry or list item out, with a comment of its own above it; what is not there is out already. */
  | { readonly op: "delete"; readonly path: readonly Step[] }
  /** Adds to the end of the list there; a missing list is made. */
  | { readonly op: "append"; readonly path: readonly Step[]; readonly value: Plain };

/** Data that is being edited. */
export type Meant =
  | { readonly kind: "value"; readonly value: string | number | boolean | null }
  | { readonly kind: "mapping"; readonly entries: Map<string, Meant> }
  | { readonly kind: "list"; readonly items: Item[] };

export interface Item {
  /** Index in the list as it was; undefined for what was added. */
  readonly from: number | undefined;
  value: Meant;
  gone: boolean;
}

/** Data as it is before any edit. */
export function meantFrom(plain: Plain): Meant {
  if (isList(plain)) {
    return {
      kind: "list",
      items: plain.map((item, from) => ({ from, value: meantFrom(item), gone: false })),
    };
  }
  if (!isMapping(plain)) return { kind: "value", value: plain };
  return {
    kind: "mapping",
    entries: new Map(Object.entries(plain).map(([key, value]) => [key, meantFrom(value)])),
  };
}

/** A value that an edit brings: nothing in it stood anywhere before. */
function brought(plain: Plain): Meant {
  if (!isList(plain)) {
    if (!isMapping(plain)) return meantFrom(plain);
    const entries = Object.entries(plain).map(([key, value]) => [key, brought(value)] as const);
    return { kind: "mapping", entries: new Map(entries) };
  }
  return {
    kind: "list",
    items: plain.map((item) => ({ from: undefined, value: brought(item), gone: false })),
  };
}

/** The data as everybody else sees it. */
export function plainFrom(meant: Meant): Plain {
  if (meant.kind === "value") return meant.value;
  if (meant.kind === "list") return kept(meant.items).map((item) => plainFrom(item.value));
  return mappingFrom([...meant.entries].map(([key, value]) => [key, plainFrom(value)]));
}

/** The items that stay. */
export function kept(items: readonly Item[]): Item[] {
  return items.filter((item) => !item.gone);
}

/** Why an edit cannot be done, or undefined when it is done. The data's top is a mapping. */
export function applyEdit(top: Map<string, Meant>, edit: TextEdit): string | undefined {
  const [last, ...before] = [...edit.path].reverse();
  if (last === undefined) return "An edit has to say which entry it is about.";
  let at: Meant = { kind: "mapping", entries: top };
  for (const step of before.reverse()) {
    const next: Meant | undefined = step === undefined ? undefined : below(at, step);
    if (next === undefined || isNothing(next)) {
      if (edit.op === "delete") return undefined;
      const made: Meant = { kind: "mapping", entries: new Map() };
      if (!put(at, step, made)) return cannot(edit, step, at);
      at = made;
    } else at = next;
  }
  return applyLast(at, last, edit);
}

function applyLast(at: Meant, last: Step, edit: TextEdit): string | undefined {
  if (edit.op === "set") return put(at, last, brought(edit.value)) ? undefined : cannot(edit, last, at);
  const there = below(at, last);
  if (edit.op === "delete") {
    if (at.kind === "mapping" && typeof last === "string") at.entries.delete(last);
    else if (at.kind === "list" && typeof last === "number") {
      const item = at.items[last];
      if (item?.from === last) item.gone = true;
    } else return cannot(edit, last, at);
    return undefined;
  }
  const item: Item = { from: undefined, value: brought(edit.value), gone: false };
  if (there?.kind === "list") {
    there.items.push(item);
    return undefined;
  }
  if (there !== undefined && !isNothing(there)) {
    return `\`${edit.path.join(".")}\` is no list, so that nothing can be added to it.`;
  }
  return put(at, last, { kind: "list", items: [item] }) ? undefined : cannot(edit, last, at);
}

function isNothing(meant: Meant): boolean {
  return meant.kind === "value" && meant.value === null;
}

function itemAt(at: Meant, step: Step): Item | undefined {
  if (at.kind !== "list" || typeof step !== "number") return undefined;
  // What was there before all edits stands where it stood; what was added comes behind it.
  const item = at.items[step];
  return item?.from === step && !item.gone ? item : undefined;
}

function below(at: Meant, step: Step): Meant | undefined {
  if (at.kind === "mapping") return typeof step === "string" ? at.entries.get(step) : undefined;
  return itemAt(at, step)?.value;
}

function put(at: Meant, step: Step, value: Meant): boolean {
  if (at.kind === "mapping" && typeof step === "string") {
    at.entries.set(step, value);
    return true;
  }
  const item = itemAt(at, step);
  if (item === undefined) return false;
  item.value = value;
  return true;
}

function cannot(edit: TextEdit, step: Step, at: Meant): string {
  const kind = { value: "a single value", mapping: "a mapping", list: "a list" }[at.kind];
  const wanted = typeof step === "number" ? `has no item ${step} to change` : `has no key ${step}`;
  return `\`${edit.path.join(".")}\` cannot be edited: it leads into ${kind}, which ${wanted}.`;
}
