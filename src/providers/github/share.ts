/** The verbs on what teams may do with repositories. */
import type { Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import type { Entity } from "../../model/entity.ts";
import type { ShareFields } from "../../kinds/share/verbs.ts";
import { change, end } from "../../io/remote/steps.ts";
import { isAs, notFound, settle, stepOn, type Result, stepToPut } from "../../io/remote/task.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { grantSchema } from "./answers.ts";
import { readRows } from "./rows.ts";
import { below, send, teamThere, type Session, type Task, type TaskOf } from "./session.ts";
import type { Seen } from "../../io/remote/steps.ts";

export const shareVerbs: Answers<VerbAbout<"share">, Session> = {
  share: { says: "", run: share },
  change_share: { says: "", run: share },
  unshare: { says: "", run: unshare },
};

/** share and change_share. */
async function share(task: TaskOf<"share" | "change_share">): Result {
  const { action } = task;
  const grant = await grantOf(task, action.after);
  if ("ok" in grant) return grant;
  const known = action.verb === "share" ? undefined : task.known.get("share", action.key);
  if (known === undefined && action.verb === "change_share") return notFound(`share ${action.key}`);
  const result = await change({
    ...stepToPut(task, `share ${action.key}`, known),
    look: async () => {
      const seen = await lookGrant(task, grant.slug, action.after);
      // What the team has from those above it is none of its own, and cannot be told apart.
      const isOther =
        known === undefined && seen.ok && seen.entity !== null && !isAs(action.after)(seen.entity);
      return isOther ? { ...seen, entity: null } : seen;
    },
    send: async () => {
      const sent = await send(task, {
        method: "PUT",
        path: grant.path,
        body: { permission: action.after.level },
      });
      return sent.ok ? { ...sent, entity: entityOf(task, action.after) } : sent;
    },
  });
  return settle(task, result);
}

async function unshare(task: TaskOf<"unshare">): Result {
  const { action } = task;
  const grant = await grantOf(task, action.before);
  if ("ok" in grant) return grant;
  const known = task.known.get("share", action.key);
  if (known === undefined) return notFound(`share ${action.key}`);
  const result = await end({
    ...stepOn(task, `share ${action.key}`, known),
    look: () => lookGrant(task, grant.slug, action.before),
    send: () => send(task, { method: "DELETE", path: grant.path }),
  });
  return settle(task, result);
}

function entityOf({ action }: Task, { resource, name, holder, level }: ShareFields): Entity {
  return { kind: "share", key: action.key, resource, name, holder, level };
}

/** What the team may do with the repository now. What it has from the teams above it counts as well. */
async function lookGrant(task: Task, slug: string, fields: ShareFields): Promise<Seen | ProviderFailure> {
  const list = await readRows(task.client, below(task, "teams", slug, "repos"), grantSchema);
  if (!list.ok) return list.status === 404 ? { ok: true, entity: null, etag: undefined } : list;
  const found = list.items.find(({ name }) => name.toLowerCase() === fields.name.toLowerCase());
  if (found === undefined) return { ok: true, entity: null, etag: undefined };
  const level = { read: "pull", write: "push" }[found.role_name ?? ""] ?? found.role_name ?? "";
  return { ok: true, entity: entityOf(task, { ...fields, level }), etag: undefined };
}

async function grantOf(
  task: Task,
  { holder, name }: ShareFields,
): Promise<{ readonly path: string; readonly slug: string } | ProviderFailure> {
  if (holder.kind !== "team") return notFound(`team ${holder.key}`);
  const team = await teamThere(task, holder.key);
  if (!team.ok) return team;
  const { slug } = team;
  return { slug, path: below(task, "teams", slug, "repos", task.options.organizationId, name) };
}
