/** How a user is given access and a role, and how either is taken. */
import type { Written } from "../../io/remote/steps.ts";
import { notFound } from "../../io/remote/task.ts";
import type { Json } from "../../model/json.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { adminGroup } from "./look.ts";
import { sendPlaces } from "./others.ts";
import { changed, type Change } from "./patch.ts";
import { attribute } from "./resource.ts";
import { fetchUser, send, type Task } from "./session.ts";

/** Gives access, or takes it. */
export function sendActive(
  task: Task,
  { id }: { readonly id: string },
  { active, etag }: { readonly active: boolean; readonly etag: string | undefined },
): Promise<Written | ProviderFailure> {
  return send(task, { endpoint: "Users", id, etag }, [{ do: "set", attribute: "active", value: active }]);
}

/** Gives and takes the values, or the place in the group, by which the role is known. */
export async function sendRole(
  task: Task,
  { id }: { readonly id: string },
  { role, etag }: { readonly role: string | null; readonly etag: string | undefined },
): Promise<Written | ProviderFailure> {
  const { from, admin, member } = task.settings.role;
  const isAdmin = role === "admin";
  if (from === "groups") {
    const group = await adminGroup(task);
    if (!group.ok) return group;
    return sendPlaces(task, { do: isAdmin ? "add" : "take", group: group.id, users: [id] });
  }
  const read = await fetchUser(task, id);
  if (!read.ok) return read;
  if (read.found === null || from === "none") return notFound(`member ${task.action.key}`);
  const held = new Set(read.found[from].map(({ value }) => value));
  const given = isAdmin ? admin : member;
  const taken = isAdmin ? member : admin;
  const changes: Change[] = [
    ...(given === undefined || held.has(given)
      ? []
      : [{ do: "add", attribute: from, value: given } as const]),
    ...(taken === undefined || !held.has(taken)
      ? []
      : [{ do: "take", attribute: from, value: taken } as const]),
  ];
  const at = { endpoint: "Users", id, etag } as const;
  const sent = await send(task, at, changes);
  if (sent.ok || sent.status !== 400) return sent;
  // Refused, so without effect: where there is room for one value only, or none is found by a filter, all are written anew.
  const value = (attribute(changed(read.found.whole, changes), from) ?? []) as Json;
  const whole = await send(task, at, [{ do: "set", attribute: from, value }]);
  return whole.ok ? whole : sent;
}
