/** Fetching commits by id, from a real remote; and where the token goes. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chmodSync, existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureCommit, ensureHistory, ensureHistoryOf } from "../../../src/io/gitFetch.ts";
import { gitFolderAt, isShallow } from "../../../src/io/gitFolder.ts";
import { hasCommit } from "../../../src/io/gitHistory.ts";
import { testRepository, type TestRepository } from "../../fakes/repository.ts";

const none = { serverUrl: "https://github.example", token: "" };
const opened: TestRepository[] = [];
let origin: TestRepository;
beforeEach(() => {
  origin = testRepository();
  opened.push(origin);
  origin.git("config", "uploadpack.allowAnySHA1InWant", "true");
  for (const text of ["1", "2", "3"]) {
    origin.put("access/acme/a.yaml", text);
    origin.commit();
  }
});
afterEach(() => {
  for (const one of opened.splice(0)) one.remove();
});

function clone(...args: readonly string[]): TestRepository {
  const one = testRepository(`file://${origin.root}`, args);
  opened.push(one);
  return one;
}

describe("fetching", () => {
  it("fetches a commit by id, and moves nothing else", async () => {
    const here = clone();
    origin.git("checkout", "-q", "--detach");
    origin.put("access/acme/a.yaml", "hidden");
    const hidden = origin.commit();
    origin.git("tag", "v1");
    const before = here.git("for-each-ref");
    expect(await ensureCommit({ cwd: here.root, auth: none, commit: hidden })).toBeUndefined();
    expect(await hasCommit({ cwd: here.root, commit: hidden })).toBe(true);
    expect(here.git("for-each-ref")).toBe(before);
    expect(await isShallow(gitFolderAt(here.root))).toBe(false);
    expect(here.git("status", "--porcelain")).toBe("");
    // It is there now, so that nobody has to be asked again.
    origin.remove();
    expect(await ensureCommit({ cwd: here.root, auth: none, commit: hidden })).toBeUndefined();
  });

  it("fetches commits with all that came before them, and moves nothing, whatever the clone's depth", async () => {
    const tip = origin.git("rev-parse", "HEAD");
    origin.git("checkout", "-q", "--detach", "HEAD~1");
    origin.put("access/acme/b.yaml", "b");
    const head = origin.commit();
    const first = origin.git("rev-list", "--max-parents=0", "HEAD");
    for (const depth of [["--depth=1"], ["--depth=2"], []]) {
      const here = clone(...depth);
      const before = here.git("for-each-ref");
      const where = { cwd: here.root, auth: none };
      expect(await ensureHistoryOf({ ...where, commits: [tip, head] })).toBeUndefined();
      expect(here.git("rev-list", "--count", tip, head)).toBe("4");
      expect(await hasCommit({ cwd: here.root, commit: first })).toBe(true);
      expect(here.git("for-each-ref")).toBe(before);
      expect(await ensureHistoryOf({ ...where, commits: [tip, head] })).toBeUndefined();
      for (const wrong of ["main", "--upload-pack=touch x", "0123456789".repeat(4)]) {
        expect(await ensureHistoryOf({ ...where, commits: [tip, wrong] })).toHaveProperty("error");
      }
    }
  });

  it("makes a shallow clone whole", async () => {
    const here = clone("--depth=1");
    const first = origin.git("rev-list", "--max-parents=0", "HEAD");
    expect(await hasCommit({ cwd: here.root, commit: first })).toBe(false);
    expect(await ensureHistory({ cwd: here.root, auth: none })).toBeUndefined();
    expect(await hasCommit({ cwd: here.root, commit: first })).toBe(true);
    expect(await isShallow(gitFolderAt(here.root))).toBe(false);
    expect(await ensureHistory({ cwd: here.root, auth: none })).toBeUndefined();
  });

  it("says what it could not fetch, without passwords of the address", async () => {
    const here = clone();
    const nowhere = "0123456789".repeat(4);
    expect(await ensureCommit({ cwd: here.root, auth: none, commit: nowhere })).toMatchObject({
      error: expect.stringContaining(nowhere),
    });
    expect(await ensureCommit({ cwd: here.root, auth: none, commit: "main" })).toHaveProperty("error");
    here.git("remote", "set-url", "origin", "http://ana:canary-password@127.0.0.1:1/x.git");
    const failed = await ensureCommit({ cwd: here.root, auth: none, commit: nowhere });
    expect(failed?.error).toContain("could not be fetched");
    expect(failed?.error).not.toContain("canary");
  });

  it("runs no hook and no program that the repository's settings or the address name", async () => {
    const here = clone();
    origin.put("access/acme/a.yaml", "new");
    const commit = origin.commit();
    for (const hook of ["reference-transaction", "post-checkout", "post-merge", "fsmonitor-watchman"]) {
      here.put(`.git/hooks/${hook}`, `#!/bin/sh\ntouch "${here.root}/ran"\n`);
      chmodSync(`${here.root}/.git/hooks/${hook}`, 0o755);
    }
    here.git("config", "core.fsmonitor", `${here.root}/.git/hooks/fsmonitor-watchman`);
    expect(await ensureCommit({ cwd: here.root, auth: none, commit })).toBeUndefined();
    here.git("config", "protocol.ext.allow", "always");
    here.git("remote", "set-url", "origin", `ext::touch ${here.root}/ran`);
    expect(await ensureCommit({ cwd: here.root, auth: none, commit: "ab".repeat(20) })).toHaveProperty(
      "error",
    );
    expect(existsSync(`${here.root}/ran`)).toBe(false);
    const shallow = clone("--depth=1");
    shallow.put(".git/hooks/reference-transaction", `#!/bin/sh\ntouch "${shallow.root}/ran"\n`);
    chmodSync(`${shallow.root}/.git/hooks/reference-transaction`, 0o755);
    // Something for a hook to hear of: the remote's branch moved.
    origin.put("access/acme/a.yaml", "newer");
    origin.commit();
    expect(await ensureHistory({ cwd: shallow.root, auth: none })).toBeUndefined();
    expect(existsSync(`${shallow.root}/ran`)).toBe(false);
  });
});

describe("the token of a fetch", () => {
  const token = "canary-token";
  const expected = `basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  const seen: IncomingHttpHeaders[] = [];
  const servers: Server[] = [];
  afterEach(async () => {
    seen.length = 0;
    for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
  });

  async function listen(redirect?: string): Promise<string> {
    const server = createServer((request, response) => {
      seen.push(request.headers);
      if (redirect === undefined) response.writeHead(403).end();
      else response.writeHead(302, { location: `${redirect}${request.url ?? ""}` }).end();
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function fetchFrom(address: string, serverUrl: string, prepare?: (here: TestRepository) => void) {
    const here = clone();
    here.git("remote", "set-url", "origin", address);
    prepare?.(here);
    return ensureCommit({ cwd: here.root, auth: { serverUrl, token }, commit: "ab".repeat(20) });
  }

  it("goes to its own server, in a header", async () => {
    const server = await listen();
    await fetchFrom(`${server}/acme/access.git`, server);
    expect(seen.map((headers) => headers.authorization)).toEqual([expected]);
  });

  it("goes nowhere else: another host or port, a remote with a user, a server without https", async () => {
    const server = await listen();
    await fetchFrom(`${server}/acme/access.git`, "https://github.example");
    await fetchFrom(`${server}/acme/access.git`, await listen());
    await fetchFrom(`${server.replace("//", "//ana@")}/acme/access.git`, server);
    await fetchFrom(`${server}/acme/access.git`, "http://github.example");
    await fetchFrom(`${server}/acme/access.git`, "");
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.map((headers) => headers.authorization ?? "")).not.toContain(expected);
  });

  it("is not sent after a redirect, nor where the address is rewritten to", async () => {
    const thief = await listen();
    const server = await listen(thief);
    const failed = await fetchFrom(`${server}/acme/access.git`, server);
    expect(failed).toHaveProperty("error");
    expect(seen).toHaveLength(1);
    await fetchFrom(`${server}/acme/access.git`, server, (here) =>
      here.git("config", `url.${thief}/.insteadOf`, `${server}/`),
    );
    expect(seen.filter((headers) => headers.authorization !== undefined)).toHaveLength(1);
  });

  it("stays away where the repository's own settings have a header", async () => {
    const server = await listen();
    await fetchFrom(`${server}/acme/access.git`, server, (here) =>
      here.git("config", `http.${server}/.extraheader`, "AUTHORIZATION: basic own"),
    );
    expect(seen.map((headers) => headers.authorization)).toEqual(["basic own"]);
  });
});
