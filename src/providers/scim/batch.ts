/**
 * Places in one group that are given or ended in one request (RFC 7644, 3.5.2), as many as the service takes. Each person's
 * outcome is told by itself: whoever is not where they should be after it is left to a request of their own.
 */
import type { Action, ActionOf } from "../../model/plan.ts";
import type { ProviderFailure, Receipt } from "../../model/provider.ts";
import { insideOf, leavesOthers, othersGone, sendTo } from "./others.ts";
import type { Session, Task } from "./session.ts";

type PlaceAction = ActionOf<"join_team" | "leave_team">;

interface Batches {
  gather(actions: readonly Action[]): readonly Action[];
  /** What is known of a gathered action already. */
  answer(action: Action): Receipt | undefined;
  /** What becomes of a gathered action with its others; undefined where it has to go by itself. */
  run(action: Action, signal: AbortSignal | undefined): Promise<Receipt | ProviderFailure | undefined>;
}

export function createBatches(session: Session): Batches {
  const { max } = session.profile.memberWrites;
  const gathered = new Map<string, readonly PlaceAction[]>();
  const answers = new Map<string, Receipt>();
  return {
    gather(actions) {
      const [first] = actions;
      if (first === undefined || !isPlace(first) || goesAlone(session, first)) return actions.slice(0, 1);
      const end = actions.findIndex((other) => !isSame(first, other));
      const batch = actions.slice(0, Math.min(max, end < 0 ? actions.length : end)).filter(isPlace);
      for (const each of batch) gathered.set(each.id, batch);
      return batch;
    },
    answer: (action) => answers.get(action.id),
    async run(action, signal) {
      const known = answers.get(action.id);
      const batch = gathered.get(action.id) ?? [];
      gathered.delete(action.id);
      if (known !== undefined || batch.length < 2 || batch[0]?.id !== action.id) return known;
      const task: Task = { ...session, action, signal };
      const { receipts, failure } = await sendAll(task, batch);
      for (const [id, receipt] of receipts) answers.set(id, receipt);
      return failure ?? answers.get(action.id);
    },
  };
}

/** The first to be taken out by value shows whether the others stay: see `leaveTeam`. */
function goesAlone(session: Session, { verb }: PlaceAction): boolean {
  const { profile } = session;
  if (profile.membersFrom === "users_groups") return true;
  const isByValue = verb === "leave_team" && profile.memberWrites.remove === "by_value";
  return isByValue && !leavesOthers(session, { do: "take" });
}

function isPlace(action: Action): action is PlaceAction {
  return action.verb === "join_team" || action.verb === "leave_team";
}

function sideOf(action: PlaceAction) {
  return action.verb === "join_team" ? action.after : action.before;
}

function isSame(first: PlaceAction, other: Action): boolean {
  return isPlace(other) && other.verb === first.verb && sideOf(other).team === sideOf(first).team;
}

interface Sent {
  /** What is known of each of them after the request. */
  readonly receipts: ReadonlyMap<string, Receipt>;
  /** Why nothing more is to be sent. */
  readonly failure?: ProviderFailure;
}

async function sendAll(task: Task, batch: readonly PlaceAction[]): Promise<Sent> {
  const receipts = new Map<string, Receipt>();
  const { known } = task;
  const [first] = batch;
  const group = first === undefined ? undefined : known.teamId(sideOf(first).team);
  if (first === undefined || group === undefined) return { receipts };
  const joins = first.verb === "join_team";
  const before = await insideOf(task, group);
  if ("kind" in before) return { receipts };
  const waiting = new Map<string, PlaceAction>();
  for (const action of batch) {
    const user = known.memberId(sideOf(action).member);
    if (user === undefined) continue;
    if (before.has(user) !== joins) waiting.set(user, action);
    // Whoever does not come in a list may be there all the same: whether they are is asked of each by themselves.
    else if (joins) settle(task, action, { ok: true, status: "already" }, receipts);
  }
  if (waiting.size === 0) return { receipts };
  const change = { do: joins ? "add" : "take", group, users: [...waiting.keys()] } as const;
  const sent = await sendTo(task, change);
  if (!sent.ok && sent.effectUnknown !== true) return { receipts };
  const after = await insideOf(task, group);
  if ("kind" in after) return { receipts };
  const requestId = sent.ok ? sent.requestId : undefined;
  for (const [user, action] of waiting) {
    if (after.has(user) !== joins) continue;
    const receipt: Receipt = {
      ok: true,
      status: "done",
      ...(requestId === undefined ? {} : { requestId }),
    };
    settle(task, action, receipt, receipts);
  }
  const failure = othersGone(task, change, { before, after });
  return { receipts, ...(failure === undefined ? {} : { failure }) };
}

function settle(
  { known }: Task,
  action: PlaceAction,
  receipt: Receipt,
  receipts: Map<string, Receipt>,
): void {
  receipts.set(action.id, receipt);
  const { team, member } = sideOf(action);
  if (action.verb === "leave_team") known.drop("team_membership", action.key);
  else {
    const entity = { kind: "team_membership", key: action.key, team, member, role: "member" } as const;
    known.put(action.key, entity, undefined);
  }
}
