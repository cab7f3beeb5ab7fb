/** Whether what the files ask for was seen done: what journals tell of it, found by all the keys that a thing ever had. */
import type { AppliedAt } from "../model/evidence.ts";
import type { Kind } from "../model/entity.ts";
import { fieldOf, listOf, objectIn, textOf } from "../model/jsonFields.ts";
import { canonicalJson, type JsonObject } from "../model/json.ts";
import { sortedBy } from "../model/text.ts";
import { holderIn, type Belonging } from "../kinds/access.ts";
import { belongings, kindOf } from "../kinds/kinds.ts";
import { adjacent, type Span } from "./span.ts";
import type { Timeline } from "./timeline.ts";

/** An action that a run did, or found done. */
export interface Deed {
  readonly at: string;
  readonly run: string;
  /** Key of the organization: of a deed as a journal has it, the one that it had then. */
  readonly organization: string;
  /** The service's id of it. */
  readonly organizationId?: string;
  readonly kind: Kind;
  readonly key: string;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly outcome: string;
}

type Names = Pick<Timeline, "keysOf">;

/** Where a span stands among those of its thing. */
export interface SpanPlace {
  readonly list: readonly Span[];
  readonly place: number;
}

/** Finds in journals what was done. */
export interface Deeds {
  /**
   * The first deed since the span began that made it so; null: none was seen. `list`: all spans of the thing, in the order
   * of time, and which of them it is. Whoever is to be gone, and is then to be gone in another way, is gone with the first deed that ends access.
   */
  beginOf(span: Span, where: SpanPlace): AppliedAt | null | undefined;
  /** The first deed since the span ended, and before the thing was declared again, that took it away, by itself or with what it hung on. */
  endOf(span: Span, where: SpanPlace): AppliedAt | null | undefined;
}

/** Over the deeds of all journals, in any order. */
export function deedsIn(deeds: readonly Deed[], names: Names): Deeds {
  const byThing = new Map<string, Deed[]>();
  for (const deed of sortedBy(deeds, ({ at }) => at)) {
    const name = `${deed.organization} ${deed.kind} ${deed.key}`;
    const list = byThing.get(name);
    if (list === undefined) byThing.set(name, [deed]);
    else list.push(deed);
  }
  const first = (
    keys: readonly string[],
    { organization, kind }: Pick<Span, "organization" | "kind">,
    test: (deed: Deed) => boolean,
  ): Deed | undefined =>
    earliest(keys.flatMap((key) => (byThing.get(`${organization} ${kind} ${key}`) ?? []).find(test) ?? []));
  return {
    beginOf(span, { list, place }) {
      const before = adjacent(list[place - 1], span);
      if (before !== undefined && isSameButEnd(before.fields, span.fields)) return undefined;
      const { to } = isGone(span) ? lastGone(list, place) : span;
      const since = (deed: Deed): boolean => deed.at >= span.from.at && (to === undefined || deed.at < to.at);
      const own = first(keysOf(span, names), span, (deed) => since(deed) && makes(deed, span, names));
      return said(
        own ??
          invited(span, names, (keys, test) =>
            first(keys, { ...span, kind: "member" }, (deed) => since(deed) && test(deed)),
          ),
      );
    },
    endOf(span, { list, place }) {
      const since = span.to?.at ?? "";
      const again = list[place + 1]?.from.at;
      const takesAway = (deed: Deed): boolean =>
        deed.at >= since && (again === undefined || deed.at < again) && ends(deed);
      const own = first(keysOf(span, names), span, takesAway);
      const holders = holdersOf(span).flatMap(
        (holder) =>
          first(
            names.keysOf(span.organization, holder.kind, holder.key),
            { ...span, kind: holder.kind },
            takesAway,
          ) ?? [],
      );
      return said(earliest([...(own === undefined ? [] : [own]), ...holders]));
    },
  };
}

export function isGone({ kind, fields }: Span): boolean {
  return kind === "member" && fields["state"] !== "active";
}

/** The last of the spans that go on from one another in which somebody is gone. */
function lastGone(list: readonly Span[], place: number): Pick<Span, "to"> {
  for (let index = place; ; index++) {
    const [now, next] = [list[index], list[index + 1]];
    if (now === undefined) return {};
    if (next === undefined || !isGone(next) || adjacent(now, next) === undefined) return now;
  }
}

function earliest(deeds: readonly Deed[]): Deed | undefined {
  return deeds.reduce<Deed | undefined>(
    (least, deed) => (least === undefined || deed.at < least.at ? deed : least),
    undefined,
  );
}

function said(deed: Deed | undefined): AppliedAt | null {
  return deed === undefined ? null : { at: deed.at, run: deed.run, outcome: deed.outcome };
}

/** Another last day is nothing that a service is told. */
export function isSameButEnd(a: JsonObject, b: JsonObject): boolean {
  const plain = ({ until: _, role_until: __, then: ___, ...rest }: JsonObject): string => canonicalJson(rest);
  return plain(a) === plain(b);
}

export function ends({ kind, after }: Deed): boolean {
  if (after === null) return true;
  const state = textOf(after, "state");
  return kind === "member" && (state === "deactivated" || state === "removed");
}

/** Whether the deed leaves behind what the span says, as far as both say it. */
function makes(deed: Deed, span: Span, names: Names): boolean {
  const { fields } = span;
  const gone = isGone(span);
  if (gone || deed.after === null) return gone && ends(deed);
  const both = [
    "state",
    "role",
    "level",
    "base",
    "permissions",
    "scopes",
    "manager",
    "parent",
    "owner",
  ].filter((field) => fieldOf(deed.after, field) !== undefined && fields[field] !== undefined);
  return (
    both.every((field) => isSame(field, { deed, span, names })) && (deed.before === null || both.length > 0)
  );
}

interface Held {
  readonly deed: Deed;
  readonly span: Span;
  readonly names: Names;
}

export function isSame(field: string, { deed, span, names }: Held): boolean {
  const [done, declared] = [fieldOf(deed.after, field), span.fields[field]];
  const [a, b] = [holderIn(deed.after, field), holderIn(span.fields, field)];
  if (a !== undefined && b !== undefined)
    return a.kind === b.kind && names.keysOf(deed.organization, b.kind, b.key).includes(a.key);
  const of = kindOf(deed.kind).access.names[field];
  if (of !== undefined && typeof done === "string" && typeof declared === "string")
    return done === declared || names.keysOf(deed.organization, of, declared).includes(done);
  return canonicalJson(done ?? null) === canonicalJson(declared ?? null);
}

/** An invitation brings places in teams along. */
function invited(
  { kind, organization, fields }: Span,
  names: Names,
  find: (keys: readonly string[], test: (deed: Deed) => boolean) => Deed | undefined,
): Deed | undefined {
  if (kind !== "team_membership") return undefined;
  const teams = names.keysOf(organization, "team", textOf(fields, "team") ?? "");
  return find(names.keysOf(organization, "member", textOf(fields, "member") ?? ""), ({ after }) =>
    listOf(after, "teams").some((place) => teams.includes(textOf(objectIn(place), "team") ?? "")),
  );
}

/** Every key under which a journal may know the thing. */
export function keysOf(span: Span, names: Names): readonly string[] {
  const { organization, kind, thing } = span;
  const called = (of: Kind, name: string): readonly string[] => names.keysOf(organization, of, name);
  return kindOf(kind).access.keys?.(span, called) ?? called(kind, thing);
}

/** What ends a span along with itself. */
function holdersOf(span: Span): readonly Belonging[] {
  return belongings(span).filter(({ as }) => as !== "led" && as !== "counted");
}
