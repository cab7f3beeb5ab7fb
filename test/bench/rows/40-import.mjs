/** Writing the files of a live organization, and again where there is nothing to write. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alternate, node, startServer } from "../measure.mjs";
import { environmentFor, plain } from "../sandbox.mjs";

export const about =
  "muster import --quiet, start to end: 10,000 members, 500 teams, against a sandbox in another process; into an empty folder, and again into the one that it wrote; floor: muster plan --quiet of those files, which finds nothing to do";

export default async function importing({ cli, generate, folder, report }) {
  const { generateState } = await import(generate);
  const place = mkdtempSync(join(folder, "import-"));
  const seed = join(place, "seed.json");
  writeFileSync(seed, JSON.stringify(generateState(plain(10_000))));
  const server = await startServer([cli, "sandbox", "--quiet", "--seed", seed]);
  try {
    const env = environmentFor(server.ready);
    const { key, id } = server.ready.organizations[0];
    const into = async (access, expected, how) => {
      const args = ["--org", key, "--provider", "planasonix", "--id", id, "--quiet", "--access", access];
      const done = await node([cli, "import", ...args], { ...how, env });
      if (!done.stdout.includes(expected))
        throw new Error(`This is not the import that was expected:\n${done.stdout}`);
      return done;
    };
    let times = 0;
    const first = join(place, "access-0");
    const steps = `muster plan --org ${key}`;
    await into(first, steps, {});
    const [floor, anew, again] = await alternate(5, [
      (how) => node([cli, "plan", "--quiet", "--exit-code", "--access", first], { ...how, env }),
      (how) => into(join(place, `access-${(times += 1)}`), steps, how),
      (how) => into(first, "nothing was changed", how),
    ]);
    report({ name: "import, 10,000 members, 500 teams", floor, measured: anew, goal: { ratio: 2.5 } });
    report({ name: "import again, nothing to write", floor, measured: again, goal: { ratio: 2.5 } });
  } finally {
    await server.end();
  }
}
