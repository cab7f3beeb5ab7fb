/**
 * Puts the chunks of a build that are always loaded together into one file: Node takes as long to find and link a module as
 * to read some kilobytes of it, and code splitting makes hundreds of small ones.
 */
import { readFile } from "node:fs/promises";
import { posix } from "node:path";
import { build } from "esbuild";
import { EVENT_ID, SCALAR_STYLE } from "js-yaml";

/** How every file of a build is written. */
export const written = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  charset: "utf8",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  write: false,
  logLevel: "warning",
};

/** commander loads what starts processes, with sockets and all, for commands that are programs of their own. There are none here. */
export const lateSpawn = {
  name: "late-spawn",
  setup(hooks) {
    hooks.onLoad({ filter: /[\\/]commander[\\/]lib[\\/]command\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const early = "const childProcess = require('node:child_process');";
      if (!text.includes(early)) throw new Error(`${path} no longer has the line: ${early}`);
      const late = "const childProcess = { get spawn() { return require('node:child_process').spawn; } };";
      return { contents: text.replace(early, late), loader: "js" };
    });
  },
};

/** js-yaml reads texts that are not plain, which most runs have none of: there it is only evaluated when it is called. */
export const lateYaml = {
  name: "late-yaml",
  setup(hooks) {
    hooks.onResolve({ filter: /^js-yaml$/ }, ({ path, kind, namespace }) =>
      kind === "import-statement" && namespace === "file" ? { path, namespace: "late" } : undefined,
    );
    hooks.onLoad({ filter: /.*/, namespace: "late" }, ({ path }) => ({
      contents: `
        const yaml = () => require(${JSON.stringify(path)});
        export const EVENT_ID = ${JSON.stringify(EVENT_ID)};
        export const SCALAR_STYLE = ${JSON.stringify(SCALAR_STYLE)};
        export const parseEvents = (...given) => yaml().parseEvents(...given);
        export const getScalarValue = (...given) => yaml().getScalarValue(...given);
        export const YAMLException = { [Symbol.hasInstance]: (it) => it instanceof yaml().YAMLException };
      `,
      resolveDir: import.meta.dirname,
      loader: "js",
    }));
  },
};

/** For what is only asked what it says: what a command needs when it runs is not there. */
export const leftOut = {
  name: "left-out",
  setup(hooks) {
    hooks.onResolve({ filter: /.*/ }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    );
  },
};

/**
 * `texts`: path -> text of each file; `outputs`: what esbuild tells of them, by the same paths; `roots`: sources that are
 * entries. For each root, in their order, all that its sources load at once and no root before it does becomes one file,
 * which is the first source's own, or one `beside` them. Nothing is there twice: what is exported elsewhere is taken from there.
 */
export async function mergeChunks({ texts, outputs, roots }) {
  const pieces = piecesOf(outputs, roots);
  const homeOf = new Map(pieces.flatMap(({ home, chunks }) => chunks.map((path) => [path, home])));
  const numbers = new Map([...homeOf.keys()].map((path, index) => [path, index]));
  // Chunks may export other things by the same name.
  const nameAt = (path, name) =>
    (homeOf.get(path) ?? path) === path ? name : `${name}$${numbers.get(path)}`;
  const exported = (path, from) =>
    `export{${outputs[path].exports.map((name) => `${name} as ${nameAt(path, name)}`).join()}}from"${from}";`;
  const taken = (path) =>
    `export{${outputs[path].exports.map((name) => `${nameAt(path, name)} as ${name}`).join()}}from"home:${homeOf.get(path)}";`;
  const linked = ({ home, chunks }) =>
    link({
      home,
      entry: chunks
        .map((path) => (path === home ? `import"./${path}";` : "") + exported(path, `./${path}`))
        .join("\n"),
      textOf: (path) =>
        chunks.includes(path) ? texts.get(path) : homeOf.has(path) ? taken(path) : undefined,
    });
  const rest = [...texts.keys()].filter((path) => path.endsWith(".js") && homeOf.get(path) !== path);
  const made = await Promise.all([
    ...pieces.map(async (piece) => [piece.home, await linked(piece)]),
    ...rest.map(async (path) => {
      if (!homeOf.has(path)) return [path, await linked({ home: path, chunks: [path] })];
      // Something asks for it by its own name later.
      return outputs[path].entryPoint === undefined
        ? []
        : [path, await link({ home: path, entry: taken(path), textOf: () => undefined })];
    }),
  ]);
  return new Map(made.filter((file) => file.length > 0));
}

/** The files to be made: of a root that does something by itself, what it loads is put beside it. */
function piecesOf(outputs, roots) {
  const placed = new Set();
  return roots.map(({ sources, beside }) => {
    const entries = sources.map((source) => {
      const entry = Object.keys(outputs).find((path) => outputs[path].entryPoint === source);
      if (entry === undefined) throw new Error(`${source} is no entry of the build.`);
      return entry;
    });
    const loaded = new Set(entries.flatMap((entry) => loadedWith(entry, outputs)));
    const chunks = [...loaded].filter(
      (path) => !placed.has(path) && (beside === undefined || !entries.includes(path)),
    );
    for (const path of chunks) placed.add(path);
    return { home: beside ?? entries[0], chunks };
  });
}

/** The file and all that it loads at once, in the order in which it is loaded. */
function loadedWith(path, outputs, seen = new Set()) {
  if (seen.has(path)) return [];
  seen.add(path);
  const static_ = outputs[path].imports.filter(
    ({ kind, external }) => kind === "import-statement" && external !== true,
  );
  return [...static_.flatMap((item) => loadedWith(item.path, outputs, seen)), path];
}

/** One file from an entry. Paths that have no text stay what they are. */
async function link({ home, entry, textOf }) {
  const from = (path) => {
    const way = posix.relative(posix.dirname(home), path);
    return way.startsWith(".") ? way : `./${way}`;
  };
  const done = await build({
    stdin: { contents: entry, loader: "js" },
    ...written,
    plugins: [
      {
        name: "chunks",
        setup(hooks) {
          hooks.onResolve({ filter: /^home:/ }, ({ path }) => ({
            path: from(path.slice("home:".length)),
            external: true,
          }));
          hooks.onResolve({ filter: /^\.\.?\// }, ({ path, importer, kind }) => {
            const full = posix.join(importer === "<stdin>" ? "." : posix.dirname(importer), path);
            return kind === "dynamic-import" || textOf(full) === undefined
              ? { path: from(full), external: true }
              : { path: full, namespace: "chunk" };
          });
          hooks.onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({
            contents: textOf(path),
            loader: "js",
          }));
        },
      },
    ],
  });
  return done.outputFiles[0].text;
}
