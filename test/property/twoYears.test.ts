/**
 * Two years of one organization, a run each day: people change the files as they do, accidents happen, dates come,
 * keys grow old. What the laws promise holds on every single day.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declare } from "../../src/declare/read.ts";
import type { Deed } from "../../src/history/applied.ts";
import type { Turn } from "../../src/history/span.ts";
import { newTimeline } from "../../src/history/timeline.ts";
import { unaskedIn } from "../../src/history/unasked.ts";
import { examineJournal } from "../../src/journal/chain.ts";
import { memoryJournal } from "../../src/journal/memory.ts";
import { isBlocked } from "../../src/model/plan.ts";
import type { Applied } from "../../src/run/apply.ts";
import { deedsOf } from "../../src/run/evidence/journals.ts";
import { dueSelection } from "../../src/run/selection.ts";
import { parseFaults } from "../../src/sandbox/planasonix/fault.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { fakeClock } from "../fakes/clock.ts";
import { adminCounts, auditOf, lostWhileOwning } from "../fakes/dump.ts";
import { createWorld, treeOf, type World } from "../fakes/world.ts";
import {
  chanceOf,
  dayAfter,
  endOf,
  filesOfLife,
  firstLife,
  founders,
  pipelines,
  targetOf,
  type Life,
} from "./life.ts";
import { accident, changed, couldHaveCopied, errorsOn, liveOf, type Live } from "./liveLife.ts";

const days = 730;
const firstDay = "2027-01-01";
const hour = 3_600_000;

/** Whatever has access although its last day is over by the files. */
function overstaying(life: Life, live: Live, today: string): string[] {
  const over = (day: string | undefined): boolean => day !== undefined && day <= today;
  const shared = (owner: string, holder: { shares: { pipeline: string; expires?: string }[] }): string[] =>
    holder.shares
      .filter((it) => over(it.expires) && live.shares.has(`${it.pipeline}/${owner}`))
      .map((it) => `share ${it.pipeline}/${owner}`);
  return [
    ...life.people.flatMap((person) => {
      const role = live.active.get(person.email);
      if (role === undefined) return [];
      if (person.state !== "active" || over(endOf(person))) return [`member ${person.email}`];
      if (over(person.until) && role === "admin") return [`admin ${person.email}`];
      return shared(person.email, person);
    }),
    ...life.teams.flatMap((team) => [
      ...team.members
        .filter((it) => over(it.expires) && live.memberships.has(`${team.slug}/${it.email}`))
        .map((it) => `membership ${team.slug}/${it.email}`),
      ...shared(team.slug, team),
    ]),
    ...life.accounts.flatMap((account) =>
      over(account.expires) && live.accounts.has(account.name)
        ? [`account ${account.name}`]
        : shared(account.name, account),
    ),
  ];
}

/** Keys that are older than their policy and its overlap allow, with a run a day: a day late, and a day late again. */
function tooOld(life: Life, live: Live, now: number): string[] {
  return live.keys.flatMap(({ account, name, createdAt }) => {
    const key = life.accounts.find((it) => it.name === account)?.keys.find((it) => it.name === name);
    if (key === undefined) return [];
    const age = now - Date.parse(createdAt);
    return age <= (key.rotateDays + 2) * 24 * hour + key.overlapHours * hour ? [] : [`${account}/${name}`];
  });
}

const faults = [
  "500@write:1",
  "502@write:2",
  "drop-after@write:1x2",
  "drop-before@write:3",
  "429@write:1",
  "500@members:1x9",
];

/** Whether the secret in the file is one that the service takes. */
async function works(world: World, file: string): Promise<boolean> {
  const answer = await fetch(`${world.sandbox.url}/api/user/profile`, {
    headers: { authorization: `Bearer ${readFileSync(file, "utf8").trim()}` },
  });
  return answer.status === 200;
}

interface Day {
  readonly world: World;
  readonly life: Life;
  readonly today: string;
  readonly now: number;
  readonly start: SandboxState;
  readonly isFaulty: boolean;
  /** Everybody whose access was ever to end first. */
  readonly atOnce: ReadonlySet<string>;
}

/** What holds at the end of each day; what a broken day left is there a day later at the most. */
async function expectLawful({ world, life, today, now, start, isFaulty, atOnce }: Day): Promise<void> {
  const dump = world.sandbox.dump();
  const live = liveOf(dump);
  expect(overstaying(life, live, isFaulty ? dayAfter(today, -1) : today), today).toEqual([]);
  expect(Math.min(...adminCounts(start, dump)), today).toBeGreaterThanOrEqual(2);
  expect(
    lostWhileOwning(dump).filter((email) => !atOnce.has(email)),
    today,
  ).toEqual([]);
  if (isFaulty) return;
  expect(tooOld(life, live, now), today).toEqual([]);
  for (const account of life.accounts) {
    // One that nobody could answer for yet waits for its owner.
    if (!live.accounts.has(account.name)) continue;
    for (const key of account.keys) {
      const file = join(world.folder, targetOf(account.name, key.name));
      expect([today, file, existsSync(file) && (await works(world, file))]).toEqual([today, file, true]);
    }
  }
}

function turnOn(day: string): Turn {
  const at = `${day}T00:00:00.000Z`;
  const commit = { id: day, at, author: "", authorEmail: "", subject: "", pullRequest: null };
  return { at, commit, by: "commit" };
}

describe("two years", () => {
  it("keep every law on every day", { timeout: 15 * 60_000 }, async () => {
    const seed = fc.readConfigureGlobal().seed ?? 1;
    const chance = chanceOf(seed);
    // Apart from the other, so that who looks changes nothing of what happens.
    const look = chanceOf(seed + 1);
    let life = firstLife();
    const clock = fakeClock(`${firstDay}T00:00:00Z`);
    const world = await createWorld({ files: filesOfLife(life), clock });
    writeFileSync(join(world.folder, ".gitignore"), "*.secret\n");
    for (const name of pipelines)
      await world.control("/sandbox/own", {
        ...{ organization: "acme", resource: "pipeline", name, email: founders[0] },
      });
    let base = world.commit("the first day");
    const start = world.sandbox.dump();
    let journal = join(world.folder, "none.jsonl");
    let wasFaulty = false;
    // A merge whose run failed is run again, as people do.
    let isOwed = false;
    const atOnce = new Set<string>();
    const verbs = new Set<string>();
    const causes = new Set<string>();
    const timeline = newTimeline();
    const deeds: Deed[] = [];
    for (let index = 0; index < days; index++) {
      const today = dayAfter(firstDay, index);
      clock.set(`${today}T03:00:00Z`);
      expect(errorsOn(life, today), `${today}: a day makes no valid file invalid`).toEqual([]);
      for (const email of liveOf(world.sandbox.dump()).pending)
        if (chance() < 0.5) await world.control("/sandbox/accept", { organization: "acme", email });
      const isFaulty: boolean = !wasFaulty && chance() < 0.12;
      if (!isFaulty && chance() < 0.3) await accident(world, liveOf(world.sandbox.dump()), chance);
      const next = chance() < 0.5 ? changed(life, today, chance) : life;
      const isMerge: boolean = isOwed || next !== life;
      life = next;
      await world.setFiles(filesOfLife(life));
      const head = isMerge ? world.commit(today) : base;
      timeline.declare(
        turnOn(today),
        declare({ tree: treeOf(filesOfLife(life)), label: "access", today }).organizations,
      );
      if (isFaulty) {
        const parsed = parseFaults(faults[Math.floor(chance() * faults.length)] ?? "");
        if ("error" in parsed) throw new Error(parsed.error);
        for (const fault of parsed) world.sandbox.addFault(fault);
      }
      const written = memoryJournal();
      const request = {
        ...{ base, journal: { path: journal, optional: true }, journal_: written },
        ...(isMerge ? {} : { selection: dueSelection }),
      };
      let applied: Applied | undefined;
      try {
        applied = await world.apply(request);
        // Too much at once is somebody's to decide; here they do.
        if (isBlocked(applied.planned.plan)) {
          expect(applied.planned.plan.findings.map((finding) => finding.guard)).toEqual(["max_loss"]);
          applied = await world.apply({ ...request, allowed: ["max_loss"] });
        }
      } catch (problem) {
        if (!isFaulty) throw problem;
      }
      await fetch(`${world.sandbox.url}/sandbox/fault`, { method: "DELETE" });
      for (const { verb, cause } of applied?.planned.plan.actions ?? []) {
        verbs.add(verb);
        causes.add(cause);
      }
      const text = written.text();
      deeds.push(...deedsOf(examineJournal(text).entries));
      if (text !== "") writeFileSync((journal = join(world.folder, "journal.jsonl")), text);
      if (!isFaulty) {
        expect([
          today,
          applied?.result?.outcomes.filter((it) => it.status !== "done" && it.status !== "already"),
        ]).toEqual([today, []]);
        const second = applied?.second;
        if (second) expect([today, "error" in second ? second : second.actions]).toEqual([today, []]);
        base = head;
        // A plain look, without a base: with the journal, and with none.
        if (look() < 0.15) {
          const path = look() < 0.5 ? journal : join(world.folder, "lost.jsonl");
          const plan = await world.plan({ journal: { path, optional: true } });
          const told = new Set(plan.tasks?.map((task) => task.object));
          const copied = couldHaveCopied(life, world.sandbox.dump());
          expect([today, path, copied.filter((id) => !told.has(id))]).toEqual([today, path, []]);
        }
      }
      for (const person of life.people) if (person.atOnce === true) atOnce.add(person.email);
      await expectLawful({ world, life, today, now: clock.now(), start, isFaulty, atOnce });
      wasFaulty = isFaulty;
      isOwed = isMerge && isFaulty;
    }
    expect(deeds.length).toBeGreaterThan(300);
    expect(unaskedIn(deeds, timeline, dayAfter(firstDay, days))).toEqual([]);
    expect(auditOf(world.sandbox.dump()).length).toBeGreaterThan(500);
    expect([...verbs].sort()).toEqual(
      expect.arrayContaining([
        "change_email",
        "create_key",
        "deactivate",
        "demote",
        "revoke_key",
        "rotate_key",
        "transfer",
      ]),
    );
    expect([...causes].sort()).toEqual(expect.arrayContaining(["change", "drift", "due", "unfinished"]));
    await world.close();
  });
});
