/** The end of the demo: one line of people.yaml, and a person is out of three services, of which one is down for a while. */
import { memoryJournal } from "../journal/memory.ts";
import { createHttp, type Http } from "../io/http.ts";
import { planText } from "../render/text.ts";
import { notAppliedLine } from "../render/outcome.ts";
import { dayOf, type Context } from "./context.ts";
import { organizationsOn, openServices, people } from "./demoSandbox.ts";
import { tellApply, type Stage } from "./demoStage.ts";
import { unplannedCodes, worst, type ExitCode } from "./exitCode.ts";
import type { Failure } from "./failure.ts";
import { readPast } from "./past.ts";
import { isPlanned, type Planned } from "./plan.ts";
import { planOne } from "./planOne.ts";
import type { PlanRequest } from "./request.ts";

const request: PlanRequest = { organizations: [], allowed: [], reach: "merged" };
/** Nobody listens there. */
const nowhere = "http://127.0.0.1:9/scim/v2";

interface Story {
  readonly context: Context;
  readonly stage: Stage;
  readonly http: Http;
}

/** Tells it; the code is that of its last apply. */
export async function tellLeaving(context: Context, stage: Stage): Promise<ExitCode> {
  const today = dayOf(context);
  const { env, wiki, close } = await openServices(context.clock, today);
  const http = createHttp({ proxyEnv: {}, userAgent: "muster" });
  const story: Story = { context: { ...context, env }, stage, http };
  try {
    stage.say(`  access/people.yaml, with one change:\n${stage.paint.green(`+ ${leavingLine(today)}`)}\n\n`);
    const { plans } = await plansOf(story, today);
    stage.say(
      planText(
        plans.map(({ plan }) => plan),
        stage,
      ),
    );
    stage.say("\n  muster apply, while the wiki is down:\n");
    // Nobody who watches is made to wait for its second chance.
    const clock = { ...context.clock, sleep: () => Promise.resolve() };
    const down = await applied(
      { ...story, context: { ...context, clock, env: { ...env, [wiki]: nowhere } } },
      today,
    );
    stage.say(`  exit code ${down}\n\n  muster apply, the next time:\n`);
    return await applied(story, today);
  } finally {
    await http.close();
    await close();
  }
}

function leavingLine(today: string): string {
  const line = people(today)
    .split("\n")
    .find((each) => each.includes("leaves"));
  return line?.trimStart() ?? "";
}

interface Plans {
  readonly plans: readonly Planned[];
  readonly failures: readonly (Failure & { readonly key: string })[];
}

async function plansOf({ context, http }: Story, today: string): Promise<Plans> {
  const organizations = organizationsOn(today, today);
  const past = await readPast(context, request, undefined);
  if ("error" in past) throw new Error(past.error);
  const plans: Planned[] = [];
  const failures: (Failure & { readonly key: string })[] = [];
  for (const organization of organizations) {
    const made = await planOne({
      context,
      request,
      organization,
      limited: () => organization,
      past,
      http,
      count: organizations.length,
    });
    if (isPlanned(made)) plans.push(made);
    else if ("error" in made) failures.push({ ...made, key: organization.key });
    else throw new Error(made.offline);
  }
  return { plans, failures };
}

/** Plans once more, as `muster apply` does, and applies what could be planned. */
async function applied(story: Story, today: string): Promise<ExitCode> {
  const { plans, failures } = await plansOf(story, today);
  const code = await tellApply(story, plans, memoryJournal());
  for (const { key, ...failure } of failures)
    story.stage.say(`  ${notAppliedLine({ organization: key, ...failure }, story.stage.paint)}\n`);
  return worst([code, ...unplannedCodes(failures, plans.length)]);
}
