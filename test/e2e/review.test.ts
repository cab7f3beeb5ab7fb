/** An access review over 300 entries, played through: who may decide, what changed since, and what comes of it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isCompleteReview, type JudgedEntry } from "../../src/model/review.ts";
import { reviewText } from "../../src/render/review.ts";
import { plainPaint } from "../../src/render/paint.ts";
import { closeReview } from "../../src/run/review/close.ts";
import { startReview } from "../../src/run/review/start.ts";
import { reviewStatus } from "../../src/run/review/status.ts";
import { createWorldNow, type World } from "../fakes/world.ts";

const name = "2026-q4";
const people = Array.from({ length: 286 }, (_, index) => `p${String(index).padStart(3, "0")}@acme.example`);
const accounts = Array.from({ length: 10 }, (_, index) => `robot-${index}`);
const organization = `# The company.
organization:
  provider: planasonix
  id: org_01acme
  successor: ana@acme.example
  guards: { max_loss: 60%, max_changes: 1000 }
members:
  ana@acme.example: admin
  ben@acme.example: admin   # stands in for Ana
  lee@acme.example: editor
  rob@acme.example:
    role: maintainer  # for the move
`;
const members = `members:\n${people.map((email) => `  ${email}: viewer   # since ${email.slice(0, 4)}\n`).join("")}`;
const teams = `teams:
  data:
    manager: lee@acme.example
    members:
      - rob@acme.example
${people
  .slice(0, 40)
  .map((email) => `      - ${email}\n`)
  .join("")}  other:
    manager: rob@acme.example
    members:
${people
  .slice(40, 80)
  .map((email) => `      - ${email}\n`)
  .join("")}`;
const service = `service_accounts:\n${accounts
  .map(
    (account) =>
      `  ${account}:\n    role: editor\n    owner: rob@acme.example\n    keys: { main: { scopes: [pipelines:run] } }\n    shares: { pipelines: { nightly: view } }\n`,
  )
  .join("")}`;
const zeta = `organization:
  provider: planasonix
  id: org_01zeta
members:
  ana@acme.example: admin
  ben@acme.example: admin
`;
const files = {
  "acme/organization.yaml": organization,
  "acme/members.yaml": members,
  "acme/teams.yaml": teams,
  "acme/automation.yaml": service,
};

let world: World;
const path = (): string => join(world.folder, "reviews", name, "acme.yaml");
const read = (): string => readFileSync(path(), "utf8");
const access = (file: string): string => readFileSync(join(world.folder, "access/acme", file), "utf8");

/** A commit of somebody's. */
function commitAs(who: string, message: string): void {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", `user.name=${who}`, "-c", `user.email=${who}@acme.example`, ...args], {
      cwd: world.folder,
      encoding: "utf8",
    });
  git("add", "-A");
  git("commit", "-q", "-m", message);
}
/** Writes decisions into the file, as reviewers do by hand. */
function decide(keys: readonly string[], decision: string, by: string): void {
  let text = read();
  for (const key of keys) {
    const at = text.indexOf(`      ${key}: #:`);
    expect(at, key).toBeGreaterThan(0);
    const next = text.slice(at).replace(/decision:.*\n( +)by:.*\n/, `decision: ${decision}\n$1by: ${by}\n`);
    text = text.slice(0, at) + next;
  }
  writeFileSync(path(), text);
}
async function judged(): Promise<readonly JudgedEntry[]> {
  const found = await reviewStatus(world.context, name);
  if (!("status" in found)) throw new Error(JSON.stringify(found));
  return found.status.reviews.flatMap(({ entries }) => entries);
}
const inState = async (state: JudgedEntry["state"]): Promise<string[]> =>
  (await judged()).filter((entry) => entry.state === state).map(({ key }) => key);
const one = async (key: string): Promise<JudgedEntry | undefined> =>
  (await judged()).find((entry) => entry.key === key);

beforeAll(async () => {
  world = await createWorldNow({ files });
  world.commit("Begin");
});
afterAll(() => world.close());

describe("a review of 300 entries", () => {
  it("begins with what each has, below whoever is to decide, and never below themselves", async () => {
    const started = await startReview(world.context, { name, organizations: [], due: "2020-01-01" });
    expect(started).toEqual({
      files: [{ name: `reviews/${name}/acme.yaml`, status: "written", entries: 300, open: 300 }],
    });
    const text = read();
    expect(text).toContain("rob@acme.example: #: maintainer; team other, managed by rob@acme.example;");
    expect(text).toContain("p000@acme.example: #: viewer; in team data\n");
    expect(text.match(/: #: service account \S+, editor, answered for by/g)).toHaveLength(accounts.length);
    world.commit("Begin the review");
    const entries = await judged();
    const reviewers = new Map(entries.map(({ key, reviewer }) => [key, reviewer]));
    expect(reviewers.get("rob@acme.example")).toBe("lee@acme.example");
    expect(reviewers.get("p045@acme.example")).toBe("rob@acme.example");
    expect(reviewers.get("p100@acme.example")).toBe("ana@acme.example");
    expect(reviewers.get("ana@acme.example")).toBe("admins");
    expect(reviewers.get("robot-3")).toBe("rob@acme.example");
    expect(entries.every(({ key, reviewer }) => key !== reviewer)).toBe(true);
    expect(await inState("undecided")).toHaveLength(300);
  });

  it("counts nothing that is decided by themselves, by nobody, by somebody whose it is not, or is not committed", async () => {
    decide(["rob@acme.example"], "keep", "ROB@acme.example");
    decide(["p000@acme.example"], "keep", "p001@acme.example");
    decide(["p002@acme.example"], "keep", "eve@evil.example");
    decide(["p003@acme.example"], "keep", "");
    decide(["p004@acme.example"], "keep", "lee@acme.example");
    const before = await one("p004@acme.example");
    expect(before).toMatchObject({ state: "undecided", why: expect.stringContaining("not committed") });
    commitAs("lee", "Decide some");
    const why = async (key: string): Promise<string> => {
      const found = await one(key);
      return `${found?.state}: ${found?.why}`;
    };
    expect(await why("rob@acme.example")).toBe("refused: decided by themselves");
    expect(await why("p000@acme.example")).toContain(
      "refused: decided by p001@acme.example, whose it is not",
    );
    expect(await why("p002@acme.example")).toContain("refused: decided by eve@evil.example, who is nobody");
    expect(await why("p003@acme.example")).toBe("refused: nobody says that they decided it (`by`)");
    expect(await inState("decided")).toEqual(["p004@acme.example"]);
    expect((await one("p004@acme.example"))?.recorded).toMatchObject({ author: "lee" });
  });

  it("does not believe a name that somebody writes beside their own entry", async () => {
    decide(["rob@acme.example"], "keep", "lee@acme.example");
    commitAs("rob", "Keep me");
    expect(await one("rob@acme.example")).toMatchObject({
      state: "refused",
      why: expect.stringContaining("of their own"),
    });
    decide(["rob@acme.example"], "remove", "lee@acme.example");
    commitAs("lee", "Rob leaves");
    expect(await one("rob@acme.example")).toMatchObject({ state: "decided" });
  });

  it("notices what changed since, and asks again", async () => {
    decide(["p050@acme.example"], "keep", "rob@acme.example");
    commitAs("rob", "Keep one");
    expect(await one("p050@acme.example")).toMatchObject({ state: "decided" });
    const before = access("members.yaml");
    writeFileSync(
      join(world.folder, "access/acme/members.yaml"),
      before.replace("p050@acme.example: viewer", "p050@acme.example: editor"),
    );
    commitAs("ana", "More for p050");
    expect(await one("p050@acme.example")).toMatchObject({ state: "changed" });
    const again = await startReview(world.context, { name, organizations: [] });
    expect(again).toMatchObject({ files: [{ status: "renewed", entries: 300 }] });
    expect(read()).toContain("decision: remove\n        by: lee@acme.example");
    commitAs("ana", "Ask again");
    expect(await one("p050@acme.example")).toMatchObject({ state: "undecided" });
    expect(await one("p004@acme.example")).toMatchObject({ state: "decided" });
  });

  it("renews no file that somebody edits in that instant, and none beside it", async () => {
    const [reviewed, before] = [read(), access("members.yaml")];
    const accessFolder = join(world.folder, "access");
    writeFileSync(join(accessFolder, "acme/members.yaml"), `${before}  new@acme.example: viewer\n`);
    mkdirSync(join(accessFolder, "zeta"));
    writeFileSync(join(accessFolder, "zeta/organization.yaml"), zeta);
    const request = {
      ...{ name, organizations: [] },
      /** Asked for when the file was read, and before it is written. */
      get due(): string {
        writeFileSync(path(), `${reviewed}# Ben was here.\n`);
        return "2020-01-01";
      },
    };
    const started = await startReview(world.context, request);
    expect(read()).toBe(`${reviewed}# Ben was here.\n`);
    expect(started).toEqual({
      error: `${path()} was changed by somebody else meanwhile, and was left alone. Nothing was written.`,
    });
    expect(readdirSync(join(path(), ".."))).toEqual(["acme.yaml"]);
    writeFileSync(path(), reviewed);
    writeFileSync(join(accessFolder, "acme/members.yaml"), before);
    rmSync(join(accessFolder, "zeta"), { recursive: true });
  });

  it("says what is left by reviewer, what is overdue, and misses an entry that is taken out", async () => {
    const whole = read();
    const at = whole.indexOf("      p099@acme.example:");
    writeFileSync(path(), whole.slice(0, at) + whole.slice(whole.indexOf("      p100@acme.example:")));
    const found = await reviewStatus(world.context, name);
    if (!("status" in found)) throw new Error("no status");
    const text = reviewText(found.status, plainPaint);
    expect(text).toContain("overdue since 2020-01-01");
    expect(text).toContain("p099@acme.example was taken out of the review");
    expect(text).toMatch(/^ {2}rob@acme\.example: \d+ entries to decide$/m);
    expect(isCompleteReview(found.status)).toBe(false);
    writeFileSync(path(), whole);
    expect(await closeReview(world.context, name)).toMatchObject({ is: "incomplete" });
  });

  it("is closed with edits of those lines alone, and the plan is what was decided", async () => {
    const open = (await judged()).filter(({ state }) => state !== "decided");
    const removed = people.filter((_, index) => index >= 100 && index < 130);
    const lowered = ["p050@acme.example"];
    const disabled = ["robot-7"];
    const rest = open
      .map(({ key }) => key)
      .filter((key) => ![...removed, ...lowered, ...disabled].includes(key));
    decide(
      rest.filter((key) => key !== "ben@acme.example"),
      "keep",
      "ben@acme.example",
    );
    commitAs("ben", "Decide most");
    decide(["ben@acme.example"], "keep", "ana@acme.example");
    decide([...removed, ...disabled], "remove", "ana@acme.example");
    decide(lowered, "{ change: { role: viewer } }", "ana@acme.example");
    commitAs("ana", "Decide the rest");
    expect((await judged()).filter(({ state }) => state !== "decided")).toEqual([]);
    const before = access("members.yaml").split("\n");
    const done = await closeReview(world.context, name);
    expect(done).toMatchObject({ is: "closed" });
    const after = access("members.yaml").split("\n");
    const changed = before.filter((line) => !after.includes(line)).map((line) => line.trim().split(":")[0]);
    expect(changed).toEqual([...lowered, ...removed]);
    expect(access("organization.yaml")).toContain("ben@acme.example: admin   # stands in for Ana");
    expect(access("members.yaml")).toContain("p131@acme.example: viewer   # since p131");

    const plan = await world.plan({ base: "HEAD" });
    const did = plan.actions.map(({ verb, key }) => `${verb} ${key}`);
    const gone = did.filter((action) => action.startsWith("deactivate ")).sort();
    expect(gone).toEqual([...removed, "rob@acme.example"].map((key) => `deactivate ${key}`).sort());
    expect(did).toContain("revoke_key robot-7/main");
    const about = new Set([
      "rob@acme.example",
      ...removed,
      ...disabled,
      ...lowered,
      "other",
      "data",
      ...accounts,
    ]);
    for (const { key } of plan.actions) {
      expect(
        [...about].some((who) => key.includes(who)),
        key,
      ).toBe(true);
    }
    const summary = readFileSync(join(world.folder, "reviews", name, "summary.md"), "utf8");
    expect(summary).toContain("267 kept, 32 removed, 1 changed");
    expect(summary).toContain("| `rob@acme.example` | remove | `lee@acme.example` |");
  });

  it("is closed for good", async () => {
    const found = await reviewStatus(world.context, name);
    expect(found).toMatchObject({ status: { closed: `reviews/${name}/summary.md` } });
    expect(await closeReview(world.context, name)).toMatchObject({ is: "was_closed" });
    expect(await startReview(world.context, { name, organizations: [] })).toMatchObject({
      error: expect.stringContaining("is closed"),
    });
  });
});
