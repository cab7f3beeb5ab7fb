/** Which organizations have a key in this environment, and what each key can do. Asks each service for that alone. */
import { tokenFor } from "../../io/env.ts";
import { createHttp } from "../../io/http.ts";
import { variableSuffix } from "../../model/address.ts";
import type { Check } from "../../model/checklist.ts";
import type { Organization } from "../../model/organization.ts";
import { connect } from "../../run/connect.ts";
import type { Context } from "../../run/context.ts";
import { inParallel } from "../../run/inParallel.ts";

const atOnce = 8;

/** One check for each organization. */
export async function keyChecks(context: Context, organizations: readonly Organization[]): Promise<Check[]> {
  const http = createHttp({ proxyEnv: context.env, userAgent: "muster" });
  try {
    return await inParallel(organizations, atOnce, async (organization) => ({
      area: "keys",
      code: "key",
      ...(await keyCheck(context, organization, { count: organizations.length, http })),
    }));
  } finally {
    await http.close();
  }
}

type Found = Pick<Check, "status" | "what" | "todo">;

async function keyCheck(
  context: Context,
  { key, connection }: Organization,
  { count, http }: { readonly count: number; readonly http: ReturnType<typeof createHttp> },
): Promise<Found> {
  const { env } = context;
  const name = `MUSTER_TOKEN_${variableSuffix(key)}`;
  const held = tokenFor({ env, key, count });
  const tried = [name, `${name}_FILE`, ...(count === 1 ? ["MUSTER_TOKEN", "MUSTER_TOKEN_FILE"] : [])];
  if (!held.ok && tried.every((variable) => (env[variable] ?? "") === "")) {
    return {
      status: "unknown",
      what: `There is no key for ${key} in this environment, so what it can do was not looked at.`,
      todo: `Keys belong into GitHub's environments. To check one, set ${name} for this command only.`,
    };
  }
  const connected = await connect(context, {
    key,
    connection,
    unmerged: false,
    listedLoopbackOnly: false,
    count,
    http,
  });
  if ("error" in connected)
    return { status: "missing", what: connected.error, todo: "Put this right first." };
  const read = await connected.reader.readActing();
  if (!read.ok) {
    const what = `${key}: ${read.message}`;
    return read.status === 401 || read.status === 403
      ? { status: "missing", what, todo: `Make a new key for ${key}.` }
      : { status: "unknown", what, todo: "Run it again when the service answers." };
  }
  const { name: who, scopes } = read.acting;
  const listed = scopes === undefined ? "the service lists no scopes" : `scopes: ${scopes.join(", ")}`;
  return {
    status: "ok",
    what: connected.canWrite(read.acting)
      ? `The key for ${key} here acts as ${who} and can write (${listed}): it belongs into muster-apply, never into muster-plan.`
      : `The key for ${key} here acts as ${who} and can only read (${listed}): it belongs into muster-plan.`,
  };
}
