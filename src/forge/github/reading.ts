/** Takes GitHub's answers apart without trust: a value of the right shape always comes out, the first problem is kept. */
import { isObjectId } from "../../model/objectId.ts";

/** The value at the end of a path of own fields; undefined where it ends early. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

/** Reads fields by path, and remembers the first that was not as it should be; what it gives after that is filler. */
export class Reading {
  /** As the end of a sentence: `head.sha is not a commit`. Undefined while all is well. */
  problem: string | undefined;

  text(value: unknown, ...path: readonly string[]): string {
    const found = at(value, ...path);
    if (typeof found === "string") return found;
    return this.#wrong(path, "is not a text", "");
  }

  /** Null also where the field is missing. */
  textOrNull(value: unknown, ...path: readonly string[]): string | null {
    const found = at(value, ...path) ?? null;
    return found === null ? null : this.text(value, ...path);
  }

  /** A whole number from 0 that JavaScript holds exactly. */
  count(value: unknown, ...path: readonly string[]): number {
    const found = at(value, ...path);
    if (typeof found === "number" && Number.isSafeInteger(found) && found >= 0) return found;
    return this.#wrong(path, "is not a count", 0);
  }

  /** Null also where the field is missing. */
  countOrNull(value: unknown, ...path: readonly string[]): number | null {
    const found = at(value, ...path) ?? null;
    return found === null ? null : this.count(value, ...path);
  }

  flag(value: unknown, ...path: readonly string[]): boolean {
    const found = at(value, ...path);
    if (typeof found === "boolean") return found;
    return this.#wrong(path, "is not true or false", false);
  }

  /** Null also where the field is missing. */
  flagOrNull(value: unknown, ...path: readonly string[]): boolean | null {
    const found = at(value, ...path) ?? null;
    return found === null ? null : this.flag(value, ...path);
  }

  /** The id of a commit, SHA-1 or SHA-256, in lower case. */
  commit(value: unknown, ...path: readonly string[]): string {
    const found = at(value, ...path);
    if (typeof found === "string" && isObjectId(found)) return found;
    return this.#wrong(path, "is not a commit", "");
  }

  /** Null also where the field is missing. */
  commitOrNull(value: unknown, ...path: readonly string[]): string | null {
    const found = at(value, ...path) ?? null;
    return found === null ? null : this.commit(value, ...path);
  }

  /** A time as GitHub writes it: RFC 3339 in UTC, so that texts order as times do. */
  time(value: unknown, ...path: readonly string[]): string {
    const found = at(value, ...path);
    if (typeof found === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(found))
      return found;
    return this.#wrong(path, "is not a time", "1970-01-01T00:00:00Z");
  }

  /** Null also where the field is missing. */
  timeOrNull(value: unknown, ...path: readonly string[]): string | null {
    const found = at(value, ...path) ?? null;
    return found === null ? null : this.time(value, ...path);
  }

  list(value: unknown, ...path: readonly string[]): readonly unknown[] {
    const found = at(value, ...path);
    if (Array.isArray(found)) return found;
    return this.#wrong(path, "is not a list", []);
  }

  #wrong<T>(path: readonly string[], what: string, filler: T): T {
    this.problem ??= `${path.length === 0 ? "it" : path.join(".")} ${what}`;
    return filler;
  }
}
