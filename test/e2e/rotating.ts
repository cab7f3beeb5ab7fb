/**
 * Rotation as users run it, by the real process where it is to be killed: a sandbox and a fake GitHub behind gates that see every request of a rotation in one
 * sequence, and may end the process at any of them. Days pass by moving the clocks of both sides.
 */
import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { systemClock } from "../../src/io/clock.ts";
import type { Clock } from "../../src/model/provider.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/planasonix/start.ts";
import type { SandboxOrganization, SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { startFakeGitHub, type FakeGitHub } from "../fakes/github/server.ts";
import { createWorld, type Files } from "../fakes/world.ts";
import { endOf, type Muster, type Ran } from "./muster.ts";

export const day = 86_400_000;
export const deliverToken = "ghp_deliver-canary-0123456789";
const secretName = "PLANASONIX_API_KEY";
const target = `acme/dbt/${secretName}`;

/** Access files with one service account and these keys of it. */
export const filesWith = (keys: string): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }
members: { ana@acme.example: admin, ben@acme.example: admin, cat@acme.example: editor }
teams: { data: { members: [cat@acme.example] } }
service_accounts:
  ci: { role: editor, owner: data, keys: ${keys} }
`,
});

const keyTo = (place: string): string =>
  `{ deploy: { scopes: [pipelines:run], rotate_after: 90d, overlap: 24h, deliver_to: { ${place} } } }`;
export const toGitHub = filesWith(keyTo(`github_secret: ${target}`));
export const toFile = filesWith(keyTo("file: deploy.key"));
export const withoutKeys = filesWith("{}");

/** Everything that one place of a test holds; a new one can start from it. */
export interface Snapshot {
  readonly state: SandboxState;
  readonly secret: string | undefined;
  readonly offset: number;
}

export interface Kill {
  /** Which request of the rotation, from 1. */
  readonly nth: number;
  /** Before it has its effect, or after that and before its answer. */
  readonly when: "before" | "after";
}

export interface Rotating {
  readonly sandbox: Sandbox;
  readonly github: FakeGitHub;
  readonly folder: string;
  /** The requests of rotations so far, to both servers: `POST keys`, `PUT secret`, ... */
  readonly steps: string[];
  /** Every secret that the service gave out. */
  readonly secrets: string[];
  /** What each step left behind that must never be: the target's secret opened nothing. */
  readonly broken: string[];
  pass(milliseconds: number): void;
  run(args: readonly string[], kill?: Kill): Promise<Ran>;
  /** The environment of the process. */
  readonly env: Record<string, string>;
  /** The secret that is at the target now. */
  secret(): string | undefined;
  organization(): SandboxOrganization;
  /** Whether the service takes the secret: asked by its digest, so that nobody uses the key. */
  works(secret: string | undefined): boolean;
  journal(): string;
  snapshot(): Snapshot;
  close(): Promise<void>;
}

/** The machine's clock, by so many milliseconds off. */
export const shifted = (milliseconds: number): Clock => ({
  ...systemClock,
  now: () => systemClock.now() + milliseconds,
});

/** The same for a process: the bundle asks the machine for the time. */
const shiftedClock = (milliseconds: number): string => {
  const code = `const R=Date,o=${milliseconds};globalThis.Date=class extends R{constructor(...a){a.length?super(...a):super(R.now()+o)}static now(){return R.now()+o}};`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
};

/** Starts both servers and their gates. */
export async function createRotating(muster: Muster, files: Files, from?: Snapshot): Promise<Rotating> {
  let offset = from?.offset ?? 0;
  const clock = { now: () => Date.now() + offset, sleep: () => Promise.resolve() };
  const world = await createWorld({ files, live: withoutKeys, clock });
  const sandbox = from === undefined ? world.sandbox : await startSandbox({ seed: from.state, clock });
  const github = await startFakeGitHub({
    tokens: { [deliverToken]: { secrets: "write", environments: "write" } },
  });
  const { settings } = github.state.others[0] ?? github.add.other({ fullName: "acme/dbt" });
  if (from?.secret !== undefined) settings.secrets.set(secretName, from.secret);
  const file = join(world.folder, "deploy.key");
  const organization = (): SandboxOrganization => {
    const [only] = sandbox.dump().organizations;
    if (only === undefined) throw new Error("no organization");
    return only;
  };
  const steps: string[] = [];
  const broken: string[] = [];
  const secrets: string[] = [];
  const secret = (): string | undefined =>
    existsSync(file) ? readFileSync(file, "utf8").trim() : settings.secrets.get(secretName);
  const works = (text: string | undefined): boolean => {
    const { secret_digests: digests = {}, service_account_keys: keys = [] } = organization();
    const digest = createHash("sha256")
      .update(text ?? "")
      .digest("hex");
    return keys.some(({ id }) => digests[id] === digest);
  };
  const running: { child?: ChildProcess; kill?: Kill | undefined; seen: number } = { seen: 0 };
  const end = async (): Promise<void> => {
    const { child } = running;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  const gateTo = (upstream: string, nameOf: (request: IncomingMessage) => string | undefined) =>
    openGate(upstream, async (request, forward) => {
      const name = nameOf(request);
      if (name === undefined) return forward(true);
      steps.push(name);
      running.seen += 1;
      const { kill } = running;
      const isIt = kill?.nth === running.seen;
      if (isIt && kill.when === "before") return end();
      await forward(!isIt, async (body) => {
        if (name === "POST keys") secrets.push(...(/plnx_sandbox_[0-9a-f]+/.exec(body) ?? []));
        if (isIt) await end();
      });
      const placed = secret();
      if (placed !== undefined && !works(placed)) broken.push(`after ${name}`);
    });
  const gates = await Promise.all([
    gateTo(sandbox.url, ({ method = "", url = "" }) =>
      method === "GET" ? undefined : `${method} ${url.includes("/keys/") ? "key" : "keys"}`,
    ),
    gateTo(github.apiUrl, ({ method = "", url = "" }) => `${method} ${nameAtGitHub(url)}`),
  ]);
  const [service, hub] = gates;
  const env: Record<string, string> = {
    MUSTER_TOKEN_ACME: sandbox.organizations[0]?.token ?? "",
    MUSTER_API_ACME: service.url,
    GITHUB_API_URL: hub.url,
    MUSTER_DELIVER_TO: target,
    MUSTER_DELIVER_TOKEN: deliverToken,
  };
  const journalPath = join(world.folder, "journal.jsonl");
  return {
    ...{ sandbox, github, folder: world.folder, steps, secrets, broken, env, secret, works, organization },
    pass: (milliseconds) => void (offset += milliseconds),
    run: async (args, kill) => {
      running.kill = kill;
      running.seen = 0;
      if (kill === undefined) return muster.run(args, { cwd: world.folder, env, clock: shifted(offset) });
      const child = muster.start(args, {
        cwd: world.folder,
        env: { ...env, NODE_OPTIONS: shiftedClock(offset) },
      });
      running.child = child;
      return endOf(child);
    },
    journal: () => (existsSync(journalPath) ? readFileSync(journalPath, "utf8") : ""),
    snapshot: () => ({ state: sandbox.dump(), secret: secret(), offset }),
    close: async () => {
      for (const gate of gates) gate.close();
      await Promise.all([github.close(), ...(sandbox === world.sandbox ? [] : [sandbox.close()])]);
      await world.close();
    },
  };
}

function nameAtGitHub(url: string): string {
  if (url.endsWith("/public-key")) return "public key";
  return url.includes("/secrets/") ? "secret" : "repository";
}

/** Forwards, and answers if told to. */
type Forward = (answers: boolean, between?: (body: string) => Promise<void>) => Promise<void>;

async function openGate(
  upstream: string,
  pass: (request: IncomingMessage, forward: Forward) => Promise<void>,
): Promise<{ readonly url: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const forward: Forward = async (answers, between) => {
        const answer = await forwarded(upstream, request, Buffer.concat(chunks));
        const content = Buffer.from(await answer.arrayBuffer());
        await between?.(content.toString("utf8"));
        if (answers) send(response, answer, content);
      };
      // What is cut off behind the gate is cut off before it.
      pass(request, forward).catch(() => response.destroy());
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const hopByHop = new Set(["host", "connection", "content-length", "transfer-encoding", "keep-alive"]);

function forwarded(upstream: string, request: IncomingMessage, body: Buffer): Promise<Response> {
  const { method = "GET", url = "/", headers } = request;
  const given = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    hopByHop.has(name) || value === undefined ? [] : [[name, String(value)]],
  );
  const content = method === "GET" || body.length === 0 ? {} : { body: new Uint8Array(body) };
  return fetch(`${upstream}${url}`, { method, headers: given, redirect: "manual", ...content });
}

function send(response: ServerResponse, { headers, status }: Response, body: Buffer): void {
  const kept = [...headers].filter(([name]) => !hopByHop.has(name) && name !== "content-encoding");
  response.writeHead(status, Object.fromEntries(kept)).end(body);
}
