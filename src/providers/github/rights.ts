/** What the token of a plan asks for: never a right to write, and none that a read does not need. */
import type { Rights } from "./keyring.ts";

/** Of what an App may do, the part that reading needs: the token of a plan can write nothing, whatever the App may. */
export function toRead(granted: Rights): Rights {
  const read: Record<string, "read"> = {};
  for (const name of [
    "members",
    "metadata",
    "organization_administration",
    "organization_custom_org_roles",
    "organization_custom_roles",
  ])
    if (granted[name] !== undefined) read[name] = "read";
  return read;
}

/** The same, and what leavers leave: their own tokens, and where that is asked for the keys of repositories, which are part of their administration. */
export function toLook(granted: Rights, isDeep: boolean): Rights {
  const more = ["organization_personal_access_tokens", ...(isDeep ? ["administration"] : [])];
  return {
    ...toRead(granted),
    ...Object.fromEntries(
      more.flatMap((name) => (granted[name] === undefined ? [] : [[name, "read" as const]])),
    ),
  };
}
