/** The section `service_accounts`: what an entry and its keys look like, and how they are read. */
import * as z from "zod";
import { targetKinds, targetOf, targetSpec, type TargetKind } from "../../model/target.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { spanOf } from "../../model/duration.ts";
import { fold } from "../../model/text.ts";
import { accountOn, endsOf } from "../day.ts";
import { endedOfAccount, entitiesOfAccount } from "../desiredAccounts.ts";
import { datesOfAccount } from "../endings.ts";
import type { DeclaredKey, DeclaredServiceAccount } from "../items.ts";
import { datesAsText, dayField, mappingOf, reference, references, roleField, without } from "../fields.ts";
import { addOnce, readNamed } from "../named.ts";
import type { MappingNode, Node } from "../node.ts";
import { append, errorAt, quoted, type Place } from "../place.ts";
import { perService, type ServiceFile } from "../wordedFile.ts";
import { email, expires, line, permission, reason, role, slug, span } from "../schemaWords.ts";
import { checkShape, entryOf, wrongKind } from "../shape.ts";
import { readShares, sharesSchema } from "./shares.ts";
import type { EntrySubject, OnceSpec, Read } from "./section.ts";

function targetField(kind: TargetKind) {
  const { about, must, read } = targetSpec(kind);
  const text =
    must === undefined
      ? line(1000)
      : z.string().refine((given) => read(given) !== undefined, { error: must });
  return text.optional().describe(about);
}

const deliverTo = z
  .strictObject(Object.fromEntries(targetKinds.map((kind) => [kind, targetField(kind)])))
  .refine((target) => targetKinds.filter((kind) => target[kind] !== undefined).length === 1, {
    error: `must name one place: ${targetKinds.map((kind) => `\`${kind}\``).join(" or ")}`,
  })
  .describe("Where the secret of a new key goes; without it, keys are made and replaced by hand.");

/** A key's entry. */
export const keySchema = perService((vocabulary) =>
  z.strictObject({
    scopes: z.array(permission(vocabulary)).min(1, "must not be empty").describe("What the key may do."),
    reason: reason
      .optional()
      .describe(`Why; required with ${vocabulary.permissions?.managing ?? "the right to manage users"}.`),
    rotate_after: span.optional().describe("Age at which the key is replaced: 90d. Left out, at no age."),
    overlap: span.optional().describe("How long the old key lives on beside the new one. Default: 24h."),
    deliver_to: deliverTo.optional(),
  }),
);

/** A service account's entry. */
export const serviceAccountSchema = perService((vocabulary) =>
  z.strictObject({
    description: z.string().max(2000, "must have at most 2000 characters").optional(),
    role: role(vocabulary),
    state: z
      .enum(["active", "disabled"])
      .optional()
      .describe("disabled: every key that it has is revoked, and none is made; it stays on record."),
    owner: email.describe("A team (slug) or a member (key of `people` or e-mail): who answers for it."),
    expires: expires.describe(
      "The first day (UTC) without it: YYYY-MM-DD. It is deleted then, and its keys are revoked.",
    ),
    shares: sharesSchema(vocabulary).optional(),
    keys: z
      .record(slug, keySchema(vocabulary))
      .optional()
      .describe("All of its keys by name; left out, they are not touched."),
  }),
);

declare module "../items.ts" {
  interface Items {
    readonly service_accounts: DeclaredServiceAccount;
  }
}

export const accountSection: OnceSpec<DeclaredServiceAccount> = {
  schema: (vocabulary) =>
    z.record(slug, serviceAccountSchema(vocabulary)).optional().describe("Service accounts by name."),
  home: "automation.yaml",
  isNamed: true,
  blocks: 2,
  read: readServiceAccounts,
  code: "duplicate-service-account",
  nameOf: (item) => item.name,
  // An owner is a team or a member.
  names: ({ owner }) => (owner === undefined ? [] : [`teams ${owner.key}`, `members ${owner.key}`]),
  days: ({ expires, shares }) => [expires, ...endsOf(shares)],
  dates: datesOfAccount,
  on: accountOn,
  entities: entitiesOfAccount,
  ended: endedOfAccount,
};

/** The service accounts that a section declares. */
function readServiceAccounts(file: ServiceFile, mapping: MappingNode): Read<DeclaredServiceAccount> {
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
  subject: EntrySubject,
  diagnostics: Diagnostic[],
): Omit<DeclaredServiceAccount, "key" | "name" | "at"> {
  const { file, what } = subject;
  const node = mappingOf(subject.node);
  const checked = checkShape(serviceAccountSchema(file.vocabulary), {
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
    const checked = checkShape(keySchema(file.vocabulary), { file, node: value, at, what });
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
