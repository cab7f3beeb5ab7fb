/** Checks on parsed JSON that never throw: a value of the right shape always comes out, the first problem is kept. */
import type { Json, JsonObject } from "./json.ts";

/** The own fields of an object. */
interface Fields {
  readonly has: (key: string) => boolean;
  /** Undefined when there is no such field. */
  readonly get: (key: string) => unknown;
  readonly keys: () => string[];
}

/** `before` and `after` are flat but for lists of places and for holders; deeper ones could exhaust the stack of whoever walks them. */
const maxDepth = 8;

/** Reads values, and remembers the first that was not as it should be. Values read after that are fillers. */
export class Checker {
  /** The first problem, as the end of a sentence; it may quote what was found, so it is foreign text. */
  problem: string | undefined;

  object(value: unknown, path: string): Fields {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.#report(path, "is not an object");
      return { has: () => false, get: () => undefined, keys: () => [] };
    }
    const object: object = value;
    return {
      has: (key) => Object.hasOwn(object, key),
      get: (key): unknown => (Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined),
      keys: () => Object.keys(object),
    };
  }

  list<T>(value: unknown, path: string, read: (item: unknown, path: string) => T): T[] {
    if (!Array.isArray(value)) {
      this.#report(path, "is not a list");
      return [];
    }
    return value.map((item: unknown, index) => read(item, `${path}[${index}]`));
  }

  text(value: unknown, path: string): string {
    if (typeof value === "string") return value;
    this.#report(path, "is not a text");
    return "";
  }

  nothing(value: unknown, path: string): null {
    if (value !== null) this.#report(path, "is not null");
    return null;
  }

  /** Any finite number. */
  number(value: unknown, path: string): number {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    this.#report(path, "is not a number");
    return 0;
  }

  /** A whole number from 0. */
  count(value: unknown, path: string): number {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    this.#report(path, "is not a count");
    return 0;
  }

  oneOf<T extends string | number>(value: unknown, path: string, allowed: readonly T[]): T {
    const found = allowed.find((item) => item === value);
    if (found !== undefined) return found;
    const shown = typeof value === "string" ? `"${value.slice(0, 40)}"` : typeof value;
    this.#report(path, `is not one that this version knows (${shown})`);
    const [filler] = allowed;
    if (filler === undefined) throw new Error("a field must allow something");
    return filler;
  }

  jsonOrNull(value: unknown, path: string): JsonObject | null {
    if (value === null) return null;
    const object = this.object(value, path);
    return Object.fromEntries(object.keys().map((name) => [name, this.#json(object.get(name), path, 1)]));
  }

  #json(value: unknown, path: string, depth: number): Json {
    if (depth > maxDepth) {
      this.#report(path, "is nested too deeply");
      return null;
    }
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (Array.isArray(value)) return value.map((item: unknown) => this.#json(item, path, depth + 1));
    const object = this.object(value, path);
    return Object.fromEntries(
      object.keys().map((name) => [name, this.#json(object.get(name), path, depth + 1)]),
    );
  }

  #report(path: string, what: string): void {
    this.problem ??= `${path} ${what}`;
  }
}
