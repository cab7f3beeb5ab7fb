/** What the repository's own files give away or leave open: keys that were committed, and policy without an owner. */
import { join } from "node:path";
import { readText } from "../../io/file.ts";
import { trackedLines } from "../../io/repository.ts";
import type { Check } from "../../model/checklist.ts";
import type { Tree } from "../../model/tree.ts";
import type { Survey } from "../init/survey.ts";
import { unowned } from "./codeOwners.ts";

const keyLine =
  /MUSTER_(?:TOKEN|REVIEW_KEY|DELIVER_TOKEN)[A-Z0-9_]*["']?\s{0,3}[:=]\s{0,3}["']?[\w+/=.~-]{16}/;

/** Tracked lines that look as if they held a key. What they hold is not shown. */
export async function committedKeys({ root, inRepository }: Survey): Promise<Check[]> {
  const check = { area: "keys", code: "keys-committed" } as const;
  const lines = inRepository ? await trackedLines(root, "MUSTER_") : null;
  if (lines === null) {
    const todo = "Run it inside the git repository.";
    return [
      { ...check, status: "unknown", what: "Whether a key was committed could not be looked at.", todo },
    ];
  }
  const found = lines.filter(({ text }) => keyLine.test(text) && !/_FILE["']?\s{0,3}[:=]/.test(text));
  if (found.length === 0) return [{ ...check, status: "ok", what: "No tracked file holds a key." }];
  return found.map(({ path, line }) => ({
    ...check,
    status: "missing",
    what: "this looks like a key",
    todo: "Revoke that key and make a new one: it stays in the history. Keys belong into GitHub's environments.",
    place: `${path}:${line}`,
  }));
}

/** Files that hold policy and have no code owner. `workflows` are the paths of those that use muster. */
export async function ownerChecks(
  { root, access, codeOwners }: Survey,
  tree: Tree,
  workflows: readonly string[],
): Promise<Check[]> {
  const check = { area: "code owners", code: "code-owners" } as const;
  if (codeOwners === null) {
    return [
      {
        ...check,
        status: "missing",
        what: "There is no CODEOWNERS file: whoever may merge decides about policy alone.",
        todo: "Run muster init --owners @ORG/TEAM.",
      },
    ];
  }
  const file = await readText(join(root, codeOwners));
  if ("error" in file) return [{ ...check, status: "unknown", what: file.error, todo: "Make it readable." }];
  const policy = tree.map(({ path }) => path).filter((path) => !/^[^/]*\/teams\//.test(path));
  const paths = [
    ...policy.map((path) => `${access}/${path}`),
    // One that is added later decides as much as those that are there.
    `${access}/another-organization/organization.yaml`,
    `${access}/people.yaml`,
    ...workflows,
    ".github/workflows/another.yml",
    codeOwners,
    ".gitattributes",
  ];
  const open = unowned(file.text, [...new Set(paths)]);
  if (open.length === 0) {
    return [{ ...check, status: "ok", what: "All files that hold policy have an owner.", place: codeOwners }];
  }
  return open.map((path) => ({
    ...check,
    status: "missing",
    what: `${path} has no owner`,
    todo: "Give the access folder, .github and .gitattributes an owner; see muster init --owners @ORG/TEAM.",
    place: codeOwners,
  }));
}
