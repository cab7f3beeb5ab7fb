/** Repositories, and the keys that open them. */
import { notFound, paged, type Answer, type InOrganization } from "./call.ts";
import { deployKey, teamGrant } from "./repositoryShapes.ts";
import { repositoryOf } from "./state.ts";

export function listRepositories(call: InOrganization): Answer {
  const { organization } = call;
  return paged(
    call,
    [...organization.repositories.values()].map((it) => teamGrant(organization, it, "admin")),
  );
}

export function listDeployKeys(call: InOrganization): Answer {
  const { organization, world, path } = call;
  const repository = repositoryOf(organization, path["repo"] ?? "");
  if (repository === undefined) return notFound;
  return paged(
    call,
    repository.deployKeys.map((key) => deployKey(world, { organization, repository, key })),
  );
}
