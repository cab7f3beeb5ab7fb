/** The end of the demo: one line of people.yaml, and a person is out of two services. Both are on this machine, and made up. */
import { declare } from "../declare/read.ts";
import { memoryJournal } from "../journal/memory.ts";
import { createHttp } from "../io/http.ts";
import type { Organization } from "../model/organization.ts";
import type { Tree } from "../model/tree.ts";
import { planText } from "../render/text.ts";
import { addGitHub } from "../sandbox/github/app.ts";
import { sandboxToken, seedFromStates as githubFromStates } from "../sandbox/github/fromStates.ts";
import { openGitHub } from "../sandbox/github/start.ts";
import { seedFromStates } from "../sandbox/planasonix/seed.ts";
import { startSandbox } from "../sandbox/planasonix/start.ts";
import { dayOf, type Context } from "./context.ts";
import { tellApply, type Stage } from "./demoStage.ts";
import type { ExitCode } from "./exitCode.ts";
import { readPast } from "./past.ts";
import { isPlanned, type Planned } from "./plan.ts";
import { planOne } from "./planOne.ts";
import type { PlanRequest } from "./request.ts";

const code = `organization: { provider: github, id: acme-code }
members: { ana: admin, kim: admin, rob: member }
teams: { web: { name: Web, members: [ana, kim, rob], shares: { repositories: { website: push } } } }
`;
const data = `organization: { provider: planasonix, id: org_01acmedata }
members: { ana: admin, kim: admin, rob: editor }
teams: { finance: { name: Finance, members: [ana, kim, rob] } }
`;

/** The file of all people; with a day, Rob leaves on it. */
function people(leaves?: string): string {
  const end = leaves === undefined ? "" : `, leaves: ${leaves}`;
  return `people:
  ana: { email: ana@acme.example, github: ana }
  kim: { email: kim@acme.example, github: kim }
  rob: { email: rob@acme.example, github: rob${end} }
`;
}

function organizationsOn(today: string, leaves?: string): readonly Organization[] {
  const files = {
    "code/organization.yaml": code,
    "data/organization.yaml": data,
    "people.yaml": people(leaves),
  };
  const tree: Tree = Object.entries(files).map(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    return { path, type: "file", size: bytes.length, bytes };
  });
  return declare({ tree, label: "access", today }).organizations;
}

const request: PlanRequest = { organizations: [], allowed: [], reach: "merged" };

/** Tells it; the code is that of its apply. */
export async function tellLeaving(context: Context, stage: Stage): Promise<ExitCode> {
  const today = dayOf(context);
  const before = organizationsOn(today).map(({ key, connection, desired }) => ({
    provider: connection.provider,
    seed: { key, id: connection.id, desired },
  }));
  const of = (provider: string) => before.flatMap((it) => (it.provider === provider ? [it.seed] : []));
  const github = openGitHub({ seed: githubFromStates(of("github")), clock: context.clock });
  const sandbox = await startSandbox({
    seed: seedFromStates(of("planasonix")),
    clock: context.clock,
    alongside: (app) => addGitHub(app, github),
  });
  const http = createHttp({ proxyEnv: {}, userAgent: "muster" });
  const here: Context = {
    ...context,
    env: {
      MUSTER_API_CODE: sandbox.url,
      MUSTER_TOKEN_CODE: sandboxToken("code"),
      MUSTER_API_DATA: sandbox.url,
      MUSTER_TOKEN_DATA: sandbox.organizations[0]?.token ?? "",
    },
  };
  try {
    const line = people(today)
      .split("\n")
      .find((each) => each.includes("leaves"));
    stage.say(
      `  access/people.yaml, with one change:\n${stage.paint.green(`+ ${line?.trimStart() ?? ""}`)}\n\n`,
    );
    const plans: Planned[] = [];
    for (const organization of organizationsOn(today, today)) {
      const past = await readPast(here, request, undefined);
      if ("error" in past) throw new Error(past.error);
      const made = await planOne({
        context: here,
        request,
        organization,
        limited: () => organization,
        past,
        http,
        count: before.length,
      });
      if (!isPlanned(made)) throw new Error("error" in made ? made.error : made.offline);
      plans.push(made);
    }
    stage.say(
      planText(
        plans.map(({ plan }) => plan),
        stage,
      ),
    );
    return await tellApply({ context: here, stage }, plans, memoryJournal());
  } finally {
    await http.close();
    await sandbox.close();
  }
}
