/** The actions of others that the written workflows use, each by the full commit of a release. */

/** `uses` takes these as they are; the comment says which release the commit is. */
export const pins = {
  checkout: "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  uploadArtifact: "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1",
  downloadArtifact: "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
} as const;

/** The actions that may run beside muster in a job that holds a key. */
export const allowedActions: readonly string[] = Object.values(pins).map((pin) => pin.split("@")[0] ?? "");

/**
 * Where muster's own action is published, with the full commit of the release: `OWNER/REPO@COMMIT`. Null until there
 * is such a place; whoever sets muster up names it then (`muster init --action`).
 */
export const publishedAction: string | null = null;

const remoteAction = /^[A-Za-z0-9][A-Za-z0-9-]*(?:\/[A-Za-z0-9._-]+)+@[0-9a-f]{40}$/;
const localAction = /^\.(?:\/[A-Za-z0-9._-]+)+$/;

/** A release by its tag, which `init` looks up once: what it writes is the commit. `v1` alone is a tag that moves. */
const releasedAction = /^([A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+)@(v\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/;

/** The repository and the tag of an action that is named by a release. */
export function releaseOf(uses: string): { readonly repository: string; readonly tag: string } | undefined {
  const [, repository, tag] = releasedAction.exec(uses) ?? [];
  return repository === undefined || tag === undefined ? undefined : { repository, tag };
}

/** True for an action of this repository, which comes with the checkout of the default branch. */
export function isLocalAction(uses: string): boolean {
  return uses === "./" || (localAction.test(uses) && !uses.split("/").includes(".."));
}

/** True when what runs can be changed by nobody outside this repository: a full commit, or this repository itself. */
export function isPinned(uses: string): boolean {
  return remoteAction.test(uses) || isLocalAction(uses);
}
