/** Drift with who made it, and when: by the service's own log. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { handSentences } from "../../src/render/changedByHand.ts";
import { handsOf } from "../../src/run/changedByHand.ts";
import { isPlanned, planAll } from "../../src/run/plan.ts";
import { createWorldNow, type World } from "../fakes/world.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

const files = {
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  rob@acme.example: editor
`,
};
let muster: Muster;
let world: World;
beforeAll(() => void (muster = buildMuster()));
afterAll(() => muster.remove());
afterEach(() => world.close());

const drift = (...args: readonly string[]): Promise<Ran> =>
  muster.run(["drift", ...args], { cwd: world.folder, env: { ...world.context.env } });
const promoted = async (): Promise<void> => {
  world = await createWorldNow({ files });
  await world.control("/sandbox/edit", { organization: "acme", email: "rob@acme.example", role: "admin" });
};
const sentence =
  /^acme: member rob@acme\.example was last changed by \S+ on \d{4}-\d\d-\d\d \d\d:\d\d UTC \(member\.[a-z_.]+\), by the service's log\.$/m;

describe("drift", () => {
  it("names who made it and when, in text beside the plan, and in JSON as a remark", async () => {
    await promoted();
    const text = await drift();
    expect(text.code).toBe(2);
    expect(text.stdout).toMatch(sentence);
    const json = await drift("--json");
    const { organizations } = JSON.parse(json.stdout) as { organizations: readonly { hands: unknown }[] };
    expect(organizations[0]?.hands).toEqual([
      expect.objectContaining({ kind: "member", key: "rob@acme.example", actor: expect.any(String) }),
    ]);
    expect(json.stderr).toMatch(sentence);
    const markdown = await drift("--format", "markdown");
    expect(markdown.stdout).toMatch(
      /\*\*Changed by hand\*\*\n\n- member .*rob.* was last changed by .*by the service's log/,
    );
  });

  it("asks no log where nothing differs", async () => {
    world = await createWorldNow({ files });
    world.sandbox.resetRequests();
    expect(await drift()).toMatchObject({ code: 0 });
    expect(world.sandbox.requests().filter(({ path }) => path.includes("audit"))).toEqual([]);
  });

  it("says so where the log cannot be read whole, and takes nothing else for it", async () => {
    await promoted();
    const run = await planAll(world.context, { organizations: [], allowed: [], reach: "at_hand" });
    const result = run.ok ? run.runs[0]?.result : undefined;
    if (!run.ok || result === undefined || !isPlanned(result)) throw new Error("no plan");
    await run.close();
    const { connected } = result;
    const coverage = { complete: false, reason: "GET /audit: 403." } as const;
    const readHands = () => Promise.resolve({ ok: true as const, hands: [], coverage });
    const unread = { ...result, connected: { ...connected, reader: { ...connected.reader, readHands } } };
    const told = { ...unread.plan, ...(await handsOf(world.context, unread, { hasBase: false })) };
    expect(handSentences(told)).toEqual(["who changed it by hand could not be looked up: GET /audit: 403."]);
    // A service of which no log is read is said to be one, as GitHub and SCIM services are.
    const { readHands: _, ...reader } = unread.connected.reader;
    const silent = { ...result, connected: { ...connected, reader } };
    const quiet = { ...silent.plan, ...(await handsOf(world.context, silent, { hasBase: false })) };
    expect(handSentences(quiet)).toEqual([
      "who changed it by hand could not be looked up: muster reads no audit log of organizations at the provider planasonix; look into it at the service.",
    ]);
    // With a base, what its own change asks for is nobody's hand.
    expect(await handsOf(world.context, unread, { hasBase: true })).toEqual({});
  });
});
