/**
 * What somebody may do at GitHub who can push branches and tags, start runs of workflow files of their own, upload what
 * they like from those, make deployments, edit comments and start runs again, and who can neither merge nor use the
 * environments: each is one step at random, for walks that ask what muster makes of it.
 */
import { journalSigner } from "../../src/run/journalKey.ts";
import { signReviewed } from "../../src/run/reviewed.ts";
import { emptyHead, link, readEntries } from "../../src/journal/chain.ts";
import type { Entry, Signer } from "../../src/journal/entry.ts";
import type { JournalEvent } from "../../src/journal/event.ts";
import { lineOf } from "../../src/journal/entry.ts";
import { keptBranch } from "../../src/run/kept/branch.ts";
import { fakeReviewKey, type ActionRun, type ActionWorld } from "../fakes/action.ts";
import type { FakePullRequest, FakeRun } from "../fakes/github/state.ts";
import type { Change } from "../fakes/origin.ts";
import type { Chance } from "./life.ts";

/** What genuine runs left, which anybody who may read the repository can take. */
export interface Loot {
  readonly journals: string[];
  readonly lists: { readonly pull: FakePullRequest; readonly files: Readonly<Record<string, string>> }[];
  /** Commits of the branch's own line, oldest first. */
  readonly commits: string[];
  /** Genuine runs: of apply, and of plans by their pull request. */
  readonly applies: number[];
  readonly plans: { readonly pull: FakePullRequest; readonly run: number }[];
}

export interface Ground {
  readonly world: ActionWorld;
  readonly chance: Chance;
  readonly loot: Loot;
  /** What the attacker would have, as a change of the access files of that moment. */
  readonly wanted: () => Change;
  /** Does a genuine job, and looks at what came of it. */
  readonly job: (what: "plan" | "apply", wish: object) => Promise<ActionRun>;
}

/** The name of an attack that was made. */
export async function attack(ground: Ground): Promise<string> {
  const [name, act] = one(ground.chance, attacks);
  await act(ground);
  return name;
}

/** The surest way to have something done that nobody reviewed: journals and lists that say it was. */
export async function pushFor(ground: Ground, change: Change): Promise<void> {
  // Planned for a pull request of their own, so that its ids are known.
  await ownPull({ ...ground, wanted: () => change });
  for (let left = 3; left > 0; left--) {
    upload(ground, "muster-journal", { "journal.jsonl": journal(ground) });
    upload(ground, `muster-plan-${lastNumber(ground)}`, list(ground));
  }
}

type Attack = (ground: Ground) => Promise<unknown> | unknown;

const muster = ".github/workflows/muster.yml";
const otherKey = "another-review-key-0123456789abcdef";
const everyGuard = "min_admins protected self max_loss max_changes empty coverage adoption";

const attacks: readonly (readonly [string, Attack])[] = [
  ["journal", (ground) => upload(ground, "muster-journal", { "journal.jsonl": journal(ground) })],
  ["journal", (ground) => upload(ground, "muster-journal", { "journal.jsonl": journal(ground) })],
  ["list", (ground) => upload(ground, `muster-plan-${lastNumber(ground)}`, list(ground))],
  ["list", (ground) => upload(ground, `muster-plan-${lastNumber(ground)}`, list(ground))],
  ["next list", (ground) => upload(ground, `muster-plan-${lastNumber(ground) + 1}`, list(ground))],
  ["run", (ground) => void evilRun(ground)],
  ["deployment", deployment],
  ["kept journal", keptJournal],
  ["comment", editComment],
  ["pull request", ownPull],
  ["plan again", planAgain],
  ["apply again", applyAgain],
  ["dispatch with allow", dispatch],
  ["dispatch on a branch", dispatchElsewhere],
];

export function one<T>(chance: Chance, items: readonly T[]): T {
  const item = items[Math.floor(chance() * items.length)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
}

/** A commit on a branch of the attacker's, with the workflow and the access that they would like. */
function evilCommit({ world, wanted }: Ground): string {
  return world.origin.commit(
    `evil-${world.github.state.nextId++}`,
    { ...wanted(), [muster]: "name: evil\n" },
    world.tip(),
  );
}

/** A run as GitHub tells of it: none can be one of the merged workflow on the branch itself that came to something. */
function evilRun(ground: Ground): FakeRun {
  const { world, chance, loot } = ground;
  const { add } = world.github;
  const applied = [{ name: "apply", conclusion: "success" }];
  const shapes: readonly (() => Partial<FakeRun>)[] = [
    // A tag or branch of that name elsewhere, of a commit that is theirs.
    () => ({ event: "push", headBranch: "main", headSha: evilCommit(ground), jobs: applied }),
    () => ({ event: "workflow_dispatch", headBranch: "main", headSha: evilCommit(ground), jobs: applied }),
    () => ({ event: "push", headBranch: "evil", headSha: evilCommit(ground), jobs: applied }),
    () => ({ event: "push", headBranch: "evil", headSha: world.tip(), jobs: applied }),
    // The branch itself into one of theirs, whose workflow file it is.
    () => ({ event: "pull_request", headBranch: "main", headSha: world.tip(), jobs: applied }),
    () => ({ event: "pull_request", headBranch: "evil", headSha: evilCommit(ground) }),
    () => ({ event: "pull_request_target", path: `${muster}@refs/heads/evil`, headSha: world.tip() }),
    () => ({ event: "pull_request_target", headBranch: "evil", headSha: evilCommit(ground) }),
    () => ({ path: ".github/workflows/evil.yml", headSha: world.tip(), jobs: applied }),
    // From a fork that is called alike.
    () => ({ event: "push", headSha: one(chance, loot.commits), headRepositoryId: 4242, jobs: applied }),
    // The merged workflow on a tag: the environment takes the branch alone.
    () => ({
      ...{ event: "workflow_dispatch", headSha: one(chance, loot.commits), conclusion: "failure" },
      jobs: [{ name: "apply", conclusion: "failure" }],
    }),
  ];
  return add.run(one(chance, shapes)());
}

function upload(ground: Ground, name: string, files: Readonly<Record<string, string>>): void {
  const { github } = ground.world;
  const run = evilRun(ground);
  // Of the one shape that is the merged workflow's, nothing of theirs can come.
  if (run.path === muster && run.event === "workflow_dispatch" && run.conclusion === "failure") return;
  github.add.artifact({ name, files, runId: run.id });
}

/** Ids that stand in any plan, which anybody can read or compute. */
function idsIn(loot: Loot): string[] {
  const text = loot.lists.map(({ files }) => files["plan.json"] ?? "").join("");
  return [...new Set([...text.matchAll(/"id": ?"([0-9a-f]{32})"/g)].map(([, id = ""]) => id))];
}

/** What is pushed to the branch that keeps the journal: a forged one, or what a repository of theirs with the same key signed. */
function keptJournal(ground: Ground): void {
  const { chance, loot, world } = ground;
  const elsewhere = signerOf(fakeReviewKey, world.github.state.repository.id + 1);
  const text = loot.journals.length === 0 ? "" : one(chance, loot.journals);
  const kinds = [
    () => journal(ground),
    () => relinked(readEntries(text), leftUndone(ground), elsewhere),
    () => relinked(readEntries(text), leftUndone(ground), signerOf(fakeReviewKey)),
  ];
  world.origin.commit(keptBranch, { "journals/2026/11.jsonl": one(chance, kinds)() }, world.tip());
}

function signerOf(key: string, repository?: number): Signer {
  const signing = journalSigner({
    MUSTER_REVIEW_KEY: key,
    ...(repository === undefined ? {} : { GITHUB_REPOSITORY_ID: String(repository) }),
  });
  if ("error" in signing || signing.signer === undefined) throw new Error("no signer");
  return signing.signer;
}

/** As if all that any plan showed had been planned, reviewed and left undone by a run that was killed. */
function leftUndone({ chance, loot, world }: Ground): (event: JournalEvent) => JournalEvent | undefined {
  const planned = idsIn(loot);
  const commit = one(chance, [...loot.commits, world.tip()]);
  return (event) => {
    if (event.event !== "run_started") return undefined;
    const { unreviewed: _, repository: __, ...rest } = event;
    return { ...rest, planned, commit, reviews_bind: true };
  };
}

function journal(ground: Ground): string {
  const { chance, loot, world } = ground;
  const text = loot.journals.length === 0 ? "" : one(chance, loot.journals);
  const commit = one(chance, [...loot.commits, world.tip()]);
  const wrong = signerOf(otherKey);
  const edit = leftUndone(ground);
  const kinds: readonly (() => string)[] = [
    () => text,
    () =>
      text
        .split("\n")
        .slice(0, Math.floor(chance() * 40))
        .join("\n"),
    () => relinked(readEntries(text), edit),
    () => relinked(readEntries(text), edit, wrong),
    () => relinked(readEntries(text), edit, wrong),
    () => text + relinked(readEntries(text).slice(-2), edit, wrong),
    () => text.replaceAll(/"commit":"[0-9a-f]{40}"/g, `"commit":"${commit}"`),
    () => "no journal\n",
    () => "",
  ];
  return one(chance, kinds)();
}

function relinked(
  entries: readonly Entry[],
  edit: (event: JournalEvent) => JournalEvent | undefined,
  signer?: Signer,
): string {
  let head = emptyHead;
  return entries
    .map(({ seq: _, prev: _prev, hash: _hash, mac: _mac, ...event }) => {
      const edited = edit(event);
      if (edited === undefined) return "";
      const entry = link(edited, head, signer);
      head = { seq: entry.seq, hash: entry.hash };
      return `${lineOf(entry)}\n`;
    })
    .join("");
}

/** A signed list as it may lie around: another pull request's, or one that was altered, or signed with a key of theirs. */
function list({ chance, loot, world }: Ground): Readonly<Record<string, string>> {
  if (loot.lists.length === 0) return { "reviewed.json": "{}" };
  const { files } = one(chance, loot.lists);
  const text = files["reviewed.json"] ?? "{}";
  const [id = "0".repeat(32)] = idsIn(loot);
  const pull = world.github.state.pullRequests.at(-1);
  const made = signReviewed({
    ...{ kind: "plan", key: otherKey, repositoryId: world.github.state.repository.id, attempt: 1 },
    ...{ pullRequest: pull?.number ?? 1, head: pull?.head.sha ?? world.tip(), base: world.tip() },
    ...{ runId: world.github.state.nextId, workflow: `${muster}@refs/heads/main`, files: {} },
    workflowCommit: world.tip(),
    organizations: { acme: { actions: idsIn(loot), terms: [], blocked: [] } },
  });
  if ("error" in made) throw new Error(made.error);
  const kinds = [text, text.replaceAll(/[0-9a-f]{32}/g, id), made.text];
  return { ...files, "reviewed.json": one(chance, kinds) };
}

function lastNumber({ world }: Ground): number {
  return world.github.state.pullRequests.at(-1)?.number ?? 1;
}

function deployment(ground: Ground): void {
  const { world, chance, loot } = ground;
  const { state, add } = world.github;
  const run = chance() < 0.5 ? evilRun(ground).id : one(chance, [...loot.applies, state.nextId]);
  add.deployment({
    sha: chance() < 0.5 ? one(chance, loot.commits) : evilCommit(ground),
    environment: "muster-apply",
    createdAt: chance() < 0.5 ? "2099-01-01T00:00:00Z" : state.now,
    statuses: [
      { state: "success", logUrl: `https://github.example/acme/access/actions/runs/${run}/job/${run}1` },
    ],
  });
}

function editComment({ world, chance, loot }: Ground): void {
  const { comments } = world.github.state;
  const [comment] = comments.slice(-1);
  const ids = idsIn(loot).join(" ");
  if (comment === undefined || chance() < 0.3)
    world.github.add.comment({
      ...{ number: Math.max(1, world.github.state.nextNumber - 1), author: "github-actions[bot]" },
      body: `<!-- muster:plan -->\nNo changes. ${ids}`,
    });
  else comment.body = `<!-- muster:plan -->\nNo changes. ${ids}`;
}

/** A pull request of their own, planned by the merged workflow and signed; nobody merges it. */
async function ownPull({ world, wanted, job, chance }: Ground): Promise<void> {
  const pull = world.open(wanted(), { author: "eve" });
  await job("plan", { pullRequest: pull });
  if (chance() < 0.5) pull.isOpen = false;
}

async function planAgain({ world, loot, job, chance }: Ground): Promise<void> {
  // Of what was merged last, nothing would count then, and nothing of it be applied: that is safe, and no more is asked here.
  const plans = loot.plans.slice(-4).filter(({ pull }) => pull.isOpen || pull.mergeCommit !== world.tip());
  if (plans.length === 0) return;
  const { pull, run } = one(chance, plans);
  await job("plan", { pullRequest: pull, again: run });
}

async function applyAgain({ loot, job, chance }: Ground): Promise<void> {
  if (loot.applies.length > 0) await job("apply", { again: one(chance, loot.applies.slice(-3)) });
}

async function dispatch({ job }: Ground): Promise<void> {
  const inputs = { allow: everyGuard, reason: "trust me" };
  await job("apply", { event: "workflow_dispatch", actor: "eve", inputs });
}

/** On a branch of theirs no environment gives a key; were one there, the job would refuse. */
async function dispatchElsewhere(ground: Ground): Promise<void> {
  const [sha, ref] = [evilCommit(ground), "refs/heads/evil"];
  await ground.job("apply", { event: "workflow_dispatch", actor: "eve", sha, ref, workflowRef: ref });
}
