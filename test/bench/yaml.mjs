/** The floor of reading many organizations: js-yaml reads each file of a folder, and the members go into a Map. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

const [, , folder] = process.argv;
const members = new Map();
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  for (const [name, role] of Object.entries(load(readFileSync(path, "utf8")).members ?? {}))
    members.set(`${entry.parentPath} ${name}`, role);
}
console.log(members.size);
