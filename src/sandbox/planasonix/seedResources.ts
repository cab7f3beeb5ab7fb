/** The resources that the shares and ownerships of a desired state speak of, and the shares on them. */
import { isShareLevel, isSharedKind, type ResourceKind } from "../../model/vocabularies/planasonix.ts";
import type { Holder } from "../../model/entities/holder.ts";
import type { State } from "../../model/state.ts";
import type { ApiMember, ApiShare } from "../../providers/planasonix/contract.ts";
import { resourcePrefixes, seededId } from "./ids.ts";
import type { SandboxOrganization } from "./snapshot.ts";

type Resources = Required<
  Pick<SandboxOrganization, "pipelines" | "connections" | "schedules" | "projects" | "shares">
>;

/** One resource for each kind and name; nobody owns those for which the files name no owner who is there. */
export function seedResources(
  id: string,
  desired: State,
  members: ReadonlyMap<string, ApiMember>,
): Resources {
  const named = [...desired.share.values(), ...desired.ownership.values()];
  const owners = new Map([...desired.ownership.values()].map((item) => [item.key, item.owner ?? ""]));
  const resourcesOf = (kind: ResourceKind) => {
    const names = new Set(named.filter((item) => item.resource === kind).map((item) => item.name));
    return [...names].sort().map((name) => ({
      id: seededId(resourcePrefixes[kind], id, name),
      name,
      ...(kind === "project"
        ? {}
        : { owner_id: members.get(owners.get(`${kind}:${name}`) ?? "")?.id ?? null }),
    }));
  };
  return {
    pipelines: resourcesOf("pipeline"),
    connections: resourcesOf("connection"),
    schedules: resourcesOf("schedule"),
    projects: resourcesOf("project"),
    shares: [...desired.share.values()].flatMap((share): ApiShare[] => {
      const grantee = granteeOf(id, desired, { holder: share.holder, members });
      const { resource, level } = share;
      if (grantee === undefined || !isSharedKind(resource) || !isShareLevel(level)) return [];
      return [
        {
          id: seededId("shr", id, share.key),
          resource_type: resource,
          resource_id: seededId(resourcePrefixes[resource], id, share.name),
          resource_name: share.name,
          ...grantee,
          level,
        },
      ];
    }),
  };
}

function granteeOf(
  id: string,
  desired: State,
  wanted: { readonly holder: Holder; readonly members: ReadonlyMap<string, ApiMember> },
): Pick<ApiShare, "grantee_type" | "grantee_id"> | undefined {
  const { kind, key } = wanted.holder;
  switch (kind) {
    case "team":
      return desired.team.has(key)
        ? { grantee_type: kind, grantee_id: seededId("team", id, key) }
        : undefined;
    case "service_account":
      return desired.service_account.has(key)
        ? { grantee_type: kind, grantee_id: seededId("sa", id, key) }
        : undefined;
    case "member": {
      const member = wanted.members.get(key);
      return member?.state === "active" ? { grantee_type: kind, grantee_id: member.id } : undefined;
    }
  }
}
