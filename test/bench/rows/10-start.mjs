/** Start-up: what every command pays before it does anything. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { alternate, node } from "../measure.mjs";

export const about =
  "a fresh process each; floor: a script that is empty. `--version` is answered before anything is loaded and is not judged; `validate` is of the example in the repository";

const times = 15;

export default async function startUp({ cli, folder, root, report }) {
  const empty = join(folder, "empty.mjs");
  writeFileSync(empty, "");
  const said = ["validate", "--quiet", "--access", join(root, "access")];
  const [floor, version, help, validate] = await alternate(
    times,
    [[empty], [cli, "--version"], [cli, "--help"], [cli, ...said]].map((args) => (how) => node(args, how)),
  );
  report({ name: "start-up: --version", floor, measured: version });
  report({ name: "start-up: --help", floor, measured: help, goal: { ratio: 1.25 } });
  report({ name: "start-up: validate of the example", floor, measured: validate, goal: { ratio: 1.8 } });
}
