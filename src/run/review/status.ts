/** `review status`: what of a review counts, and what is left. Reads files and git; GitHub only where there is a token. */
import { hasErrors } from "../../model/diagnostic.ts";
import type { Origin } from "../../model/evidence.ts";
import type { Organization } from "../../model/organization.ts";
import { given } from "../../model/given.ts";
import type { ReviewStatus } from "../../model/review.ts";
import { plural } from "../../model/text.ts";
import { judgeReview, type Recorded } from "../../review/judge.ts";
import { dayOf, type Context } from "../context.ts";
import { approvalsOf } from "../evidence/approvals.ts";
import { faultsIn } from "../evidence/faults.ts";
import type { Failure } from "../failure.ts";
import { load } from "../load.ts";
import { readCampaign, type Campaign, type Faulty } from "./campaign.ts";

/** A review with what the access files say now. */
interface Examined {
  readonly status: ReviewStatus;
  readonly campaign: Campaign;
}

export async function reviewStatus(context: Context, name: string): Promise<Examined | Failure | Faulty> {
  const campaign = await readCampaign(context, name);
  if (!("files" in campaign)) return campaign;
  const { organizations, unread } = await present(context);
  const isClosed = campaign.closed !== undefined;
  const asked = isClosed ? [] : campaign.files.flatMap(decidedIn);
  const approvals = await approvalsOf(context, asked, { refresh: true });
  const approved = ({ origin, ...rest }: Recorded): Recorded => ({
    ...{ ...rest, origin: approvals.add(origin) },
    ...given({ proposedBy: approvals.proposedBy(origin) }),
  });
  const { isPastUnread } = campaign;
  const reviews = campaign.files.map(({ file, begun, recorded }) => {
    const organization = organizations.get(file.organization);
    return judgeReview({
      ...{ file, begun, organization, today: dayOf(context) },
      ...{ isPastUnread, isUnread: organization === undefined && unread !== undefined },
      recorded: new Map([...recorded].map(([key, item]) => [key, approved(item)])),
    });
  });
  const looked = asked.length === 0 ? [] : [...approvals.notes, ...unshownIn(reviews)];
  const notes = isClosed ? [] : [...unreadNotes(reviews, unread), ...campaign.notes, ...looked];
  return {
    campaign,
    status: { name, ...(campaign.closed === undefined ? {} : { closed: campaign.closed }), reviews, notes },
  };
}

/** The organizations whose files are valid. `unread`: why there may be others. */
async function present(context: Context): Promise<{
  readonly organizations: ReadonlyMap<string, Organization>;
  readonly unread?: string;
}> {
  const declared = await load(context);
  if ("error" in declared) return { organizations: new Map(), unread: declared.error };
  const { organizations, diagnostics } = declared;
  return {
    organizations: new Map(organizations.map((item) => [item.key, item])),
    ...(hasErrors(diagnostics) ? { unread: faultsIn(diagnostics) } : {}),
  };
}

function unreadNotes(reviews: ReviewStatus["reviews"], unread: string | undefined): string[] {
  const names = reviews.flatMap(({ organization, isUnread }) => (isUnread === true ? [organization] : []));
  return unread === undefined || names.length === 0
    ? []
    : [`Whether decisions still count in ${names.join(", ")} was not looked up: ${unread}`];
}

/** What counts on somebody's word alone. */
function unshownIn(reviews: ReviewStatus["reviews"]): string[] {
  const count = reviews.flatMap(({ entries }) => entries).filter(({ unshown }) => unshown === true).length;
  return count === 0
    ? []
    : [
        `Of ${plural(count, "decision")} others made the commit: without reviews nothing shows that it was whoever is named.`,
      ];
}

/** The commits that brought decisions. */
function decidedIn({ file, recorded }: Campaign["files"][number]): Origin[] {
  return file.entries.flatMap(({ kind, key, decision }) => {
    const found = recorded.get(`${kind} ${key}`);
    return decision === undefined || found === undefined ? [] : [found.origin];
  });
}
