/**
 * The history of declared access against a ledger of the truth: two years of one organization, whose files are moved,
 * reordered, renamed, reverted and broken now and then; and that writing the same otherwise is never a change.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declare } from "../../src/declare/read.ts";
import { changesIn, isAbout } from "../../src/history/changes.ts";
import { explain } from "../../src/history/explain.ts";
import { reportOf } from "../../src/history/report.ts";
import { find } from "../../src/history/who.ts";
import { newTimeline } from "../../src/history/timeline.ts";
import type { Turn } from "../../src/history/span.ts";
import type { Access, AccessChange } from "../../src/model/evidence.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { memoryJournal } from "../../src/journal/memory.ts";
import { history } from "../../src/run/evidence/history.ts";
import { report } from "../../src/run/evidence/report.ts";
import { declaredPast } from "../../src/run/evidence/past.ts";
import type { Context } from "../../src/run/context.ts";
import { fakeClock } from "../fakes/clock.ts";
import { importPast, type ImportedCommit } from "../fakes/importedPast.ts";
import { treeOf, type Files } from "../fakes/world.ts";
import { arrangementArb, declaredArb, filesOf, inOtherCase, today as anyDay } from "./arbitraries.ts";
import { chanceOf, dayAfter, endOf, filesOfLife, firstLife, type Chance, type Life } from "./life.ts";
import { changed } from "./liveLife.ts";

const days = 730;
const firstDay = "2027-01-01";

/** What one person has on a day, by their own reckoning; what they had is the same while the text is. */
function truthOf(life: Life, email: string, day: string): string[] {
  const over = (end: string | undefined): boolean => end !== undefined && end <= day;
  const person = life.people.find((it) => it.email === email);
  if (person === undefined) return [];
  if (person.state !== "active") return [`member ${person.state}`];
  if (over(endOf(person))) return ["member deactivated"];
  const role = over(person.until) ? "editor" : person.role;
  const places = life.teams.flatMap((team) =>
    team.members
      .filter((place) => place.email === email && !over(place.expires))
      .map((place) => `team ${team.slug} ${place.lead ? "lead" : "member"}`),
  );
  const shares = person.shares
    .filter((it) => !over(it.expires))
    .map((it) => `share ${it.pipeline} ${it.level}`);
  return [`member active ${role}`, ...places, ...shares].sort();
}

/** The truth of each day, and how teams came to be called otherwise. */
interface Day {
  readonly day: string;
  readonly life: Life;
}

interface Leaving {
  readonly email: string;
  readonly declared: string;
  readonly applied: string;
}

interface World {
  readonly folder: string;
  readonly context: Context;
  readonly ledger: readonly Day[];
  readonly leavings: readonly Leaving[];
  readonly invalid: number;
}

/** The same files, the members in two files or one, in another order, some in long form. */
function rearranged(files: Files, chance: Chance): Files {
  const { "acme/members.yaml": text = "", ...rest } = files;
  const lines = text
    .split("\n")
    .slice(1)
    .filter((line) => line !== "");
  const mixed = lines.map((line) => ({ line, at: chance() })).sort((a, b) => a.at - b.at);
  const half = Math.floor(chance() * (mixed.length + 1));
  const part = (items: typeof mixed): string =>
    `# ${chance()}\nmembers:\n${items.map(({ line }) => `${line} # ${chance().toFixed(3)}\n`).join("")}`;
  return {
    ...rest,
    ...(half === 0 ? {} : { "acme/some.yaml": part(mixed.slice(0, half)) }),
    ...(half === mixed.length ? {} : { "acme/others.yaml": part(mixed.slice(half)) }),
  };
}

async function simulate(seed: number): Promise<World> {
  const chance = chanceOf(seed);
  let life = firstLife();
  let before = life;
  const commits: ImportedCommit[] = [
    { at: `${firstDay}T03:00:00Z`, subject: "The first day (#1)", files: filesOfLife(life) },
  ];
  const ledger: Day[] = [{ day: firstDay, life }];
  let number = 1;
  let invalid = 0;
  for (let index = 1; index < days; index++) {
    const day = dayAfter(firstDay, index);
    const at = `${day}T03:00:00Z`;
    const draw = chance();
    const next = draw < 0.5 ? changed(life, day, chance) : draw < 0.53 ? before : life;
    if (draw > 0.97) {
      const wished = filesOfLife(changed(life, day, chance));
      commits.push({
        at,
        subject: `Broken (#${++number})`,
        files: { ...wished, "acme/broken.yaml": "members: 1\n" },
      });
      invalid += 1;
    } else if (next !== life || draw > 0.9) {
      const way = chance();
      const files = chance() < 0.5 ? rearranged(filesOfLife(next), chance) : filesOfLife(next);
      number += 1;
      if (way < 0.4) commits.push({ at, subject: `A change (#${number})`, files });
      else if (way < 0.8)
        commits.push({ at, subject: `Merge pull request #${number} from acme/topic`, files, isMerge: true });
      else commits.push({ at, subject: "Straight to main", files });
      before = life;
      life = next;
    }
    ledger.push({ day, life: structuredClone(life) });
  }
  const folder = mkdtempSync(join(tmpdir(), "muster-evidence-"));
  importPast(folder, commits);
  const leavings = leavingsIn(ledger, chance);
  writeFileSync(join(folder, "journal.jsonl"), await journalOf(leavings));
  const last = dayAfter(firstDay, days);
  return { folder, context: contextIn(folder, `${last}T00:00:00Z`), ledger, leavings, invalid };
}

/** Whoever has access one day and none the next, and the run that took it, some hours after the files said so. */
function leavingsIn(ledger: readonly Day[], chance: Chance): Leaving[] {
  return ledger.flatMap(({ day, life }, index) =>
    life.people.flatMap(({ email }): Leaving[] => {
      const now = truthOf(life, email, day);
      const past = ledger[index - 1];
      const person = life.people.find((it) => it.email === email);
      const former = past?.life.people.find(
        (it) =>
          it.email === email ||
          person?.previously.includes(it.email) ||
          // A change of address that is reverted.
          it.previously.includes(email),
      );
      const was =
        past === undefined || former === undefined ? [] : truthOf(past.life, former.email, past.day);
      const has = (truth: readonly string[]): boolean =>
        truth.some((item) => item.startsWith("member active"));
      if (!has(was) || has(now)) return [];
      const hour = String(4 + Math.floor(chance() * 19)).padStart(2, "0");
      return [{ email, declared: day, applied: `${day}T${hour}:30:00.000Z` }];
    }),
  );
}

async function journalOf(leavings: readonly Leaving[]): Promise<string> {
  const journal = memoryJournal();
  for (const [index, { email, applied: at }] of leavings.entries()) {
    const occasion = { at, run: `run-${index}`, organization: "acme" };
    const subject = { action: `a${index}`, verb: "deactivate", kind: "member", key: email };
    const started = {
      organization_id: "org_01acme",
      fingerprint: "f",
      commit: null,
      actor: "muster",
      allowed: [],
    };
    await journal.append({ ...occasion, event: "run_started", ...started, planned: [subject.action] });
    const sides = {
      before: { email, role: null, state: "active" },
      after: { email, role: null, state: "deactivated" },
    };
    await journal.append({ ...occasion, event: "intent", ...subject, cause: "change", ...sides });
    await journal.append({ ...occasion, event: "outcome", ...subject, status: "done" });
    await journal.append({ ...occasion, event: "run_finished", counts: { done: 1 }, open: [] });
  }
  return journal.text();
}

function contextIn(folder: string, now: string): Context {
  const fail = (line: string): never => {
    throw new Error(line);
  };
  return {
    ...{ access: join(folder, "access"), cwd: folder, env: {}, clock: fakeClock(now), random: Math.random },
    ...{ runId: "run", progress: () => undefined, warn: fail, hide: () => undefined },
  };
}

/** Teams are told under the names that they have last. */
function lastSlug(ledger: readonly Day[], from: number, slug: string): string {
  return ledger.slice(from).reduce(
    ({ now, was }, { life: { teams } }) => {
      const isGone = teams.every((other) => other.slug !== now);
      const to = teams.find((team) => team.previously.at(-1) === now);
      if (isGone && to !== undefined) return { now: to.slug, was: [...was, now] };
      // A commit that is reverted gives the name back.
      const back = was.at(-1);
      const isBack = isGone && teams.some((other) => other.slug === back);
      return isBack && back !== undefined ? { now: back, was: was.slice(0, -1) } : { now, was };
    },
    { now: slug, was: [] as readonly string[] },
  ).now;
}

/** What somebody has themself, in the words of the ledger. */
function spoken(access: readonly Pick<Access, "kind" | "fields">[]): string[] {
  return access
    .flatMap(({ kind, fields }) => {
      const text = (field: string): string => String(fields[field]);
      if (kind === "member")
        return [fields["state"] === "active" ? `member active ${text("role")}` : `member ${text("state")}`];
      if (kind === "team_membership") return [`team ${text("team")} ${text("role")}`];
      const holder = fields["holder"];
      const isOwn =
        kind === "share" &&
        typeof holder === "object" &&
        holder !== null &&
        "kind" in holder &&
        holder.kind === "member";
      return isOwn ? [`share ${text("name")} ${text("level")}`] : [];
    })
    .sort();
}

describe("two years of files", () => {
  let world: World;
  beforeAll(async () => {
    world = await simulate(fc.readConfigureGlobal().seed ?? 1);
  }, 600_000);
  afterAll(() => {
    rmSync(world.folder, { recursive: true, force: true });
  });
  const journals = () => ({ journals: [join(world.folder, "journal.jsonl")], usual: "journal.jsonl" });

  it(
    "are told as the ledger has them, for 200 people and days: by explain, history and report",
    {
      timeout: 900_000,
    },
    async () => {
      const { context, ledger } = world;
      const look = chanceOf(7);
      const past = await declaredPast(context);
      if ("error" in past) throw new Error(past.error);
      const { timeline } = past;
      const whole = await history(context, { organizations: [], ...journals() });
      if ("error" in whole) throw new Error(whole.error);
      expect(whole.basis.invalid).toHaveLength(world.invalid);
      for (let count = 0; count < 200; count++) {
        const index = Math.floor(look() * ledger.length);
        const { day, life } = ledger[index] ?? { day: firstDay, life: firstLife() };
        const { email } = life.people[Math.floor(look() * life.people.length)] ?? { email: "" };
        const expected = truthOf(life, email, day)
          .map((item) =>
            item.replace(/^team (\S+)/, (_, slug: string) => `team ${lastSlug(ledger, index, slug)}`),
          )
          .sort();
        const access = explain(timeline, { who: email, on: day }).standing.flatMap((item) => item.access);
        expect(new Set(access.map(({ key }) => key)).size, `${email} ${day}`).toBe(access.length);
        expect(["explain", email, day, spoken(access)]).toEqual(["explain", email, day, expected]);

        const { things } = find(email, timeline);
        const changes = changesIn(timeline, undefined, {
          to: day,
          concerns: (span) => things.some(({ thing }) => isAbout(span, "member", thing)),
        });
        const now = new Map<string, Pick<AccessChange, "kind"> & { readonly fields: JsonObject | null }>();
        for (const { kind, key, after } of changes) now.set(`${kind} ${key}`, { kind, fields: after });
        const left = [...now.values()].flatMap(({ kind, fields }) =>
          fields === null ? [] : [{ kind, fields }],
        );
        expect(["history", email, day, spoken(left)]).toEqual(["history", email, day, expected]);

        const { people, access: all } = reportOf(timeline, { organizations: [], on: day, deeds: undefined });
        const own = access.find(({ kind }) => kind === "member");
        const places = people
          .flatMap((person) => person.places)
          .filter(({ member }) => member.key === own?.key);
        const listed = places.flatMap(({ member, teams, shares }) => [member, ...teams, ...shares]);
        const isActive = expected.some((item) => item.startsWith("member active"));
        // Whoever has no access is no row of the people, and one of all that is declared.
        const rest = all.filter((item) => item.kind === "member" && item.key === own?.key);
        expect(["report", email, day, spoken(isActive ? listed : rest)]).toEqual([
          "report",
          email,
          day,
          expected,
        ]);
      }
    },
  );

  it("are listed on a day as the ledger has them", { timeout: 900_000 }, async () => {
    const past = await declaredPast(world.context);
    if ("error" in past) throw new Error(past.error);
    for (let index = 5; index < world.ledger.length; index += 48) {
      const { day, life } = world.ledger[index] ?? { day: firstDay, life: firstLife() };
      const { people, privileged } = reportOf(past.timeline, {
        organizations: [],
        on: day,
        deeds: undefined,
      });
      const roles = life.people.flatMap(({ email }) =>
        truthOf(life, email, day).flatMap((item) => /^member active (.*)/.exec(item)?.[1] ?? []),
      );
      const found = people.flatMap(({ places }) => places.map(({ member }) => String(member.fields["role"])));
      expect([day, found.sort()]).toEqual([day, roles.sort()]);
      expect([day, privileged.length]).toEqual([day, roles.filter((role) => role === "admin").length]);
    }
  });

  it("say of every leaver when the files ended it, and when it was done", { timeout: 900_000 }, async () => {
    expect(world.leavings.length).toBeGreaterThan(10);
    const whole = await history(world.context, { organizations: [], ...journals() });
    if ("error" in whole) throw new Error(whole.error);
    const told = whole.changes.flatMap(({ kind, before, after, origin, applied }) =>
      kind === "member" && before?.["state"] === "active" && after !== null && after["state"] !== "active"
        ? [`${origin.at.slice(0, 10)} ${applied?.at ?? "never"}`]
        : [],
    );
    const expected = world.leavings.map(({ declared, applied }) => `${declared} ${applied}`);
    expect(told.sort()).toEqual(expected.sort());

    const [from, to] = [world.ledger[0]?.day ?? "", world.ledger.at(-1)?.day ?? ""];
    const listed = await report(world.context, { organizations: [], from, to, offline: true, ...journals() });
    if ("error" in listed) throw new Error(listed.error);
    const hours = (listed.leavers ?? []).map(({ applied, hours: passed }) => [
      applied?.at ?? "never",
      passed,
    ]);
    // Whom a revert took out of the files again is in no file, and nothing was done to them.
    const dropped = whole.changes.filter(
      ({ kind, before, after }) => kind === "member" && before?.["state"] === "active" && after === null,
    );
    const ends = [...world.leavings.map(({ applied }) => applied), ...dropped.map(() => "never")];
    expect(hours.map(([at]) => at).sort()).toEqual(ends.sort());
    // A commit of that day is of three in the morning; a day that the files name begins at midnight.
    for (const [at, passed] of hours.filter(([, known]) => known !== undefined)) {
      const ofDay = (Date.parse(String(at)) % 86_400_000) / 3_600_000;
      expect([ofDay, ofDay - 3]).toContain(passed);
    }
  });
});

describe("what is only written otherwise", () => {
  it("changes no origin", () => {
    fc.assert(
      fc.property(
        declaredArb,
        arrangementArb,
        arrangementArb,
        fc.nat(1000),
        (written, one, other, letters) => {
          const timeline = newTimeline();
          const tell = (day: string, files: Files): void => {
            const declared = declare({ tree: treeOf(files), label: "access", today: anyDay });
            expect(declared.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
            const commit = { id: day, at: day, author: "", authorEmail: "", subject: "", pullRequest: null };
            const turn: Turn = { at: day, commit, by: "commit" };
            timeline.declare(turn, declared.organizations);
          };
          tell("first", filesOf(written, one));
          tell("second", filesOf(inOtherCase(written, letters), other));
          expect(timeline.spans().filter(({ from, to }) => from.at !== "first" || to !== undefined)).toEqual(
            [],
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});
