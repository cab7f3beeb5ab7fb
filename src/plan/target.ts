/**
 * A plan narrowed to one person, team or service account. Everything was planned and judged before: the rest differs as
 * before and is left for another run; it is never taken for absent, and guards have seen the whole.
 */
import { withhold } from "../kinds/draft.ts";
import { kindOf } from "../kinds/kinds.ts";
import { specOf } from "../kinds/verbs.ts";
import type { Kind } from "../model/entity.ts";
import { fieldOf, objectIn, textOf } from "../model/jsonFields.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import type { Action, Plan, Withheld } from "../model/plan.ts";
import type { State } from "../model/state.ts";
import { fold, plural, sortedBy } from "../model/text.ts";
import { countsOf, fingerprintOf } from "./plan.ts";
import { neededBy, reachedFrom } from "./reached.ts";

/** What a name on the command line can stand for. */
const targetKinds = ["member", "team", "service_account"] as const;

interface Target {
  readonly kind: (typeof targetKinds)[number];
  readonly key: string;
}

interface There {
  readonly organization: Organization;
  readonly live: State;
}

/**
 * What a name stands for in an organization, live or in the files: a person by key of `people`, address or login, a team
 * or a service account by name; `team:NAME` is the team only. Several, when it is the name of more than one thing.
 */
function targetsNamed(said: string, { organization, live }: There): readonly Target[] {
  const [, word, rest] = /^(member|team|service_account):(.+)$/.exec(said.trim()) ?? [];
  const name = fold(rest ?? said.trim());
  const { desired, undated = desired, people } = organization;
  const isThere = (kind: Target["kind"], key: string): boolean =>
    [desired, undated, live].some((state) => state[kind].has(key));
  const persons = (people ?? [])
    .filter(({ key, email, previously, login }) =>
      [key, email, login, ...previously].some((known) => known !== undefined && fold(known) === name),
    )
    .flatMap(({ email, login }) => [fold(email), ...(login === undefined ? [] : [fold(login)])]);
  return targetKinds
    .filter((kind) => word === undefined || word === kind)
    .flatMap((kind) => {
      const keys = kind === "member" ? [...new Set([name, ...persons])] : [name];
      return keys.filter((key) => isThere(kind, key)).map((key) => ({ kind, key }));
    });
}

/** What the names stand for here. One that stands for nothing here may stand for something in another organization. */
export function aimedAt(
  target: readonly string[],
  there: There,
): { readonly targets: readonly Target[]; readonly found: readonly string[] } | { readonly error: string } {
  const targets: Target[] = [];
  const found: string[] = [];
  for (const said of target) {
    const named = targetsNamed(said, there);
    const of = new Set(named.map(({ kind }) => kind));
    if (of.size > 1) {
      const ways = [...of].map((kind) => `${kind}:${said}`).join(" or ");
      return { error: `--target ${said} is the name of more than one thing here: write ${ways}.` };
    }
    targets.push(...named);
    if (named.length > 0) found.push(said);
  }
  return { targets, found };
}

/** The plan with those actions alone that are about the targets, and what these need. */
export function narrowed(plan: Plan, targets: readonly Target[], said: readonly string[]): Plan {
  const isAbout = (item: About): boolean => targets.some((target) => concerns(item, target));
  const chosen = choose(plan.actions, isAbout);
  const actions = plan.actions.filter(({ id }) => chosen.running.has(id));
  const left = plan.actions.filter(({ id }) => !chosen.running.has(id));
  const along = actions.filter((action) => !isAbout(action));
  const names = said.join(", ");
  return {
    ...plan,
    target: [...said],
    fingerprint: fingerprintOf(actions),
    actions,
    counts: countsOf(actions),
    withheld: sortedBy(
      [
        ...plan.withheld.map((item) =>
          isQuiet(item.code) || isAbout({ ...item, before: null, after: null })
            ? item
            : { ...item, ...reasonLeft(names) },
        ),
        ...left.map((action) => leftFor(action, { chosen, names })),
      ],
      (item) => `${item.kind} ${item.key} ${item.verb} ${item.code} ${item.id}`,
    ),
    notes: [
      `narrowed to ${names}: ${actions.length} of ${plural(plan.actions.length, "action")}; the rest is left for another run, and guards have judged the whole`,
      ...(along.length === 0
        ? []
        : [
            `${plural(along.length, "action")} of others come${along.length === 1 ? "s" : ""} along, since ${names} needs them`,
          ]),
      ...plan.notes,
    ],
  };
}

interface Chosen {
  readonly running: ReadonlySet<string>;
  /** What cannot run here -> the loss of somebody else that it would need first. */
  readonly held: ReadonlyMap<string, Action>;
}

/** Nobody else loses anything for the sake of the targets: what needs such a loss is left. */
function choose(actions: readonly Action[], isAbout: (action: Action) => boolean): Chosen {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const needsOf = (id: string): readonly string[] => byId.get(id)?.needs ?? [];
  const wanted = actions.filter(isAbout);
  const foreign = [
    ...reachedFrom(
      wanted.map(({ id }) => id),
      needsOf,
    ),
  ].flatMap((id) => {
    const action = byId.get(id);
    return action === undefined || isAbout(action) || !isLoss(action) ? [] : [action];
  });
  const needing = neededBy(new Map(actions.map(({ id, needs }) => [id, needs])));
  const held = new Map<string, Action>();
  for (const action of foreign) for (const id of reachedFrom([action.id], needing)) held.set(id, action);
  const free = wanted.filter(({ id }) => !held.has(id)).map(({ id }) => id);
  return { running: reachedFrom(free, needsOf), held };
}

/** Nobody has to decide anything on these: they are told as in any plan. */
function isQuiet(code: Withheld["code"]): boolean {
  return (
    code === "unmanaged" ||
    code === "drift" ||
    code === "waiting" ||
    code === "no_seat" ||
    code === "quota" ||
    code === "managed_elsewhere" ||
    code === "new_by_sso"
  );
}

function reasonLeft(names: string) {
  return { code: "not_targeted" as const, message: `not about ${names}; left for another run` };
}

function isLoss({ verb }: Action): boolean {
  return specOf(verb).loss !== null;
}

function leftFor(
  action: Action,
  { chosen, names }: { readonly chosen: Chosen; readonly names: string },
): Withheld {
  const loss = chosen.held.get(action.id);
  if (loss === undefined || loss.id === action.id) return withhold(action, reasonLeft(names));
  return withhold(action, {
    code: "depends",
    message: `needs ${specOf(loss.verb).words.infinitive} ${loss.key} first, which is not about ${names}; run it without --target, or name both`,
    waitsFor: [loss.id],
  });
}

type About = Pick<Withheld, "kind" | "key"> & {
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
};

/** Whether an action is about somebody or something: its own, a place, a share, a key of theirs, or what changes hands. */
function concerns({ kind, key, before, after }: About, target: Target): boolean {
  const isIt = (of: Kind, name: string | undefined): boolean =>
    of === target.kind && name !== undefined && fold(name) === target.key;
  const either = (field: string, test: (value: Json | undefined) => boolean): boolean =>
    test(fieldOf(before, field)) || test(fieldOf(after, field));
  const isHolder = (value: Json | undefined): boolean => {
    if (typeof value === "string") return isIt("member", value);
    const holder = objectIn(value);
    const of = targetKinds.find((one) => one === textOf(holder, "kind"));
    return of !== undefined && isIt(of, textOf(holder, "key"));
  };
  return (
    [{ kind, key }, ...(kindOf(kind).within?.(key) ?? [])].some((it) => isIt(it.kind, it.key)) ||
    ["email", "manager", "owner"].some((field) => either(field, isHolder))
  );
}
