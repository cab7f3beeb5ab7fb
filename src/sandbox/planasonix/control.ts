/** Control routes below `/sandbox`, outside the contract and without a key: people's own steps, the clock, faults, looking inside. */
import type { SandboxApp, SandboxContext } from "../kit/exchange.ts";
import { textOf, type Body, type Step } from "./control/body.ts";
import { accept, approve, decline, edit, fail, guests, leave, login, token } from "./control/people.ts";
import { key, own } from "./control/things.ts";
import { expireInvitations } from "./invitation.ts";
import { parseFaults } from "./fault.ts";
import type { LiveOrganization } from "./organization.ts";
import { done, notFound, refuse, type Effect } from "./refusal.ts";
import { toResponse } from "./respond.ts";
import { dumpWorld, findOrganization, nowOf, type World } from "./world.ts";
import { jsonIn } from "../../model/jsonIn.ts";

/** Adds all of them to the app. */
export function addControlRoutes(app: SandboxApp, world: World): void {
  const steps = { accept, approve, guests, login, decline, fail, leave, edit, own, key, token } as const;
  for (const [name, step] of Object.entries(steps)) {
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

async function answerStep(
  world: World,
  context: SandboxContext,
  step: (body: Body) => Effect<object>,
): Promise<Response> {
  const body = jsonIn(await context.req.text());
  if (body === undefined) return toResponse(refuse(400, "invalid_json", "The body is not JSON."), {});
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
