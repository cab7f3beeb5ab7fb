/** Artifacts: fetched from elsewhere without the token, unpacked only when nothing about the archive is in doubt. */
import { zipSync } from "fflate";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { unpack } from "../../../src/forge/github/archive.ts";
import { client, fake, valueOf } from "./githubParts.ts";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("utf8");
const bounds = { maxBytes: 1_000_000, maxFiles: 10 };

function zip(files: Readonly<Record<string, string>>, level: 0 | 9 = 9): Buffer {
  const bytes = Object.entries(files).map(([name, content]): [string, Uint8Array] => [
    name,
    new TextEncoder().encode(content),
  ]);
  return Buffer.from(zipSync(Object.fromEntries(bytes), { level }));
}

/** Where the first entry of the central directory begins. */
const entryOf = (archive: Buffer): number => archive.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
const endOf = (archive: Buffer): number => archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));

describe("artifactFiles", () => {
  it("gives the files, and sends the token to the API alone", async () => {
    const server = await fake();
    const files = { "plan.json": '{"a":"ü"}', "deep/er/journal.jsonl": "x\n".repeat(10_000), empty: "" };
    const artifact = server.add.artifact({ name: "a", files });
    const found = valueOf(await client(server).artifactFiles(artifact.id, 100_000));
    expect(Object.fromEntries([...found].map(([path, bytes]) => [path, text(bytes)]))).toEqual(files);
    expect(server.requests().map(({ hasAuthorization }) => hasAuthorization)).toEqual([true]);
    expect(server.storageRequests().map(({ hasAuthorization }) => hasAuthorization)).toEqual([false]);
  });

  it("refuses what is larger than asked for, packed or unpacked", async () => {
    const server = await fake();
    const packed = server.add.artifact({ name: "a", zip: zip({ a: "x".repeat(2000) }, 0) });
    const unpacked = server.add.artifact({
      name: "a",
      zip: zip({ a: "x".repeat(1000), b: "x".repeat(1000) }),
    });
    const github = client(server);
    expect(await github.artifactFiles(packed.id, 1999)).toMatchObject({ ok: false });
    expect(await github.artifactFiles(unpacked.id, 1999)).toMatchObject({ ok: false });
    expect(valueOf(await github.artifactFiles(unpacked.id, 2000)).size).toBe(2);
  });

  it("says what happened to one that expired, is gone, or is not given as documented", async () => {
    const server = await fake();
    const expired = server.add.artifact({ name: "a", isExpired: true });
    const fine = server.add.artifact({ name: "a", files: { a: "b" } });
    const github = client(server);
    expect(await github.artifactFiles(expired.id, 1000)).toMatchObject({ ok: false, status: 410 });
    expect(await github.artifactFiles(1, 1000)).toMatchObject({ ok: false, status: 404 });
    server.fail({ path: /zip$/ }, { status: 200, body: {}, times: 1 });
    expect(await github.artifactFiles(fine.id, 1000)).toMatchObject({ ok: false });
    server.fail({ path: /zip$/ }, { status: 302, body: "", times: 1 });
    expect(await github.artifactFiles(fine.id, 1000)).toMatchObject({ ok: false });
    expect(server.storageRequests()).toEqual([]);
  });

  it("follows one redirect, not two, and shows no signed address", async () => {
    const asked: string[] = [];
    const away = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(302, { location: "/second" });
      response.end();
    });
    servers.push(away);
    await new Promise<void>((resolve) => away.listen(0, "127.0.0.1", resolve));
    const location = `http://127.0.0.1:${(away.address() as AddressInfo).port}/first?signature=canary`;
    const server = await fake();
    const artifact = server.add.artifact({ name: "a", location });
    const asked1 = await client(server).artifactFiles(artifact.id, 1000);
    expect(asked1).toMatchObject({ ok: false });
    expect(asked1).toHaveProperty("message", expect.not.stringContaining("canary"));
    expect(asked).toEqual(["/first?signature=canary"]);
  });

  it.each([
    "http://storage.example/a",
    "ftp://127.0.0.1/a",
    "file:///etc/hosts",
    "/artifacts/1.zip",
    "x",
    "https://u:p@storage.example/",
  ])("does not fetch %s", async (location) => {
    const server = await fake();
    const artifact = server.add.artifact({ name: "a", location });
    expect(await client(server).artifactFiles(artifact.id, 1000)).toMatchObject({ ok: false });
    expect(server.storageRequests()).toEqual([]);
  });

  it("fails when the storage is away or ends in the middle", async () => {
    const broken = createServer((_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("PK", () => response.destroy());
    });
    servers.push(broken);
    await new Promise<void>((resolve) => broken.listen(0, "127.0.0.1", resolve));
    const server = await fake();
    for (const location of [
      `http://127.0.0.1:${(broken.address() as AddressInfo).port}/`,
      "http://127.0.0.1:1/",
      `${server.storageUrl}/artifacts/1.zip`,
    ]) {
      const artifact = server.add.artifact({ name: "a", location });
      expect(await client(server).artifactFiles(artifact.id, 10_000), location).toMatchObject({ ok: false });
    }
  });

  it("refuses an archive that is none, whole", async () => {
    const server = await fake();
    const artifact = server.add.artifact({ name: "a", zip: Buffer.from("<html>") });
    const asked = await client(server).artifactFiles(artifact.id, 1000);
    expect(asked).toHaveProperty("message", expect.stringContaining("is no zip archive"));
  });
});

describe("unpack", () => {
  it("reads stored and packed files, folders, and archives with a comment or sizes after the content", () => {
    const stored = unpack(zip({ "a/b": "stored" }, 0), bounds);
    expect(stored.ok && text(stored.files.get("a/b"))).toBe("stored");
    const folder = unpack(zip({ "a/": "", "a/b": "x" }), bounds);
    expect(folder.ok && [...folder.files.keys()]).toEqual(["a/b"]);
    const archive = zip({ a: "x" });
    archive.writeUInt16LE(3, archive.length - 2);
    expect(unpack(Buffer.concat([archive, Buffer.from("PK!")]), bounds).ok).toBe(true);
    // As GitHub's own upload makes them: zeros in the local header, the truth in the directory.
    const streamed = zip({ a: "x".repeat(100) });
    streamed.fill(0, 14, 26);
    const found = unpack(streamed, bounds);
    expect(found.ok && text(found.files.get("a"))).toBe("x".repeat(100));
    expect(unpack(zip({}), bounds)).toEqual({ ok: true, files: new Map() });
  });

  it.each([
    "../x",
    "a/../../x",
    "a/..",
    "/etc/x",
    "a//b",
    "./a",
    "a\\..\\b",
    "C:/x",
    "a\u0000b",
    "a\nb",
    "a\u202eb",
    "..",
    "../",
    "/",
  ])("refuses everything for the name %j", (name) => {
    const archive = zip({ "fine.json": "{}", [name]: "x" });
    expect(unpack(archive, bounds)).toMatchObject({ ok: false, problem: "holds a name that is not plain" });
  });

  it("refuses a bomb, by what it says and by what it does", () => {
    const honest = zip({ a: "\0".repeat(50_000_000) });
    expect(honest.length).toBeLessThan(100_000);
    expect(unpack(honest, bounds)).toMatchObject({
      ok: false,
      problem: expect.stringContaining("larger than"),
    });
    const liar = Buffer.from(honest);
    liar.writeUInt32LE(1000, entryOf(liar) + 24);
    expect(unpack(liar, bounds)).toMatchObject({ ok: false, problem: "unpacks to more than it says" });
  });

  it("refuses a declared size of 2 GB without making room for it", () => {
    const archive = zip({ a: "x" });
    archive.writeUInt32LE(2 ** 31, entryOf(archive) + 24);
    expect(unpack(archive, bounds)).toMatchObject({
      ok: false,
      problem: expect.stringContaining("larger than"),
    });
  });

  it("refuses too many files, two of one name, and files that overlap to look small", () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`f${index}`, "x"]));
    expect(unpack(zip(many), bounds)).toMatchObject({ ok: false, problem: "holds more than 10 files" });
    const twice = zip({ aa: "x", bb: "y" });
    twice.write("aa", twice.lastIndexOf("bb"));
    expect(unpack(twice, bounds)).toMatchObject({ ok: false, problem: "holds two files of one name" });
    const many2 = zip({ a: "x" });
    many2.writeUInt16LE(0xffff, endOf(many2) + 10);
    expect(unpack(many2, { ...bounds, maxFiles: 70_000 })).toMatchObject({ ok: false });
  });

  it("refuses content that is not what the directory says", () => {
    const shorter = zip({ a: "abc" });
    shorter.writeUInt32LE(4, entryOf(shorter) + 24);
    const changed = zip({ a: "abc" }, 0);
    changed.write("abd", changed.indexOf("abc"));
    const elsewhere = zip({ a: "abc" });
    elsewhere.writeUInt32LE(1, entryOf(elsewhere) + 42);
    const beyond = zip({ a: "abc" });
    beyond.writeUInt32LE(5000, entryOf(beyond) + 20);
    for (const archive of [shorter, changed, elsewhere, beyond]) {
      expect(unpack(archive, bounds)).toMatchObject({ ok: false, problem: "is a damaged zip archive" });
    }
  });

  it("refuses zip64, encryption, parts, and ways of packing that it does not know", () => {
    const zip64 = zip({ a: "x" });
    zip64.writeUInt32LE(0xffffffff, entryOf(zip64) + 24);
    expect(unpack(zip64, bounds)).toMatchObject({ ok: false, problem: "is a zip64 archive" });
    const encrypted = zip({ a: "x" });
    encrypted.writeUInt16LE(1, entryOf(encrypted) + 8);
    expect(unpack(encrypted, bounds)).toMatchObject({ ok: false, problem: "is encrypted" });
    const part = zip({ a: "x" });
    part.writeUInt16LE(1, endOf(part) + 4);
    expect(unpack(part, bounds)).toMatchObject({ ok: false, problem: "is a part of a zip archive" });
    const unknown = zip({ a: "x" });
    unknown.writeUInt16LE(12, entryOf(unknown) + 10);
    expect(unpack(unknown, bounds)).toMatchObject({ ok: false, problem: expect.stringContaining("way") });
  });

  it("never throws, wherever a byte is wrong or the end is missing", () => {
    const whole = zip({ "a/b.json": "abc".repeat(50), c: "d" });
    for (let index = 0; index < whole.length; index++) {
      expect(unpack(whole.subarray(0, index), bounds).ok).toBe(false);
      for (const value of [0, 1, 0x7f, 0xff]) {
        const wrong = Buffer.from(whole);
        wrong[index] = value;
        const found = unpack(wrong, bounds);
        // What is still taken is what was packed, whatever the names became.
        if (found.ok)
          expect([...found.files.values()].map((bytes) => text(bytes))).toEqual(["abc".repeat(50), "d"]);
      }
    }
  });
});
