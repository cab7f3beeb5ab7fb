/** What was settled stays settled, whatever its person is called today: by their id, by an address, or by another one. */
import { describe, expect, it } from "vitest";
import { taskId, type OpenTask } from "../../../src/model/task.ts";
import { notesOnSettled, unsettled } from "../../../src/plan/openTasks.ts";
import { taskNames } from "../../../src/plan/taskNames.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const lee = "lee@acme.example";
const about = { task: "replace_key", object: "key_1" } as const;
const idFor = (person: string): string => taskId("org_1", { ...about, person });
const owedBy = (person: string): OpenTask => ({
  ...{ ...about, id: idFor(person), person, key: "ci/main", message: "replace it", since: null },
});

interface Known {
  /** Lines of people.yaml. */
  readonly people?: string;
  /** What the log calls people, by id. */
  readonly addresses?: Readonly<Record<string, string>>;
  readonly left?: Readonly<Record<string, string>>;
}

/** Whether the task of somebody called `now` is closed by the line of one called `before`. */
function closes(
  before: string,
  now: string,
  { people = "", addresses, left = {}, by = "ana@acme.example" }: Known & { readonly by?: string },
) {
  const named = people === "" ? "" : "  lee: { state: deactivated }\n";
  const [organization] = organizationsOf({
    ...(people === "" ? {} : { "people.yaml": `people:\n  ${people}\n` }),
    "acme/organization.yaml": `organization:
  provider: planasonix
  id: org_1
  settled: [{ task: ${idFor(before)}, by: ${by}, reason: done }]
members:
  ana@acme.example: admin
${named}`,
  });
  if (organization === undefined) throw new Error("no organization");
  const traces = {
    owners: [],
    departures: new Map(
      Object.entries(left).map(([id, email]) => [id, { at: "2026-01-01T00:00:00Z", email }]),
    ),
    addresses: new Map(Object.entries(addresses ?? {})),
    coverage: { complete: true },
  } as const;
  const names = taskNames({ organization, live: stateOf([]), traces });
  const all = [owedBy(now)];
  const open = unsettled(all, { settled: organization.policy.settled ?? [], names });
  return { open: open.length, notes: notesOnSettled({ organization }, { open, all, names }) };
}

describe("a settled task", () => {
  it.each<[string, string, string, Known]>([
    ["was told by the id, and by the log's address today", "usr_lee", lee, { addresses: { usr_lee: lee } }],
    [
      "was told by the id, and by the address of their leaving today",
      "usr_lee",
      lee,
      { left: { usr_lee: lee } },
    ],
    [
      "was told by the address, and the log tells the id alone",
      lee,
      "usr_lee",
      { addresses: { usr_lee: lee } },
    ],
    [
      "has a person whose address changed",
      "l@old.example",
      lee,
      { people: `lee: { email: ${lee}, previously: [l@old.example] }` },
    ],
    [
      "has a person whom the files know by id",
      "usr_lee",
      lee,
      { people: `lee: { email: ${lee}, ids: { acme: usr_lee } }` },
    ],
  ])("stays so where it %s", (_, before, now, known) => {
    expect(closes(before, now, known)).toEqual({ open: 0, notes: [] });
  });

  it("is not closed by the leaver's own word under another name", () => {
    const { open, notes } = closes("usr_lee", "usr_lee", { addresses: { usr_lee: "ana@acme.example" } });
    expect(open).toBe(1);
    expect(notes[0]).toContain("cannot settle the task");
  });

  it("of somebody closes none of another who had the address after them", () => {
    const known = { addresses: { usr_lee: lee, usr_other: lee } };
    expect(closes("usr_other", "usr_lee", known).open).toBe(1);
    expect(closes("usr_lee", lee, known).open).toBe(1);
    expect(closes("usr_mia", "usr_lee", {}).open).toBe(1);
  });
});
