/** The command line with one more provider: its own rooms, and one line in the list of services. */
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..", "..", "..");

/** The list as it is with the provider in it; and where its rooms are, which would stand among the other providers'. */
const tables: Readonly<Record<string, (text: string) => string>> = {
  "all.ts": (text) =>
    `import { guild } from ${JSON.stringify(join(import.meta.dirname, "vocabulary.ts"))};\n${once(text, /(const vocabularies = \{ [^}]*) \}/, "$1, guild }")}`,
  "providers.ts": (text) =>
    once(
      text,
      /await (import\(`[^`]+`\))/,
      `await (name === "guild" ? import(${JSON.stringify(join(import.meta.dirname, "index.ts"))}) : $1)`,
    ),
};

function once(text: string, pattern: RegExp, now: string): string {
  if (!pattern.test(text)) throw new Error(`There is no ${pattern.source} any more.`);
  return text.replace(pattern, now);
}

/** Builds it into the folder; gives the path of the command. */
export async function buildWithGuild(folder: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    define: { MUSTER_VERSION: '"0.0.0-test"' },
    banner: {
      js: 'import{createRequire as madeRequire}from"node:module";const require=madeRequire(import.meta.url);',
    },
    logLevel: "error",
    plugins: [
      {
        name: "one more provider",
        setup: (bundle) =>
          bundle.onLoad({ filter: /src\/(?:model\/vocabularies\/all|run\/providers)\.ts$/ }, ({ path }) => {
            const table = tables[basename(path)];
            return table === undefined
              ? undefined
              : { contents: table(readFileSync(path, "utf8")), loader: "ts" };
          }),
      },
    ],
  });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return join(folder, "cli.js");
}
