/** The actions of others that the written workflows use, each by the full commit of a release. */

/** `uses` takes these as they are; the comment says which release the commit is. */
export const pins = {
  checkout: "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
  uploadArtifact: "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2",
  downloadArtifact: "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0",
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

/** True for an action of this repository, which comes with the checkout of the default branch. */
export function isLocalAction(uses: string): boolean {
  return uses === "./" || (localAction.test(uses) && !uses.split("/").includes(".."));
}

/** True when what runs can be changed by nobody outside this repository: a full commit, or this repository itself. */
export function isPinned(uses: string): boolean {
  return remoteAction.test(uses) || isLocalAction(uses);
}
