/** Control routes that put resources and keys in place: the API has no way to create either. Nobody is asked whether they may own something. */
import {
  isOwnedKind,
  isResourceKind,
  planasonix,
  type OwnedKind,
} from "../../../model/vocabularies/planasonix.ts";
import { addPersonalKey, addServiceAccountKey } from "../key.ts";
import { createResource, handOver, ownedIn } from "../ownership.ts";
import { changeServiceAccount } from "../account.ts";
import type { LiveOrganization } from "../organization.ts";
import { done, notFound, refuse, type Effect } from "../refusal.ts";
import { accountOf, memberOf, textOf, textsOf, type Body } from "./body.ts";

const actor = "somebody";

/**
 * Creates a resource of that kind and name, or hands it over: `resource`, `name`, `email` of its owner (nobody's
 * without), `oauth` (the upstream service that a connection was authorised at by its owner). Answers the resource.
 */
export function own(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const kind = textOf(body, "resource");
  if (!kind.ok) return kind;
  const name = textOf(body, "name");
  if (!name.ok) return name;
  if (!isResourceKind(kind.value))
    return refuse(
      422,
      "invalid",
      `resource: one of ${[...planasonix.owned.map((word) => word.kind), "project"].join(", ")}.`,
    );
  const owner = ownerIn(organization, body, "email");
  if (!owner.ok) return owner;
  const { oauth } = body;
  if (oauth !== undefined && (typeof oauth !== "string" || kind.value !== "connection"))
    return refuse(422, "invalid", "oauth: the name of an upstream service, for connections only.");
  const grant = typeof oauth === "string" ? { oauth: { provider: oauth, authorized_by: owner.value } } : {};
  const wanted = { kind: kind.value, name: name.value, owner: owner.value, ...grant };
  const doing = { actor: body["email"] === undefined ? actor : String(body["email"]), now };
  if (kind.value === "project") {
    if (owner.value !== null) return refuse(422, "invalid", "email: a project has no owner.");
    const there = organization.projects.find("name", name.value)[0];
    return done(there ?? createResource(organization, doing, wanted));
  }
  const before = resourceOf(organization, kind.value, name.value);
  if (!before.ok) {
    return before.status === 404 ? done(createResource(organization, doing, wanted)) : before;
  }
  return done(
    handOver(organization, doing, { kind: kind.value, before: before.value, owner: owner.value, ...grant }),
  );
}

/** Somebody gives a resource (`resource`, `name` or id) another `owner`: an e-mail address, or null for nobody. */
export function editOwner(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const name = textOf(body, "name");
  if (!name.ok) return name;
  const kind = body["resource"];
  if (kind === "service_account") {
    const account = accountOf(organization, name.value);
    if (!account.ok) return account;
    const member = memberOf(organization, body, "owner");
    if (!member.ok) return member;
    const owner = { owner_type: "member", owner_id: member.value.id } as const;
    return changeServiceAccount(organization, { actor, now }, { id: account.value.id, ...owner });
  }
  if (!isOwnedKind(kind))
    return refuse(
      422,
      "invalid",
      `resource: one of ${[...planasonix.owned.map((word) => word.kind), "service_account"].join(", ")}.`,
    );
  const before = resourceOf(organization, kind, name.value);
  if (!before.ok) return before;
  if (body["owner"] === undefined)
    return refuse(422, "invalid", "owner: an e-mail address, or null for nobody.");
  const owner = ownerIn(organization, body, "owner");
  if (!owner.ok) return owner;
  return done(handOver(organization, { actor, now }, { kind, before: before.value, owner: owner.value }));
}

/**
 * Makes a key, without a secret: a member's own (`email`, `name`), or a service account's (`account`, `name`,
 * `scopes`, `created_by`: the e-mail address of a member). Answers the key.
 */
export function key(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const name = textOf(body, "name");
  if (!name.ok) return name;
  const scopes = body["scopes"] === undefined ? done([]) : textsOf(body, "scopes");
  if (!scopes.ok) return scopes;
  const made = { name: name.value, scopes: scopes.value };
  if (body["account"] === undefined) {
    const member = memberOf(organization, body);
    if (!member.ok) return member;
    const doing = { actor: member.value.email, now };
    return done(addPersonalKey(organization, doing, { ...made, created_by: member.value.id }));
  }
  const account = textOf(body, "account");
  if (!account.ok) return account;
  const found = accountOf(organization, account.value);
  if (!found.ok) return found;
  const creator = ownerIn(organization, body, "created_by");
  if (!creator.ok) return creator;
  const doing = { actor: creator.value === null ? actor : String(body["created_by"]), now };
  const of = { service_account_id: found.value.id, created_by: creator.value };
  return done(addServiceAccountKey(organization, doing, { ...made, ...of }));
}

/** The id of the member whose e-mail address the field holds; null where it holds none. */
function ownerIn(organization: LiveOrganization, body: Body, field: string): Effect<string | null> {
  if ((body[field] ?? null) === null) return done(null);
  const member = memberOf(organization, body, field);
  return member.ok ? done(member.value.id) : member;
}

/** The resource of that id, or of that name when only one has it. */
function resourceOf(organization: LiveOrganization, kind: OwnedKind, name: string) {
  const collection = ownedIn(organization, kind);
  const [found, ...others] = [collection.get(name) ?? collection.find("name", name)].flat();
  if (found === undefined) return notFound(kind, name);
  if (others.length > 0)
    return refuse(409, "ambiguous", `There is more than one ${kind} ${name}; use its id.`);
  return done(found);
}
