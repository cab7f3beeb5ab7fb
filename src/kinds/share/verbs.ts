/** The verbs on shares. */
import type { ShareLevel } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ShareVerb } from "../../model/plan.ts";
import { ceilingOf } from "../../model/role.ts";
import { holderIn, holderObstacle, type Allows } from "../holder.ts";
import type { NeedsRule } from "../lookup.ts";
import { labelled, moved } from "../pieces.ts";
import type { Sides, VerbSpecs } from "../verb.ts";
import { levelRank } from "./levels.ts";

/** A share needs its holder: there, active, and with the role under whose ceiling it falls. */
const needs: NeedsRule = (draft, lookup, edge) => {
  const holder = holderIn(draft.after, "holder");
  const level = draft.after?.["level"];
  const { before, after } = lookup.roles;
  // The role may change under its holder before the share comes.
  const allows: Allows = (role) =>
    [before, after].every((roles) => ceilingOf(role, roles).has(level as ShareLevel));
  return holder === null ? null : holderObstacle(holder, { lookup, edge, allows });
};

const lossOfLevel = ({ before, after }: Sides) => (levelOf(after) < levelOf(before) ? "share" : null);

function levelOf(fields: JsonObject | null): number {
  const level = fields?.["level"];
  return typeof level === "string" ? (levelRank[level] ?? 0) : 0;
}

export const shareSpecs: VerbSpecs<ShareVerb> = {
  share: {
    words: { sign: "+", infinitive: "share", toDo: "to share", done: "shared" },
    phase: 4,
    loss: null,
    risk: "low",
    creates: true,
    needs,
    detail: ({ after }) => labelled("", after, "level"),
  },
  change_share: {
    words: { sign: "~", infinitive: "change share", noun: "share", toDo: "to change", done: "changed" },
    phase: (sides) => (lossOfLevel(sides) === null ? 4 : 7),
    loss: lossOfLevel,
    risk: "low",
    needs,
    detail: ({ before, after }) => moved(before, after, "level"),
  },
  unshare: {
    words: { sign: "-", infinitive: "unshare", toDo: "to unshare", done: "unshared" },
    phase: 7,
    rank: 1,
    loss: "share",
    risk: "high",
    detail: ({ before }) => labelled("was ", before, "level"),
  },
};
