/** Trees of access files for tests, and remarks on them in short. */
import { declare, type Declared } from "../../../src/declare/read.ts";
import type { TreeEntry } from "../../../src/model/tree.ts";

/** A regular file. */
export function fileOf(path: string, content: string | Uint8Array): TreeEntry {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { path, type: "file", size: bytes.length, bytes };
}

/** The day that dates in the files are held against. */
export const today = "2026-11-21";

/** What files by path declare. */
export function declared(files: Readonly<Record<string, string | Uint8Array>>): Declared {
  return declare({
    tree: Object.entries(files).map(([path, content]) => fileOf(path, content)),
    label: "access",
    today,
  });
}

/** "error unknown-key acme/organization.yaml:2:3" for every remark, in order. */
export function remarksOn(files: Readonly<Record<string, string | Uint8Array>>): string[] {
  return declared(files).diagnostics.map(
    ({ severity, code, source }) =>
      `${severity} ${code} ${source.file.replace("access/", "")}:${source.line}:${source.column}`,
  );
}

export const organization = "organization:\n  provider: planasonix\n  id: org_1\n";

/** Remarks on a single file `acme/organization.yaml` that has a good organization section, then the text; without the path. */
export function remarksAfterOrganization(text: string): string[] {
  return remarksOn({ "acme/organization.yaml": organization + text }).map((line) =>
    line.replace("acme/organization.yaml:", ""),
  );
}
