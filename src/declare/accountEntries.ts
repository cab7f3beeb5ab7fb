/** Entries of `service_accounts`, with their keys. */
import { targetOf } from "../model/target.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { spanOf } from "../model/duration.ts";
import { fold } from "../model/text.ts";
import type { DeclaredKey, DeclaredServiceAccount } from "./facts.ts";
import { datesAsText, dayField, mappingOf, reference, references, roleField, without } from "./fields.ts";
import { addOnce, readNamed } from "./named.ts";
import type { MappingNode, Node } from "./nodes.ts";
import { append, errorAt, quoted, type Place } from "./place.ts";
import type { ServiceFile } from "./schema.ts";
import { slug } from "./schemaWords.ts";
import { checkShape, entryOf, wrongKind, type Subject } from "./shape.ts";
import { readShares } from "./shares.ts";

export interface Read<T> {
  readonly items: readonly T[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The service accounts that a section declares. */
export function readServiceAccounts(file: ServiceFile, mapping: MappingNode): Read<DeclaredServiceAccount> {
  const diagnostics: Diagnostic[] = [];
  const noun = "service account's name";
  const items = readNamed({ file, mapping, schema: slug, noun, diagnostics }).map(
    ({ name, at, value }): DeclaredServiceAccount => {
      const what = (): string => `the service account ${quoted(name)}`;
      const fields = serviceAccountFields({ file, node: value, at, what }, diagnostics);
      return { key: fold(name), name, ...fields, at };
    },
  );
  return { items, diagnostics };
}

function serviceAccountFields(
  subject: Subject & { readonly file: ServiceFile },
  diagnostics: Diagnostic[],
): Omit<DeclaredServiceAccount, "key" | "name" | "at"> {
  const { file, what } = subject;
  const node = mappingOf(subject.node);
  const checked = checkShape(file.schemas.serviceAccount, {
    ...subject,
    node: datesAsText(without(subject.node, ["shares", "keys"]), ["expires"]),
  });
  if (!checked.ok) append(diagnostics, checked.diagnostics);
  const listed = entryOf(node, "shares")?.value;
  const shares = listed === undefined ? undefined : readShares(file, listed, what);
  append(diagnostics, shares?.diagnostics ?? []);
  const named = entryOf(node, "keys")?.value;
  const keys = named === undefined ? undefined : readKeys(file, named, what);
  append(diagnostics, keys?.diagnostics ?? []);
  if (!checked.ok) return {};
  const owner = reference(file, node, "owner");
  const { description, state } = checked.value;
  const expires = dayField(file, node, "expires");
  return {
    ...roleField(file, node),
    ...(description === undefined ? {} : { description }),
    ...(state === "disabled" ? { disabled: true } : {}),
    ...(owner === undefined ? {} : { owner }),
    ...(shares === undefined ? {} : { shares: shares.items }),
    ...(keys === undefined ? {} : { keys: keys.items }),
    ...(expires === undefined ? {} : { expires }),
  };
}

function readKeys(file: ServiceFile, node: Node, account: () => string): Read<DeclaredKey> {
  if (node.kind !== "mapping") {
    const remark = wrongKind(node, `\`keys\` of ${account()}`, "a mapping");
    return { items: [], diagnostics: [errorAt({ file, offset: node.start }, remark)] };
  }
  const diagnostics: Diagnostic[] = [];
  const items: DeclaredKey[] = [];
  const good = readNamed({ file, mapping: node, schema: slug, noun: "key's name", diagnostics });
  for (const { name, at, value } of good) {
    const what = (): string => `the key ${quoted(name)} of ${account()}`;
    const checked = checkShape(file.schemas.key, { file, node: value, at, what });
    if (!checked.ok) {
      append(diagnostics, checked.diagnostics);
      continue;
    }
    const { reason, rotate_after, overlap } = checked.value;
    const node = mappingOf(value);
    const scopes = references(file, node, "scopes");
    items.push({
      key: fold(name),
      name,
      scopes,
      ...(reason === undefined ? {} : { reason }),
      ...(rotate_after === undefined ? {} : { rotateAfter: spanOf(rotate_after) ?? 0 }),
      ...(overlap === undefined ? {} : { overlap: spanOf(overlap) ?? 0 }),
      ...targetIn(file, node),
      at,
    });
  }
  const map = new Map<string, DeclaredKey>();
  addOnce({ map, items, code: "duplicate-key-name", name: (item) => item.name, diagnostics });
  return { items: [...map.values()], diagnostics };
}

/** Where a key's secret goes; checked already. */
function targetIn(file: ServiceFile, node: MappingNode): Pick<DeclaredKey, "deliverTo"> {
  const place = entryOf(node, "deliver_to")?.value;
  if (place === undefined) return {};
  const mapping = mappingOf(place);
  let at: Place | undefined;
  const target = targetOf((kind) => {
    const named = reference(file, mapping, kind);
    at = named?.at;
    return named?.text;
  });
  return target === undefined || at === undefined ? {} : { deliverTo: { target, at } };
}
