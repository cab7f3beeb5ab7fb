/** Many organizations: what is asked for is read, and what is there is checked, in little memory. */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alternate, node } from "../measure.mjs";

export const about =
  "organizations of so many members, 20 to a team, a file for each team. `validate` beside a bare js-yaml read of the same files; the others beside `node -e` that runs git diff --name-only: one organization differs from HEAD. With --large, also 1,000 organizations of 1,000 members";

const script = join(import.meta.dirname, "..", "yaml.mjs");
const git = (place, ...args) => execFileSync("git", ["-c", "gc.auto=0", ...args], { cwd: place });

export default async function organizations(bench) {
  await rows(bench, { organizations: 400, members: 500, mb: 300 });
  if (bench.large) await rows(bench, { organizations: 1_000, members: 1_000, mb: 600 });
}

async function rows({ cli, folder, report }, { organizations, members, mb }) {
  const size = `${organizations.toLocaleString("en")} x ${members.toLocaleString("en")}`;
  const place = join(folder, `organizations-${organizations}`);
  const access = join(place, "access");
  for (let index = 0; index < organizations; index++) writeOrganization(access, { index, members });
  const [read, whole] = await alternate(2, [
    (how) => node([script, access], how),
    (how) => node([cli, "validate", "--quiet", "--access", access], how),
  ]);
  report({ name: `validate, ${size}`, floor: read, measured: whole, goal: { ratio: 1.3, mb } });
  git(place, "init", "-q", "-b", "main");
  git(place, "add", "access");
  git(place, "-c", "user.name=x", "-c", "user.email=x@acme.example", "commit", "-q", "-m", "x");
  appendFileSync(join(access, "org0007", "members.yaml"), "  newcomer@acme.example: viewer\n");
  const diff = `require("node:child_process").execFileSync("git", ["diff", "--name-only", "HEAD"])`;
  const muster = (...args) => [cli, ...args, "--quiet"];
  const [floor, changed, all] = await alternate(
    3,
    [["-e", diff], muster("orgs", "--changed", "--base", "HEAD"), muster("orgs")].map(
      (args) => (how) => node(args, { ...how, cwd: place }),
    ),
  );
  report({ name: `orgs --changed, ${size}`, floor, measured: changed, goal: { ratio: 5 } });
  report({ name: `orgs, ${size}`, floor, measured: all });
}

function writeOrganization(access, { index, members }) {
  const key = `org${String(index).padStart(4, "0")}`;
  const place = join(access, key);
  mkdirSync(join(place, "teams"), { recursive: true });
  const people = Array.from({ length: members }, (_, at) => `p${at}.o${index}@acme.example`);
  const settings = `organization:\n  provider: planasonix\n  id: org_${key}\n`;
  writeFileSync(join(place, "organization.yaml"), settings);
  const admins = `  ana@acme.example: admin\n  ben@acme.example: admin\n`;
  writeFileSync(
    join(place, "members.yaml"),
    `members:\n${admins}${list(people, (who) => `  ${who}: viewer\n`)}`,
  );
  for (let team = 0; team < members / 20; team++) {
    const places = list(people.slice(team * 20, team * 20 + 40), (who) => `      - ${who}\n`);
    writeFileSync(join(place, "teams", `t${team}.yaml`), `teams:\n  t${team}:\n    members:\n${places}`);
  }
}

function list(items, line) {
  return items.map(line).join("");
}
