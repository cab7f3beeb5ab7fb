/** Hostile values made harmless, with everything kept that decides on structure: which texts are equal, which are words of ours. */
import { kinds } from "../../../src/model/entity.ts";
import { ownedKinds, sharedKinds } from "../../../src/model/vocabularies/all.ts";
import { guardNames } from "../../../src/model/guard.ts";
import { causes, withheldCodes } from "../../../src/model/plan.ts";
import { termDirections, termFields } from "../../../src/model/term.ts";
import { verbs } from "../../../src/kinds/verbs.ts";
import { fold } from "../../../src/model/text.ts";
import { outcomeStatuses } from "./hostile.ts";

const kept: ReadonlySet<string> = new Set([
  ...kinds,
  ...ownedKinds,
  ...sharedKinds,
  ...causes,
  ...guardNames,
  ...verbs,
  ...withheldCodes,
  ...termDirections,
  ...termFields,
  "organization",
  ...outcomeStatuses,
  "block",
  "warn",
  "low",
  "high",
  "error",
  "warning",
]);

const resources = [...ownedKinds, ...sharedKinds];

/** The same value with every text of its own replaced; equal texts stay equal, different ones different. */
export function tamed<T>(value: T): T {
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const known = names.get(text);
    if (known !== undefined) return known;
    const name = `${fold(text) === text ? "n" : "N"}${names.size}`;
    names.set(text, name);
    return name;
  };
  const tame = (text: string): string => {
    // A failure of the run names no organization: what is empty stays so.
    if (text === "" || kept.has(text)) return text;
    const resource = resources.find((kind) => text.startsWith(`${kind}:`));
    if (resource !== undefined) return `${resource}:${nameOf(text)}`;
    const at = text.lastIndexOf("@");
    return at < 0 ? nameOf(text) : `${nameOf(text)}@${nameOf(text.slice(at + 1))}`;
  };
  const walk = (item: unknown): unknown => {
    if (typeof item === "string") return tame(item);
    if (Array.isArray(item)) return item.map(walk);
    if (typeof item !== "object" || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([key, inside]) => [key, walk(inside)]));
  };
  // The shape stays: texts become texts.
  return walk(value) as T;
}
