/** Filters of the form `ATTRIBUTE eq "VALUE"`, several with `and` between them (RFC 7644, 3.4.2.2). */

export interface Condition {
  /** In lower case. */
  readonly attribute: string;
  readonly value: string;
}

/** The conditions, all of which must hold; undefined for what is no such filter. */
export function conditionsOf(filter: string): readonly Condition[] | undefined {
  const conditions: Condition[] = [];
  const part = /^([A-Za-z][A-Za-z0-9._]*) +eq +("(?:[^"\\]|\\.)*"|true|false)(?: +and +|$)/;
  let rest = filter.trim();
  while (rest !== "") {
    const [whole, attribute, value] = part.exec(rest) ?? [];
    if (whole === undefined || attribute === undefined || value === undefined) return undefined;
    const text: unknown = JSON.parse(value);
    conditions.push({ attribute: attribute.toLowerCase(), value: String(text) });
    rest = rest.slice(whole.length);
  }
  return conditions.length === 0 ? undefined : conditions;
}
