/** Where a secret may go is the environment's to say: exact names, one token, and files that nobody else reads. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { githubTargetOf, type DeliveryTarget } from "../../../src/model/target.ts";
import type { Context } from "../../../src/run/context.ts";
import { openDeliverer, type OpenDeliverer } from "../../../src/run/deliver.ts";
import { fakeClock } from "../../fakes/clock.ts";
import type { FakeGitHub } from "../../fakes/github/server.ts";
import { fake } from "../io/githubParts.ts";

const canary = "plnx_live_canary-of-a-new-key-0123456789";
const token = "ghp_deliver_canary_0123456789";

let cwd: string;
let hidden: string[];
let said: string[];
const open: OpenDeliverer[] = [];
const elsewhere: string[] = [];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "muster-deliver-"));
  hidden = [];
  said = [];
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((item) => item.close()));
  for (const folder of [cwd, ...elsewhere.splice(0)]) rmSync(folder, { recursive: true, force: true });
});

function contextOf(env: Record<string, string>): Context {
  return {
    access: "access",
    cwd,
    env,
    clock: fakeClock(),
    random: () => 0.5,
    runId: "run-1",
    progress: (text) => void said.push(text),
    warn: (line) => void said.push(line),
    hide: (secret) => void hidden.push(secret),
  };
}

function deliverer(
  env: Record<string, string> = {},
  declared: readonly DeliveryTarget[] = [],
): OpenDeliverer {
  const opened = openDeliverer(contextOf(env), declared);
  if ("error" in opened) throw new Error(opened.error);
  open.push(opened);
  return opened;
}

function targetOf(text: string): DeliveryTarget {
  const target = githubTargetOf(text);
  if (target === undefined) throw new Error(text);
  return target;
}

async function gitHub(): Promise<FakeGitHub> {
  const server = await fake({ tokens: { [token]: { secrets: "write", environments: "write" } } });
  server.add.other({ fullName: "acme/dbt", environments: ["production", "staging"] });
  return server;
}

const settings = (server: FakeGitHub, list: string): Record<string, string> => ({
  GITHUB_API_URL: server.apiUrl,
  MUSTER_DELIVER_TO: list,
  MUSTER_DELIVER_TOKEN: token,
});

describe("the list", () => {
  it.each([
    ["acme/dbt/KEY", "acme/dbt/KEY"],
    ["other/x/Y,\n  ACME/Dbt/KEY ,\r\n", "acme/dbt/KEY"],
    ["acme/dbt/*", "acme/dbt/KEY"],
    ["acme/dbt@production/KEY", "acme/dbt@production/KEY"],
    ["acme/dbt@production/*", "acme/dbt@production/KEY"],
  ])("%j allows %s", async (list, text) => {
    const server = await gitHub();
    const delivering = deliverer(settings(server, list));
    expect(await delivering.check(targetOf(text))).toEqual({ ok: true });
    expect(await delivering.deliver(targetOf(text), canary)).toEqual({ ok: true });
    expect(hidden).toContain(canary);
    expect(hidden).toContain(token);
    expect(said).toEqual([]);
  });

  it.each([
    ["", "acme/dbt/KEY"],
    ["acme/dbt/KEY", "acme/dbt/KEY2"],
    ["acme/dbt/KEY2", "acme/dbt/KEY"],
    ["acme/dbt/KEY", "acme/dbt2/KEY"],
    ["acme/dbt2/KEY", "acme/dbt/KEY"],
    ["acme/dbt/*", "acme/dbt-evil/KEY"],
    ["acme/dbt/*", "acme2/dbt/KEY"],
    ["acme/dbt/*", "acme/dbt@production/KEY"],
    ["acme/dbt@production/*", "acme/dbt/KEY"],
    ["acme/dbt@production/KEY", "acme/dbt@staging/KEY"],
    ["acme/dbt@production/KEY", "acme/dbt@Production/KEY"],
    ["acme/dbt@production/KEY", "acme/dbt@production/x/KEY"],
  ])("%j does not allow %s, and GitHub is not even asked", async (list, text) => {
    const server = await gitHub();
    const delivering = deliverer(settings(server, list));
    for (const done of [
      await delivering.check(targetOf(text)),
      await delivering.deliver(targetOf(text), canary),
    ]) {
      expect(done).toMatchObject({ ok: false, code: "no_target", kind: "give_up" });
      expect(done.ok ? "" : done.message).toContain(`add ${text} to MUSTER_DELIVER_TO`);
    }
    expect(server.requests()).toEqual([]);
  });

  it.each([
    "acme",
    "acme/dbt",
    "acme/*/KEY",
    "*",
    "acme/dbt/K*",
    "acme/dbt/key",
    "*/dbt/KEY",
    "acme/dbt@*/KEY/*x",
  ])("that holds %j is an error that names it", (entry) => {
    expect(openDeliverer(contextOf({ MUSTER_DELIVER_TO: `acme/dbt/KEY,${entry}` }), [])).toEqual({
      error: expect.stringContaining(`MUSTER_DELIVER_TO: ${JSON.stringify(entry)} is not`) as string,
    });
  });
});

describe("the token", () => {
  it("is the one for deliveries, and no other will do", async () => {
    const server = await gitHub();
    const { MUSTER_DELIVER_TOKEN: _, ...rest } = settings(server, "acme/dbt/KEY");
    const others = { GITHUB_TOKEN: token, GH_TOKEN: token, MUSTER_TOKEN: token, MUSTER_TOKEN_ACME: token };
    const done = await deliverer({ ...rest, ...others }).deliver(targetOf("acme/dbt/KEY"), canary);
    expect(done).toMatchObject({ ok: false, code: "no_target" });
    expect(done.ok ? "" : done.message).toContain("Set MUSTER_DELIVER_TOKEN");
    expect(server.requests()).toEqual([]);
  });

  it("may stand in a file", async () => {
    const server = await gitHub();
    const { MUSTER_DELIVER_TOKEN: _, ...rest } = settings(server, "acme/dbt/KEY");
    writeFileSync(join(cwd, "token"), `${token}\n`);
    const delivering = deliverer({ ...rest, MUSTER_DELIVER_TOKEN_FILE: join(cwd, "token") });
    expect(await delivering.check(targetOf("acme/dbt/KEY"))).toEqual({ ok: true });
  });

  it("that cannot be one is an error without it", () => {
    const opened = openDeliverer(contextOf({ MUSTER_DELIVER_TOKEN: `${token} x` }), []);
    expect(opened).toHaveProperty("error");
    expect(JSON.stringify(opened)).not.toContain("canary");
  });
});

describe("a file", () => {
  const file = (path: string): DeliveryTarget => ({ kind: "file", path });

  it("gets exactly the secret, for its owner alone, and leaves nothing beside it", async () => {
    const delivering = deliverer();
    expect(await delivering.check(file("key"))).toEqual({ ok: true });
    expect(readdirSync(cwd)).toEqual([]);
    expect(await delivering.deliver(file("key"), "plnx_test_old")).toEqual({ ok: true });
    expect(await delivering.deliver(file(join(cwd, "key")), canary)).toEqual({ ok: true });
    expect(readFileSync(join(cwd, "key"), "utf8")).toBe(canary);
    expect(statSync(join(cwd, "key")).mode & 0o777).toBe(0o600);
    expect(readdirSync(cwd)).toEqual(["key"]);
  });

  it("takes away what a run left that was killed while it wrote, and nothing else", async () => {
    const others = ["key.0123456789ab.tmp.bak", "key.tmp", "key2.0123456789ab.tmp"];
    for (const name of ["key.0123456789ab.tmp", ...others]) writeFileSync(join(cwd, name), "plnx_test_lost");
    expect(await deliverer().deliver(file("key"), canary)).toEqual({ ok: true });
    expect(readdirSync(cwd).sort()).toEqual(["key", ...others]);
  });

  it.each([
    [0o644, 0o600],
    [0o400, 0o400],
    [0o666, 0o600],
  ])("of mode %o has %o after", async (before, after) => {
    writeFileSync(join(cwd, "key"), "plnx_test_old\n");
    chmodSync(join(cwd, "key"), before);
    expect(await deliverer().deliver(file("key"), canary)).toEqual({ ok: true });
    expect(statSync(join(cwd, "key")).mode & 0o777).toBe(after);
  });

  const refusals: readonly [string, string, () => void][] = [
    ["a link", "link", () => symlinkSync(join(cwd, "victim"), join(cwd, "link"))],
    ["a folder", "folder", () => mkdirSync(join(cwd, "folder"))],
    ["one in a folder that is not there", "none/key", () => undefined],
    [
      "one among the access files",
      "access/acme/key",
      () => mkdirSync(join(cwd, "access/acme"), { recursive: true }),
    ],
    [
      "one among the access files by a link",
      "way/key",
      () => {
        mkdirSync(join(cwd, "access"));
        symlinkSync(join(cwd, "access"), join(cwd, "way"));
      },
    ],
    ["one that holds something else", "notes", () => writeFileSync(join(cwd, "notes"), "dear diary\n")],
    ["one that git would commit", "key", () => void execFileSync("git", ["init", "-q", cwd])],
    [
      "one in git's own folder",
      ".git/hooks/key",
      () => {
        execFileSync("git", ["init", "-q", cwd]);
        mkdirSync(join(cwd, ".git/hooks"), { recursive: true });
      },
    ],
    ["one with a control character", "a\u0007b", () => undefined],
    ["one that is named as a folder", "key/", () => undefined],
  ];
  it.each(refusals)("is refused: %s", async (_, path, prepare) => {
    prepare();
    const delivering = deliverer();
    for (const done of [await delivering.check(file(path)), await delivering.deliver(file(path), canary)]) {
      expect(done).toMatchObject({ ok: false, code: "not_delivered" });
      expect(JSON.stringify(done)).not.toContain("canary");
    }
    expect(existsSync(join(cwd, "victim"))).toBe(false);
  });

  /** A folder beside, and ways to it: up, absolute, by a link in the repository. */
  function outside(): { readonly folder: string; readonly ways: readonly string[] } {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-elsewhere-")));
    elsewhere.push(folder);
    symlinkSync(folder, join(cwd, "way"));
    symlinkSync("/", join(cwd, "root"));
    return {
      folder,
      ways: [
        join("..", basename(folder), "key"),
        join(folder, "key"),
        "way/key",
        join("root", folder, "key"),
      ],
    };
  }

  it("outside the repository is given nothing unless it is listed, whatever way leads there", async () => {
    const { folder, ways } = outside();
    for (const list of ["", "acme/dbt/KEY", `file:${folder}/key2`, `file:${folder}/KEY`, "file:key"]) {
      const delivering = deliverer({ MUSTER_DELIVER_TO: list });
      for (const path of ways) {
        for (const done of [
          await delivering.check(file(path)),
          await delivering.deliver(file(path), canary),
        ]) {
          expect(done).toMatchObject({ ok: false, code: "no_target", kind: "give_up" });
          expect(done.ok ? "" : done.message).toContain(`add file:${path} to MUSTER_DELIVER_TO`);
          expect(JSON.stringify(done)).not.toContain("canary");
        }
      }
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it("outside the repository is given a secret when it is listed, by any of its paths", async () => {
    const { folder, ways } = outside();
    for (const listed of ways) {
      for (const path of ways) {
        const delivering = deliverer({ MUSTER_DELIVER_TO: `acme/dbt/KEY, file:${listed}` });
        expect(await delivering.check(file(path))).toEqual({ ok: true });
        expect(await delivering.deliver(file(path), canary)).toEqual({ ok: true });
        expect(readFileSync(join(folder, "key"), "utf8")).toBe(canary);
        rmSync(join(folder, "key"));
      }
    }
  });

  it("that is listed is not written where a link in its place leads, nor is a list of folders taken", async () => {
    const { folder } = outside();
    symlinkSync(join(folder, "victim"), join(folder, "key"));
    const delivering = deliverer({ MUSTER_DELIVER_TO: `file:${folder}/key,file:${folder}/victim` });
    expect(await delivering.deliver(file(join(folder, "key")), canary)).toMatchObject({
      code: "not_delivered",
    });
    expect(readdirSync(folder)).toEqual(["key"]);
    for (const entry of ["file:", `file:${folder}/`, `file:${folder}/*`, "file:../*"]) {
      expect(openDeliverer(contextOf({ MUSTER_DELIVER_TO: entry }), [])).toEqual({
        error: expect.stringContaining(`MUSTER_DELIVER_TO: ${JSON.stringify(entry)} is not`) as string,
      });
    }
  });

  it("elsewhere in the repository needs no listing, from whatever folder of it muster is run", async () => {
    execFileSync("git", ["init", "-q", cwd]);
    writeFileSync(join(cwd, ".gitignore"), "key\n");
    mkdirSync(join(cwd, "sub"));
    const opened = openDeliverer({ ...contextOf({}), cwd: join(cwd, "sub") }, []);
    if ("error" in opened) throw new Error(opened.error);
    open.push(opened);
    expect(await opened.deliver(file("../key"), canary)).toEqual({ ok: true });
    expect(await opened.deliver(file("../../key"), canary)).toMatchObject({ code: "no_target" });
  });

  it("that git ignores may be in a repository", async () => {
    execFileSync("git", ["init", "-q", cwd]);
    writeFileSync(join(cwd, ".gitignore"), "key\n");
    expect(await deliverer().deliver(file("key"), canary)).toEqual({ ok: true });
  });

  it("that two keys go to, by whatever ways, is given neither", async () => {
    mkdirSync(join(cwd, "keys"));
    symlinkSync(join(cwd, "keys"), join(cwd, "way"));
    const ways = ["keys/key", "./keys/key", join(cwd, "keys/key"), "way/key", join(cwd, "way/../keys/key")];
    for (const [index, path] of ways.entries()) {
      const other = ways[(index + 1) % ways.length] ?? "";
      const delivering = deliverer({}, [file(path), file(other), file("keys/key2")]);
      for (const done of [
        await delivering.check(file(path)),
        await delivering.deliver(file(other), canary),
      ]) {
        expect(done).toMatchObject({ ok: false, code: "not_delivered" });
        expect(JSON.stringify(done)).toContain("where another key goes");
      }
      expect(await delivering.check(file("keys/key2"))).toEqual({ ok: true });
    }
    expect(readdirSync(join(cwd, "keys"))).toEqual([]);
  });

  it("of a name that differs from another's by letter case alone is a file of its own where the disk says so", async () => {
    for (const name of ["key", "KEY"]) writeFileSync(join(cwd, name), name);
    const isOne = readdirSync(cwd).length === 1;
    const delivering = deliverer({}, [file("key"), file("KEY")]);
    expect((await delivering.check(file("key"))).ok).toBe(!isOne);
  });

  it("is refused on a runner", async () => {
    const delivering = deliverer({ GITHUB_ACTIONS: "true" });
    expect(await delivering.check(file("key"))).toMatchObject({ ok: false, code: "no_target" });
    expect(await delivering.deliver(file("key"), canary)).toMatchObject({ ok: false, code: "no_target" });
    expect(readdirSync(cwd)).toEqual([]);
  });
});
