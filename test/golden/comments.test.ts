/** What muster writes on pull requests, byte for byte. `npm run bless` writes it anew; `node test/look/look.mjs` shows it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { complaintsOn } from "../unit/render/parsed.ts";
import { texts } from "./comments/texts.ts";

const bless = process.env["BLESS"] === "1";
const root = join(import.meta.dirname, "..", "..");

it.each(Object.entries(texts(root)))("%s", (name, text) => {
  const path = join(import.meta.dirname, "comments", `${name}.md`);
  if (bless) writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
  expect(complaintsOn(text, ["https://github.example/acme/access/"])).toEqual([]);
});
