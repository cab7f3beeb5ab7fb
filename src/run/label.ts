/** How the access folder is called. */
import { basename } from "node:path";

/** How messages name the folder: as it was given, or by its last part when that would be a path from the root. */
export function labelOf(access: string): string {
  const label = access.replaceAll("\\", "/").replace(/\/+$/, "").replace(/^\.\//, "");
  return label === "" || label.startsWith("/") ? basename(access) || "access" : label;
}
