/** Control routes below `/sandbox/github`, without a key: people's own steps, the clock, faults, looking inside. */
import { parseFaults } from "./fault.ts";
import { acceptInvitation, expireInvitations, removeMember } from "./people.ts";
import { dumpWorld } from "./seed.ts";
import { accountOf, nextId, organizationOf, type Organization, type World } from "./state.ts";
import type { SandboxApp } from "../kit/exchange.ts";
import { nowOf, type Running } from "./world.ts";

type Body = Readonly<Record<string, unknown>>;
type Step = (running: Running, body: Body) => string | undefined;

/** Each with what is wrong, if anything. */
const steps: Readonly<Record<string, Step>> = {
  accept,
  decline,
  fail,
  leave,
  rename,
  delete: deleteAccount,
  account: addAccount,
  clock,
  fault,
  place,
};

export function addControlRoutes(app: SandboxApp, running: Running): void {
  for (const [name, step] of Object.entries(steps)) {
    app.post(`/sandbox/github/${name}`, async (context) => {
      const body: unknown = await context.req.json().catch(() => null);
      if (typeof body !== "object" || body === null)
        return context.json({ error: "The body is no JSON object." }, 422);
      expireInvitations(running.world, nowOf(running));
      const problem = step(running, { ...body });
      return problem === undefined ? context.json({ data: {} }) : context.json({ error: problem }, 422);
    });
  }
  app.get("/sandbox/github/dump", (context) => {
    expireInvitations(running.world, nowOf(running));
    return context.json(dumpWorld(running.world));
  });
  app.get("/sandbox/github/requests", (context) => context.json({ data: running.requests }));
}

function within({ world }: Running, body: Body): Organization | string {
  const name =
    body["organization"] ?? (world.organizations.length === 1 ? world.organizations[0]?.login : undefined);
  const found = typeof name === "string" ? organizationOf(world, name) : undefined;
  return found ?? "organization: the login of one is missing.";
}

function numberOf(world: World, body: Body, field = "login"): number | string {
  const login = body[field];
  const found = typeof login === "string" ? accountOf(world, login) : undefined;
  return found?.id ?? `${field}: there is no such account.`;
}

/** The organization and an account there, or what is wrong. */
function accountWithin(running: Running, body: Body) {
  const organization = within(running, body);
  if (typeof organization === "string") return organization;
  const account = numberOf(running.world, body);
  return typeof account === "string" ? account : { organization, account };
}

/** The organization and the invitation there that went to `{login}` or to `{email}`, or what is wrong. */
function invitedWithin(running: Running, body: Body) {
  const organization = within(running, body);
  if (typeof organization === "string") return organization;
  const account = numberOf(running.world, body);
  const { email } = body;
  const found = [...organization.invitations.values()].find(
    (it) => it.account === account || (typeof email === "string" && it.email === email),
  );
  return found === undefined ? "There is no open invitation for them." : { organization, found };
}

/** `{login}` accepts the invitation that went to the account, or to `{email}`. */
function accept(running: Running, body: Body): string | undefined {
  const there = accountWithin(running, body);
  if (typeof there === "string") return there;
  const invited = invitedWithin(running, body);
  if (typeof invited === "string") return invited;
  acceptInvitation(there.organization, invited.found, there.account);
  return undefined;
}

/** GitHub tells nobody: the invitation is gone. */
function decline(running: Running, body: Body): string | undefined {
  const invited = invitedWithin(running, body);
  if (typeof invited === "string") return invited;
  invited.organization.invitations.delete(invited.found.id);
  return undefined;
}

/** `{login, reason?}`: the invitation cannot be delivered, or comes to nothing in another way. */
function fail(running: Running, body: Body): string | undefined {
  const invited = invitedWithin(running, body);
  if (typeof invited === "string") return invited;
  const { organization, found } = invited;
  const { reason = "The invitation could not be delivered." } = body;
  organization.invitations.delete(found.id);
  organization.failed.set(found.id, {
    ...found,
    failedAt: new Date(nowOf(running)).toISOString(),
    reason: String(reason),
  });
  return undefined;
}

function leave(running: Running, body: Body): string | undefined {
  const there = accountWithin(running, body);
  if (typeof there === "string") return there;
  removeMember(there.organization, there.account);
  return undefined;
}

/** `{login, to}`: the person calls themselves otherwise; the old login is free. */
function rename({ world }: Running, body: Body): string | undefined {
  const account = numberOf(world, body);
  const { to } = body;
  if (typeof account === "string") return account;
  if (typeof to !== "string" || accountOf(world, to) !== undefined)
    return "to: a login that nobody has is missing.";
  const found = world.accounts.get(account);
  if (found !== undefined) found.login = to;
  return undefined;
}

function deleteAccount({ world }: Running, body: Body): string | undefined {
  const account = numberOf(world, body);
  if (typeof account === "string") return account;
  const found = world.accounts.get(account);
  if (found !== undefined) found.deleted = true;
  return undefined;
}

/** `{login, email?, name?}`: somebody makes an account. */
function addAccount({ world }: Running, body: Body): string | undefined {
  const { login, email, name } = body;
  if (typeof login !== "string" || accountOf(world, login) !== undefined)
    return "login: one that nobody has is missing.";
  const id = nextId(world);
  world.accounts.set(id, {
    id,
    login,
    name: typeof name === "string" ? name : null,
    email: typeof email === "string" ? email : null,
  });
  return undefined;
}

/** `{team, login, role?}`: an owner puts a member into a team by hand. */
function place(running: Running, body: Body): string | undefined {
  const there = accountWithin(running, body);
  if (typeof there === "string") return there;
  const { organization, account } = there;
  const team = [...organization.teams.values()].find(({ slug }) => slug === body["team"]);
  if (team === undefined) return "team: the slug of one is missing.";
  team.members.set(account, body["role"] === "maintainer" ? "maintainer" : "member");
  return undefined;
}

function clock(running: Running, body: Body): string | undefined {
  const now = typeof body["now"] === "string" ? Date.parse(body["now"]) : Number.NaN;
  if (Number.isNaN(now)) return "now: a time such as 2026-11-21T12:00:00Z.";
  running.world.clockOffset = now - running.clock.now();
  expireInvitations(running.world, nowOf(running));
  return undefined;
}

function fault(running: Running, body: Body): string | undefined {
  if (typeof body["fault"] !== "string") return "fault: a fault such as 502@invite is missing.";
  const faults = parseFaults(body["fault"]);
  if ("error" in faults) return faults.error;
  faults.forEach((it) => {
    running.faults.add(it);
  });
  return undefined;
}
