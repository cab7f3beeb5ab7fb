/**
 * Two years of a repository where somebody may push branches and tags, make runs, artifacts, deployments and comments,
 * and may not merge; where people push past the review, and plans are missing; where journals are lost. After every
 * job: nothing was done that no reviewed change asked for, no key went elsewhere, and every living key is known.
 */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createActionWorld, fakeReviewKey, type ActionRun, type ActionWorld } from "../fakes/action.ts";
import { fakeClock, type FakeClock } from "../fakes/clock.ts";
import { auditOf } from "../fakes/dump.ts";
import type { FakeOther } from "../fakes/github/state.ts";
import type { Change } from "../fakes/origin.ts";
import { runStepHere } from "../fakes/stepHere.ts";
import { attack, one, pushFor, type Ground, type Loot } from "./attacks.ts";
import { astray, changed, deliverTo, filesOf, firstCompany, founders, Ledger } from "./attackedLife.ts";
import type { Company } from "./attackedLife.ts";
import { chanceOf, dayAfter, type Chance } from "./life.ts";

const days = 730;
const firstDay = "2027-01-01";
const deliverToken = "ghp_deliver-canary-0123456789";
const binding = {
  env: {
    MUSTER_REVIEW_KEY: fakeReviewKey,
    MUSTER_DELIVER_TO: deliverTo,
    MUSTER_DELIVER_TOKEN: deliverToken,
  },
  inputs: { "require-reviewed": "true" },
};
const day = 86_400_000;

interface Walk {
  readonly world: ActionWorld;
  readonly clock: FakeClock;
  readonly chance: Chance;
  readonly ledger: Ledger;
  readonly loot: Loot;
  readonly repositories: readonly FakeOther[];
  /** What the reviewed files say, and what stands on the branch: more, where somebody pushed past the review. */
  company: Company;
  branch: Company;
  /** Secrets go nowhere else; whatever was reviewed ever. */
  readonly places: Set<string>;
  seen: number;
  readonly told: Map<string, number>;
}

async function begin(chance: Chance): Promise<Walk> {
  const clock = fakeClock(`${firstDay}T03:00:00Z`);
  const company = firstCompany();
  const below = Object.entries(filesOf(company)).map(([path, text]) => [path.slice("access/".length), text]);
  const world = await createActionWorld("", {
    files: Object.fromEntries(below),
    clock,
    step: (wish) => runStepHere(wish, clock),
  });
  const repositories = ["acme/dbt", "acme/evil"].map((fullName) =>
    world.github.add.other({ fullName, environments: ["production"] }),
  );
  world.github.token(deliverToken, { permissions: { environments: "write", secrets: "write" } });
  return {
    ...{ world, clock, chance, repositories, company, branch: company, seen: 0 },
    ...{ ledger: new Ledger(), places: new Set<string>(), told: new Map<string, number>() },
    loot: { journals: [], lists: [], commits: [world.tip()], applies: [], plans: [] },
  };
}

/** A genuine job; what it leaves is anybody's to take. */
async function job(walk: Walk, what: "plan" | "apply" | "due", wish: object): Promise<ActionRun> {
  const { world, loot, clock } = walk;
  world.github.state.now = new Date(clock.now()).toISOString();
  const given = wish as Parameters<ActionWorld["run"]>[0];
  const whole = { ...given, env: binding.env, inputs: { ...binding.inputs, ...given.inputs } };
  const ran =
    what === "plan" && whole.pullRequest !== undefined
      ? await world.plan(whole.pullRequest, whole)
      : what === "due"
        ? await world.due(whole)
        : await world.apply(whole);
  const journal = ran.files["journal.jsonl"];
  if (journal !== undefined) loot.journals.push(journal);
  if (what === "apply" && whole.ref === undefined) loot.applies.push(ran.runId);
  if (what === "plan" && whole.pullRequest !== undefined) {
    loot.lists.push({ pull: whole.pullRequest, files: ran.files });
    loot.plans.push({ pull: whole.pullRequest, run: ran.runId });
  }
  await expectNothingAstray(walk, ran);
  return ran;
}

const liveKeys = ({ world }: Walk) => world.sandbox.dump().organizations[0]?.service_account_keys ?? [];

async function expectNothingAstray(walk: Walk, ran: ActionRun): Promise<void> {
  const { world, ledger, clock, repositories, places } = walk;
  const today = new Date(clock.now()).toISOString();
  const events = auditOf(world.sandbox.dump());
  const isDue = (name: string): boolean => {
    const made = liveKeys(walk).filter((key) => key.name === name);
    // The one before the one that was just made.
    const [, before] = made.map((key) => Date.parse(key.created_at ?? "")).sort((a, b) => b - a);
    return before !== undefined && clock.now() - before >= 60 * day;
  };
  expect([today, astray(ledger, events.slice(walk.seen), isDue), ran.log]).toEqual([today, [], ran.log]);
  walk.seen = events.length;
  const secrets = repositories.flatMap(({ repository, settings }) => [
    ...[...settings.secrets].map(([name, secret]) => [`${repository.fullName}/${name}`, secret] as const),
    ...[...settings.environments].flatMap(([environment, store]) =>
      [...store.secrets].map(
        ([name, secret]) => [`${repository.fullName}@${environment}/${name}`, secret] as const,
      ),
    ),
  ]);
  expect([today, secrets.map(([place]) => place).filter((place) => !places.has(place))]).toEqual([today, []]);
  for (const [place, secret] of secrets) {
    const headers = { authorization: `Bearer ${secret}` };
    const { status } = await fetch(`${world.sandbox.url}/api/user/profile`, { headers });
    expect([today, place, status]).toEqual([today, place, 200]);
  }
  const names = liveKeys(walk).map(({ name }) => name);
  expect([today, names.filter((name) => !walk.company.keys.has(name))]).toEqual([today, []]);
  expect([today, liveKeys(walk).filter((key) => typeof key.delivered_at !== "string")]).toEqual([today, []]);
  for (const name of new Set(names))
    expect([today, name, names.filter((it) => it === name).length <= 2]).toEqual([today, name, true]);
}

/** What the attacker would have: an admin of theirs, somebody raised, a key in a place of theirs. */
function wanted(walk: Walk): Change {
  const { people, keys, serial } = walk.branch;
  const evil: Company = { serial, people: new Map(people), keys: new Map(keys) };
  evil.people.set("eve@acme.example", "admin").set("mia@acme.example", "admin");
  const places = ["acme/evil@production/KEY", "acme/dbt@production/EVIL"];
  evil.keys.set("evil", one(walk.chance, places));
  for (const name of keys.keys()) evil.keys.set(name, one(walk.chance, places));
  return filesOf(evil);
}

const groundOf = (walk: Walk): Ground => ({
  ...{ world: walk.world, chance: walk.chance, loot: walk.loot },
  wanted: () => wanted(walk),
  job: (what, wish) => job(walk, what, wish),
});

async function attacks(walk: Walk, most: number): Promise<void> {
  const ground = groundOf(walk);
  for (let left = Math.floor(walk.chance() * (most + 1)); left > 0; left--) {
    const name = await attack(ground);
    walk.told.set(name, (walk.told.get(name) ?? 0) + 1);
  }
}

/** Whether what is to be changed stands on the branch already, where nobody reviewed it: no change shows it then. */
function standsAlready(walk: Walk, to: Company): boolean {
  const unlike = [...to.people].filter(([email, role]) => walk.company.people.get(email) !== role);
  return unlike.some(([email, role]) => walk.branch.people.get(email) === role);
}

/** What nobody reviewed is taken out by a pull request, as muster says where it withholds it. */
async function takenBack(walk: Walk): Promise<void> {
  const { world, company } = walk;
  const pull = world.open(filesOf(company));
  const planned = await job(walk, "plan", { pullRequest: pull });
  expect(planned.code, planned.log).toBe(0);
  walk.loot.commits.push(world.merge(pull));
  walk.branch = company;
  const ran = await job(walk, "apply", {});
  expect(ran.code, ran.log).toBe(0);
}

/** A change that is planned, looked at, and merged as it was. */
async function reviewed(walk: Walk): Promise<void> {
  const { world, ledger, places, chance } = walk;
  const { company, deeds } = changed(walk.company, chance);
  if (standsAlready(walk, company)) await takenBack(walk);
  // What somebody pushed past the review is taken back, now and then.
  const branch = chance() < 0.5 ? company : both(walk.branch, company, walk.company);
  const pull = world.open(filesOf(branch));
  // A commit with all that the attacker wants lies on the branch that is merged, and is taken back on it.
  if (chance() < 0.3) {
    world.update(pull, { ...wanted(walk), ".github/workflows/muster.yml": "name: evil\n" });
    world.update(pull, { ...filesOf(branch), ".github/workflows/muster.yml": null });
  }
  const planned = await job(walk, "plan", { pullRequest: pull });
  expect(planned.code, planned.log).toBe(0);
  await attacks(walk, 2);
  walk.loot.commits.push(world.merge(pull));
  for (const target of company.keys.values()) places.add(target);
  ledger.allow(deeds);
  Object.assign(walk, { company, branch });
  await attacks(walk, 1);
  const ran = await job(walk, "apply", {});
  const { members = [], invitations = [] } = world.sandbox.dump().organizations[0] ?? {};
  for (const deed of deeds) {
    const [what, who = "", role] = deed.split(" ");
    const live = members.find(({ email }) => email === who);
    const invited = invitations.find(({ email, state }) => email === who && state === "pending");
    const state =
      what === "key"
        ? liveKeys(walk).some(({ name }) => name === who)
        : what === "leave"
          ? live?.state !== "active" && invited === undefined
          : (live ?? invited)?.role === role;
    expect([deed, state, ran.log]).toEqual([deed, true, ran.log]);
  }
  ledger.close();
}

/** What one has and the other changes: their people and keys, and on top what differs between `to` and `from`. */
function both(of: Company, to: Company, from: Company): Company {
  const people = new Map(of.people);
  for (const [email, role] of to.people) if (from.people.get(email) !== role) people.set(email, role);
  const keys = new Map(of.keys);
  for (const [name, target] of to.keys) if (from.keys.get(name) !== target) keys.set(name, target);
  return { serial: to.serial, people, keys };
}

/** What nobody reviewed stands on the branch: pushed to it, or merged with no plan of its last head. */
async function unreviewed(walk: Walk): Promise<void> {
  const { world, chance } = walk;
  const { people, keys } = walk.branch;
  const serial = (walk.company.serial += 1);
  const branch: Company = { serial, people: new Map(people), keys: new Map(keys) };
  branch.people.set(`sneak${serial}@acme.example`, one(chance, ["viewer", "admin"]));
  if (chance() < 0.5) branch.people.set("mia@acme.example", "admin");
  if (chance() < 0.5) branch.keys.set(`sneak${serial}`, `acme/dbt@production/SNEAK_${serial}`);
  if (chance() < 0.5) walk.loot.commits.push(world.push("main", filesOf(branch)));
  else {
    const pull = world.open(chance() < 0.5 ? filesOf(branch) : { "README.md": `${serial}\n` });
    if (chance() < 0.7) await job(walk, "plan", { pullRequest: pull });
    world.update(pull, { ...filesOf(branch), "README.md": `${serial} again\n` });
    walk.loot.commits.push(world.merge(pull));
  }
  walk.branch = branch;
  await pushFor(groundOf(walk), filesOf(branch));
  await job(walk, "apply", {});
  await pushFor(groundOf(walk), filesOf(branch));
  await job(walk, one(chance, ["apply", "due"]), {});
}

/** Somebody takes back at the service what was applied: it is theirs to decide, and nothing does it again. */
async function byHand({ world, chance }: Walk): Promise<void> {
  const { members = [] } = world.sandbox.dump().organizations[0] ?? {};
  const raised = members.filter(
    ({ email, state, role }) => state === "active" && role !== "viewer" && !founders.includes(email),
  );
  if (raised.length > 0)
    await world.control("edit", { email: one(chance, raised).email, role: "viewer", organization: "acme" });
}

/** Time goes on: people accept, artifacts expire, a journal is lost. */
async function pass(walk: Walk, now: string): Promise<void> {
  const { world, clock, chance } = walk;
  const { state } = world.github;
  clock.set(`${now}T03:00:00Z`);
  state.now = new Date(clock.now()).toISOString();
  for (const artifact of state.artifacts)
    if (Date.parse(artifact.createdAt) < clock.now() - 90 * day) artifact.isExpired = true;
  if (chance() < 0.1) state.artifacts = state.artifacts.filter(({ name }) => name !== "muster-journal");
  for (const { email, state: is } of world.sandbox.dump().organizations[0]?.invitations ?? [])
    if (is === "pending" && chance() < 0.8) await world.control("accept", { organization: "acme", email });
}

describe("two years with somebody who may push and not merge", () => {
  it("apply nothing that nobody reviewed, and let no key go astray", { timeout: 10 * 60_000 }, async () => {
    const chance = chanceOf((fc.readConfigureGlobal().seed ?? 1) + 2);
    const walk = await begin(chance);
    expect((await job(walk, "apply", {})).code).toBe(0);
    const did = { reviewed: 0, unreviewed: 0, byHand: 0 };
    for (let index = 0; index < days; index += 10 + Math.floor(chance() * 24)) {
      await pass(walk, dayAfter(firstDay, index));
      await attacks(walk, 2);
      const what = chance();
      if (what < 0.55) did.reviewed += (await reviewed(walk), 1);
      else if (what < 0.75) did.unreviewed += (await unreviewed(walk), 1);
      else did.byHand += (await byHand(walk), 1);
      if (chance() < 0.6) await job(walk, "due", {});
    }
    expect(Math.min(...Object.values(did))).toBeGreaterThan(3);
    expect(walk.told.size).toBeGreaterThan(9);
    expect(liveKeys(walk).length).toBeGreaterThan(2);
    await walk.world.close();
  });
});
