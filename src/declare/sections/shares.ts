/** The field `shares`: what is shared with somebody or something, and how it is read. */
import * as z from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { ShareLevel, SharedKind } from "../../model/entities/resource.ts";
import type { SharedWord, Vocabulary } from "../../model/vocabulary.ts";
import type { DeclaredShare } from "../items.ts";
import { datesAsText, dayField, mappingOf } from "../fields.ts";
import type { Node } from "../node.ts";
import { append, quoted } from "../place.ts";
import { expires, line } from "../schemaWords.ts";
import { perService, type ServiceFile } from "../wordedFile.ts";
import { checkShape, entryOf } from "../shape.ts";
import { bySection, eachResource } from "./resources.ts";
import type { Read } from "./section.ts";

type Others = Vocabulary["otherLevels"];
type LevelEntry = z.ZodType<ShareLevel | { level: ShareLevel; expires?: string | undefined }>;

function levelEntry({ levels, ownLevels }: SharedWord, otherLevels: Others): LevelEntry {
  const known = z.enum(Object.keys(levels));
  const own = line(100).refine((word) => otherLevels?.[word] === undefined, {
    error: ({ input }) => `is what others call it: write ${otherLevels?.[String(input)] ?? ""}`,
  });
  const level = (ownLevels === undefined ? known : z.union([known, own])).describe("What the share allows.");
  return z.union([level, z.strictObject({ level, expires })]);
}

/** All that is shared with one. */
export const sharesSchema = perService(({ shared, otherLevels }) =>
  bySection(shared, (word) => levelEntry(word, otherLevels)).describe(
    "What is shared with it, by name or id: complete when given; left out, nothing is touched.",
  ),
);

/** A share's entry, the level or a mapping, by the kind of what is shared. */
const entrySchemas = perService(
  ({ shared, otherLevels }): ReadonlyMap<SharedKind, LevelEntry> =>
    new Map(shared.map((word) => [word.kind, levelEntry(word, otherLevels)])),
);

/** What `shares` lists; those without errors. `holder` is who holds them, for messages. */
export function readShares(file: ServiceFile, node: Node, holder: () => string): Read<DeclaredShare> {
  const diagnostics: Diagnostic[] = [];
  const items: DeclaredShare[] = [];
  const whole = { file, node, what: () => `\`shares\` of ${holder()}`, diagnostics };
  const share = entrySchemas(file.vocabulary);
  eachResource(whole, file.vocabulary.shared, ({ word, name, at, value }) => {
    const { kind: resource, levels } = word;
    const schema = share.get(resource);
    if (schema === undefined) return;
    if (value.kind === "scalar" && Object.hasOwn(levels, value.text)) {
      items.push({ resource, name, level: value.text, at, levelAt: { file, offset: value.start } });
      return;
    }
    const checked = checkShape(schema, {
      file,
      node: datesAsText(value, ["expires"]),
      at,
      what: () => `the share of the ${resource} ${quoted(name)} with ${holder()}`,
    });
    if (!checked.ok) return append(diagnostics, checked.diagnostics);
    const level = typeof checked.value === "string" ? checked.value : checked.value.level;
    const named = value.kind === "mapping" ? (entryOf(value, "level")?.value ?? value) : value;
    const expires = dayField(file, mappingOf(value), "expires");
    const levelAt = { file, offset: named.start };
    items.push({ resource, name, level, at, levelAt, ...(expires === undefined ? {} : { expires }) });
  });
  return { items, diagnostics };
}
