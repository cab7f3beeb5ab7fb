/** Keys of people's own that open the organization: fine-grained tokens, of which Apps alone are told, and what was authorized for single sign-on. */
import { notFound, paged, refusal, type Answer, type InOrganization } from "./call.ts";
import { credential, ownToken } from "./shapes.ts";

export function listTokens(call: InOrganization): Answer {
  const { organization, world, principal } = call;
  if (principal.account !== null) return refusal(403, "Resource not accessible by personal access token");
  const tokens = organization.ownKeys.filter(({ kind }) => kind === "fine-grained token");
  return paged(
    call,
    tokens.map((it) => ownToken(world, organization, it)),
  );
}

export function listCredentials(call: InOrganization): Answer {
  const { organization, world, query } = call;
  if (organization.plan !== "enterprise") return notFound;
  const login = query.get("login")?.toLowerCase();
  const rows = organization.ownKeys
    .filter(({ kind }) => kind !== "fine-grained token")
    .map((it) => credential(world, it))
    .filter((row) => login === undefined || row.login.toLowerCase() === login);
  return paged(call, rows);
}
