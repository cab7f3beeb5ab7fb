/** Who the key is, what it may do, and whether it is shown all that is there. */
import type { Acting, ProviderFailure } from "../../model/provider.ts";
import type { KindCoverage } from "../../model/state.ts";
import { fold } from "../../model/text.ts";
import { viewerSchema } from "./answers.ts";
import type { Client } from "./client.ts";
import { viewerQuery } from "./queries.ts";

/** True for a key that may do more than read. An App lists its rights, a classic token its scopes; others list none. */
export function canWrite({ scopes }: Acting): boolean {
  return (
    scopes === undefined || scopes.some((scope) => !scope.startsWith("read:") && !scope.endsWith(":read"))
  );
}

/** True for a key that may change members; one whose rights nobody lists counts as one. */
export function canManage({ scopes }: Acting): boolean {
  return scopes === undefined || scopes.some((scope) => scope === "members:write" || scope === "admin:org");
}

/** Whether the key is shown what is there of repositories. */
export type Sight = KindCoverage;

/** Who the key is: an App with its rights, or a person with the scopes of their token. */
export async function readActing(
  client: Client,
): Promise<{ readonly ok: true; readonly acting: Acting; readonly sees: Sight } | ProviderFailure> {
  const app = await client.installation();
  if (!app.ok) return app;
  if (app.data !== undefined) {
    const { app_id: id, app_slug: name, permissions, suspended_at: suspended } = app.data;
    const { repository_selection: selection } = app.data;
    if (suspended !== null) {
      const message = `The GitHub App ${name} is suspended in this organization. An owner can end that in its settings.`;
      return { ok: false, kind: "stop", code: "suspended", message };
    }
    const scopes = Object.entries(permissions).map(([right, level]) => `${right}:${level}`);
    // What an App is not installed for, it is not shown: what is missing may be there.
    const sees: Sight =
      selection === "all"
        ? { complete: true }
        : {
            complete: false,
            reason: `The GitHub App ${name} is installed for some repositories only, and is not shown what teams may do with the others. An owner can give it all of them in its installation.`,
          };
    return { ok: true, acting: { id: `app_${id}`, name, scopes }, sees };
  }
  const answer = await client.query(viewerQuery, {});
  if (!answer.ok) return answer;
  const scopes = answer.headers["x-oauth-scopes"];
  const listed =
    scopes === undefined
      ? {}
      : { scopes: scopes.split(",").flatMap((it) => (it.trim() === "" ? [] : [it.trim()])) };
  const read = viewerSchema.safeParse(answer.data);
  // An App's ready-made token is nobody, and lists nothing.
  if (!read.success)
    return {
      ok: true,
      acting: { id: "app", name: "a GitHub App", ...listed },
      sees: {
        complete: false,
        reason:
          "A ready-made token of a GitHub App does not tell which repositories it is shown. Put the App's number and private key in its place.",
      },
    };
  const { databaseId, login } = read.data.viewer;
  return {
    ok: true,
    acting: { id: String(databaseId), member: fold(login), name: login, ...listed },
    sees: { complete: true },
  };
}
