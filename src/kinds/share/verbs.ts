/** What is done about shares. */
import type { ChangeOf } from "../../model/change.ts";
import type { Holder } from "../../model/entities/holder.ts";
import type { SharedKind, ShareLevel } from "../../model/entities/resource.ts";
import type { Share } from "../../model/entities/share.ts";
import { object, oneOf, text } from "../../model/shape.ts";
import type { Altered, Ended, Made, VerbOf } from "../../model/shapes.ts";
import { altered, ended, holder, made } from "../sides.ts";
import type { Risk } from "../../model/plan.ts";
import { ceilingOf } from "../../model/role.ts";
import { sharedKinds } from "../../model/vocabularies/all.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import type { DraftOf } from "../draft.ts";
import { holderFields, holderObstacle, type Allows } from "../holder.ts";
import type { Edge, NeedsRule } from "../lookup.ts";
import { memberIn } from "../loss.ts";
import { labelled, moved } from "../pieces.ts";
import { unmanaged, type SidesOf, type Step, type StepContext } from "../step.ts";
import type { KindVerbs, RiskContext, VerbSpecs } from "../verb.ts";

export type ShareFields = {
  readonly resource: SharedKind;
  readonly name: string;
  readonly holder: Holder;
  readonly level: ShareLevel;
};

declare module "../../model/shapes.ts" {
  interface VerbShapes {
    readonly share: {
      readonly share: Made<"share", ShareFields>;
      readonly change_share: Altered<"share", ShareFields>;
      readonly unshare: Ended<"share", ShareFields>;
    };
  }
}

/** A share needs its holder: there, active, and with the role under whose ceiling it falls. */
const needs: NeedsRule<"share" | "change_share"> = (draft, lookup, edge) => {
  const { holder, level } = draft.after;
  const { before, after } = lookup.roles;
  // The role may change under its holder before the share comes.
  const allows: Allows = (role) => [before, after].every((roles) => ceilingOf(role, roles).has(level));
  return holderObstacle(holder, { lookup, edge: draft.loss === null ? edge : exceptAddress(edge), allows });
};

/** Who has less of it is found by their id, whatever becomes of their address. */
function exceptAddress(edge: Edge): Edge {
  return (other) => edge(other?.verb === "change_email" ? undefined : other);
}

/** Whether the level comes to be worth less; of one that nobody knows that is not said. */
const lossOfLevel = ({ before, after }: SidesOf<"change_share">, { shared }: Vocabulary) => {
  const [had, has] = [before, after].map(({ level }) =>
    Math.max(...shared.flatMap(({ levels }) => levels[level] ?? [])),
  );
  return (has ?? 0) < (had ?? 0) ? "share" : null;
};

/** What lets somebody let in others, and what nobody knows here, must not be overlooked. */
const riskOfLevel = ({ before, after }: DraftOf<"share" | "change_share">, { live }: RiskContext): Risk =>
  riskOfShare(after, live.vocabulary) === "high" ||
  (before !== null && !isKnownLevel(before.level, live.vocabulary))
    ? "high"
    : "low";

/** The risk of holding something at a level. */
export function riskOfShare(
  { resource, level }: { readonly resource: string; readonly level: string },
  vocabulary: Vocabulary,
): Risk {
  const managing = vocabulary.shared.find(({ kind }) => kind === resource)?.managing;
  return level === managing || !isKnownLevel(level, vocabulary) ? "high" : "low";
}

function isKnownLevel(level: string, { shared }: Vocabulary): boolean {
  return shared.some(({ levels }) => Object.hasOwn(levels, level));
}

const sharedFields = object<ShareFields>({
  resource: oneOf(sharedKinds),
  name: text,
  holder,
  level: text,
});

const verbs: VerbSpecs<VerbOf<"share">> = {
  share: {
    sides: { share: made(sharedFields) },
    words: { sign: "+", infinitive: "share", toDo: "to share", done: "shared" },
    phase: 4,
    loss: null,
    risk: riskOfLevel,
    creates: true,
    needs,
    detail: ({ after }) => labelled("", after, "level"),
  },
  change_share: {
    sides: { share: altered(sharedFields) },
    words: { sign: "~", infinitive: "change share", noun: "share", toDo: "to change", done: "changed" },
    phase: (sides, vocabulary) => (lossOfLevel(sides, vocabulary) === null ? 4 : 7),
    loss: lossOfLevel,
    risk: riskOfLevel,
    needs,
    detail: ({ before, after }) => moved(before, after, "level"),
  },
  unshare: {
    sides: { share: ended(sharedFields) },
    words: { sign: "-", infinitive: "unshare", toDo: "to unshare", done: "unshared" },
    phase: 7,
    rank: 1,
    loss: "share",
    risk: "high",
    detail: ({ before }) => labelled("was ", before, "level"),
  },
};

export const shareVerbs: KindVerbs<"share"> = {
  verbs,
  compared: ["level"],
  restsOn: ["share", "team", "service_account", "member"],
  steps,
  loss: { costs: ({ loss, before }) => (loss === null ? [] : memberIn(before?.holder)) },
  unclear: "share",
  twoOfOne: { made: "share", ended: "unshare" },
};

/** The steps for a change of a share. */
function steps(change: ChangeOf<Share>, { unlisted }: StepContext): Step[] {
  const { before, after } = change;
  if (before === null) return [{ verb: "share", before, after: shareFields(change.after) }];
  if (after !== null) {
    const changed = shareFields({ ...before, level: after.level });
    return [{ verb: "change_share", before: shareFields(before), after: changed }];
  }
  const step: Step = { verb: "unshare", before: shareFields(before), after };
  const message = `${before.resource} ${before.name} is shared with ${before.holder.kind.replaceAll("_", " ")} ${before.holder.key}, but no file says so`;
  return [unlisted.shares === "unshare" || !change.unlisted ? step : unmanaged(step, message)];
}

function shareFields({ resource, name, holder, level }: Share): ShareFields {
  return { resource, name, holder: holderFields(holder), level };
}
