/** Who approved: which reviews count, that they are not asked for twice, and what of it is never kept. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pastRepository, type PastRepository } from "../fakes/pastRepository.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

let muster: Muster;
beforeAll(() => void (muster = buildMuster()));
afterAll(() => muster.remove());

const files = (role: string) => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_1 }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  rob@acme.example: ${role}
`,
});
const head = "c".repeat(40);
const earlier = "e".repeat(40);

interface Review {
  readonly id: number;
  readonly user: { readonly login: string };
  readonly state: string;
  readonly submitted_at: string;
  readonly commit_id: string;
}

function review(id: number, login: string, state: string, at: string, commit = head): Review {
  return { id, user: { login }, state, submitted_at: at, commit_id: commit };
}

interface Hub {
  pulls: Record<string, object[]>;
  reviews: Review[];
  /** Answers reviews with 403. */
  isBlind: boolean;
  readonly asked: string[];
}

let count = 0;
let folder: string;
let past: PastRepository;
let server: Server;
let hub: Hub;
let merged: string;
let env: Record<string, string>;
beforeEach(async () => {
  folder = muster.path(`past${++count}`);
  past = pastRepository(folder);
  past.commit("2026-01-05", "Begin", files("viewer"));
  merged = past.commit("2026-02-05", "Raise Rob (#5)", files("admin"));
  hub = { pulls: { [merged]: [pullOf(merged)] }, reviews: [], isBlind: false, asked: [] };
  server = createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    hub.asked.push(path);
    response.setHeader("content-type", "application/json");
    if (!path.endsWith("/reviews"))
      return response.end(JSON.stringify(hub.pulls[path.split("/").at(-2) ?? ""] ?? []));
    if (hub.isBlind) response.statusCode = 403;
    return response.end(JSON.stringify(hub.isBlind ? { message: "Not for you" } : hub.reviews));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  env = {
    GITHUB_TOKEN: "plain-token",
    GITHUB_REPOSITORY: "acme/access",
    GITHUB_API_URL: `http://127.0.0.1:${port}`,
  };
});
afterEach(() => void server.close());

function pullOf(commit: string, mergedAt: string | null = "2026-02-05T12:00:00Z"): object {
  return {
    ...{ id: 9, number: 5, state: mergedAt === null ? "open" : "closed", merged_at: mergedAt, title: "x" },
    ...{ user: { login: "lee" }, head: { sha: head, ref: "topic", repo: { id: 1 } } },
    ...{ base: { sha: head, ref: "main", repo: { id: 1 } }, merge_commit_sha: commit },
  };
}

const run = (...args: readonly string[]): Promise<Ran> => muster.run(args, { cwd: folder, env });
/** The build: only what was built knows which code kept something. */
const built = async (...args: readonly string[]): Promise<string> => {
  hub.asked.length = 0;
  const ran = await muster.runBundle(args, { cwd: folder, env });
  expect(ran.code, ran.stderr).toBe(0);
  return ran.stdout;
};
const rob = (...args: readonly string[]): Promise<string> => built("explain", "rob@acme.example", ...args);

describe("an approval", () => {
  it("that was dismissed, taken back or given after the merge is none; one of an earlier head is marked, everywhere", async () => {
    hub.reviews = [
      review(1, "early", "APPROVED", "2026-02-03T11:00:00Z", earlier),
      review(2, "gone", "DISMISSED", "2026-02-04T11:00:00Z"),
      review(3, "unsure", "APPROVED", "2026-02-03T11:00:00Z"),
      review(4, "unsure", "CHANGES_REQUESTED", "2026-02-04T11:00:00Z"),
      review(5, "late", "APPROVED", "2026-02-06T11:00:00Z"),
      review(6, "kim", "APPROVED", "2026-02-04T11:00:00Z"),
      review(7, "kim", "COMMENTED", "2026-02-05T11:00:00Z"),
    ];
    const said = "2026-02-05 #5, Ana, approved by early (an earlier head), kim";
    expect((await run("explain", "rob@acme.example")).stdout).toContain(`since ${said}  `);
    expect((await run("history", "rob@acme.example")).stdout).toContain(said);
    const page = (await run("report", "--from", "2026-02-01", "--to", "2026-02-28")).stdout;
    // Privileged, and a change of the period.
    expect(page.split(`<td>${said}</td>`).length + page.split(`scope="row">${said}</th>`).length).toBe(4);
    expect(page).not.toMatch(/\b(gone|unsure|late)\b/);
    const json = JSON.parse((await run("history", "--format", "json", "rob@acme.example")).stdout) as {
      readonly changes: readonly { readonly origin: { readonly approvals?: object } }[];
    };
    expect(json.changes.at(-1)?.origin.approvals).toEqual([
      { by: "early", at: "2026-02-03T11:00:00Z", commit: earlier, stale: true },
      { by: "kim", at: "2026-02-04T11:00:00Z", commit: head },
    ]);
  });
});

describe("what GitHub said of a commit", () => {
  const kim = [review(1, "kim", "APPROVED", "2026-02-04T11:00:00Z")];
  const reviewsPath = "/repos/acme/access/pulls/5/reviews";

  it("is not asked for again, and is told with its day; --refresh notices what was dismissed since", async () => {
    hub.reviews = kim;
    expect(await rob()).toContain("approved by kim");
    expect(hub.asked).toContain(reviewsPath);
    hub.reviews = kim.map((one) => ({ ...one, state: "DISMISSED" }));
    const again = await rob();
    expect(again).toContain("approved by kim");
    const today = new Date().toISOString().slice(0, 4);
    expect(again.replace(/\s+/g, " ")).toMatch(
      new RegExp(
        `Reviews of 1 commit are told as they were looked up before \\(${today}-..-.. or later\\); --refresh asks again\\.`,
      ),
    );
    expect(hub.asked).toEqual([]);
    const anew = await rob("--refresh");
    expect(anew).toContain("approved by nobody");
    expect(anew).not.toContain("looked up before");
    expect(await rob()).toContain("approved by nobody");
  });

  it("is asked for each time where no merged pull request is known, or reviews were not to be seen", async () => {
    hub.pulls = { [merged]: [pullOf(merged, null)] };
    expect(await rob()).toContain("a direct commit, Ana, approved by nobody");
    hub.pulls = { [merged]: [pullOf(merged)] };
    hub.isBlind = true;
    expect(await rob()).toContain("Reviews were not looked up any further");
    hub.isBlind = false;
    hub.reviews = kim;
    expect(await rob()).toContain("#5, Ana, approved by kim");
  });

  it("is of that repository alone, and told by nobody who has no token or asks nobody", async () => {
    hub.reviews = kim;
    expect(await rob()).toContain("approved by kim");
    expect(await rob("--offline")).not.toContain("approved");
    env = { ...env, GITHUB_REPOSITORY: "acme/other" };
    await rob();
    expect(hub.asked).toContain("/repos/acme/other/pulls/5/reviews");
    env = { ...env, GITHUB_REPOSITORY: "acme/access", GITHUB_TOKEN: "" };
    expect(await rob()).toContain("Reviews were not looked up: set GITHUB_TOKEN");
  });

  it("is asked for anew and not at all by nobody at once", async () => {
    const both = await run("report", "--offline", "--refresh");
    expect(both.code).toBe(1);
    expect(both.stderr).toContain("--refresh");
  });
});
