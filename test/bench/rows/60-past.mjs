/** Looking back at a long history. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { alternate } from "../measure.mjs";
import { nameOf, pastRepository, sayingPeak, timed } from "../past.mjs";

export const about =
  "10,000 commits, 200 files, 5,000 members; floor: git log -p of the access folder. `cold` has nothing that was kept, `again` what the run before kept below the git directory, `one more` a commit more than that";

const rounds = 5;

export default async function lookingBack({ cli, folder, report }) {
  const place = join(folder, "past");
  pastRepository(place, 10_000);
  const forget = () => rmSync(join(place, ".git", "muster"), { recursive: true, force: true });
  const git = (...args) => timed("git", args, place);
  const muster =
    (...args) =>
    ({ peak = false }) =>
      timed(process.execPath, [...(peak ? sayingPeak : []), cli, ...args], place);
  const one = muster("explain", nameOf(1, 2, 3), "--offline");
  const all = muster("report", "--on", "2024-06-01", "--format", "csv");
  const cold = (measure) => (how) => {
    forget();
    return measure(how);
  };
  const more = (how) => {
    git("-c", "user.name=x", "-c", "user.email=x@acme.example", "commit", "-q", "--allow-empty", "-m", "x");
    return one(how);
  };
  const floor = () => git("log", "-p", "--", "access");
  const measures = [floor, cold(one), one, cold(all), all, more];
  const [floors, first, again, firstReport, reportAgain, oneMore] = await alternate(rounds, measures);
  const row = (name, measured, ratio) =>
    report({
      ...{ name: `past: ${name}`, floor: floors, measured },
      goal: ratio === undefined ? undefined : { ratio, mb: 400 },
    });
  row("explain, cold", first, 3);
  row("explain, again", again, 0.3);
  row("explain, one more", oneMore);
  row("report --on, cold", firstReport, 10);
  row("report --on, again", reportAgain, 1);
}
