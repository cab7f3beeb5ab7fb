/** Checking the access files, offline. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Organization } from "../model/organization.ts";
import type { Context } from "./context.ts";
import { survey, type Surveyed } from "../declare/read.ts";
import { inputOf, treeOf } from "./declared.ts";
import { load, type Failure } from "./load.ts";

export interface Validated {
  /** By key; without those that have an error. */
  readonly organizations: readonly Organization[];
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** True when no remark is an error. */
  readonly valid: boolean;
}

/** Everything there is to say about the access files, or why they could not be read. */
export async function validate(context: Context): Promise<Validated | Failure> {
  const declared = await load(context);
  if ("error" in declared) return declared;
  return { ...declared, valid: declared.diagnostics.every((item) => item.severity !== "error") };
}

/** The same remarks, and how much is declared: for whom the organizations themselves are not needed. */
export async function check(context: Context): Promise<(Surveyed & { readonly valid: boolean }) | Failure> {
  const tree = await treeOf(context);
  if ("error" in tree) return tree;
  const surveyed = survey(inputOf(context, tree));
  return { ...surveyed, valid: surveyed.diagnostics.every((item) => item.severity !== "error") };
}
