/** What the build makes: few files are loaded before a command does anything, and each thing is there once. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { bundleFolder } from "../bundle.ts";

/** The files that one of the bundle loads at once, itself among them. */
function loadedWith(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const text = readFileSync(path, "utf8");
  for (const [, name = ""] of text.matchAll(/(?:^|[;}\n])(?:import|export)(?:[^;"'()]*?from)?"(\.[^"]+)"/g))
    loadedWith(join(dirname(path), name), seen);
  return seen;
}

function chunkOf(name: string): string {
  const chunks = join(bundleFolder(), "chunks");
  const found = readdirSync(chunks).filter((file) => file.startsWith(`${name}-`));
  expect(found).toHaveLength(1);
  return join(chunks, found[0] ?? "");
}

const sizeOf = (paths: Iterable<string>): number =>
  [...paths].reduce((sum, path) => sum + readFileSync(path).length, 0);

describe("the bundle", () => {
  it.each([
    ["program", 2, 300_000],
    ["validate", 3, 800_000],
    ["plan", 4, 1_200_000],
    ["report", 16, 450_000],
  ])("loads little for %s: %i files at most", (name, files, bytes) => {
    const loaded = loadedWith(chunkOf(name));
    expect([...loaded].map((path) => relative(bundleFolder(), path)).length).toBeLessThanOrEqual(files);
    expect(sizeOf(loaded)).toBeLessThan(bytes);
  });

  it("keeps what no action needs out of the action's start", () => {
    expect(sizeOf(loadedWith(join(bundleFolder(), "action.js")))).toBeLessThan(100_000);
  });

  it("has each class of errors once, so that whoever throws and whoever catches mean the same", () => {
    const texts = readdirSync(join(bundleFolder(), "chunks"))
      .filter((file) => file.endsWith(".js"))
      .map((file) => readFileSync(join(bundleFolder(), "chunks", file), "utf8"));
    const zod = texts.map((text) => text.split('("$ZodType",').length - 1);
    const yaml = texts.map((text) => text.split(/YAMLException\d*=class/).length - 1);
    for (const counts of [zod, yaml]) expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  });
});
