/** Somebody leaves a large organization: the files are edited, and nothing is asked. */
import { join } from "node:path";
import { accessFiles, writeFiles } from "../data.mjs";
import { alternate, node } from "../measure.mjs";

export const about =
  "muster offboard --quiet, start to end, without a key: one of the members, over 50 files, leaves; floor: muster validate --quiet of the same files";

export default async function offboarding(bench) {
  await row(bench, { members: 10_000, times: 7, goal: { ms: 3000 } });
  await row(bench, { members: 100_000, times: 2, goal: { ratio: 3 } });
}

/** The same person leaves anew in each run: the files are written again before it. */
async function row({ cli, generate, folder, report }, { members, times, goal }) {
  const { generateState } = await import(generate);
  const state = generateState({ members, teams: 48 });
  const files = accessFiles(state);
  const place = join(folder, `offboard-${members}`);
  const [who, successor] = state.organizations[0].members.filter(({ role }) => role !== "viewer");
  const args = ["--quiet", "--access", place];
  const [floor, measured] = await alternate(times, [
    (how) => {
      writeFiles(place, files);
      return node([cli, "validate", ...args], how);
    },
    async (how) => {
      const done = await node([cli, "offboard", who.email, "--successor", successor.email, ...args], how);
      if (!done.stdout.includes(`state: deactivated, successor: ${successor.email}`))
        throw new Error(`These are not the differences that were expected:\n${done.stdout}`);
      return done;
    },
  ]);
  report({ name: `offboard, ${members.toLocaleString("en")} members, 50 files`, floor, measured, goal });
}
