/** How runs end that are cut short, and what is said about files that are not what they should be. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync, readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorldNow } from "../fakes/world.ts";
import { mixed } from "../fakes/mixed.ts";
import { filesOf, seedOf } from "../property/arbitraries.ts";
import { buildMuster, endOf, type Muster } from "./muster.ts";

/** More than ten, since Node warns of more than ten listeners on one signal. */
const names = Array.from({ length: 12 }, (_, index) => `acme-${index}`);

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
  for (const name of names) {
    muster.write({
      [`many/${name}/organization.yaml`]: `organization: { provider: planasonix, id: org_${name} }\n`,
      [`many/${name}/members.yaml`]: "members: { ana@acme.example: admin, lee@acme.example: admin }\n",
    });
  }
});
afterAll(() => muster.remove());

/** A service of its own kind, at the address that it is told. */
async function withService<T>(listener: RequestListener, body: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function envFor(url: string): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const suffix = name.toUpperCase().replace("-", "_");
      return [
        [`MUSTER_API_${suffix}`, url],
        [`MUSTER_TOKEN_${suffix}`, `plnx_for_${name}`],
      ];
    }),
  );
}

describe("a service that never answers", () => {
  it("does not hold up somebody who interrupts", async () => {
    let asked: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    const ran = await withService(
      () => asked(),
      async (url) => {
        const child = muster.start(["apply", "--yes", "--access", "many"], { env: envFor(url) });
        const ended = endOf(child);
        await arrived;
        child.kill("SIGINT");
        return ended;
      },
    );
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toMatch(/error: Interrupted; nothing was written\.\n$/);
    expect(ran.stderr).not.toContain("Warning");
    expect(existsSync(muster.path("journal.jsonl"))).toBe(false);
  });
});

describe("a service that asks to wait for long", () => {
  it("is named with the time, and the plan is not written for some of the organizations", async () => {
    const ran = await withService(
      (_request, response) => response.writeHead(429, { "retry-after": "7200" }).end(),
      (url) => muster.run(["plan", "--access", "many", "--out", "plan.json"], { env: envFor(url) }),
    );
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toContain("too many requests. It asks to wait 7200 s: try again then.");
    expect(ran.stderr).toContain("warning: plan.json was not written");
    expect(existsSync(muster.path("plan.json"))).toBe(false);
  });
});

describe("a standard output that takes nothing", () => {
  it("does not cut off the writes, and is an error", async () => {
    const world = await createWorldNow({
      files: filesOf(mixed.declared),
      sandbox: { seed: { version: 1, organizations: [seedOf(mixed.live)] } },
    });
    try {
      const child = spawn(process.execPath, [muster.path("bundle/cli.js"), "apply", "--yes"], {
        cwd: world.folder,
        env: { ...world.context.env, PATH: process.env["PATH"] },
        // Opened for reading: every write to it fails.
        stdio: ["ignore", openSync(muster.path("many/acme-0/members.yaml"), "r"), "pipe"],
      });
      let stderr = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      const [code] = (await once(child, "close")) as [number | null];
      expect(code).toBe(1);
      expect(stderr.match(/could not be written to standard output/g)).toHaveLength(1);
      const journal = readFileSync(join(world.folder, "journal.jsonl"), "utf8").trimEnd().split("\n");
      expect(journal.at(-1)).toContain('"run_finished"');
      expect(await world.apply()).toMatchObject({ code: 0 });
    } finally {
      await world.close();
    }
  });
});

describe("files that are something else", () => {
  it.each([
    [["journal", "show", "many/acme-0/members.yaml"], "many/acme-0/members.yaml is not a journal."],
    [["render", "many/acme-0/members.yaml"], "many/acme-0/members.yaml is no plan"],
    [
      ["apply", "--yes", "--access", "many", "--plan", "many/acme-0/members.yaml"],
      "many/acme-0/members.yaml is no plan",
    ],
  ])("are refused: %j", async (args, said) => {
    const ran = await muster.run(args);
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toContain(said);
  });
});
