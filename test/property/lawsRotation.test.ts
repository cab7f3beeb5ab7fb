/** What holds of keys over months of runs, crashes and faults, whatever comes: over real HTTP, on random histories. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryJournal } from "../../src/journal/memory.ts";
import type { Clock } from "../../src/model/provider.ts";
import { parseFault } from "../../src/sandbox/planasonix/fault.ts";
import { hashText } from "../../src/model/json.ts";
import type { SandboxOrganization } from "../../src/sandbox/planasonix/state.ts";
import { fakeClock } from "../fakes/clock.ts";
import { Crash, memoryTargets, type CrashPoint, type MemoryTargets } from "../fakes/targets.ts";
import { createWorld, type Files, type World } from "../fakes/world.ts";

const hour = 3_600_000;
const day = 24 * hour;

interface Policy {
  readonly name: string;
  readonly target: string;
  readonly rotateAfter: number;
  readonly overlap: number;
}
const policies: readonly Policy[] = [
  { name: "deploy", target: "acme/dbt/DEPLOY", rotateAfter: 90, overlap: 24 },
  { name: "report", target: "acme/dbt/REPORT", rotateAfter: 7, overlap: 2 },
];
const withKeys = (keys: readonly Policy[]): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }
members: { ana@acme.example: admin, ben@acme.example: admin, cat@acme.example: editor }
teams: { data: { members: [cat@acme.example] } }
service_accounts:
  ci:
    role: editor
    owner: data
    keys: { ${keys
      .map(
        ({ name, target, rotateAfter, overlap }) =>
          `${name}: { scopes: [pipelines:run], rotate_after: ${rotateAfter}d, overlap: ${overlap}h, deliver_to: { github_secret: ${target} } }`,
      )
      .join(", ")} }
`,
});

/** What befalls one run. */
type Trouble =
  | { readonly is: "none" }
  | { readonly is: "service"; readonly fault: string }
  | { readonly is: "crash"; readonly at: CrashPoint }
  | { readonly is: "killed"; readonly entry: number }
  | { readonly is: "refused"; readonly by: "check" | "deliver" }
  | { readonly is: "lost"; readonly effect: boolean };

interface Turn {
  readonly hours: number;
  readonly trouble: Trouble;
  /** Somebody uses what is at its place before the run. */
  readonly used: boolean;
}

const faultArb = fc
  .tuple(
    fc.constantFrom("429:2", "500", "502", "drop-before", "drop-after", "cut", "409", "422", "403", "404"),
    fc.constantFrom(
      ...["write", "createServiceAccountKey", "changeServiceAccountKey"],
      ...["revokeServiceAccountKey", "serviceAccountKeys", "read"],
    ),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom("", "x2", "x*"),
  )
  .map(([kind, where, nth, times]) => `${kind}@${where}:${nth}${times}`);
const troubleArb: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Trouble>({ is: "none" }) },
  { weight: 3, arbitrary: faultArb.map((fault): Trouble => ({ is: "service", fault })) },
  fc.constantFrom<CrashPoint>("made", "before", "after").map((at): Trouble => ({ is: "crash", at })),
  fc.integer({ min: 1, max: 6 }).map((entry): Trouble => ({ is: "killed", entry })),
  fc.constantFrom("check" as const, "deliver" as const).map((by): Trouble => ({ is: "refused", by })),
  fc.boolean().map((effect): Trouble => ({ is: "lost", effect })),
);
const historyArb: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.record({
    hours: fc.oneof(fc.constantFrom(0, 1, 24), fc.integer({ min: 1, max: 60 * 24 })),
    trouble: troubleArb,
    used: fc.boolean(),
  }),
  { minLength: 4, maxLength: 14 },
);

interface Scene {
  readonly world: World;
  readonly targets: MemoryTargets;
  readonly clock: Clock & { set(now: number): void };
}

const organizationOf = ({ world }: Scene): SandboxOrganization => {
  const [only] = world.sandbox.dump().organizations;
  if (only === undefined) throw new Error("no organization");
  return only;
};

/** Asked by digests, so that nobody uses the key. */
function works(scene: Scene, secret: string): boolean {
  const { secret_digests: digests = {}, service_account_keys: keys = [] } = organizationOf(scene);
  return keys.some(({ id }) => digests[id] === hashText(secret));
}

function expectNoLoss(scene: Scene, after: unknown): void {
  for (const [target, secret] of scene.targets.secrets)
    expect([after, target, works(scene, secret)]).toEqual([after, target, true]);
}

async function use({ world, targets }: Scene): Promise<void> {
  for (const secret of targets.secrets.values())
    await fetch(`${world.sandbox.url}/api/user/profile`, { headers: { authorization: `Bearer ${secret}` } });
}

/** One run with its trouble; a run that cannot even plan, or whose process ends, is over without a word. */
async function runIn({ world, targets }: Scene, trouble: Trouble): Promise<void> {
  const journal = memoryJournal();
  let entries = 0;
  const killed: typeof journal = {
    ...journal,
    append: async (event) => {
      entries += 1;
      if (trouble.is === "killed" && entries > trouble.entry) throw new Crash("the process ended");
      return journal.append(event);
    },
  };
  if (trouble.is === "service") {
    const fault = parseFault(trouble.fault);
    if ("error" in fault) throw new Error(fault.error);
    world.sandbox.addFault(fault);
  }
  if (trouble.is === "crash") targets.crash.at = trouble.at;
  if (trouble.is === "refused") targets.refuse[trouble.by] = "Refused.";
  if (trouble.is === "lost") targets.lose.effect = trouble.effect;
  try {
    await world.apply({ journal_: killed });
  } catch (error) {
    if (!(error instanceof Crash) && trouble.is !== "service") throw error;
  } finally {
    delete targets.crash.at;
    delete targets.lose.effect;
    Object.assign(targets.refuse, { check: "", deliver: "" });
    await fetch(`${world.sandbox.url}/sandbox/fault`, { method: "DELETE" });
  }
}

/** Runs that nothing befalls, once a day. */
async function expectHealed(scene: Scene): Promise<void> {
  const { world, clock } = scene;
  for (let turn = 0; turn < 3; turn++) {
    const applied = await world.apply({});
    expect(applied.code).toBe(0);
    expect((await world.plan()).actions).toEqual([]);
    expectNoLoss(scene, "a healthy run");
    if (turn < 2) clock.set(clock.now() + day);
  }
  const { service_account_keys: keys = [] } = organizationOf(scene);
  for (const { name, target, rotateAfter, overlap } of policies) {
    const own = keys.filter((key) => key.name === name);
    expect(scene.targets.secrets.has(target)).toBe(true);
    // One, and beside it for a time the one that it replaced.
    expect([name, own.length]).toEqual([name, Math.min(own.length, 2)]);
    for (const { created_at: at = "" } of own)
      expect(clock.now() - Date.parse(at)).toBeLessThanOrEqual(rotateAfter * day + overlap * hour + 2 * day);
  }
}

async function inScene(body: (scene: Scene) => Promise<void>): Promise<void> {
  const targets = memoryTargets();
  const clock = fakeClock();
  const files = withKeys(policies);
  const world = await createWorld({ files, live: withKeys([]), clock, context: targets.context });
  try {
    await body({ world, targets, clock });
  } finally {
    await world.close();
  }
}

describe("over months, whatever befalls the runs", () => {
  it("no key that is in its place stops working, and a healthy run puts all in order", async () => {
    await fc.assert(
      fc.asyncProperty(historyArb, (history) =>
        inScene(async (scene) => {
          for (const { hours, trouble, used } of history) {
            scene.clock.set(scene.clock.now() + hours * hour);
            if (used) await use(scene);
            await runIn(scene, trouble);
            expectNoLoss(scene, trouble);
          }
          await expectHealed(scene);
        }),
      ),
      { numRuns: 50 },
    );
  }, 300_000);
});
