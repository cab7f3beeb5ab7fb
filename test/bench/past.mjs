/** A repository with a long past: so many commits, 200 access files, 5,000 members. Each commit gives somebody another role. */
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
  const stream = [commit(0, files, [...files.keys()])];
  for (let number = 1; number < commits; number++) {
    const path = `access/org${number % organizations}/m${(number * 7) % memberFiles}.yaml`;
    const lines = files.get(path);
    const at = 1 + ((number * 13) % perFile);
    lines[at] = `${lines[at].split(": ")[0]}: ${roles[(number * 5) % roles.length]}`;
    stream.push(commit(number, files, [path]));
  }
  git(["fast-import", "--quiet"], stream.join(""));
  git(["reset", "-q", "--hard"]);
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

function commit(number, files, paths) {
  const message = `Change ${number} (#${number})`;
  const changes = paths.map((path) => {
    const text = `${files.get(path).join("\n")}\n`;
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
