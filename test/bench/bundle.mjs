/** Builds what is measured from the sources as they stand, into a folder of its own: an old `dist/` would mislead. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..", "..");

/** Paths of the command line as it ships, of `declare` by itself, of the sandbox's made-up organization, and of a made-up tree of Peribolos's. */
export async function bundle(folder) {
  const dist = join(folder, "dist");
  execFileSync(process.execPath, [join(root, "build.mjs"), dist]);
  // As it ships: without it, Node parses every file twice to find out that it is a module.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await build({
    absWorkingDir: root,
    entryPoints: {
      read: "src/declare/read.ts",
      generate: "src/sandbox/planasonix/generate.ts",
      peribolos: "test/fakes/peribolos.ts",
    },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: "warning",
  });
  return {
    cli: join(dist, "cli.js"),
    read: join(folder, "read.mjs"),
    generate: join(folder, "generate.mjs"),
    peribolos: join(folder, "peribolos.mjs"),
  };
}
