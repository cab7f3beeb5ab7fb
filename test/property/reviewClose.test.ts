/** What a review decided, as edits, however the files are written: what was decided and nothing else, in those lines and no others. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declare } from "../../src/declare/read.ts";
import type { Entity } from "../../src/model/entity.ts";
import type { Organization } from "../../src/model/organization.ts";
import { fold } from "../../src/model/text.ts";
import { heldIn } from "../../src/review/held.ts";
import { reviewEdits, type Verdicts } from "../../src/rewrite/review.ts";
import { treeOf, type Files } from "../fakes/world.ts";
import { arrangementArb, filesOf } from "./accessFiles.ts";
import { among, declaredArb, pick } from "./declarations.ts";

const today = "2026-11-02";
const label = "access";

function organizationIn(files: Files): Organization {
  const { organizations, diagnostics } = declare({ tree: treeOf(files), label, today });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [organization] = organizations;
  if (organization === undefined) throw new Error("no organization");
  return organization;
}

/** Comments wherever they may stand, each another one. */
function commented(files: Files, seed: number): Files {
  let count = 0;
  const line = (text: string): string[] => {
    count += 1;
    const indent = /^ */.exec(text)?.[0] ?? "";
    const above = (count + seed) % 5 === 0 ? [`${indent}# above ${count}`] : [];
    // Within brackets that go on, too.
    return [...above, text !== "" && (count + seed) % 3 !== 0 ? `${text} # behind ${count}` : text];
  };
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.split("\n").flatMap(line).join("\n")]),
  );
}

const decided = fc.record({
  removed: fc.uniqueArray(pick, { maxLength: 3 }),
  lowered: fc.uniqueArray(pick, { maxLength: 3 }),
  disabled: fc.uniqueArray(pick, { maxLength: 2 }),
});
type Decided = typeof decided extends fc.Arbitrary<infer T> ? T : never;

/** Verdicts on people and accounts that are there; everybody who gets another role becomes a viewer. */
function verdictsOn(organization: Organization, { removed, lowered, disabled }: Decided): Verdicts {
  const held = heldIn(organization);
  const keysOf = (kind: string): string[] => held.filter((item) => item.kind === kind).map(({ key }) => key);
  const some = (keys: readonly string[], picks: readonly number[]): string[] =>
    keys.length === 0 ? [] : [...new Set(picks.map((index) => among(keys, index)))];
  const members = some(keysOf("member"), removed);
  const others = some(keysOf("member"), lowered).filter((key) => !members.includes(key));
  return {
    organization: "acme",
    members,
    accounts: some(keysOf("service_account"), disabled),
    memberRoles: new Map(others.map((key) => [key, "viewer"])),
    accountRoles: new Map(),
  };
}

/** Everything that the files say, as text, without where they say it. */
function saidBy({ desired, policy }: Organization): ReadonlyMap<string, string> {
  const told = (entity: Entity): string =>
    JSON.stringify(entity, (name, value: unknown) =>
      name === "source" || name === "declaredIdAt" || name.endsWith("At") ? undefined : value,
    );
  const all = Object.values(desired).flatMap((side: unknown) =>
    side instanceof Map ? [...(side as ReadonlyMap<string, Entity>).values()] : [],
  );
  return new Map([
    ...all.map((entity) => [`${entity.kind} ${entity.key}`, told(entity)] as const),
    ["policy", JSON.stringify({ ...policy, waivers: [] })],
  ]);
}

/** Names of those who go, or get another role, as files may write them. */
function namesIn({ members, accounts, memberRoles }: Verdicts): string[] {
  const people = [...members, ...memberRoles.keys()];
  return [...people, ...people.map((key) => key.split("@")[0] ?? ""), ...accounts].map(fold);
}

describe("closing a review", () => {
  it("does what was decided and nothing else, and changes no line that it need not", () => {
    let refused = 0;
    fc.assert(
      fc.property(declaredArb, arrangementArb, decided, fc.nat(30), (declared, arrangement, picks, seed) => {
        const files = commented(filesOf(declared, arrangement), seed);
        const before = organizationIn(files);
        const verdicts = verdictsOn(before, picks);
        const done = reviewEdits({ tree: treeOf(files), label, today, verdicts: [verdicts] });
        if (!done.ok) {
          // What was decided is against the files' own rules: they stay as they are.
          expect(done).toMatchObject({ edited: true });
          refused += 1;
          return;
        }
        const after = { ...files, ...Object.fromEntries(done.files.map((file) => [file.path, file.after])) };
        const organization = organizationIn(after);

        const { member, service_account: accounts } = organization.desired;
        for (const key of verdicts.members) expect(member.get(key)?.state).not.toBe("active");
        for (const key of verdicts.accounts) expect(accounts.get(key)?.disabled).toBe(true);
        for (const [key, role] of verdicts.memberRoles) expect(member.get(key)).toMatchObject({ role });

        const [was, is] = [saidBy(before), saidBy(organization)];
        const gone = new Set(verdicts.members);
        const isAbout = (name: string, said: string): boolean =>
          [...gone].some((key) => name.includes(key) || said.includes(JSON.stringify(key))) ||
          verdicts.accounts.some((account) => name.includes(` ${account}`)) ||
          // Whoever may own nothing any more is nobody's receiver either.
          [...verdicts.memberRoles.keys()].some(
            (key) =>
              name === `member ${key}` || (!name.startsWith("team") && said.includes(JSON.stringify(key))),
          );
        for (const name of new Set([...was.keys(), ...is.keys()])) {
          const [old = "", now = ""] = [was.get(name), is.get(name)];
          if (old !== now) expect(isAbout(name, old), `${name}\n${old}\n${now}`).toBe(true);
        }

        const names = namesIn(verdicts);
        for (const file of done.files) {
          const left = file.after.split("\n");
          for (const line of file.before.split("\n")) {
            const at = left.indexOf(line);
            if (at !== -1) left.splice(at, 1);
            else expect(mayGo(line, names), `${line}\n----\n${file.before}\n----\n${file.after}`).toBe(true);
          }
        }
        const again = reviewEdits({ tree: treeOf(after), label, today, verdicts: [verdicts] });
        expect(again).toMatchObject({ ok: true, files: [] });
      }),
      { numRuns: 150 },
    );
    expect(refused).toBeLessThan(75);
  });
});

/** A line that names somebody who was decided on, or what belongs to them: the rest of an entry, the head of a list that is empty now. */
function mayGo(line: string, names: readonly string[]): boolean {
  const text = fold(line);
  return (
    names.some((name) => text.includes(name)) ||
    /^ {6,}(?:role|profile|state|successor|at_once|expires|until|then|shares|previously|ids)\b/.test(line) ||
    /^ *(?:members|protected|approvers|successor|manager):/.test(line) ||
    /^\s*#/.test(line)
  );
}
