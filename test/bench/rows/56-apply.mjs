/** Applying many small changes: each is in the journal, flushed to the disk, before its request is sent. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessFiles, writeFiles, yamlFile } from "../data.mjs";
import { alternate, node, startServer } from "../measure.mjs";
import { environmentFor } from "../sandbox.mjs";

export const about =
  "muster apply --yes --quiet of 5,000 promotions, start to end, journal and second look included; floor: a script that sends the 5,000 PATCH requests one after the other with fetch, and flushes nothing. A sandbox of its own for each run";

const promotions = 5_000;

export default async function applying({ cli, generate, folder, report }) {
  const { generateState } = await import(generate);
  const state = generateState({ members: 10_000, teams: 1 });
  const place = mkdtempSync(join(folder, "apply-"));
  const [access, seed, journal] = ["access", "seed.json", "journal.jsonl"].map((name) => join(place, name));
  writeFileSync(seed, JSON.stringify(state));
  writeFiles(access, promoted(accessFiles(state)));
  /** Whatever is done meets an organization that is as it was. */
  const anew = async (run) => {
    rmSync(journal, { force: true });
    const server = await startServer([cli, "sandbox", "--quiet", "--seed", seed]);
    try {
      return await run(server.ready);
    } finally {
      await server.end();
    }
  };
  const [floor, measured] = await alternate(2, [
    (how) =>
      anew(({ url, organizations: [{ id, token }] }) =>
        node(
          [join(import.meta.dirname, "..", "patch.mjs"), url, token, id, "editor", String(promotions)],
          how,
        ),
      ),
    (how) =>
      anew(async (ready) => {
        const args = ["--yes", "--quiet", "--allow", "max_changes", "--access", access, "--journal", journal];
        const done = await node([cli, "apply", ...args], { ...how, env: environmentFor(ready) });
        if (!done.stdout.includes(`${promotions} promoted`))
          throw new Error(`This is not the result that was expected:\n${done.stdout.slice(-500)}`);
        return done;
      }),
  ]);
  report({ name: "apply of 5,000 promotions", floor, measured, goal: { ratio: 2 } });
}

/** The files with another role for so many viewers. */
function promoted(files) {
  const path = [...files.keys()].find((name) => name.endsWith("/members.yaml"));
  const members = { ...files.get(path).data.members };
  const viewers = Object.keys(members).filter((email) => members[email] === "viewer");
  for (const email of viewers.slice(0, promotions)) members[email] = "editor";
  return new Map(files).set(path, yamlFile({ members }));
}
