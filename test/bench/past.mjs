/**
 * A repository with a long past: so many commits, 200 access files, 5,000 members. A commit gives somebody another role,
 * lets somebody in or out, or puts somebody into a team, as it happens in a company; hardly two versions of a file are alike.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";

const organizations = 4;
const memberFiles = 25;
const perFile = 50;
const roles = ["viewer", "editor", "maintainer"];

export function pastRepository(folder, commits) {
  mkdirSync(folder, { recursive: true });
  const git = (args, input) => execFileSync("git", args, { cwd: folder, input, maxBuffer: 1 << 30 });
  git(["init", "-q", "-b", "main"]);
  const files = firstFiles();
  const draw = drawing(1);
  const stream = [commit(0, [...files])];
  for (let number = 1; number < commits; number++) {
    const paths = changed(files, number, draw);
    stream.push(
      commit(
        number,
        paths.map((path) => [path, files.get(path)]),
      ),
    );
  }
  git(["fast-import", "--quiet"], stream.join(""));
  git(["reset", "-q", "--hard"]);
}

/** Whole numbers below a limit, the same ones each time. */
function drawing(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Changes the files as one pull request does, and says which. */
function changed(files, number, draw) {
  const [org, file] = [draw(organizations), draw(memberFiles)];
  const path = `access/org${org}/m${file}.yaml`;
  const lines = files.get(path);
  const at = 1 + draw(lines.length - 1);
  const who = lines[at].trim().split(": ")[0];
  const team = `access/org${org}/teams/t${Math.min(file, memberFiles - 2)}.yaml`;
  const places = files.get(team);
  const place = `      - ${who}`;
  const kind = draw(10);
  if (kind < 5) {
    const [, role] = lines[at].trim().split(": ");
    lines[at] = `  ${who}: ${roles.filter((other) => other !== role)[draw(2)]}`;
    return [path];
  }
  if (kind < 7) {
    lines.splice(at, 0, `  n${number}@acme.example: ${roles[draw(3)]}`);
    return [path];
  }
  if (kind === 7 && who.startsWith("n")) {
    lines.splice(at, 1);
    if (!places.includes(place)) return [path];
    places.splice(places.indexOf(place), 1);
    return [path, team];
  }
  if (!places.includes(place)) places.splice(3 + draw(places.length - 3), 0, place);
  else if (!places.at(-1).includes(place) || places.length > 5) places.splice(places.indexOf(place), 1);
  return [team];
}

function firstFiles() {
  const files = new Map();
  for (let org = 0; org < organizations; org++) {
    files.set(`access/org${org}/organization.yaml`, [
      "organization:",
      "  provider: planasonix",
      `  id: org_${org}`,
      "members:",
      "  ana@acme.example: admin",
      "  ben@acme.example: admin",
    ]);
    for (let file = 0; file < memberFiles; file++) {
      const people = Array.from({ length: perFile }, (_, index) => nameOf(org, file, index));
      files.set(`access/org${org}/m${file}.yaml`, ["members:", ...people.map((name) => `  ${name}: viewer`)]);
      if (file === memberFiles - 1) continue;
      const team = ["teams:", `  team-${file}:`, "    members:"];
      files.set(`access/org${org}/teams/t${file}.yaml`, [
        ...team,
        ...people.slice(0, 40).map((name) => `      - ${name}`),
      ]);
    }
  }
  return files;
}

export function nameOf(org, file, index) {
  return `p${org}x${file}x${index}@acme.example`;
}

function commit(number, changed) {
  const message = `Change ${number} (#${number})`;
  const changes = changed.map(([path, lines]) => {
    const text = `${lines.join("\n")}\n`;
    return `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`;
  });
  const at = 1_700_000_000 + number * 3600;
  return `commit refs/heads/main\ncommitter Ana <ana@acme.example> ${at} +0000\ndata ${message.length}\n${message}\n${changes.join("")}`;
}

/** What the process took: milliseconds, and the most memory in megabytes where it is Node. */
export function timed(command, args, cwd) {
  const start = performance.now();
  const done = spawnSync(command, args, { cwd, maxBuffer: 1 << 30, env: { PATH: process.env.PATH } });
  const ms = performance.now() - start;
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${done.stderr}`);
  const [, most] = /peak (\d+)/.exec(String(done.stderr)) ?? [];
  return { ms, mb: Number(most ?? 0) / 1024 };
}

/** For a process of Node: says on standard error how much memory it had at most. */
export const sayingPeak = [
  "--import",
  'data:text/javascript,process.on("exit",()=>process.stderr.write(`peak ${process.resourceUsage().maxRSS}\\n`))',
];
