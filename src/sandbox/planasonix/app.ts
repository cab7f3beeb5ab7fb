/** The HTTP side of the sandbox: the routes of the contract's table, and what every exchange goes through. */
import { Hono } from "hono";
import { routes, type Route, type RouteName } from "../../providers/planasonix/contract.ts";
import { answerRoute, type Incoming } from "./answer.ts";
import { authenticate } from "./auth.ts";
import { ended, exchanged, type Open, type SandboxApp, type SandboxContext } from "../kit/exchange.ts";
import { addControlRoutes } from "./control.ts";
import { expireInvitations } from "./invitation.ts";
import { timeText } from "./organization.ts";
import { strikeAfter, strikeBefore } from "./faultServer.ts";
import { budgetHeaders, createMeter, type Meter } from "../kit/rate.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { refuse, type Refusal } from "./refusal.ts";
import { toResponse, type Answer } from "./respond.ts";
import { noteUse } from "./secrets.ts";
import { nowOf, type RequestRecord, type World } from "./world.ts";

/** Some workspaces have a versioned base path before `/api`; this server answers with and without. */
const basePaths = ["", "/v1"];

/** The whole application over one world. */
export function createApp(world: World, alongside?: (app: SandboxApp) => void): SandboxApp {
  const app: SandboxApp = new Hono();
  const meter = createMeter(world.rateLimit);
  const answered: Incoming["answered"] = new Map();
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    for (const base of basePaths) {
      const path = base + route.path.replaceAll(/\{(\w+)\}/g, ":$1");
      app.on(route.method, path, (context) => exchange({ world, meter, context, name, answered }));
    }
  }
  // Before the control routes, which answer whatever is left below their path.
  alongside?.(app);
  addControlRoutes(app, world);
  app.notFound((context) => exchange({ world, meter, context, name: null, answered }));
  app.onError((error) =>
    toResponse(refuse(500, "sandbox_failed", `The sandbox itself failed: ${error.message}`), {}),
  );
  return app;
}

interface Exchange {
  readonly world: World;
  readonly meter: Meter;
  readonly context: SandboxContext;
  readonly name: RouteName | null;
  readonly answered: Incoming["answered"];
}

async function exchange({ world, meter, context, name, answered }: Exchange): Promise<Response> {
  const { method } = context.req;
  const log = openRecord(world, context, name);
  const requestId = `req_${String(world.requestCount).padStart(8, "0")}`;
  const { fault, bends } = world.faults.next(name, method);
  const amountOf = (kind: FaultKind): number =>
    bends.reduce((sum, it) => sum + (it.kind === kind ? (it.amount ?? 0) : 0), 0);
  const latency = amountOf("latency");
  const skew = amountOf("clock");
  const late = bends.findLast((it) => it.kind === "late" || it.kind === "late-ms");
  if (latency > 0) await world.clock.sleep(latency);
  const body = method === "GET" || method === "HEAD" ? "" : await context.req.text();

  const now = nowOf(world);
  for (const organization of world.organizations) expireInvitations(organization, now);
  const principal = authenticate(world, context.req.header("Authorization"));
  if (principal.ok) {
    log.organization = principal.organization.id;
    noteUse(principal.organization, principal.key, timeText(now));
  }
  const budget = meter(principal.ok ? principal.key.token : "", now);
  const headers = {
    "X-Request-Id": requestId,
    Date: new Date(now + skew * 1000).toUTCString(),
    ...budgetHeaders(budget, skew),
  };
  const before = fault && strikeBefore(fault, headers);
  if (before !== undefined) return await ended(context, log, before);
  const made = answerRoute({ world, context, name, principal, budget, body, now, answered });
  const answer = toResponse(
    name === null ? made : lately({ world, name, made, late, now, method }),
    budget.exceeded ? { ...headers, "Retry-After": retryAfter(budget.resetAt, now) } : headers,
  );
  await world.keep();
  return await ended(context, log, fault === undefined ? answer : await strikeAfter(fault, answer, headers));
}

interface Lately {
  readonly world: World;
  readonly name: RouteName;
  readonly made: Answer | Refusal;
  readonly late: Fault | undefined;
  readonly now: number;
  readonly method: string;
}

/** The answer without what is to show up late; what this request created is hidden from now on, if a fault says so. */
function lately({ world, name, made, late, now, method }: Lately): Answer | Refusal {
  if (method === "GET") return world.late.shown(name, made, now);
  const { amount = 0 } = late ?? {};
  if (late !== undefined && made.ok)
    world.late.hide(name, made, late.kind === "late" ? { reads: amount } : { until: now + amount });
  return made;
}

function openRecord(world: World, context: SandboxContext, name: RouteName | null): Open<RequestRecord> {
  const log: Open<RequestRecord> = {
    ...exchanged(context, name),
    organization: null,
    at: new Date(nowOf(world)).toISOString(),
  };
  world.requestCount += 1;
  world.requests.push(log);
  return log;
}

function retryAfter(resetAt: number, now: number): string {
  return String(Math.max(1, Math.ceil((resetAt - now) / 1000)));
}
