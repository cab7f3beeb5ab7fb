/**
 * Files told by what changed come to what they come to when all of them are read: over random commits, most of them
 * small, many invalid, some that move or reorder, and over the days between them.
 */
import { describe, expect, it } from "vitest";
import { filesOnward } from "../../src/declare/onward/onward.ts";
import { declare } from "../../src/declare/read.ts";
import type { PastCommit } from "../../src/history/commit.ts";
import type { Span, Turn } from "../../src/history/span.ts";
import { newTimeline, type Timeline } from "../../src/history/timeline.ts";
import type { Tree, TreeEntry } from "../../src/model/tree.ts";
import { sortedBy } from "../../src/model/text.ts";
import { treeOf, type Files } from "../fakes/world.ts";
import { chanceOf, dayAfter, type Chance } from "./life.ts";

const first: Files = {
  "people.yaml": `people:
  lee: { email: lee@acme.example, successor: ana@acme.example }
  mia: { email: mia@acme.example, leaves: 2026-03-20, previously: [mi@acme.example] }
  noa: { email: noa@acme.example }
`,
  "acme/organization.yaml": `organization:
  provider: planasonix
  id: org_1
  successor: ben@acme.example
  guests: { domains: [contractor.example], max_days: 180, approvers: [rob@acme.example] }
  profiles:
    dev: { role: editor, teams: [core] }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  lee: editor
  mia: { role: viewer, successor: lee }
  noa: { profile: dev }
`,
  "acme/members.yaml": `members:
  rob@acme.example: editor
  tom@acme.example: { role: admin, until: 2026-02-10, then: editor }
  kim@contractor.example: { role: viewer, expires: 2026-03-10, approved_by: rob@acme.example, reason: a project }
  eva@acme.example: { role: editor, successor: tom@acme.example, shares: { pipelines: { nightly: edit } } }
  old@acme.example: { state: deactivated, successor: eva@acme.example }
`,
  "acme/more.yaml": `members:
  zoe@acme.example: viewer
  pip@acme.example: maintainer
  dev@acme.example: { profile: dev }
teams:
  data:
    manager: old@acme.example
    members:
      - zoe@acme.example
      - { member: pip@acme.example, expires: 2026-02-20 }
`,
  "acme/teams/core.yaml": `teams:
  core:
    parent: data
    members:
      - rob@acme.example
      - { member: eva@acme.example, role: lead }
      - lee
    shares:
      pipelines:
        nightly: edit
        hourly: { level: view, expires: 2026-04-02 }
`,
  "acme/automation.yaml": `service_accounts:
  ci:
    role: editor
    owner: core
    keys:
      main: { scopes: ["pipelines:read"] }
  nightly:
    role: viewer
    owner: old@acme.example
    expires: 2026-05-01
`,
  "acme/roles.yaml": `roles:
  ops: { base: editor, permissions: ["pipelines:read"] }
`,
  "acme/open.yaml": `teams:
  open:
    open_to: [added.yaml]
    members: [ana@acme.example]
`,
  "acme/added.yaml": `teams:
  open:
    adds_to: open.yaml
    members:
      - zoe@acme.example
      - { member: eva@acme.example, expires: 2026-03-05 }
`,
  "hub/organization.yaml": `organization: { provider: github, id: acme }
members:
  ana@acme.example: admin
  ben-gh: admin
  lee: member
`,
  "hub/members.yaml": `members:
  rob-gh: member
  eva-gh: member
teams:
  web: { members: [rob-gh, lee] }
`,
  "hub/roles.yaml": `roles:
  security_manager:
    granted_to:
      members:
        - rob-gh
        - { member: eva-gh, expires: 2026-02-25 }
      teams: [web]
`,
  "labs/organization.yaml": `organization: { provider: planasonix, id: org_2 }
members:
  ana@acme.example: admin
  ben@acme.example: admin
`,
  "labs/members.yaml": `members:
  lee: viewer
  rob@acme.example: viewer
teams:
  lab: { members: [lee, rob@acme.example] }
`,
};
const names = [
  ...["ana", "ben", "rob", "tom", "eva", "old", "zoe", "pip", "new", "kit"].map(
    (name) => `${name}@acme.example`,
  ),
  ...["lee", "mia", "noa", "core", "data", "dev", "ops", "viewer", "editor", "maintainer", "admin"],
  ...["active", "deactivated", "2026-02-10", "2026-03-05", "2026-04-02", "view", "edit"],
];
const fresh = [
  ...[
    "  new@acme.example: viewer",
    "  kit@acme.example: { role: editor, expires: 2026-03-05 }",
    "  lee: viewer",
  ],
  ...["      - tom@acme.example", "      - mia", "      - { member: rob@acme.example, role: lead }"],
  ...["    manager: eva@acme.example", "    name: Core", "    include: [data]", "    previously: [kernel]"],
  "  guest@contractor.example: { role: viewer, expires: 2026-04-20, approved_by: tom@acme.example, reason: x }",
  ...["  who@acme.example: { role: viewer, previously: [zoe@acme.example] }", "# a remark", ""],
];

function pick<T>(list: readonly T[], chance: Chance): T {
  const item = list[Math.floor(chance() * list.length)];
  if (item === undefined) throw new Error("Nothing to pick from.");
  return item;
}

/** One change as people make them most of the time. */
function usual(files: Files, chance: Chance): Files {
  const path = pick(Object.keys(files), chance);
  const lines = (files[path] ?? "").split("\n");
  const at = 1 + Math.floor(chance() * (lines.length - 1));
  const line = lines[at] ?? "";
  const draw = chance();
  if (draw < 0.3 && /viewer|editor|maintainer/.test(line))
    lines[at] = line.replace(/viewer|editor|maintainer/, pick(["viewer", "editor", "maintainer"], chance));
  else if (draw < 0.4 && /2026-\d\d/.test(line))
    lines[at] = line.replace(/2026-\d\d/, `2026-0${1 + Math.floor(chance() * 5)}`);
  else if (draw < 0.5) lines.splice(at, 0, "", "# a remark");
  else if (line.startsWith("      - ")) {
    if (draw < 0.8) lines.splice(at, 1);
    else lines.splice(at, 0, `      - ${pick(names, chance)}`);
  } else if (lines[0] === "members:" && line.startsWith("  ")) {
    if (draw < 0.6) lines.splice(at, 1);
    else if (draw < 0.8)
      lines[at] = line.replace(/: [a-z]+$/, ": { state: deactivated, successor: ana@acme.example }");
    else lines.splice(at, 0, `  x${Math.floor(chance() * 30)}@acme.example: viewer`);
  }
  return { ...files, [path]: lines.join("\n") };
}

/** One change as people make them, and as they should not. */
function mutated(files: Files, chance: Chance): Files {
  if (chance() < 0.7) return usual(files, chance);
  const path = pick(Object.keys(files), chance);
  const lines = (files[path] ?? "").split("\n");
  const at = 1 + Math.floor(chance() * (lines.length - 1));
  const draw = chance();
  if (draw < 0.4) {
    // Another word in the place of one.
    const words = [...(lines[at] ?? "").matchAll(/[\w@.-]+/g)];
    const word = words.length === 0 ? undefined : pick(words, chance);
    if (word !== undefined)
      lines[at] =
        `${word.input.slice(0, word.index)}${pick(names, chance)}${word.input.slice(word.index + word[0].length)}`;
  } else if (draw < 0.6) lines.splice(at, 1);
  else if (draw < 0.8) lines.splice(at, 0, pick(fresh, chance));
  else if (draw < 0.86) lines.push(...lines.splice(at, 1));
  else if (draw < 0.94) {
    const other = pick(Object.keys(files), chance);
    const [line = ""] = lines.splice(at, 1);
    if (other !== path)
      return { ...files, [path]: lines.join("\n"), [other]: `${files[other] ?? ""}${line}\n` };
  } else if (draw < 0.97) {
    const { [path]: text = "", ...rest } = files;
    return { ...rest, [path.replace(/(\w+)\.yaml$/, "$12.yaml")]: text };
  }
  return { ...files, [path]: lines.join("\n") };
}

/** Files in which single lines are changed, also to what they should not be. */
const plain: Files = {
  "people.yaml": `people:
  lee: { email: lee@acme.example }
  mia: { email: mia@acme.example, leaves: 2026-03-20 }
`,
  "acme/organization.yaml": `organization:
  provider: planasonix
  id: org_1
  guests: { domains: [contractor.example], max_days: 180 }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  cyd@acme.example: admin
  rob@acme.example: editor
  lee: editor
  mia: viewer
`,
  "acme/members.yaml": `members:
  kim@contractor.example: { role: viewer, expires: 2026-05-10, approved_by: cyd@acme.example, reason: a project }
  eva@acme.example: viewer
  # a remark

  zoe@acme.example: maintainer
  old@acme.example: { role: editor, shares: { pipelines: { nightly: edit } } }
roles:
  ops: { base: editor, permissions: ["pipelines:read"] }
service_accounts:
  ci: { role: editor, owner: cyd@acme.example }
`,
  "acme/teams/core.yaml": `teams:
  core:
    members:
      - rob@acme.example
      - member: eva@acme.example
        role: lead
      - lee

      - { member: zoe@acme.example, expires: 2026-02-20 }
    name: Core
  data:
    members:
      - zoe@acme.example
      # a remark
      - rob@acme.example
`,
  "acme/teams/part.yaml": `teams:
  part:
    members_managed: listed
    ignore: [eva@acme.example]
    members:
      - zoe@acme.example
      - mia
  leads:
    members_managed: leads
    members:
      - { member: rob@acme.example, role: lead }
  one:
    members:
      - cyd@acme.example
`,
};
const addresses = ["rob", "eva", "zoe", "cyd", "new", "kit", "lee"].map((name) => `${name}@acme.example`);
const keys = [
  ...addresses,
  "lee",
  "mia",
  "Zoe@acme.example",
  "kim@contractor.example",
  "jo@contractor.example",
];

function ofOneLine(files: Files, chance: Chance): Files {
  const path = pick(
    Object.keys(files).filter((each) => each !== "people.yaml"),
    chance,
  );
  const lines = (files[path] ?? "").split("\n");
  const at = 1 + Math.floor(chance() * (lines.length - 1));
  const line = lines[at] ?? "";
  const role = (): string =>
    pick(["viewer", "editor", "maintainer", "viewer", "editor", "admin", "ops", "nobody"], chance);
  const item = (): string =>
    `${pick(["      - ", "      - ", "      - ", "    - ", "        - "], chance)}${pick(keys, chance)}`;
  const member = (): string =>
    `${pick(["  ", "  ", "  ", "    ", ""], chance)}${pick(keys, chance)}: ${role()}`;
  const draw = chance();
  if (/^ +- /.test(line)) {
    if (draw < 0.3) lines.splice(at, 1);
    else if (draw < 0.4) lines[at] = item();
    else lines.splice(at + (draw < 0.7 ? 0 : 1), 0, item());
  } else if (/^ {2}\S+: [a-z]+$/.test(line)) {
    if (draw < 0.5) lines[at] = line.replace(/[a-z]+$/, role());
    else if (draw < 0.6) lines.splice(at, 1);
    else if (draw < 0.65) lines[at] = `${line} # since then`;
    else lines.splice(at + (draw < 0.8 ? 0 : 1), 0, member());
  } else if (draw < 0.3) lines.splice(at, 0, item());
  else if (draw < 0.6) lines.splice(at, 0, member());
  else if (draw < 0.7) lines.splice(at, 0, pick(["", "  # a remark", "      # a remark"], chance));
  return { ...files, [path]: lines.join("\n") };
}

interface Step {
  readonly day: string;
  readonly commit: PastCommit;
  readonly tree: Tree;
  readonly touched: readonly string[];
}

const isValid = (tree: Tree, day: string): boolean =>
  declare({ tree, label: "access", today: day }).diagnostics.every(({ severity }) => severity !== "error");

type Change = (files: Files, chance: Chance) => Files;

function stepsOf(
  seed: number,
  count: number,
  { from = first, change = mutated }: { readonly from?: Files; readonly change?: Change } = {},
): Step[] {
  const chance = chanceOf(seed);
  let files = from;
  let day = "2026-01-01";
  let tree = treeOf(files);
  let valid = files;
  const steps: Step[] = [];
  for (let index = 0; index < count; index++) {
    const before = new Map(tree.map((entry) => [entry.path, entry]));
    // Content that is the same is the same object, as it is when git objects are read.
    const now = treeOf(files).map((entry): TreeEntry => {
      const was = before.get(entry.path);
      return was !== undefined && text(was) === text(entry) ? was : entry;
    });
    const paths = new Set(now.map(({ path }) => path));
    const touched = [
      ...now.flatMap((entry) => (before.get(entry.path) === entry ? [] : [entry.path])),
      ...[...before.keys()].filter((path) => !paths.has(path)),
    ];
    const commit = {
      ...{ id: `c${index}`, at: `${day}T03:00:00.000Z`, author: "", authorEmail: "" },
      subject: "",
    };
    steps.push({
      ...{ day, tree: now, touched: index === 0 ? [...paths] : touched },
      commit: { ...commit, pullRequest: null },
    });
    tree = now;
    if (isValid(now, day)) valid = files;
    else if (chance() < 0.9) files = valid;
    files = change(files, chance);
    if (chance() < 0.2) files = change(files, chance);
    day = dayAfter(day, Math.floor(chance() * 3));
  }
  return steps;
}

function text({ bytes }: TreeEntry): string {
  return bytes === null ? "" : new TextDecoder().decode(bytes);
}

interface Told {
  readonly timeline: Timeline;
  readonly invalid: readonly string[];
}

/** Whatever day is named anywhere, all files are read for it. */
function toldWhole(steps: readonly Step[]): Told {
  const timeline = newTimeline();
  const invalid: string[] = [];
  const days = [
    ...new Set(
      steps.flatMap(({ tree }) => tree.flatMap((entry) => text(entry).match(/\d{4}-\d\d-\d\d/g) ?? [])),
    ),
  ].sort();
  let held: Step | undefined;
  const tell = (step: Step, turn: Turn, day: string): void => {
    timeline.declare(turn, declare({ tree: step.tree, label: "access", today: day }).organizations);
  };
  for (const [index, step] of steps.entries()) {
    if (isValid(step.tree, step.day)) {
      held = step;
      tell(step, { at: step.commit.at, commit: step.commit, by: "commit" }, step.day);
    } else invalid.push(step.commit.id);
    const last = steps[index + 1]?.day ?? "9999";
    if (held === undefined) continue;
    for (const day of days.filter((it) => it > step.day && it <= last))
      tell(held, { at: `${day}T00:00:00.000Z`, commit: held.commit, by: "date" }, day);
  }
  return { timeline, invalid };
}

function toldOnward(steps: readonly Step[], resumeAt?: number): Told {
  const commits = steps.map(({ commit }) => commit);
  let timeline = newTimeline();
  let files = filesOnward("access");
  const invalid: string[] = [];
  let held: Step | undefined;
  for (const [index, step] of steps.entries()) {
    const entries = new Map(step.tree.map((entry) => [entry.path, entry]));
    if (index === resumeAt && held !== undefined) {
      // As if what was told so far came from what another run kept.
      timeline = newTimeline(JSON.parse(JSON.stringify(timeline.save(commits))), commits);
      files = filesOnward("access");
      const before = new Map(held.tree.map((entry) => [entry.path, entry]));
      const turned = files.turn({ entries: before, touched: [...before.keys()] }, step.day);
      if (!("steps" in turned)) throw new Error("What was valid is valid.");
      timeline.resume(turned.steps, files.keys());
      held = { ...held };
    }
    const touched =
      index === resumeAt
        ? [...new Set([...entries.keys(), ...(held?.tree ?? []).map(({ path }) => path)])]
        : step.touched;
    const turned = files.turn({ entries, touched }, step.day);
    if ("steps" in turned) {
      held = step;
      timeline.turn({ at: step.commit.at, commit: step.commit, by: "commit" }, turned.steps, files.keys());
      files.told();
    } else invalid.push(step.commit.id);
    if (held === undefined) continue;
    for (const day of files.daysAfter(step.day, steps[index + 1]?.day))
      timeline.turn(
        { at: `${day}T00:00:00.000Z`, commit: held.commit, by: "date" },
        files.advance(day),
        files.keys(),
      );
  }
  return { timeline, invalid };
}

const spansIn = ({ timeline }: Told): readonly string[] =>
  sortedBy(
    timeline
      .spans()
      .map(({ from, to, ...span }: Span) =>
        JSON.stringify([
          ...[span.organization, span.kind, span.thing, from.at, from.by, from.commit.id],
          ...[
            to?.at ?? null,
            to?.by ?? null,
            to?.commit.id ?? null,
            span.fields,
            span.aside ?? null,
            span.source ?? null,
          ],
          timeline.keysOf(span.organization, span.kind, span.thing),
          [...timeline.namesOf(span.organization, span.kind, span.thing)].sort(),
        ]),
      ),
    (line) => line,
  );

function expectAlike(steps: readonly Step[], resumeAt: number): Told {
  const whole = toldWhole(steps);
  const onward = toldOnward(steps);
  expect(onward.invalid).toEqual(whole.invalid);
  expect(spansIn(onward)).toEqual(spansIn(whole));
  expect(spansIn(toldOnward(steps, resumeAt))).toEqual(spansIn(whole));
  return whole;
}

describe("files that are told by what changed", () => {
  it.each([1, 2, 3, 4, 5])(
    "come to what all of them come to, seed %i",
    (seed) => {
      expect(expectAlike(stepsOf(seed, 90), 45).invalid.length).toBeLessThan(60);
    },
    120_000,
  );

  it.each([1, 2, 3, 4])(
    "come to it where single lines change, seed %i",
    (seed) => {
      const steps = stepsOf(seed, 250, { from: plain, change: ofOneLine });
      const { invalid } = expectAlike(steps, 120);
      expect(invalid.length).toBeLessThan(180);
      expect(invalid.length).toBeGreaterThan(25);
    },
    120_000,
  );
});
