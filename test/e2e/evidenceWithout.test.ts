/** Each question to the evidence, each source that may be missing: what could not be looked up is said with the next step, and the rest is answered. */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryJournal } from "../../src/journal/memory.ts";
import { systemClock } from "../../src/io/clock.ts";
import type { Clock } from "../../src/model/provider.ts";
import { gitCommands } from "../fakes/gitCommands.ts";
import { createWorldNow, type World } from "../fakes/world.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

const files = {
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  rob@acme.example: editor
teams:
  data: { manager: ben@acme.example, members: [rob@acme.example] }
`,
};

let muster: Muster;
let world: World;
/** Answers 401 to everything, as GitHub does to a token that it does not know. */
let refusing: Server;
let refusingUrl = "";
/** A key that can only read. */
let reading = "";
const nobody = "http://127.0.0.1:9";

beforeAll(async () => {
  muster = buildMuster();
  world = await createWorldNow({ files });
  world.commit("Begin (#1)");
  const journal = memoryJournal();
  await world.apply({ journal_: journal });
  writeFileSync(join(world.folder, "journal.jsonl"), journal.text());
  const started = await run("review start --name q4");
  expect(started.code, started.stderr).toBe(0);
  const review = join(world.folder, "reviews/q4/acme.yaml");
  const decided = readFileSync(review, "utf8").replace(
    /( {6}rob@[^]*?)decision:\n( +)by:\n/,
    "$1decision: keep\n$2by: ben@acme.example\n",
  );
  writeFileSync(review, decided);
  world.commit("Begin the review");
  const made = (await world.control("/sandbox/token", {
    organization: "org_01acme",
    scopes: ["organization:read"],
  })) as { data: { token: string } };
  reading = made.data.token;
  refusing = createServer((_, answer) => {
    answer.writeHead(401, { "content-type": "application/json" });
    answer.end('{"message":"Bad credentials"}');
  });
  await new Promise<void>((resolve) => refusing.listen(0, "127.0.0.1", resolve));
  const at = refusing.address();
  if (at !== null && typeof at === "object") refusingUrl = `http://127.0.0.1:${at.port}`;
});
afterAll(async () => {
  refusing.close();
  await world.close();
  muster.remove();
});

/** Waits for nobody: what cannot be reached is tried again at once. */
const impatient: Clock = { ...systemClock, sleep: () => Promise.resolve() };

interface Place {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly without?: readonly string[];
}
function run(command: string, { cwd = world.folder, env = {}, without = [] }: Place = {}): Promise<Ran> {
  const all = { ...world.context.env, ...env };
  const left = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  return muster.run(command.split(" "), { cwd, env: left, clock: impatient });
}

const token = { GITHUB_TOKEN: "ghp_fake_of_kim", GITHUB_REPOSITORY: "acme/access" };
let copies = 0;
function copied(change: (folder: string) => void): string {
  const folder = muster.path(`copy-${(copies += 1)}`);
  cpSync(world.folder, folder, { recursive: true });
  change(folder);
  return folder;
}
/** What each command answers all the same, by what it prints. */
const commands = {
  "explain rob@acme.example": /editor +since .* #1, Ana +access\/acme\/organization\.yaml:5/,
  "history rob@acme.example": /#1, Ana +acme +\+ rob@acme\.example: editor/,
  "report --format json": /"privileged": \[\n[^]*ana@acme\.example/,
  "report --format csv": /^acme,member,rob@acme\.example,/m,
  "report --format html": /rob@acme\.example/,
  "review start --name q5": /reviews\/q5\/acme\.yaml: 3 entries, 3 to decide/,
  "review status --name q4": /2 undecided, 1 decided/,
  "review close --name q4": /2 undecided, 1 decided/,
  drift: /No changes\./,
  "journal verify journal.jsonl": /The chain is whole: \d+ entries/,
} as const;
type Command = keyof typeof commands;
const codes: Readonly<Partial<Record<Command, number>>> = {
  "review status --name q4": 2,
  "review close --name q4": 2,
};
const past = ["explain rob@acme.example", "history rob@acme.example"] as const;
const reports = ["report --format json", "report --format csv", "report --format html"] as const;
const reviews = ["review status --name q4", "review close --name q4"] as const;

interface Lack {
  readonly place: () => Place;
  /** What is said by whom; everybody else says nothing of it. */
  readonly said: RegExp;
  readonly by: readonly Command[];
  /** Who cannot answer at all: 1. */
  readonly fails?: readonly Command[];
  /** Who answers something else, without it. */
  readonly less?: Readonly<Partial<Record<Command, RegExp>>>;
}

const lacks: Readonly<Record<string, Lack>> = {
  "a token": {
    place: () => ({}),
    said: /Reviews were not looked up: set GITHUB_TOKEN/,
    by: [...past, ...reports, ...reviews],
  },
  "a token that is taken": {
    place: () => ({ env: { ...token, GITHUB_API_URL: refusingUrl } }),
    said: /Reviews were not looked up any further: .* 401 \S*"?Bad credentials.* The token is wrong, expired or revoked/,
    by: [...past, ...reports, ...reviews],
  },
  "the network": {
    place: () => ({ env: { ...token, GITHUB_API_URL: nobody, MUSTER_API_ACME: nobody } }),
    said: /cannot be reached \(ECONNREFUSED\)\. (?:Check|Run|Try)/,
    by: [...past, ...reports, ...reviews, "drift"],
    fails: ["drift"],
  },
  "a journal": {
    place: () => ({ cwd: copied((folder) => rmSync(join(folder, "journal.jsonl"))) }),
    said: /there is no journal\.jsonl; name one with --journal|journal\.jsonl could not be read: it does not exist/,
    by: [...past, ...reports, "journal verify journal.jsonl"],
    fails: ["journal verify journal.jsonl"],
  },
  "the whole history": {
    place: () => {
      const folder = muster.path("shallow");
      gitCommands({ cwd: muster.folder }, [
        ["clone", "-q", "--depth", "1", `file://${world.folder}`, folder],
      ]);
      return { cwd: folder };
    },
    said: /is cut off in this shallow clone\. Fetch it first \(`git fetch --unshallow`/,
    by: [...past, ...reports, ...reviews],
    fails: [...past, ...reports],
    less: { "review status --name q4": /3 undecided/, "review close --name q4": /3 undecided/ },
  },
  git: {
    place: () => ({ cwd: copied((folder) => rmSync(join(folder, ".git"), { recursive: true })) }),
    said: /is in no git repository that can be read, .* Run muster in a clone/,
    by: [...past, ...reports, ...reviews],
    fails: [...past, ...reports],
    less: { "review status --name q4": /3 undecided/, "review close --name q4": /3 undecided/ },
  },
  "the organization's key": {
    place: () => ({ without: ["MUSTER_TOKEN_ACME"] }),
    said: /There is no key for acme: set MUSTER_TOKEN_ACME/,
    by: ["explain rob@acme.example", ...reports, "drift"],
    fails: ["drift"],
  },
  "a key that is taken": {
    place: () => ({ env: { MUSTER_TOKEN_ACME: "psx_fake_refused" } }),
    said: /answered 401 .* Check MUSTER_TOKEN_ACME/,
    by: ["explain rob@acme.example", ...reports, "drift"],
    fails: ["drift"],
  },
  "valid files": {
    place: () => {
      const folder = copied((made) =>
        writeFileSync(join(made, "access/acme/teams.yaml"), "teams:\n  data: [\n"),
      );
      gitCommands({ cwd: folder }, [
        ["add", "-A"],
        ["commit", "-q", "-m", "Break the files"],
      ]);
      return { cwd: folder };
    },
    said: /This is not YAML/,
    by: [...past, ...reports, ...reviews, "review start --name q5", "drift"],
    fails: ["review start --name q5", "drift"],
    less: {
      "review status --name q4":
        /2 undecided, 1 decided and not checked\n[^]*Whether decisions still count in acme was not looked up: the files as they stand have 1 error, the first in access\/acme\/teams\.yaml:/,
      "review close --name q4": /2 undecided, 1 decided and not checked\n/,
    },
  },
  "a key that can write": {
    place: () => ({ env: { MUSTER_TOKEN_ACME: reading } }),
    said: /(?!)/,
    by: [],
  },
  "the service": {
    place: () => ({ env: { MUSTER_API_ACME: nobody } }),
    said: /the service at 127\.0\.0\.1:9 cannot be reached/,
    by: ["explain rob@acme.example", ...reports, "drift"],
    fails: ["drift"],
  },
};

/** As people read it: of the page, without its marks. */
const told = ({ stdout, stderr }: Ran): string =>
  `${stdout}${stderr}`.replace(/&quot;|&#34;/g, '"').replace(/\\"/g, '"');

describe.each(Object.entries(lacks))("without %s", (_, { place, said, by, fails = [], less = {} }) => {
  it("what could not be looked up is said, with the next step, and the rest is answered", async () => {
    const at = place();
    for (const name of Object.keys(commands)) {
      const command = name as Command;
      const ran = await run(command, at);
      const isFailed = fails.includes(command);
      expect(ran.code, `${command}: ${ran.stderr}`).toBe(isFailed ? 1 : (codes[command] ?? 0));
      if (isFailed) expect(ran.stdout.trim(), command).toBe("");
      else expect(ran.stdout, command).toMatch(less[command] ?? commands[command]);
      if (by.includes(command)) expect(told(ran), command).toMatch(said);
      else expect(told(ran), command).not.toMatch(said);
      expect(told(ran), command).not.toContain(token.GITHUB_TOKEN);
    }
  });
});
