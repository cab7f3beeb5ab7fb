/**
 * Builds `dist/`: the command line as ESM with code splitting, so that nothing heavy loads before it is needed.
 * The same sources and lock file give the same bytes on every machine. `node build.mjs DIR` puts them elsewhere.
 */
import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { lateSpawn, lateYaml, leftOut, mergeChunks, written } from "./build.merge.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { cli: "src/cli/main.ts", action: "src/action/main.ts" },
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  ...written,
  splitting: true,
  plugins: [lateSpawn, lateYaml],
  metafile: true,
  define: {
    MUSTER_VERSION: JSON.stringify(version),
    MUSTER_SOURCES: JSON.stringify(await sources()),
    MUSTER_HELP: JSON.stringify(JSON.stringify(await helpPages())),
  },
});

// Bundled CommonJS packages call require() for Node's own modules, which an ES module does not have.
const requireForModules =
  'import{createRequire as musterCreateRequire}from"node:module";const require=musterCreateRequire(import.meta.url);\n';

const dist = resolve(process.argv[2] ?? join(root, "dist"));
const texts = new Map(
  outputFiles.map(({ path, text }) => [
    relative(join(root, "dist"), path).replaceAll(sep, "/"),
    /\brequire\b/.test(text) ? requireForModules + text : text,
  ]),
);
const below = (path) => relative("dist", path).replaceAll(sep, "/");
const outputs = Object.fromEntries(
  Object.entries(metafile.outputs).map(([path, { imports, ...output }]) => [
    below(path),
    {
      ...output,
      imports: imports.map((item) => (item.external ? item : { ...item, path: below(item.path) })),
    },
  ]),
);
// What each step of a run loads at once, the steps that most commands begin with first.
const roots = [
  { sources: ["src/action/main.ts", "src/cli/help.ts"], beside: "chunks/first.js" },
  // An answer that was kept is printed with little more than the commands themselves.
  { sources: ["src/cli/program.ts", "src/run/evidence/explain.ts", "src/render/explain.ts"] },
  { sources: ["src/run/validate.ts"] },
  { sources: ["src/run/plan.ts"] },
];
const files = await mergeChunks({ texts, outputs, roots });
files.set("cli.js", `#!/usr/bin/env node\n${Buffer.from(files.get("cli.js")).toString("utf8")}`);
files.set("LICENSES.txt", await licenses(Object.keys(metafile.inputs)));
for (const [path, contents] of files) {
  await mkdir(dirname(join(dist, path)), { recursive: true });
  await writeFile(join(dist, path), contents);
}
await chmod(join(dist, "cli.js"), 0o755);

// Chunk names hold a hash, so those of earlier builds are still there.
for (const name of await readdir(join(dist, "chunks"))) {
  if (!files.has(`chunks/${name}`)) await rm(join(dist, "chunks", name));
}

/** What each command says in help, asked of the commands here, so that whoever asks for help need not wait for them. */
async function helpPages() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["src/cli/helpPages.ts"],
    ...written,
    format: "cjs",
    plugins: [lateSpawn, leftOut],
  });
  const module = { exports: {} };
  new Function("require", "module", outputFiles[0].text)(createRequire(import.meta.url), module);
  return module.exports.helpPages(version);
}

/** A digest of all sources: what was worked out by others is not taken for one's own. */
async function sources() {
  const hash = createHash("sha256");
  const names = (await readdir(join(root, "src"), { recursive: true }))
    .filter((name) => name.endsWith(".ts"))
    .sort();
  for (const name of [...names.map((name) => join("src", name)), "package-lock.json"])
    hash.update(`${name.replaceAll(sep, "/")}\n`).update(await readFile(join(root, name)));
  return hash.digest("hex");
}

/** The licence of every package that was bundled, with its version, in order of names. */
async function licenses(inputs) {
  const folders = new Set(
    inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  );
  const parts = [];
  for (const folder of [...folders].sort()) {
    const about = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
    const file = (await readdir(join(root, folder))).sort().find((name) => /^licen[cs]e(\.|$)/i.test(name));
    const text = file === undefined ? "" : await readFile(join(root, folder, file), "utf8");
    parts.push(
      `${about.name} ${about.version} (${about.license})\n\n${text.replaceAll("\r\n", "\n").trim()}\n`,
    );
  }
  return ["The files of this folder contain these packages.\n", ...parts].join(`\n${"-".repeat(80)}\n\n`);
}
