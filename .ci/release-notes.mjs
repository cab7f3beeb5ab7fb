// Prints CHANGELOG.md's section of one version, as the notes of its release: node .ci/release-notes.mjs 1.2.3
import { readFileSync } from "node:fs";

const [, , version = ""] = process.argv;
const sections = readFileSync("CHANGELOG.md", "utf8").split(/^## /m);
const section = sections.find((text) => text.startsWith(`[${version}]`));
const notes = section?.slice(section.indexOf("\n")).trim() ?? "";
if (version === "" || notes === "") {
  console.error(`CHANGELOG.md has no section [${version}] with anything in it.`);
  process.exit(1);
}
console.log(notes);
