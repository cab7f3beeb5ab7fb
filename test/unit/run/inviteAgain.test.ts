/** `invite_again` holds for one sending, whatever becomes of the invitation and of the journal. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { memoryJournal, type MemoryJournal } from "../../../src/journal/memory.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { createWorld, type World } from "../../fakes/world.ts";

const kim = "kim@acme.example";
const zoe = "zoe@acme.example";

let world: World;
afterEach(() => world.close());

/** Kim is invited, Zoe a member. */
function filesWith(again: { readonly kim?: string; readonly zoe?: string } = {}): Record<string, string> {
  const entry = (role: string, reason: string | undefined): string =>
    reason === undefined ? role : `{ role: ${role}, invite_again: ${JSON.stringify(reason)} }`;
  return {
    "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  ${kim}: ${entry("viewer", again.kim)}
  ${zoe}: ${entry("editor", again.zoe)}
`,
  };
}

async function begin(): Promise<void> {
  const live = filesWith();
  const text = live["acme/organization.yaml"] ?? "";
  world = await createWorld({
    files: live,
    live: { "acme/organization.yaml": text.replace(`  ${kim}: viewer\n`, "") },
  });
}

/** Applies the files with the journal so far; `lost`: with none. */
async function applied(journal: MemoryJournal, lost = false): Promise<Plan> {
  const path = join(world.folder, `journal-${Math.random()}.jsonl`);
  if (!lost) await writeFile(path, journal.text(), { mode: 0o600 });
  const { planned } = await world.apply({
    journal_: lost ? memoryJournal() : journal,
    owed: path,
  });
  return planned.plan;
}

const told = ({ actions, withheld }: Plan): string[] => [
  ...actions.map(({ verb, key }) => `${verb} ${key}`),
  ...withheld.map(({ code, key }) => `${code} ${key}`),
];

it("sends once for each reason, and not again when it is declined again", async () => {
  await begin();
  const journal = memoryJournal();
  expect(told(await applied(journal))).toEqual([`invite ${kim}`]);
  await world.control("/sandbox/decline", { email: kim });
  await world.control("/sandbox/leave", { email: zoe });
  expect(told(await applied(journal))).toEqual([`declined ${kim}`, `declined ${zoe}`]);
  await world.setFiles(filesWith({ kim: "asked", zoe: "comes back" }));
  expect(told(await applied(journal))).toEqual([`reinvite ${kim}`, `invite ${zoe}`]);
  expect(told(await applied(journal))).toEqual([`waiting ${kim}`, `waiting ${zoe}`]);
  await world.control("/sandbox/decline", { email: kim });
  await world.control("/sandbox/accept", { email: zoe });
  await world.control("/sandbox/leave", { email: zoe });
  const again = await applied(journal);
  expect(told(again)).toEqual([`declined ${kim}`, `declined ${zoe}`]);
  expect(again.withheld[0]?.message).toContain("already (asked), and declined again");
  await world.setFiles(filesWith({ kim: "asked once more", zoe: "comes back" }));
  expect(told(await applied(journal))).toEqual([`reinvite ${kim}`, `declined ${zoe}`]);
});

it("never goes round without a journal, by the service's count alone", async () => {
  await begin();
  expect(told(await applied(memoryJournal(), true))).toEqual([`invite ${kim}`]);
  await world.setFiles(filesWith({ kim: "asked", zoe: "comes back" }));
  await world.control("/sandbox/decline", { email: kim });
  await world.control("/sandbox/leave", { email: zoe });
  // Kim's first invitation was the only one, as the service counts: nothing was sent for the reason yet.
  expect(told(await applied(memoryJournal(), true))).toEqual([`reinvite ${kim}`, `depends ${zoe}`]);
  for (let times = 0; times < 3; times += 1) {
    if (times === 0) await world.control("/sandbox/decline", { email: kim });
    expect(told(await applied(memoryJournal(), true))).toEqual([`depends ${kim}`, `depends ${zoe}`]);
  }
});

it("takes a reason that its journal has seen from the first run on for one that was used", async () => {
  await begin();
  const journal = memoryJournal();
  await world.control("/sandbox/leave", { email: zoe });
  await world.setFiles(filesWith({ zoe: "comes back" }));
  expect(told(await applied(journal))).toEqual([`invite ${kim}`, `depends ${zoe}`]);
  const second = await applied(journal);
  expect(told(second)).toEqual([`waiting ${kim}`, `depends ${zoe}`]);
  expect(second.withheld[1]?.message).toContain("write another reason");
  await world.setFiles(filesWith({ zoe: "comes back for good" }));
  expect(told(await applied(journal))).toEqual([`invite ${zoe}`, `waiting ${kim}`]);
});
