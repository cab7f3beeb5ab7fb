/** What was read once and kept, signed: a plan is held against it where no key is, and says how old it is. */
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { macOf } from "../../src/io/hmac.ts";
import { isPlanned, planAll } from "../../src/run/plan.ts";
import { readSnapshot, signSnapshot, type KeptRead, type Snapshot } from "../../src/run/snapshot/file.ts";
import { createScimWorld, own, told, type ScimWorld } from "../fakes/scim.ts";
import { buildMuster, type Muster } from "./muster.ts";

const key = "fake-review-key-0123456789abcdef0123";
const mail = (name: string): string => `${name}@acme.example`;
const filesOf = (...names: readonly string[]): string =>
  `members: { ${names.map((name) => `${mail(name)}: member`).join(", ")} }\n`;
const hour = 3_600_000;

function good(read: Snapshot | { readonly error: string }): Snapshot {
  if ("error" in read) throw new Error(read.error);
  return read;
}

function textOf(snapshot: Snapshot): string {
  const signed = signSnapshot(snapshot, { key, redact: (text) => text });
  if ("error" in signed) throw new Error(signed.error);
  return signed.text;
}

describe("a snapshot of a world", () => {
  let world: ScimWorld;
  afterEach(() => world.close());

  async function taken(): Promise<KeptRead> {
    const run = await planAll(world.context, { organizations: [], allowed: [], reach: "at_hand" });
    if (!run.ok) throw new Error("no run");
    await run.close();
    const result = run.runs[0]?.result;
    if (result === undefined || !isPlanned(result)) throw new Error("not planned");
    return result.lastRead();
  }

  async function planned(
    kept: KeptRead,
    { always = true, env = world.context.env, now = world.context.clock.now() } = {},
  ) {
    const snapshot = good(readSnapshot(textOf({ organizations: new Map([["wiki", kept]]) }), key));
    const context = { ...world.context, env, clock: { ...world.context.clock, now: () => now } };
    const run = await planAll(context, {
      organizations: [],
      allowed: [],
      reach: "at_hand",
      snapshot: { organizations: snapshot.organizations, always },
    });
    if (!run.ok) throw new Error("no run");
    await run.close();
    const result = run.runs[0]?.result;
    if (result === undefined || "error" in result) throw new Error(result?.error);
    return result;
  }

  async function open(but: object = {}): Promise<void> {
    const users = ["ana", "ben", "cat"].map((name) => own(mail(name)));
    // Two whose names are one to the files: neither is anybody's to touch.
    const twins = [own("Dan@acme.example"), own("dan@acme.example")];
    world = await createScimWorld({
      but: { caseExact: true, ...but },
      users: [...users, ...twins],
      groups: [{ displayName: "Finance", members: [mail("ana")] }],
    });
    await world.setFiles(filesOf("ana", "ben", "cat"));
  }

  it("comes to the very plan that the service would, asking it nothing", async () => {
    await open();
    const kept = await taken();
    await world.setFiles(
      `${filesOf("ana", "ben", "eve")}teams: { finance: { name: Finance, members: [${mail("ben")}] } }\n`,
      {
        unlisted: { members: "deactivate" },
        guards: { max_loss: "100%" },
      },
    );
    const live = await world.plan();
    world.sandbox.resetRequests();
    const { plan } = await planned(kept, { env: {} });
    expect(world.sandbox.requests()).toEqual([]);
    expect(told(plan)).toEqual(told(live));
    expect(plan.actions.map(({ id }) => id)).toEqual(live.actions.map(({ id }) => id));
    expect([plan.fingerprint, plan.withheld, plan.findings]).toEqual([
      live.fingerprint,
      live.withheld,
      live.findings,
    ]);
    expect(plan.requests).toBe(0);
    expect(plan.notes[0]).toMatch(
      /^Compared with what was read at .* UTC, 0 minutes ago, and not with the service/,
    );
    // Nobody owns anything over SCIM: nothing is missing.
    expect(plan.notes.join()).not.toContain("what leavers own");
  });

  it("takes nothing away on the word of a read that was not whole", async () => {
    await open();
    world.fault("truncated@usersx*");
    const kept = await taken();
    await world.setFiles(filesOf("ana"), {
      unlisted: { members: "deactivate" },
      guards: { max_loss: "100%" },
    });
    const { plan } = await planned(kept);
    expect(plan.unread?.map(({ kind }) => kind)).toContain("member");
    expect(plan.findings.map(({ guard, severity }) => `${guard} ${severity}`)).toContain("coverage block");
  });

  it("that is old says so loudly, and counts for nothing after a week or before its time", async () => {
    await open();
    const kept = await taken();
    const now = world.context.clock.now();
    const old = await planned(kept, { now: now + 40 * hour });
    expect("snapshot" in old && [old.snapshot?.isOld, old.snapshot?.says]).toEqual([
      true,
      expect.stringMatching(
        /^An old snapshot, since runs that should have made a newer one did not: .* 40 hours ago/,
      ),
    ]);
    await expect(planned(kept, { now: now + 169 * hour })).rejects.toThrow(
      /more than 7 days ago, and counts for nothing/,
    );
    await expect(planned(kept, { now: now - hour })).rejects.toThrow(/a time that has not come/);
    // Where it is not asked for by name, the files alone are held against each other.
    const { plan, ...rest } = await planned(kept, { always: false, env: {}, now: now + 169 * hour });
    expect([told(plan), "offline" in rest && rest.offline]).toEqual([
      ["invite ana@acme.example", "invite ben@acme.example", "invite cat@acme.example"],
      expect.stringMatching(/^There is no key for it here.*counts for nothing\.$/),
    ]);
  });

  it("gives way to a key, and counts where there is none or none that may be used", async () => {
    await open();
    const kept = await taken();
    expect("connected" in (await planned(kept, { always: false }))).toBe(true);
    expect("snapshot" in (await planned(kept, { always: false, env: {} }))).toBe(true);
  });

  it("of another connection counts for nothing", async () => {
    await open();
    const kept = await taken();
    await world.setFiles(filesOf("ana", "ben", "cat"), { id: "other" });
    await expect(planned(kept)).rejects.toThrow(/another connection/);
  });
});

describe("a snapshot file", () => {
  const empty = textOf({ organizations: new Map() });
  const signed = (snapshot: string, mac = macOf(key, `muster snapshot, version 1\n${snapshot}`)): string =>
    JSON.stringify({ snapshot, mac });

  it.each([
    [
      "signed with another key",
      empty,
      "another-review-key-0123456789abcdef",
      /not signed with this MUSTER_REVIEW_KEY/,
    ],
    ["altered", empty.replace("schema_version", "schema_versioN"), key, /or was altered since/],
    [
      "with the mac of a list of another kind",
      signed("{}", macOf(key, "muster reviewed plan, version 2\n{}")),
      key,
      /was altered since/,
    ],
    ["checked without a key", empty, "", /no MUSTER_REVIEW_KEY to check/],
    ["of another version", signed('{"schema_version":2}'), key, /of another version/],
    ["that is none", "{}", key, /is no signed snapshot/],
    [
      "with an organization that is none",
      signed('{"schema_version":1,"origin":null,"organizations":{"wiki":{"at":"2026-01-01"}}}'),
      key,
      /something of an organization that is not known/,
    ],
    [
      "of nowhere",
      signed('{"schema_version":1,"origin":{"workflow":"x"},"organizations":{}}'),
      key,
      /does not say where it comes from/,
    ],
  ])("%s counts for nothing", (_, text, with_, why) => {
    const read = readSnapshot(text, with_);
    expect("error" in read && read.error).toMatch(why);
  });

  it("cannot be made without a key that nobody guesses", () => {
    const made = (with_: string) =>
      signSnapshot({ organizations: new Map() }, { key: with_, redact: (text) => text });
    expect([made(""), made("short")]).toEqual([
      { error: expect.stringContaining("no MUSTER_REVIEW_KEY") as string },
      { error: expect.stringContaining("could be guessed") as string },
    ]);
  });
});

describe("on the command line", () => {
  let muster: Muster;
  beforeAll(() => {
    muster = buildMuster();
  });
  afterAll(() => muster.remove());

  it("muster snapshot keeps what is live, and muster plan --snapshot needs no key but one", async () => {
    muster.write({
      "access/wiki/organization.yaml": `organization: { provider: scim, id: wiki, api: "https://wiki.example/scim/v2", guards: { max_loss: 100% } }\n${filesOf("ana", "ben", "cat")}`,
    });
    const sandbox = muster.start(["sandbox"]);
    try {
      const [line] = (await once(sandbox.stdout, "data")) as [Buffer];
      const [served] = (
        JSON.parse(line.toString("utf8")) as { organizations: { token: string; api: string }[] }
      ).organizations;
      const env = { MUSTER_TOKEN_WIKI: served?.token, MUSTER_API_WIKI: served?.api, MUSTER_REVIEW_KEY: key };
      const out = muster.path("snapshot.json");
      const unsigned = await muster.run(["snapshot", "--out", out], {
        env: { ...env, MUSTER_REVIEW_KEY: undefined },
      });
      expect([unsigned.code, unsigned.stderr]).toEqual([
        1,
        expect.stringContaining("no MUSTER_REVIEW_KEY to sign"),
      ]);
      expect((await muster.run(["snapshot", "--out", out], { env })).code).toBe(0);
      const text = readFileSync(out, "utf8");
      expect(text).toContain(mail("ana"));
      expect(text).not.toContain(served?.token);
      expect(text).not.toContain(key);
      expect(statSync(out).mode & 0o777).toBe(0o600);

      muster.write({
        "access/wiki/organization.yaml": `organization: { provider: scim, id: wiki, api: "https://wiki.example/scim/v2", guards: { max_loss: 100% } }\nmembers: { ${mail("ana")}: member, ${mail("ben")}: { state: deactivated }, ${mail("cat")}: member }\n`,
      });
      const plan = await muster.run(
        ["plan", "--snapshot", out, "--exit-code", "--out", muster.path("plan.json")],
        {
          env: { MUSTER_REVIEW_KEY: key },
        },
      );
      expect([plan.code, plan.stderr]).toEqual([2, ""]);
      expect(plan.stdout).toMatch(/- deactivate +ben@acme\.example/);
      expect(plan.stdout).toMatch(/Compared with what was read at .* UTC, \d+ minutes ago/);
      // What was planned so is applied as far as it fits.
      const applied = await muster.run(["apply", "--plan", muster.path("plan.json"), "--yes"], { env });
      expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining("1 deactivated")]);
    } finally {
      sandbox.kill("SIGTERM");
      await once(sandbox, "exit");
    }
  });
});
