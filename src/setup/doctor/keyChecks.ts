/** Which organizations have a key in this environment, and what each key can do. Asks each service for that alone. */
import { tokenFor } from "../../io/env.ts";
import { createHttp } from "../../io/http.ts";
import { variableSuffix } from "../../model/address.ts";
import type { KeyAdvice } from "../../io/provider.ts";
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
  { key, connection, desired, grantsListed }: Organization,
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
  const advice = connected.adviceOn(read.acting, {
    shares: desired.share.size > 0,
    grants: grantsListed !== undefined,
  });
  return advised(advice, {
    what: connected.canWrite(read.acting)
      ? `The key for ${key} here acts as ${who} and can write (${listed}): it belongs into muster-apply, never into muster-plan.`
      : `The key for ${key} here acts as ${who} and can only read (${listed}): it belongs into muster-plan.`,
  });
}

/** What was found, with what the key's rights are short of or beyond. */
function advised(advice: KeyAdvice | undefined, { what }: { readonly what: string }): Found {
  if (advice === undefined) return { status: "ok", what };
  const { lacks, beyond, unlisted } = advice;
  const told = [
    what,
    ...(lacks.length === 0 ? [] : [`It lacks ${lacks.join(", ")}.`]),
    ...(beyond.length === 0 ? [] : [`It may do more than muster needs: ${beyond.join(", ")}.`]),
    ...(unlisted === undefined ? [] : [unlisted]),
  ].join(" ");
  if (lacks.length === 0 && beyond.length === 0) return { status: "ok", what: told };
  const todo = [
    ...(lacks.length === 0
      ? []
      : ["Let an owner give it what it lacks, and accept that in the organization."]),
    ...(beyond.length === 0 ? [] : ["Take away what it does not need: whoever has the key has that."]),
  ].join(" ");
  return { status: lacks.length === 0 ? "ok" : "missing", what: told, todo };
}
