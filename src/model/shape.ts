/**
 * Shapes of values in plan files: one description of each, by which it is read and written. An object's shape names
 * every field of its type, so that a new field of a plan does not compile until it is read and written.
 */
import type { Json, JsonObject } from "./json.ts";
import { compareText } from "./text.ts";
import type { Checker } from "./check.ts";

/** How values of one type stand in a plan file. */
export interface Shape<T> {
  /** Always gives a value; what is wrong with the one in the file, the checker remembers. */
  read(check: Checker, value: unknown, path: string): T;
  /** The same value, with its keys in an order that depends on nothing. */
  ordered(value: T): T;
}

/** A field that is not simply required: what is to be done where it is not there. */
interface Field<T> {
  readonly shape: Shape<T>;
  /** `never`: it stands in no plan file. */
  readonly absent: "left out" | "never" | { readonly filler: T };
  /** Whether what stands there is taken; everything is, where this is absent. */
  takes?(value: unknown): boolean;
}

type Optional<T> = Field<T> & { readonly absent: "left out" | "never" };
type FieldOf<T, F extends keyof T> =
  Record<never, never> extends Pick<T, F>
    ? Optional<Exclude<T[F], undefined>>
    : Shape<T[F]> | (Field<T[F]> & { readonly absent: { readonly filler: T[F] } });

/** Each field of a type, in the order of the file. */
type FieldsOf<T> = { readonly [F in keyof T]-?: FieldOf<T, F> };

const asItIs = <T>(value: T): T => value;

export const text: Shape<string> = { read: (check, value, path) => check.text(value, path), ordered: asItIs };
export const count: Shape<number> = {
  read: (check, value, path) => check.count(value, path),
  ordered: asItIs,
};
export const number: Shape<number> = {
  read: (check, value, path) => check.number(value, path),
  ordered: asItIs,
};

/** What stands before and after: any JSON object that is not too deep. */
export const jsonOrNull: Shape<JsonObject | null> = {
  read: (check, value, path) => check.jsonOrNull(value, path),
  ordered: (value) => (value === null ? null : sortedObject(value)),
};

export function oneOf<T extends string | number>(allowed: readonly T[]): Shape<T> {
  return { read: (check, value, path) => check.oneOf(value, path, allowed), ordered: asItIs };
}

export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    read: (check, value, path) => check.list(value, path, (each, at) => item.read(check, each, at)),
    ordered: (value) => value.map((each) => item.ordered(each)),
  };
}

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return {
    read: (check, value, path) => (value === null ? null : shape.read(check, value, path)),
    ordered: (value) => (value === null ? null : shape.ordered(value)),
  };
}

/** Values by names that may be any. */
export function record<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    read: (check, value, path) => {
      const fields = check.object(value, path);
      return Object.fromEntries(
        fields.keys().map((name) => [name, shape.read(check, fields.get(name), `${path}.${name}`)]),
      );
    },
    ordered: (value) =>
      Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => compareText(a, b))
          .map(([name, item]) => [name, shape.ordered(item)]),
      ),
  };
}

/** Values by some of these names, in their order; other names are left out. */
export function recordOf<K extends string, T>(
  names: readonly K[],
  shape: Shape<T>,
): Shape<Readonly<Partial<Record<K, T>>>> {
  const picked = (of: (name: K) => T | undefined): Partial<Record<K, T>> => {
    const items: Partial<Record<K, T>> = {};
    for (const name of names) {
      const item = of(name);
      if (item !== undefined) items[name] = item;
    }
    return items;
  };
  return {
    read: (check, value, path) => {
      const fields = check.object(value, path);
      return picked((name) =>
        fields.has(name) ? shape.read(check, fields.get(name), `${path}.${name}`) : undefined,
      );
    },
    ordered: (value) => picked((name) => value[name]),
  };
}

/** An object with just these fields. Reading leaves out fields that it does not know; writing keeps them, last. */
export function object<T extends object>(fields: FieldsOf<T>): Shape<T> {
  const table: readonly (readonly [string, Shape<unknown> | Field<unknown>])[] = Object.entries(fields);
  const known = new Set(table.map(([name]) => name));
  return {
    read: (check, value, path) => {
      const found = check.object(value, path);
      const entries = table.flatMap(([name, field]): [string, unknown][] => {
        const given = found.get(name);
        if ("read" in field) return [[name, field.read(check, given, `${path}.${name}`)]];
        const taken = found.has(name) && field.absent !== "never" && field.takes?.(given) !== false;
        if (taken) return [[name, field.shape.read(check, given, `${path}.${name}`)]];
        return typeof field.absent === "object" ? [[name, field.absent.filler]] : [];
      });
      // The table names each field of T, each with a shape of its type.
      return Object.fromEntries(entries) as T;
    },
    ordered: (value) => {
      const given = new Map<string, unknown>(Object.entries(value));
      const entries = table.flatMap(([name, field]): [string, unknown][] => {
        const item = given.get(name);
        const shape = shapeIn(field);
        return item === undefined || shape === undefined ? [] : [[name, shape.ordered(item)]];
      });
      const others = [...given].filter(([name, item]) => !known.has(name) && item !== undefined);
      return Object.fromEntries([...entries, ...others.sort(([a], [b]) => compareText(a, b))]) as T;
    },
  };
}

/** Undefined for a field that stands in no plan file. */
function shapeIn(field: Shape<unknown> | Field<unknown>): Shape<unknown> | undefined {
  if ("read" in field) return field;
  return field.absent === "never" ? undefined : field.shape;
}

/** A field that may be absent. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { shape, absent: "left out" };
}

/** A field that earlier versions did not write. */
export function since<T>(shape: Shape<T>, filler: T) {
  return { shape, absent: { filler } } as const;
}

/** A field that is true or absent; anything else in a file counts as absent. */
export const flag: Optional<true> = {
  ...optional<true>({ read: () => true, ordered: asItIs }),
  takes: (value) => value === true,
};

/** An optional field that is for the run alone. */
export const unwritten: Optional<never> = {
  absent: "never",
  shape: {
    read: () => {
      throw new Error("a field that stands in no file is not read");
    },
    ordered: asItIs,
  },
};

function sortedObject(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, item]) => [key, sortedValue(item)]),
  );
}

function sortedValue(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => sortedValue(item));
  return typeof value === "object" && value !== null ? sortedObject(value as JsonObject) : value;
}
