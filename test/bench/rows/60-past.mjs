/** Looking back at a long history. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { nameOf, pastRepository, sayingPeak, timed } from "../past.mjs";

export const about =
  "10,000 commits, 200 files, 5,000 members; floor: git log -p of the access folder. `cold` has nothing that was kept, `again` what the run before kept below the git directory, `one more` a commit more than that";

export default function lookingBack({ cli, folder, report }) {
  const place = join(folder, "past");
  pastRepository(place, 10_000);
  const forget = () => rmSync(join(place, ".git", "muster"), { recursive: true, force: true });
  const muster = (...args) => timed(process.execPath, [...sayingPeak, cli, ...args], place);
  const one = () => muster("explain", nameOf(1, 2, 3), "--offline");
  const all = () => muster("report", "--on", "2024-06-01", "--format", "csv");
  const floor = Array.from({ length: 3 }, () => timed("git", ["log", "-p", "--", "access"], place));
  const row = (name, done, ratio) =>
    report({
      name: `past: ${name}`,
      floor,
      measured: [done],
      goal: ratio === undefined ? undefined : { ratio, mb: 400 },
    });
  forget();
  row("explain, cold", one(), 3);
  row("explain, again", one(), 0.3);
  timed(
    "git",
    ["-c", "user.name=x", "-c", "user.email=x@acme.example", "commit", "-q", "--allow-empty", "-m", "x"],
    place,
  );
  row("explain, one more", one());
  forget();
  row("report --on, cold", all(), 10);
  row("report --on, again", all(), 1);
}
