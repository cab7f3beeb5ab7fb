/** Bringing a large organization in from Peribolos's files. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { alternate, node } from "../measure.mjs";

export const about =
  "muster import --from peribolos --people, start to end: 1,300 people, 280 teams in 3 levels, 160 grants, in the shapes of large public organizations, into an empty folder, and again into the one that it wrote, which changes no byte; floor: muster validate of what it wrote";

export default async function peribolos({ cli, peribolos: made, folder, report }) {
  const { peribolosWorld } = await import(made);
  const place = mkdtempSync(join(folder, "peribolos-"));
  for (const [path, text] of Object.entries(peribolosWorld().files)) {
    mkdirSync(dirname(join(place, "config", path)), { recursive: true });
    writeFileSync(join(place, "config", path), text);
  }
  let times = 0;
  const into = (access, how) =>
    node([cli, "import", "--from", "peribolos", "config", "--people", "--quiet", "--access", access], {
      ...how,
      cwd: place,
    });
  await into("first", {});
  const before = bytesOf(join(place, "first"));
  const [floor, anew, again] = await alternate(5, [
    (how) => node([cli, "validate", "--quiet", "--access", "first"], { ...how, cwd: place }),
    (how) => into(`access-${(times += 1)}`, how),
    (how) => into("first", how),
  ]);
  if (bytesOf(join(place, "first")) !== before) throw new Error("A second import changed the files.");
  report({
    name: "import from Peribolos, 1,300 people, 280 teams",
    floor,
    measured: anew,
    goal: { ms: 3000 },
  });
  report({ name: "import from Peribolos again", floor, measured: again, goal: { ms: 3000 } });
}

function bytesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => join(item.parentPath, item.name))
    .sort()
    .map((path) => `${path}\n${readFileSync(path, "utf8")}`)
    .join("");
}
