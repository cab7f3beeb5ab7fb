/**
 * One side of the reading benchmark: `reading.mjs json DIR`, or `reading.mjs declare DIR BUNDLE MEMBERS`. For every line
 * on standard input it makes one call and prints its time in ms. What is read from the disk is read before.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [, , mode, folder, bundle, members] = process.argv;

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();

const prepare = mode === "json" ? parsing() : await declaring();
for await (const _ of createInterface({ input: process.stdin })) {
  const call = prepare();
  const start = performance.now();
  const result = call();
  const ms = performance.now() - start;
  check(result);
  console.log(ms);
}

function parsing() {
  const texts = files.map((file) => readFileSync(file, "utf8"));
  return () => () => texts.map((text) => JSON.parse(text));
}

async function declaring() {
  const { declare } = await import(bundle);
  const tree = files.map((file) => {
    const bytes = new Uint8Array(readFileSync(file));
    const path = file.slice(folder.length + 1);
    return { path, type: "file", size: bytes.length, bytes };
  });
  return () => {
    // What was parsed once is remembered by its bytes: each call gets bytes of its own.
    const fresh = tree.map((entry) => ({ ...entry, bytes: entry.bytes.slice() }));
    return () => declare({ tree: fresh, label: "access", today: "2026-01-01" });
  };
}

function check(result) {
  if (mode === "json") return;
  const [problem] = result.diagnostics;
  if (problem !== undefined)
    throw new Error(`${problem.source.file}:${problem.source.line} ${problem.message}`);
  const found = result.organizations[0]?.desired.member.size;
  if (found !== Number(members)) throw new Error(`Of ${members} members, ${found} were read.`);
}
