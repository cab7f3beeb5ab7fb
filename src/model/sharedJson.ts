/** JSON in which an object that a value holds in several places stands once: long lists of what has much in common. */

/** In the place of an object: which of the shared ones it is. */
const mark = "";

interface Written {
  /** Each speaks only of those before it. */
  readonly shared: readonly unknown[];
  readonly value: unknown;
}

/** Undefined: the value holds a key that is the mark, so that it could not be told from one. */
export function sharedJson(value: object): string | undefined {
  const seen = new Set<object>();
  const repeated = new Set<object>();
  if (!isCounted(value, seen, repeated)) return undefined;
  const shared: unknown[] = [];
  const places = new Map<object, number>();
  const written = (part: unknown): unknown => {
    if (typeof part !== "object" || part === null) return part;
    const known = places.get(part);
    if (known !== undefined) return { [mark]: known };
    const content = Array.isArray(part)
      ? part.map(written)
      : Object.fromEntries(Object.entries(part).map(([key, item]) => [key, written(item)]));
    if (!repeated.has(part)) return content;
    places.set(part, shared.length);
    shared.push(content);
    return { [mark]: shared.length - 1 };
  };
  const whole = written(value);
  return JSON.stringify({ shared, value: whole } satisfies Written);
}

/** Looks which objects come more than once. */
function isCounted(part: unknown, seen: Set<object>, repeated: Set<object>): boolean {
  if (typeof part !== "object" || part === null) return true;
  if (seen.has(part)) {
    repeated.add(part);
    return true;
  }
  seen.add(part);
  return !Object.hasOwn(part, mark) && Object.values(part).every((item) => isCounted(item, seen, repeated));
}

/** What `sharedJson` wrote; what stood there once is one object. */
export function fromSharedJson(text: string): unknown {
  const { shared, value } = JSON.parse(text) as Written;
  const whole: unknown[] = [];
  const read = (part: unknown): unknown => {
    if (typeof part !== "object" || part === null) return part;
    const holder = part as Record<string, unknown>;
    const place = holder[mark];
    if (typeof place === "number") return whole[place];
    // In place: what was just parsed is nobody else's yet.
    for (const key in holder) holder[key] = read(holder[key]);
    return holder;
  };
  for (const part of shared) whole.push(read(part));
  return read(value);
}
