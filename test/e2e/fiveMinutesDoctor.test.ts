/** What `muster doctor` says of the README's set-up: nothing when all of it was done, and each step that was left out. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { environmentIn, type FakeSettings } from "../fakes/github/state.ts";
import type { Hub } from "../fakes/hub.ts";
import { buildMuster, type Muster } from "./muster.ts";
import { blocks, emptyRepository, setAtGitHub, shell, standIns } from "./readmeSetup.ts";

const [first = ""] = blocks;
const command = standIns.doctor.replace("OWNER/NAME", "acme/access");
const mayLook = {
  contents: "read",
  actions: "read",
  environments: "read",
  secrets: "read",
  variables: "read",
  administration: "read",
} as const;

// A step may start several jobs, each a process of its own, on a machine that is busy.
vi.setConfig({ testTimeout: 300_000 });

let muster: Muster;
let hub: Hub | undefined;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());
afterEach(async () => {
  await hub?.close();
  hub = undefined;
});

interface Checked {
  readonly code: number | null;
  readonly complete: boolean;
  readonly checks: readonly { readonly status: string; readonly what: string; readonly todo?: string }[];
}

async function doctor(
  { github, shell: run }: Hub,
  clone: string,
  permissions: object = mayLook,
): Promise<Checked> {
  github.token("ghp_fake_of_kim", { login: "kim", isJob: false, permissions });
  const env = { GITHUB_TOKEN: "ghp_fake_of_kim", GITHUB_API_URL: github.apiUrl };
  const { stdout, stderr, code } = await run(`${command} --format json`, clone, env);
  expect(stderr).toBe("");
  return { ...(JSON.parse(stdout) as Omit<Checked, "code">), code };
}

const told = ({ checks }: Checked, status: string): string[] =>
  checks.filter((check) => check.status === status).map(({ what }) => what);

const noKeyHere = "There is no key for acme in this environment, so what it can do was not looked at.";

type Step = readonly [left: string, undo: (settings: FakeSettings) => void, missing: readonly string[]];

const steps: readonly Step[] = [
  [
    "the environment muster-plan",
    ({ environments }) => void environments.delete("muster-plan"),
    ["There is no environment muster-plan."],
  ],
  [
    "the limit of muster-apply, which a run has made",
    ({ environments }) => Object.assign(environments.get("muster-apply") ?? {}, { branches: null }),
    ["Every branch can use the environment muster-apply, and read its keys."],
  ],
  [
    "main alone in muster-plan",
    ({ environments }) => void environments.get("muster-plan")?.branches?.push("next/*"),
    ["The environment muster-plan is open to next/* too."],
  ],
  [
    "the key that can only read",
    ({ environments }) => void environments.get("muster-plan")?.secrets.delete("MUSTER_TOKEN_ACME"),
    ["The environment muster-plan has no secret MUSTER_TOKEN_ACME."],
  ],
  [
    "the key that can write",
    ({ environments }) => void environments.get("muster-apply")?.secrets.delete("MUSTER_TOKEN_ACME"),
    ["The environment muster-apply has no secret MUSTER_TOKEN_ACME."],
  ],
  [
    "the review key in one of the two",
    ({ environments }) => void environments.get("muster-plan")?.secrets.delete("MUSTER_REVIEW_KEY"),
    ["The environment muster-plan has no secret MUSTER_REVIEW_KEY."],
  ],
  [
    "the environments as places: a key is a secret of the repository",
    ({ secrets }) => void secrets.set("MUSTER_TOKEN_ACME", "x"),
    ["MUSTER_TOKEN_ACME is a secret of the repository: whoever can push a branch can read it."],
  ],
  [
    "secrecy: a key is a variable",
    ({ variables }) => void variables.set("MUSTER_TOKEN_ACME", "x"),
    ["MUSTER_TOKEN_ACME is a variable of the repository: variables are not secret."],
  ],
  [
    "the rules",
    (settings) => void (settings.rules = null),
    [
      "A merge into main does not need the check muster.",
      "A merge into main does not need a review by code owners.",
    ],
  ],
  [
    "the status check",
    (settings) => void settings.rules?.checks.splice(0, 1, "build"),
    ["A merge into main does not need the check muster."],
  ],
  [
    "the review by code owners",
    ({ rules }) => Object.assign(rules ?? {}, { codeOwners: false }),
    ["A merge into main does not need a review by code owners."],
  ],
];

describe("the doctor", () => {
  it("misses nothing after the set-up, and names each step that was left out, alone", async () => {
    const made = await emptyRepository(muster);
    hub = made.hub;
    await shell(hub, first, made.clone);
    setAtGitHub(hub);
    environmentIn(hub.github.state, "muster-apply");
    // The branch is there at GitHub, too.
    hub.github.state.branches.set(
      "main",
      hub.origin.git("ls-remote", hub.origin.url, "refs/heads/main").slice(0, 40),
    );
    const whole = await doctor(hub, made.clone);
    expect(told(whole, "missing")).toEqual([]);
    expect(told(whole, "given_up")).toEqual([]);
    expect(told(whole, "unknown")).toEqual([noKeyHere]);
    expect(whole).toMatchObject({ code: 0, complete: true });

    const { state } = hub.github;
    const intact = structuredClone(state.settings);
    for (const [left, undo, missing] of steps) {
      state.settings = structuredClone(intact);
      undo(state.settings);
      const checked = await doctor(hub, made.clone);
      expect([left, told(checked, "missing")]).toEqual([left, missing]);
      expect([left, checked.code]).toEqual([left, 1]);
    }

    state.settings = intact;
    await shell(hub, "git rm --quiet .github/CODEOWNERS", made.clone);
    const unowned = await doctor(hub, made.clone);
    expect(told(unowned, "missing")).toEqual([
      "There is no CODEOWNERS file: whoever may merge decides about policy alone.",
    ]);
  });

  it("says what a token may not see, and which permission it lacks", async () => {
    const made = await emptyRepository(muster);
    hub = made.hub;
    await shell(hub, first, made.clone);
    setAtGitHub(hub);
    hub.github.state.branches.set("main", "a".repeat(40));
    const { environments: _, ...less } = mayLook;
    const checked = await doctor(hub, made.clone, less);
    expect(told(checked, "missing")).toEqual([]);
    const unseen = told(checked, "unknown").filter((what) => what !== noKeyHere);
    expect(unseen.length).toBeGreaterThan(0);
    for (const what of unseen) expect(what).toContain("environments: read");
  });

  it("finds the simple set-up whole, and says what it gave up", async () => {
    const made = await emptyRepository(muster);
    hub = made.hub;
    await shell(hub, first.replace("muster init", standIns.simple), made.clone);
    setAtGitHub(hub, { simple: true });
    hub.github.state.branches.set("main", "a".repeat(40));
    const checked = await doctor(hub, made.clone);
    expect(told(checked, "missing")).toEqual([]);
    expect(told(checked, "given_up")).toContain(
      "MUSTER_TOKEN_ACME is a secret of the repository: whoever can push a branch can read it.",
    );
    hub.github.state.settings.secrets.clear();
    expect(told(await doctor(hub, made.clone), "missing")).toEqual([
      "The repository holds no read-only key, which the simple workflow plans with.",
    ]);
  });
});
