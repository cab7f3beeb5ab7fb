/** Plans against the embedded GitHub as a run does, and carries the plan out. */
import { diff } from "../../../../src/diff/diff.ts";
import type { Organization } from "../../../../src/model/organization.ts";
import type { Action, Plan } from "../../../../src/model/plan.ts";
import type { LiveRead, ProviderFailure, Receipt } from "../../../../src/model/provider.ts";
import { leaversOf } from "../../../../src/plan/leavers.ts";
import { planOrganization } from "../../../../src/plan/plan.ts";
import { githubReader } from "../../../../src/providers/github/read.ts";
import { githubCapabilities } from "../../../../src/providers/github/capabilities.ts";
import { githubWriter } from "../../../../src/providers/github/write.ts";
import { organizationsOf } from "../../../fakes/world.ts";
import type { Opened } from "./parts.ts";

/** The organization that these files declare; `people` is people.yaml. */
export function declared(
  text: string,
  { policy = {}, people }: { readonly policy?: object; readonly people?: string } = {},
): Organization {
  const section = JSON.stringify({ provider: "github", id: "acme", guards: { min_admins: 1 }, ...policy });
  const [organization] = organizationsOf({
    "acme/organization.yaml": `organization: ${section}\n${text}`,
    ...(people === undefined ? {} : { "people.yaml": people }),
  });
  if (organization === undefined) throw new Error("the files declare no organization");
  return organization;
}

export async function read({ options }: Opened, organization?: Organization): Promise<LiveRead> {
  const named = [...(organization?.desired.share.values() ?? [])].map(({ resource: kind, name }) => ({
    kind,
    name,
  }));
  const handles = [...(organization?.desired.member.values() ?? [])].flatMap(
    ({ handleKind, email, state }) => (handleKind === "login" && state === "active" ? [email] : []),
  );
  const live = await githubReader(options).readState({ resources: ["repository"], named, handles });
  if (!live.ok) throw new Error(live.message);
  return live;
}

export interface Planned {
  readonly plan: Plan;
  readonly live: LiveRead;
}

export async function planned(world: Opened, organization: Organization): Promise<Planned> {
  const live = await read(world, organization);
  const differences = diff(organization, live.state);
  const heldBack = new Set(differences.heldBack.map((item) => `${item.kind} ${item.key}`));
  const held = await githubReader(world.options).readHoldings(
    leaversOf(organization, differences.live, heldBack),
  );
  if (!held.ok) throw new Error(held.message);
  const plan = planOrganization(
    {
      organization,
      differences,
      capabilities: githubCapabilities,
      acting: live.acting,
      holdings: held.holdings,
      requests: live.requests,
      ...(live.seats === undefined ? {} : { seats: live.seats }),
      ...(live.quotas === undefined ? {} : { quotas: live.quotas }),
    },
    { now: "2026-11-02T09:00:00Z" },
  );
  return { plan, live };
}

export const named = ({ verb, key }: Pick<Action, "verb" | "key">): string => `${verb} ${key}`;

/** Plans, does all of it, and gives what each action came to. */
export async function applied(
  world: Opened,
  organization: Organization,
): Promise<Readonly<Record<string, Receipt | ProviderFailure>>> {
  const { plan, live } = await planned(world, organization);
  const writer = githubWriter(world.options, diff(organization, live.state).live);
  const outcomes: Record<string, Receipt | ProviderFailure> = {};
  for (const action of plan.actions) outcomes[named(action)] = await writer.execute(action);
  return outcomes;
}
