/** Repository roles of the organization's own: levels beside GitHub's five. */
import type { Answer, InOrganization } from "./call.ts";
import { epoch, simpleUser } from "./shapes.ts";

export function listOwnLevels({ organization }: InOrganization): Answer {
  const roles = [...organization.ownLevels].map(([name, base], index) => ({
    id: organization.id * 100 + index + 1,
    name,
    description: null,
    base_role: base,
    permissions: [],
    organization: simpleUser(organization),
    created_at: epoch,
    updated_at: epoch,
  }));
  return { status: 200, body: { total_count: roles.length, custom_roles: roles } };
}
