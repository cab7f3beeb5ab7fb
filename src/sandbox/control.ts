/** Control routes below `/sandbox`, outside the contract and without a key: people's own steps, the clock, faults, looking inside. */
import { builtInRoles } from "../model/role.ts";
import { fold } from "../model/text.ts";
import type { SandboxApp, SandboxContext } from "./context.ts";
import { acceptInvitation, endInvitation, expireInvitations } from "./effects/invitations.ts";
import { changeMember } from "./effects/members.ts";
import { parseFaults } from "./fault.ts";
import type { LiveOrganization } from "./organization.ts";
import { done, notFound, refuse, type Effect } from "./refusal.ts";
import { toResponse } from "./respond.ts";
import { dumpWorld, findOrganization, nowOf, type World } from "./world.ts";

type Body = Readonly<Record<string, unknown>>;

/** Adds all of them to the app. */
export function addControlRoutes(app: SandboxApp, world: World): void {
  const people = { accept, decline, fail, leave, edit, token } as const;
  for (const [name, step] of Object.entries(people)) {
    app.post(`/sandbox/${name}`, (context) =>
      answerStep(world, context, (body) => withOrganization(world, body, step)),
    );
  }
  app.post("/sandbox/clock", (context) => answerStep(world, context, (body) => setClock(world, body)));
  app.post("/sandbox/fault", (context) => answerStep(world, context, (body) => addFaults(world, body)));
  app.delete("/sandbox/fault", () => {
    world.faults.clear();
    return toResponse({ ok: true, status: 204 }, {});
  });
  app.get("/sandbox/dump", () => {
    expireAll(world);
    return toResponse({ ok: true, status: 200, body: dumpWorld(world) }, {});
  });
  app.get("/sandbox/requests", () =>
    toResponse({ ok: true, status: 200, body: { data: world.requests } }, {}),
  );
  app.get("/sandbox/audit", (context) => {
    expireAll(world);
    const found = organizationOf(world, context.req.query("organization"));
    return toResponse(found.ok ? { ok: true, status: 200, body: { data: found.value.audit } } : found, {});
  });
  app.all("/sandbox/*", (context) =>
    toResponse(notFound("control route", `${context.req.method} ${context.req.path}`), {}),
  );
}

type Step = (organization: LiveOrganization, body: Body, now: number) => Effect<object>;

async function answerStep(
  world: World,
  context: SandboxContext,
  step: (body: Body) => Effect<object>,
): Promise<Response> {
  let body: unknown;
  try {
    body = JSON.parse(await context.req.text());
  } catch {
    return toResponse(refuse(400, "invalid_json", "The body is not JSON."), {});
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return toResponse(refuse(422, "invalid", "The body is not an object."), {});
  }
  expireAll(world);
  const effect = step(body as Body);
  await world.keep();
  return toResponse(effect.ok ? { ok: true, status: 200, body: { data: effect.value } } : effect, {});
}

function expireAll(world: World): void {
  for (const organization of world.organizations) expireInvitations(organization, nowOf(world));
}

function withOrganization(world: World, body: Body, step: Step): Effect<object> {
  const found = organizationOf(world, body["organization"]);
  return found.ok ? step(found.value, body, nowOf(world)) : found;
}

function organizationOf(world: World, name: unknown): Effect<LiveOrganization> {
  const [only, ...others] = world.organizations;
  if (name === undefined && only !== undefined && others.length === 0) return done(only);
  if (typeof name !== "string")
    return refuse(422, "invalid", "organization: the key or id of one is missing.");
  const organization = findOrganization(world, name);
  return organization === undefined ? notFound("organization", name) : done(organization);
}

function accept(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const email = textOf(body, "email");
  return email.ok ? acceptInvitation(organization, now, email.value) : email;
}

function decline(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const email = textOf(body, "email");
  if (!email.ok) return email;
  return endInvitation(organization, { actor: email.value, now }, { email: email.value, state: "declined" });
}

function fail(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const email = textOf(body, "email");
  if (!email.ok) return email;
  return endInvitation(organization, { actor: "system", now }, { email: email.value, state: "failed" });
}

function leave(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const member = memberOf(organization, body);
  if (!member.ok) return member;
  const { id, email, state } = member.value;
  if (state !== "active") return refuse(409, "not_active", `${email} is not an active member.`);
  return changeMember(organization, { actor: email, now }, { id, change: { state: "left" } });
}

function edit(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const member = memberOf(organization, body);
  if (!member.ok) return member;
  const { role, state } = body;
  if (role !== undefined && typeof role !== "string") {
    return refuse(422, "invalid", `role: one of ${builtInRoles.join(", ")}.`);
  }
  if (state !== undefined && state !== "active" && state !== "deactivated" && state !== "left") {
    return refuse(422, "invalid", "state: active, deactivated or left.");
  }
  return changeMember(
    organization,
    { actor: "somebody", now },
    { id: member.value.id, change: { role, state } },
  );
}

function token(organization: LiveOrganization, body: Body): Effect<object> {
  const { scopes = null } = body;
  if (scopes !== null && !(Array.isArray(scopes) && scopes.every((scope) => typeof scope === "string"))) {
    return refuse(422, "invalid", "scopes: a list of texts, or null.");
  }
  organization.serial += 1;
  const base = { token: `plnx_sandbox_${organization.key}_${organization.serial}`, scopes };
  if (body["email"] === undefined) {
    organization.keys.push({ ...base, name: "muster-bot" });
    return done({ token: base.token });
  }
  const member = memberOf(organization, body);
  if (!member.ok) return member;
  organization.keys.push({ ...base, member_id: member.value.id });
  return done({ token: base.token });
}

function setClock(world: World, body: Body): Effect<object> {
  const now = typeof body["now"] === "string" ? Date.parse(body["now"]) : Number.NaN;
  if (Number.isNaN(now)) return refuse(422, "invalid", "now: a time such as 2026-11-21T12:00:00Z.");
  world.clockOffset = now - world.clock.now();
  expireAll(world);
  return done({ now: new Date(nowOf(world)).toISOString() });
}

function addFaults(world: World, body: Body): Effect<object> {
  const spec = textOf(body, "fault");
  if (!spec.ok) return spec;
  const faults = parseFaults(spec.value);
  if ("error" in faults) return refuse(422, "invalid", faults.error);
  faults.forEach((fault) => {
    world.faults.add(fault);
  });
  return done({ added: faults.length });
}

function textOf(body: Body, field: string): Effect<string> {
  const value = body[field];
  return typeof value === "string" ? done(value) : refuse(422, "invalid", `${field}: a text is missing.`);
}

function memberOf(organization: LiveOrganization, body: Body) {
  const email = textOf(body, "email");
  if (!email.ok) return email;
  const member = organization.members.find("email", fold(email.value))[0];
  return member === undefined ? notFound("member", email.value) : done(member);
}
