/** What files say that means nothing at the organization's service: an error with the service's own sentence, and no more is read of it. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Refusal } from "../../model/vocabulary.ts";
import type { MappingNode, Node } from "../node.ts";
import { append, errorAt, type Place } from "../place.ts";
import type { ServiceFile } from "../wordedFile.ts";
import { shapeOf, type SectionName } from "./all.ts";

interface Allowed {
  /** Without what is refused. */
  readonly node: Node;
  readonly diagnostics: readonly Diagnostic[];
}

/** The error for a section that the service does not have. */
export function refusedSection(
  { vocabulary }: ServiceFile,
  name: SectionName,
  place: Place,
): Diagnostic | undefined {
  const refusal = vocabulary.refused.find(({ path, value }) => path === name && value === undefined);
  return refusal === undefined ? undefined : remark(refusal, place);
}

/** The section without the fields and values that the service does not have. */
export function withoutRefused(file: ServiceFile, name: SectionName, node: Node): Allowed {
  const { refused } = file.vocabulary;
  const inside = refused.filter(({ path }) => path === "shares" || path.startsWith(`${name}.`));
  if (inside.length === 0 || node.kind !== "mapping") return { node, diagnostics: [] };
  if (shapeOf(name).isNamed !== true) return fields({ file, refused: inside, path: name }, node);
  const diagnostics: Diagnostic[] = [];
  const entries = node.entries.map(({ key, value }) => {
    if (value.kind !== "mapping") return { key, value };
    const allowed = fields({ file, refused: inside, path: name }, value);
    append(diagnostics, allowed.diagnostics);
    return { key, value: allowed.node };
  });
  return { node: { ...node, entries }, diagnostics };
}

interface Within {
  readonly file: ServiceFile;
  readonly refused: readonly Refusal[];
  readonly path: string;
}

function fields({ file, refused, path }: Within, node: MappingNode): Allowed {
  const diagnostics: Diagnostic[] = [];
  const entries = node.entries.flatMap(({ key, value }): MappingNode["entries"] => {
    const at = `${path}.${key.text}`;
    const refusal = refused.find(
      (item) =>
        (item.path === at || item.path === key.text) &&
        (item.value === undefined || (value.kind === "scalar" && value.text === item.value)),
    );
    if (refusal !== undefined) {
      const { start } = refusal.value === undefined ? key : value;
      diagnostics.push(remark(refusal, { file, offset: start }));
      return [];
    }
    if (value.kind !== "mapping") return [{ key, value }];
    const inside = fields({ file, refused, path: at }, value);
    append(diagnostics, inside.diagnostics);
    return [{ key, value: inside.node }];
  });
  return { node: { ...node, entries }, diagnostics };
}

function remark({ says }: Refusal, place: Place): Diagnostic {
  return errorAt(place, { code: "not-at-service", message: says });
}
