/**
 * Canaries in every place that holds a secret. After every kind of job, and after every kind of failure, they stand
 * nowhere: not in the log (but for the lines by which the runner masks them), the outputs, the summary, comments,
 * issues, files and artifacts, and not in the arguments of any process that was started.
 */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { acme, changeOf } from "../fakes/acme.ts";
import {
  buildAction,
  createActionWorld,
  type ActionRun,
  type ActionWorld,
  type RunWish,
} from "../fakes/action.ts";
import { permissionsOf, type Job } from "../fakes/github/permissions.ts";
import { withoutMasks } from "../fakes/runnerLog.ts";

/** None has the shape of a known key, so that only knowing them can hide them; each has characters that are escaped somewhere. */
const canary = {
  write: 'Wq7+canary/of"the=key%that&writes',
  read: "Rx3+canary/of'the=key%that&reads",
  other: "Ot9+canary/of<another>organization=",
  review: "Rv5+canary/of\\the=review%key&long-enough",
  github: "Gh1+canary/of-the-token-of-the-job==",
};
const secrets = Object.values(canary);

/** A piece is as telling as the whole, when a text was cut. */
const piece = 14;
const formsOf = (secret: string): string[] => [
  secret.slice(0, piece),
  encodeURIComponent(secret).slice(0, piece + 4),
  Buffer.from(secret)
    .toString("base64")
    .slice(0, piece + 4),
  secret.slice(-piece),
];

let action: ReturnType<typeof buildAction>;
/** Outside of what is searched. */
let vault: string;
let world: ActionWorld;
let echo: Server;
let echoUrl: string;

/** In front of the sandbox: what it is told to spoil, it answers with an error that repeats the key in several forms. */
let spoils: (method: string) => boolean;

beforeAll(async () => {
  action = buildAction();
  vault = mkdtempSync(join(tmpdir(), "muster-vault-"));
  writeFileSync(join(vault, "read-key"), `${canary.read}\n`);
  writeFileSync(join(vault, "write-key"), `${canary.write}\n`);
  mkdirSync(join(vault, "bin"));
  // A git that notes its arguments and then does its work.
  const real = process.env["PATH"]?.split(":").find((folder) => readdirOr(folder).includes("git")) ?? "";
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" >> '${join(vault, "argv")}'\nexec '${real}/git' "$@"\n`;
  writeFileSync(join(vault, "bin", "git"), script);
  chmodSync(join(vault, "bin", "git"), 0o755);
  echo = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void forward());
    const forward = async (): Promise<void> => {
      const { method = "GET", url = "", headers } = request;
      const key = headers.authorization?.replace(/^Bearer /, "") ?? "";
      if (spoils(method)) {
        const forms = [key, encodeURIComponent(key), Buffer.from(key).toString("base64")].join(" ");
        const message = `refused ${headers.authorization ?? ""} ${forms} ${"x".repeat(120)} ${key}`;
        response.writeHead(422, {
          "content-type": "application/json",
          "x-request-id": key.replace(/\W/g, ""),
        });
        response.end(JSON.stringify({ code: key, message }));
        return;
      }
      const answer = await fetch(`${world.sandbox.url}${url}`, {
        method,
        headers: Object.fromEntries(
          Object.entries(headers).filter(
            ([name]) => !["host", "connection", "content-length"].includes(name),
          ),
        ) as Record<string, string>,
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      });
      response.writeHead(answer.status, {
        "content-type": answer.headers.get("content-type") ?? "application/json",
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    };
  });
  await new Promise<void>((resolve) => void echo.listen(0, "127.0.0.1", resolve));
  const address = echo.address();
  echoUrl = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
});
afterAll(() => {
  rmSync(vault, { recursive: true, force: true });
  echo.close();
});

beforeEach(async () => {
  spoils = () => false;
  rmSync(join(vault, "argv"), { force: true });
  world = await createActionWorld(action.main, {
    files: acme(),
    seed: (seed) => ({
      ...seed,
      organizations: seed.organizations.map((organization) => ({
        ...organization,
        // A service that calls its principals by their keys.
        keys: [
          { token: canary.write, name: `bot ${canary.write}`, scopes: null },
          { token: canary.read, name: `bot ${canary.read}`, scopes: ["organization:read"] },
        ],
      })),
    }),
  });
});
afterEach(() => world.close());

function readdirOr(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What a job holds: its key by variable or by file, and all the others. */
function holding(job: Job, wish: Partial<RunWish> & { readonly byFile?: boolean } = {}): Partial<RunWish> {
  world.github.token(canary.github, { permissions: permissionsOf(job) });
  const kind = job === "plan" ? "read" : "write";
  const { byFile = false, env, inputs, ...rest } = wish;
  return {
    job,
    ...rest,
    inputs: { "github-token": canary.github, ...inputs },
    env: {
      PATH: `${join(vault, "bin")}:${process.env["PATH"] ?? ""}`,
      MUSTER_TOKEN_ACME: byFile ? "" : canary[kind],
      MUSTER_TOKEN_ACME_FILE: byFile ? join(vault, `${kind}-key`) : "",
      MUSTER_TOKEN_OTHER: canary.other,
      MUSTER_REVIEW_KEY: canary.review,
      ...env,
    },
  };
}

/** Everything that somebody could look at afterwards, by the place where it stands. */
function exposed(runs: readonly ActionRun[]): Map<string, string> {
  const { state } = world.github;
  const places = new Map<string, string>();
  for (const [index, ran] of runs.entries()) {
    places.set(`log ${index}`, withoutMasks(ran.log));
    places.set(`outputs ${index}`, JSON.stringify(ran.outputs));
    places.set(`summary ${index}`, ran.summary);
  }
  places.set("comments and issues", JSON.stringify([state.comments, state.issues], null, 1));
  places.set("requests to GitHub", JSON.stringify(world.github.requests()));
  for (const { name, zip } of state.artifacts) {
    for (const [path, bytes] of Object.entries(unzipSync(zip))) {
      places.set(`artifact ${name} ${path}`, Buffer.from(bytes).toString("utf8"));
    }
  }
  for (const path of readdirSync(world.folder, { recursive: true, withFileTypes: true })) {
    const file = join(path.parentPath, path.name);
    if (path.isFile()) places.set(file, readFileSync(file, "latin1"));
  }
  places.set("arguments of git", readFileSync(join(vault, "argv"), "utf8"));
  return places;
}

function expectNoCanary(...runs: readonly ActionRun[]): void {
  const found: string[] = [];
  for (const [place, text] of exposed(runs)) {
    for (const secret of secrets) {
      if (formsOf(secret).some((form) => text.includes(form))) found.push(`${place}: ${secret.slice(0, 3)}`);
    }
  }
  expect(found).toEqual([]);
}

describe("no secret is shown", () => {
  it.each([false, true])("when all goes well (key in a file: %s)", async (byFile) => {
    const adopted = await world.apply(holding("apply", { byFile }));
    const pull = world.open(changeOf({ rob: "viewer" }));
    const planned = await world.plan(pull, holding("plan", { byFile }));
    world.merge(pull);
    const applied = await world.apply(holding("apply", { byFile, inputs: { "require-reviewed": "true" } }));
    await world.control("edit", { email: "lee@acme.example", role: "viewer" });
    const due = await world.due(holding("due", { byFile }));
    const runs = [adopted, planned, applied, due];
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    // The canaries were there to be seen.
    expect(applied.log).toContain(`::add-mask::${canary.write.replaceAll("%", "%25")}`);
    expect(world.github.state.issues).toHaveLength(1);
    expect(applied.files["journal.jsonl"]).toContain("rob@acme.example");
    expectNoCanary(...runs);
  });

  it.each([false, true])("when the service refuses the key (key in a file: %s)", async (byFile) => {
    await world.apply(holding("apply"));
    const pull = world.open(changeOf({ rob: "viewer" }));
    for (let times = 0; times < 3; times += 1) await world.control("fault", { fault: "401@anyx*" });
    const planned = await world.plan(pull, holding("plan", { byFile }));
    world.merge(pull);
    const applied = await world.apply(holding("apply", { byFile }));
    const due = await world.due(holding("due", { byFile }));
    expect([planned, applied, due].map(({ code }) => code)).toEqual([1, 1, 1]);
    expectNoCanary(planned, applied, due);
  });

  it("when the service repeats it in its errors", async () => {
    await world.apply(holding("apply"));
    const hosts = new URL(echoUrl).host;
    const there = { env: { MUSTER_API_ACME: echoUrl }, inputs: { hosts } };
    const pull = world.open(changeOf({ rob: "viewer", lee: "admin" }));
    spoils = () => true;
    const planned = await world.plan(pull, holding("plan", there));
    expect(planned.code).toBe(1);
    expect(planned.log).toContain("[redacted]");
    expect(world.comment(pull.number, "<!-- muster:plan -->")).toContain("redacted");
    world.merge(pull);
    spoils = (method) => method !== "GET";
    const applied = await world.apply(holding("apply", there));
    expect(applied.code).toBe(4);
    expect(applied.files["journal.jsonl"]).toContain("[redacted]");
    spoils = () => true;
    const due = await world.due(holding("due", there));
    expect(due.code).toBe(1);
    expectNoCanary(planned, applied, due);
  });

  it("when the service cannot be reached", async () => {
    await world.apply(holding("apply"));
    const there = { env: { MUSTER_API_ACME: "http://127.0.0.1:9" }, inputs: { hosts: "127.0.0.1:9" } };
    const pull = world.open(changeOf({ rob: "viewer" }));
    const planned = await world.plan(pull, holding("plan", there));
    world.merge(pull);
    const applied = await world.apply(holding("apply", there));
    expect([planned, applied].map(({ code }) => code)).toEqual([1, 1]);
    expectNoCanary(planned, applied);
  });

  it("when GitHub refuses the token, or repeats it", async () => {
    await world.apply(holding("apply"));
    const pull = world.open(changeOf({ rob: "viewer" }));
    const restore = world.github.fail({}, { status: 401 });
    const refused = await world.plan(pull, holding("plan"));
    restore();
    expect(refused.code).toBe(1);
    const message = `${"x".repeat(270)} ${canary.github} ${Buffer.from(canary.github).toString("base64")}`;
    const body = { message, errors: [{ message: `Bearer ${canary.github}` }] };
    world.github.fail({ path: /\/comments$/ }, { status: 422, body });
    const echoed = await world.plan(pull, holding("plan", { inputs: { "require-reviewed": "true" } }));
    expect(echoed.code).toBe(1);
    world.github.fail(
      { path: /\/(?:runs|deployments)$/ },
      { status: 403, body: { message: `no ${canary.github}` } },
    );
    const applied = await world.apply(holding("apply"));
    expect(applied.code).toBe(1);
    expectNoCanary(refused, echoed, applied);
  });

  it("when a variable is misspelt or a key is unfit", async () => {
    const unfit = await world.apply(
      holding("apply", { env: { MUSTER_TOKEN_ACME: `${canary.write} and more` } }),
    );
    const both = await world.apply(
      holding("apply", { env: { MUSTER_TOKEN_ACME_FILE: join(vault, "write-key") } }),
    );
    const short = await world.plan(
      world.open(changeOf({ rob: "viewer" })),
      holding("plan", { env: { MUSTER_REVIEW_KEY: canary.review.slice(0, 20) } }),
    );
    expect([unfit, both, short].map(({ code }) => code)).toEqual([1, 1, 1]);
    expectNoCanary(unfit, both, short);
  });
});
