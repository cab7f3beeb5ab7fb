/**
 * The demo: the whole story on an embedded sandbox, over real HTTP on this machine. It uses the very functions that
 * `plan` and `apply` use; only the organizations are made up.
 */
import { hasErrors } from "../model/diagnostic.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import { plural } from "../model/text.ts";
import { memoryJournal } from "../journal/memory.ts";
import { verifyJournal } from "../journal/chain.ts";
import { planText } from "../render/text.ts";
import { seedFromStates } from "../sandbox/planasonix/seed.ts";
import { startSandbox, type Sandbox } from "../sandbox/planasonix/start.ts";
import { createHttp, type Http } from "../io/http.ts";
import { variableSuffix } from "../model/address.ts";
import type { Context } from "./context.ts";
import { worst, type ExitCode } from "./exitCode.ts";
import { tellLeaving } from "./demoLeaving.ts";
import { tellApply, type Stage } from "./demoStage.ts";
import { asItWas, byHand, giveLeaverThings } from "./demoWorld.ts";
import { load } from "./load.ts";
import { isPlanned, planAll, type Planned } from "./plan.ts";

/** Tells the story; 0 when the last plan was empty and the journal is whole. */
export async function demo(context: Context, stage: Stage): Promise<ExitCode> {
  const declared = await load(context);
  if ("error" in declared || hasErrors(declared.diagnostics)) {
    stage.say(
      "error" in declared ? `${declared.error}\n` : "The access files have errors: run muster validate.\n",
    );
    return 1;
  }
  const { organizations } = declared;
  const sandbox = await startSandbox({
    seed: seedFromStates(
      organizations.map((organization) => ({ ...namesOf(organization), desired: asItWas(organization) })),
    ),
    clock: context.clock,
  });
  const http = createHttp({ proxyEnv: {}, userAgent: "muster" });
  const closing = [() => http.close()];
  try {
    for (const organization of organizations) await giveLeaverThings({ http, sandbox }, organization);
    return await tell({ context: onSandbox(context, sandbox), stage, organizations, sandbox, http, closing });
  } finally {
    for (const close of closing) await close();
    await sandbox.close();
  }
}

interface Story {
  readonly context: Context;
  readonly stage: Stage;
  readonly organizations: readonly Organization[];
  readonly sandbox: Sandbox;
  readonly http: Http;
  /** What ends the connections of the plans made so far. */
  readonly closing: (() => Promise<void>)[];
}

async function tell(story: Story): Promise<ExitCode> {
  const { stage, organizations, sandbox } = story;
  const journal = memoryJournal();
  const people = organizations.reduce((sum, organization) => sum + organization.desired.member.size, 0);
  const heading = chapters(stage);
  heading("The files, and a service that differs from them");
  stage.say(
    `  ${story.context.access} is valid: ${plural(organizations.length, "organization")}, ${plural(people, "member")}.\n` +
      `  A sandbox with these organizations listens at ${sandbox.url}: real HTTP, this machine only.\n`,
  );
  heading("muster plan: what would change, and nothing written");
  const first = await planned(story);
  stage.say(
    planText(
      first.map((item) => item.plan),
      stage,
    ),
  );
  heading("muster apply: in an order that is safe at every step");
  const codes = [await tellApply(story, first, journal)];
  heading("The invited accept");
  for (const { organization, email } of pendingPeople(sandbox)) {
    await byHand(story, "accept", { organization, email });
    stage.say(`  ${email} joined ${organization}\n`);
  }
  heading("muster apply again: what had to wait for them");
  codes.push(await tellApply(story, await planned(story), journal));
  heading("muster plan: files and service agree");
  const last = (await planned(story)).map((item) => item.plan);
  stage.say(planText(last, stage));
  heading("muster journal verify: what happened, as evidence");
  const verdict = verifyJournal(journal.text());
  stage.say(
    `  ${plural(verdict.entries, "entry", "entries")} of ${plural(verdict.runs, "run")}, ${verdict.ok ? "unbroken" : "BROKEN"}; head ${verdict.head.slice(0, 12)}\n`,
  );
  heading("One line of people.yaml: out of the data platform, of GitHub and of the wiki");
  codes.push(await tellLeaving(story.context, stage));
  const settled = last.every(isSettled) && verdict.ok;
  return settled ? worst(codes) : 1;
}

function chapters(stage: Stage): (title: string) => void {
  let number = 0;
  return (title) => {
    number += 1;
    stage.say(`${number === 1 ? "" : "\n"}${stage.paint.bold(`${number}. ${title}`)}\n`);
  };
}

function isSettled(plan: Plan): boolean {
  const asked = plan.withheld.filter((item) => item.code !== "unmanaged");
  return plan.actions.length === 0 && plan.findings.length === 0 && asked.length === 0;
}

async function planned({ context, closing }: Story): Promise<Planned[]> {
  const run = await planAll(context, { organizations: [], allowed: [], reach: "merged" });
  if (!run.ok) throw new Error("error" in run ? run.error : "the access files have errors");
  closing.push(run.close);
  return run.runs.map(({ result }) => {
    if (!isPlanned(result)) throw new Error("error" in result ? result.error : result.offline);
    return result;
  });
}

function pendingPeople(sandbox: Sandbox): { organization: string; email: string }[] {
  return sandbox
    .dump()
    .organizations.flatMap(({ key, invitations }) =>
      invitations
        .filter((item) => item.state === "pending")
        .map((item) => ({ organization: key, email: item.email })),
    );
}

function onSandbox(context: Context, sandbox: Sandbox): Context {
  const own = sandbox.organizations.flatMap(({ key, token }) => [
    [`MUSTER_API_${variableSuffix(key)}`, sandbox.url] as const,
    [`MUSTER_TOKEN_${variableSuffix(key)}`, token] as const,
  ]);
  return { ...context, env: Object.fromEntries(own) };
}

function namesOf({ key, connection, name }: Organization) {
  return { key, id: connection.id, ...(name === undefined ? {} : { name }) };
}
