/**
 * Evaluates the expressions of a workflow, as far as the written workflows use them: paths into contexts, `*`, texts,
 * `==`, `!=`, `&&`, `||`, brackets, `always()`, `join()`, `fromJSON()`. Anything else throws, so that a test notices it.
 */

export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

/**
 * The contexts that may be used at a place. Of a closed one, a name that is not there is a mistake and throws; of the
 * others it is null, as at GitHub.
 */
export interface Scope {
  readonly open: Readonly<Record<string, Value>>;
  readonly closed: Readonly<Record<string, Value>>;
}

/** The value of one expression, without its braces. */
export function evaluate(text: string, scope: Scope): Value {
  const tokens = tokensOf(text);
  const parser = { tokens, at: 0, scope };
  const value = either(parser);
  if (parser.at < tokens.length) throw new Error(`unexpected ${tokens[parser.at]} in: ${text}`);
  return value;
}

/** Whether an expression asks how things went; without it, it counts only where all went well. */
export function asksStatus(text: string): boolean {
  return tokensOf(text).some((token, index, all) => token === "always" && all[index + 1] === "(");
}

/** A text with its expressions filled in. */
export function filled(text: string, scope: Scope): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, inner: string) => textOf(evaluate(inner, scope)));
}

/** As `if` takes it, with braces or without. */
export function condition(text: string, scope: Scope): boolean {
  const inner = /^\$\{\{(.*)\}\}$/s.exec(text.trim())?.[1] ?? text;
  return isTrue(evaluate(inner, scope));
}

/** The one value behind `${{ }}`, which may be no text. */
export function whole(text: string, scope: Scope): Value {
  const inner = /^\$\{\{(.*)\}\}$/s.exec(text.trim())?.[1];
  if (inner === undefined) throw new Error(`not one expression: ${text}`);
  return evaluate(inner, scope);
}

export function textOf(value: Value): string {
  if (value === null) return "";
  if (typeof value === "object") throw new Error(`no text: ${JSON.stringify(value)}`);
  return String(value);
}

interface Parser {
  readonly tokens: readonly string[];
  at: number;
  readonly scope: Scope;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const [token] =
      /^(?:'(?:[^']|'')*'|\|\||&&|==|!=|[(),.*]|[A-Za-z_][A-Za-z0-9_-]*|\d+(?![A-Za-z_]))/.exec(rest) ?? [];
    if (token === undefined) throw new Error(`unknown: ${rest}`);
    tokens.push(token);
    rest = rest.slice(token.length).trim();
  }
  return tokens;
}

function take(parser: Parser, token: string): boolean {
  if (parser.tokens[parser.at] !== token) return false;
  parser.at += 1;
  return true;
}

function expect(parser: Parser, token: string): void {
  if (!take(parser, token))
    throw new Error(`${token} is missing before ${parser.tokens[parser.at] ?? "the end"}`);
}

function either(parser: Parser): Value {
  let value = both(parser);
  while (take(parser, "||")) {
    const other = both(parser);
    value = isTrue(value) ? value : other;
  }
  return value;
}

function both(parser: Parser): Value {
  let value = compared(parser);
  while (take(parser, "&&")) {
    const other = compared(parser);
    value = isTrue(value) ? other : value;
  }
  return value;
}

function compared(parser: Parser): Value {
  const value = single(parser);
  if (take(parser, "==")) return isEqual(value, single(parser));
  if (take(parser, "!=")) return !isEqual(value, single(parser));
  return value;
}

function single(parser: Parser): Value {
  if (take(parser, "(")) {
    const value = either(parser);
    expect(parser, ")");
    return value;
  }
  const token = parser.tokens[parser.at];
  parser.at += 1;
  if (token === undefined) throw new Error("an expression ends too early");
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (/^\d/.test(token)) return Number(token);
  if (token === "true" || token === "false") return token === "true";
  return take(parser, "(") ? called(parser, token) : along(parser, token);
}

function called(parser: Parser, name: string): Value {
  const given: Value[] = [];
  while (!take(parser, ")")) {
    if (given.length > 0) expect(parser, ",");
    given.push(either(parser));
  }
  const [first = null, second = null] = given;
  if (name === "always" && given.length === 0) return true;
  if (name === "fromJSON" && given.length === 1) return JSON.parse(textOf(first)) as Value;
  if (name === "join" && given.length === 2 && Array.isArray(first)) {
    return first.map((item: Value) => textOf(item)).join(textOf(second));
  }
  throw new Error(`unknown function: ${name} with ${given.length} arguments`);
}

function along(parser: Parser, name: string): Value {
  const { open, closed } = parser.scope;
  const isClosed = Object.hasOwn(closed, name);
  if (!isClosed && !Object.hasOwn(open, name)) throw new Error(`"${name}" cannot be used here`);
  let value: Value = (isClosed ? closed[name] : open[name]) ?? null;
  let spread = false;
  for (let depth = 0; take(parser, "."); depth += 1) {
    const key = parser.tokens[parser.at];
    parser.at += 1;
    if (key === undefined || !/^(?:\*|[A-Za-z_])/.test(key))
      throw new Error(`a name is missing after ${name}.`);
    if (key === "*") {
      value = Object.values(value ?? {});
      spread = true;
    } else if (spread) {
      value = (value as readonly Value[]).map((item) => below(item, key));
    } else {
      if (isClosed && depth === 0 && !holds(value, key)) throw new Error(`unknown: ${name}.${key}`);
      value = below(value, key);
    }
  }
  return value;
}

function below(value: Value, key: string): Value {
  return holds(value, key) ? (value[key] ?? null) : null;
}

function holds(value: Value, key: string): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, key);
}

function isTrue(value: Value): boolean {
  return value !== null && value !== false && value !== 0 && value !== "";
}

/** Texts without regard to case; of different kinds, as numbers. */
function isEqual(a: Value, b: Value): boolean {
  if (typeof a === "object" && a !== null) throw new Error("lists and objects are not compared");
  if (typeof b === "object" && b !== null) throw new Error("lists and objects are not compared");
  if (typeof a === "string" && typeof b === "string") return a.toLowerCase() === b.toLowerCase();
  return typeof a === typeof b ? a === b : Number(a ?? 0) === Number(b ?? 0);
}
