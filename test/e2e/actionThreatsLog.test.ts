/** What foreign text can do to the runner, to a reader, and to people who are nobody's business: nothing. */
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  buildAction,
  createActionWorld,
  fakeReviewKey,
  type ActionRun,
  type ActionWorld,
} from "../fakes/action.ts";
import { readLog, readVariables } from "../fakes/runnerLog.ts";
import { startTrap, type Trap } from "../fakes/trap.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let action: ReturnType<typeof buildAction>;
let world: ActionWorld;
const traps: Trap[] = [];
beforeAll(() => {
  action = buildAction();
});
afterEach(async () => {
  await world.close();
  await Promise.all(traps.splice(0).map((trap) => trap.close()));
});

/** What a name must not be able to say to a runner, a terminal or a page. */
const hostile = [
  "\n::add-mask::e\n",
  "\r::add-mask::e\r",
  "\u2028::error::x",
  "::error file=access/acme/members.yaml,line=1::x",
  "  ::add-mask::e",
  "\u00a0::add-mask::e",
  "::stop-commands::x",
  "::resume::",
  "##[add-mask]e",
  "x ##[set-env name=PATH]/evil",
  "##vso[task.setvariable variable=PATH]/evil",
  "%0A::add-mask::e",
  "::set-output name=changes::0",
  "::add-path::/evil",
  "::add-matcher::/evil.json",
  "\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007",
  "\u001b[2K\u001b[1A",
  "\u202eexe.txt",
  "<!-- muster:result -->",
  "</details><img src=https://evil.example/x.png>",
  "[x](https://evil.example) @everyone #1",
  "`|$(touch /tmp/x)|${{ secrets.X }}`",
  "END\nchanges<<END\n0\nEND",
];
/** Those that a file of access may hold: one line of plain signs. */
const inFiles = hostile.filter((text) => /^[\x20-\x7e]+$/.test(text) && text.trim() === text);

const settings = `organization:
  provider: planasonix
  id: org_01jq8acme
  drift: correct
  unlisted: { members: remove, teams: delete, invitations: cancel, roles: delete }
  guards: { max_loss: 100%, max_changes: 1000 }
`;
const organization = (more = ""): Record<string, string> => ({
  "acme/organization.yaml": settings,
  "acme/members.yaml": `members:\n  ana@acme.example: admin\n  kim@acme.example: admin\n${more}`,
  "acme/teams.yaml": `teams:\n${inFiles
    .map(
      (name, index) =>
        `  t${index}: { name: ${JSON.stringify(name)}, description: ${JSON.stringify(name)} }\n`,
    )
    .join("")}`,
});

/** The same, and besides live people, teams and roles with names of the worst kind, which no file names. */
const hostileWorld = (): Promise<ActionWorld> =>
  createActionWorld(action.main, {
    files: organization(),
    seed: (seed) => ({
      ...seed,
      organizations: seed.organizations.map((live) => ({
        ...live,
        name: hostile[0] ?? "",
        members: [
          ...live.members,
          ...hostile.map((text, index) => ({
            id: `usr_hostile${index}`,
            email: `${text}@evil.example`,
            display_name: text,
            role: "viewer",
            state: "active" as const,
          })),
        ],
        teams: [
          ...live.teams,
          ...hostile.map((text, index) => ({ id: `team_hostile${index}`, slug: text, name: text })),
        ],
        roles: hostile.map((text, index) => ({
          id: `role_hostile${index}`,
          name: text,
          built_in: false,
          base: "viewer",
          permissions: [],
        })),
      })),
    }),
  });

/** The runner obeys nothing but our own commands, and the step sets nothing but our own outputs. */
function expectTame(run: ActionRun): void {
  const { obeyed, loose, ignored, isStopped } = readLog(run.log);
  expect(isStopped).toBe(false);
  // Two answers, each enough: text stands where commands are stopped, and looks like none of them.
  expect(loose).toEqual([]);
  expect(ignored).toEqual([]);
  for (const { name, properties, data } of obeyed) {
    switch (name) {
      case "stop-commands":
        expect(data).toMatch(/^[0-9a-f]{32}$/);
        break;
      case "add-mask":
        expect(data).toMatch(/^(?:plnx_sandbox_acme(?:_\d+)?|fake-token-of-\w+|fake-review-key-\w+)$/);
        break;
      case "error":
      case "warning":
        expect(properties["title"]).toMatch(/^[a-z-]+$/);
        expect(data).not.toMatch(/[\r\n]/);
        break;
      default:
        expect.fail(`the runner obeys ${name} ${data}`);
    }
  }
  const outputs = readVariables(run.commandFiles["OUTPUT"] ?? "");
  const ends = [...(run.commandFiles["OUTPUT"] ?? "").matchAll(/^[a-z-]+<<(end-[0-9a-f]{32})$/gm)];
  expect(new Set(ends.map(([, end]) => end)).size).toBe(outputs.size);
  const own = ["changes", "blocked", "plan", "exit-code", "journal-head", "journal-url", "matrix"];
  expect([...outputs.keys()].filter((name) => !own.includes(name))).toEqual([]);
  expect(outputs.get("exit-code")).toBe(String(run.code));
  for (const name of ["ENV", "PATH", "STATE"]) expect(run.commandFiles[name]).toBe("");
  expect(run.log).not.toMatch(/[\u001b\u202e\u2028\u00a0\u0007\r]/);
  expect(run.summary).not.toMatch(/[\u001b\u202e\u2028\u00a0\u0007\r]/);
  // A comment has one marker, at its beginning; a summary has none.
  expect(run.summary).not.toMatch(/^<!-- muster/m);
}

describe("names of the worst kind, live and in the files", () => {
  it("are obeyed by no runner and read as what they are: planned, applied, and by the clock", async () => {
    world = await hostileWorld();
    const pull = world.open({
      "access/acme/members.yaml": `members:\n  ana@acme.example: admin\n  kim@acme.example: admin\n  rob@acme.example: viewer\n`,
      "access/acme/teams.yaml":
        organization()["acme/teams.yaml"]?.replaceAll(/description: "/g, 'description: "! ') ?? "",
    });
    pull.title = hostile.join("");
    const key = { env: { MUSTER_REVIEW_KEY: fakeReviewKey, RUNNER_DEBUG: "1" } };
    const planned = await world.plan(pull, key);
    expectTame(planned);
    expect(Number(planned.outputs["changes"])).toBeGreaterThan(2 * hostile.length);
    const comment = world.comment(pull.number, "<!-- muster:plan -->") ?? "";
    expect(comment.match(/^<!--/gm)).toHaveLength(1);
    expect(comment).not.toMatch(/[\u001b\u202e\u2028\u00a0\u0007\r]/);
    expect(comment).toContain("exe.txt");
    expectTame(await world.apply(key));
    world.merge(pull);
    const applied = await world.apply({ ...key, actor: hostile[0] ?? "" });
    expectTame(applied);
    expect(world.writes().length).toBeGreaterThan(2 * hostile.length);
    expect(world.comment(pull.number, "<!-- muster:result -->")?.match(/^<!--/gm)).toHaveLength(1);
    expectTame(await world.due(key));
  });

  it("in invalid files and in their paths become annotations of ours only", async () => {
    world = await createActionWorld(action.main, { files: organization() });
    const bad = (text: string): string => JSON.stringify(text).replaceAll("\\u", "\\\\u");
    const paths = [
      "access/acme/::error::x.yaml",
      "access/acme/##[add-mask]e.yaml",
      "access/acme/a,line=1::x.yaml",
    ];
    const pull = world.open({
      ...Object.fromEntries(paths.map((path) => [path, "::error::x: 1\n"])),
      "access/acme/x\n::add-mask::e\n.yaml": "members: 1\n",
      "access/::add-mask::e/organization.yaml": settings,
      "access/acme/bad.yaml": `members:\n${hostile.map((text) => `  ${bad(text)}: ${bad(text)}\n`).join("")}`,
    });
    const planned = await world.plan(pull);
    expect(planned.code).toBe(1);
    expectTame(planned);
    const errors = readLog(planned.log).obeyed.filter(({ name }) => name === "error");
    expect(errors).toHaveLength(10);
    for (const { properties } of errors) expect(properties["file"]).toMatch(/^access\//);
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("in what the service and GitHub answer are shown and not obeyed", async () => {
    const message = hostile.join("");
    const service = await startTrap(() => ({
      status: 403,
      headers: { "content-type": "application/json", "x-request-id": "r ::add-mask::e" },
      body: JSON.stringify({ error: { code: message, message, request_id: message } }),
    }));
    traps.push(service);
    world = await createActionWorld(action.main, { files: organization() });
    const pull = world.open({ "access/acme/rob.yaml": "members:\n  rob@acme.example: viewer\n" });
    const planned = await world.plan(pull, {
      env: { MUSTER_API_ACME: service.url },
      inputs: { hosts: `127.0.0.1:${service.port}` },
    });
    expect(planned.code).toBe(1);
    expectTame(planned);
    for (const path of [/\/git\/ref/, /\/pulls\/\d+$/, /\/comments$/]) {
      const heal = world.github.fail({ path }, { status: 403, body: { message, errors: [{ message }] } });
      expectTame(await world.plan(pull, { inputs: { "require-reviewed": "true" } }));
      heal();
    }
  });

  it("of the run's own surroundings (refs, actor, inputs, payload) are shown and not obeyed", async () => {
    world = await createActionWorld(action.main, { files: organization() });
    for (const text of [...hostile.slice(0, 4), hostile.join("")]) {
      expectTame(
        await world.run({
          command: "apply",
          event: "workflow_dispatch",
          ref: `refs/heads/${text}`,
          key: "write",
          job: "apply",
        }),
      );
    }
    const wrong = await world.run({ command: hostile.join(""), event: "push" });
    expect(wrong.code).toBe(1);
    expectTame(wrong);
  });
});

describe("in a public repository", () => {
  const strangers = ["stranger-one", "stranger-two", "stranger-three", "stranger-four"];

  it("people that no file names are counted and not named, wherever a run tells anything", async () => {
    const [one = "", two = "", three = "", four = ""] = strangers;
    world = await createActionWorld(action.main, {
      repository: { isPrivate: false },
      files: { ...organization(), "acme/organization.yaml": `${settings}  successor: ana@acme.example\n` },
      seed: (seed) => ({
        ...seed,
        organizations: seed.organizations.map((live) => ({
          ...live,
          members: [
            ...live.members,
            ...[one, two].map((name) => ({
              id: `usr_${name}`,
              email: `${name}@hidden.example`,
              display_name: `Real Name of ${name}`,
              role: "editor",
              state: "active" as const,
            })),
          ],
          invitations: [
            {
              id: "inv_1",
              email: `${three}@hidden.example`,
              role: "viewer",
              teams: [],
              state: "pending" as const,
            },
          ],
          teams: [
            ...live.teams,
            {
              id: "team_hidden",
              slug: `team-of-${four}@hidden.example`,
              name: "Hidden",
              manager_id: `usr_${one}`,
            },
          ],
          memberships: [{ team_id: "team_hidden", member_id: `usr_${two}`, role: "lead" as const }],
          pipelines: [{ id: "pl_1", name: "nightly", owner_id: `usr_${one}` }],
          personal_keys: [{ id: "key_1", name: "laptop", created_by: `usr_${one}` }],
        })),
      }),
    });
    const told = (run: ActionRun): string => {
      const { "journal.jsonl": _, ...files } = run.files;
      const said = [run.log, run.summary, JSON.stringify(run.outputs), JSON.stringify(files)];
      const { comments, issues } = world.github.state;
      return [...said, JSON.stringify(comments), JSON.stringify(issues)].join("\n");
    };
    const pull = world.open({ "access/acme/rob.yaml": "members:\n  rob@acme.example: viewer\n" });
    const planned = await world.plan(pull, { env: { MUSTER_REVIEW_KEY: fakeReviewKey } });
    expect(planned.summary).toContain("about people that no file names");
    expect(told(planned)).not.toMatch(/stranger|hidden\.example/i);
    const adopting = await world.apply();
    expect(told(adopting)).not.toMatch(/stranger|hidden\.example/i);
    world.merge(pull);
    // One of them cannot be done: its failure names nobody, either.
    await world.control("fault", { fault: "403@removeMember" });
    const applied = await world.apply();
    expect(world.writes().length).toBeGreaterThan(3);
    expect(told(applied)).not.toMatch(/stranger|hidden\.example/i);
    expect(applied.summary).toContain("rob@acme.example");
    const due = await world.due();
    expect(told(due)).not.toMatch(/stranger|hidden\.example/i);
  });
});
