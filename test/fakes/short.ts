/** Actions and drafts that hold no more than a test is about. */
import type { Draft } from "../../src/kinds/draft.ts";
import type { Kind } from "../../src/model/entity.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Action, Verb } from "../../src/model/plan.ts";

interface Sides {
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
}

/** Any fields of an action; its sides may lack what the test does not look at. */
export type ShortAction = Partial<Omit<Action, "before" | "after">> & Sides;
/** Any fields of a draft; its sides may lack what the test does not look at. */
export type ShortDraft = Partial<Omit<Draft, "before" | "after">> & Sides;

const person = { email: "x@acme.example", role: null };
const invited = { ...person, teams: [] };
const stated = { ...person, state: "active" };
const place = { team: "x", member: "x@acme.example", role: "member" };
const role = { name: "x", base: "viewer", permissions: [] };
const shared = { resource: "pipeline", name: "x", holder: { kind: "team", key: "x" }, level: "view" };
const granted = { role: "x", holder: { kind: "team", key: "x" } };
const key = { account: "x", name: "x", scopes: [] };
const owned = { resource: "pipeline", name: "x", id: "x", owner: null };

/** The least that stands before and after each verb; of a transfer, of a resource. */
const least: Readonly<Record<Verb, readonly [before: JsonObject | null, after: JsonObject | null]>> = {
  invite: [null, invited],
  reinvite: [
    { ...invited, state: "expired" },
    { ...invited, state: "pending" },
  ],
  correct_invitation: [invited, invited],
  cancel_invitation: [person, null],
  reactivate: [stated, stated],
  change_email: [{ email: "x@acme.example" }, { email: "y@acme.example" }],
  promote: [person, person],
  demote: [person, person],
  change_role: [person, person],
  deactivate: [stated, stated],
  remove: [stated, null],
  create_role: [null, role],
  update_role: [role, role],
  delete_role: [role, null],
  create_team: [null, { slug: "x", name: "x" }],
  rename_team: [{ slug: "x" }, { slug: "y" }],
  update_team: [{ slug: "x" }, { slug: "x" }],
  delete_team: [{ slug: "x", name: "x" }, null],
  join_team: [null, place],
  change_team_role: [place, place],
  leave_team: [place, null],
  share: [null, shared],
  change_share: [shared, shared],
  unshare: [shared, null],
  create_service_account: [null, { name: "x", role: null, owner: null }],
  update_service_account: [{ name: "x" }, { name: "x" }],
  delete_service_account: [{ name: "x", role: null }, null],
  create_key: [null, key],
  rotate_key: [key, key],
  revoke_key: [key, null],
  transfer: [owned, owned],
  grant_role: [null, granted],
  revoke_role: [granted, null],
};

/** What a test says of the sides, and of the rest the least. */
export function sidesOf(verb: Verb, { before = null, after = null }: Sides): Required<Sides> {
  const [leastBefore, leastAfter] = least[verb];
  const over = (base: JsonObject | null, own: JsonObject | null): JsonObject | null =>
    base === null ? own : { ...base, ...own };
  return { before: over(leastBefore, before), after: over(leastAfter, after) };
}

/** Sides that the verb may have, with this text wherever any text may stand. */
export function sidesSaying(verb: Verb, kind: Kind, text: string): Required<Sides> {
  const { before, after } =
    kind === "service_account" && verb === "transfer"
      ? { before: { name: "x", owner: null }, after: { name: "x", owner: shared.holder } }
      : sidesOf(verb, {});
  const said = (value: Json): Json => {
    if (typeof value === "string") return /^[xy](?:@acme\.example)?$/.test(value) ? text : value;
    if (Array.isArray(value)) return value.map(said);
    return value === null || typeof value !== "object" ? value : saidIn(value as JsonObject);
  };
  const saidIn = (object: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(object).map(([name, value]) => [name, said(value)]));
  return { before: before === null ? null : saidIn(before), after: after === null ? null : saidIn(after) };
}
