/** Arbitrary plans whose every text is hostile: to terminals, logs, Markdown, HTML, tables and JSON. */
import * as fc from "fast-check";
import { kinds, type Kind } from "../../../src/model/entity.ts";
import type { OutcomeStatus } from "../../../src/model/outcome.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Action, Plan, Verb } from "../../../src/model/plan.ts";
import type { TermChange } from "../../../src/model/term.ts";
import { guardNames } from "../../../src/model/guard.ts";
import { causes, withheldCodes } from "../../../src/model/plan.ts";
import { termDirections, termFields } from "../../../src/model/term.ts";
import { verbs } from "../../../src/kinds/verbs.ts";
import { kindOf } from "./plans.ts";

export const outcomeStatuses: readonly OutcomeStatus[] = [
  "done",
  "already",
  "failed",
  "skipped",
  "stale",
  "not_started",
  "unknown",
];

const nasty = [
  "\u001b[31m", "\u009b2J", "\u001b]8;;http://evil.example\u0007", "\n", "\r\n", "\r", "\t", "\u2028", "\u0085", "\u0000",
  "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u00a0", "\u3164", "\u2800", "\u{e0041}", "\ufffe", "\ud800",
  "\u0301", "::error::x", "::", "##[error]", "##", "##vso[x]", "%0A", "`", "``", "```", "`a`", "`b", "|", "\\|", "\\\\|",
  "\\", "\\`", "||", "[x](http://evil.example)", "![x](y)", "[x]: http://evil.example", "[^1]", "[ ]", "<b>", "</details>",
  "<!--", "-->", "<script>", "&lt;", "&#64;", "&", "@octocat", "@org/team", "#1", "GH-1", "a/b#1", "a/b@deadbeef1",
  "deadbeef01", "defaced", "www.evil.example", "https://evil.example", "ftp://x.example", "mailto:a@b.example", "ana@acme.example",
  "*", "**", "_", "__", "~~", "$", "$$", "$`x`$", ":tada:", ":", "- ", "+ ", "* ", "1. ", "1) ", "# ", "> ", "> [!NOTE]",
  "---", "===", "    ", "  ", " ", "<", ">", "->", ",", ";", '"', "'", "(", ")", "!", "plain", "words", "42", "é",
  "\u05d0", "{{x}}", "${{ x }}", "\\u{202e}", "__proto__", "constructor",
]; // prettier-ignore

export const textArbitrary = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...nasty), { maxLength: 6 }).map((parts) => parts.join("")),
  },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...nasty), { maxLength: 6 }).map((parts) => parts.join(" ")),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
);

/** Our own numbers; a longer one would look like the beginning of a commit's hash. */
const countArbitrary = fc.nat({ max: 999_999 });

const sourceArbitrary = fc.option(
  fc.record({ file: textArbitrary, line: countArbitrary, column: countArbitrary }, { noNullPrototype: true }),
);

const placeArbitrary = fc.record(
  { team: textArbitrary, role: fc.oneof(fc.constantFrom("lead", "member"), textArbitrary) },
  { noNullPrototype: true },
);

const resourceArbitrary = fc.oneof(
  fc.constantFrom("pipeline", "connection", "schedule", "project"),
  textArbitrary,
);
const holderArbitrary = fc.record(
  { kind: fc.oneof(fc.constantFrom("team", "member", "service_account"), textArbitrary), key: textArbitrary },
  { noNullPrototype: true },
);
const ownerArbitrary = fc.oneof(textArbitrary, holderArbitrary, fc.constant(null));

const sideArbitrary: fc.Arbitrary<JsonObject | null> = fc.option(
  fc.record(
    {
      email: textArbitrary,
      role: fc.oneof(fc.constant("admin"), textArbitrary),
      state: textArbitrary,
      teams: fc.array(placeArbitrary, { maxLength: 3 }),
      slug: textArbitrary,
      name: textArbitrary,
      description: fc.oneof(textArbitrary, fc.constant(null)),
      parent: fc.oneof(textArbitrary, fc.constant(null)),
      manager: textArbitrary,
      team: textArbitrary,
      member: textArbitrary,
      resource: resourceArbitrary,
      holder: holderArbitrary,
      level: fc.oneof(fc.constantFrom("view", "edit"), textArbitrary),
      owner: ownerArbitrary,
      account: textArbitrary,
      base: textArbitrary,
      permissions: fc.array(textArbitrary, { maxLength: 3 }),
      scopes: fc.array(textArbitrary, { maxLength: 3 }),
      id: textArbitrary,
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
);

/** Keys of the form that the kind has, whatever stands in them, and of no form at all. */
function keyArbitrary(kind: Kind): fc.Arbitrary<string> {
  const pair = fc.tuple(textArbitrary, textArbitrary);
  switch (kind) {
    case "team_membership":
    case "key":
      return fc.oneof(
        pair.map(([holder, name]) => `${holder}/${name}`),
        textArbitrary,
      );
    case "ownership":
      return fc.oneof(
        fc.tuple(resourceArbitrary, textArbitrary).map(([resource, name]) => `${resource}:${name}`),
        textArbitrary,
      );
    case "role_grant":
      return fc.oneof(
        fc.tuple(textArbitrary, holderArbitrary).map(([role, { kind, key }]) => `${role}/${kind}:${key}`),
        textArbitrary,
      );
    case "share":
      return fc.oneof(
        fc
          .tuple(resourceArbitrary, textArbitrary, holderArbitrary)
          .map(([resource, name, holder]) => `${resource}:${name}/${holder.kind}:${holder.key}`),
        textArbitrary,
      );
    case "member":
    case "team":
    case "role":
    case "service_account":
      return textArbitrary;
  }
}

const verbAndKind: fc.Arbitrary<readonly [Verb, Kind]> = fc.oneof(
  fc.constantFrom(...verbs).map((verb): [Verb, Kind] => [verb, kindOf(verb)]),
  fc.constant<readonly [Verb, Kind]>(["transfer", "service_account"]),
);

const riskArbitrary = fc.constantFrom("low" as const, "high" as const);

const actionArbitrary: fc.Arbitrary<Action> = verbAndKind.chain(
  ([verb, kind]): fc.Arbitrary<Action> =>
    fc.record(
      {
        id: textArbitrary,
        phase: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9),
        verb: fc.constant(verb),
        kind: fc.constant(kind),
        key: keyArbitrary(kind),
        cause: fc.constantFrom(...causes),
        before: sideArbitrary,
        after: sideArbitrary,
        needs: fc.array(textArbitrary, { maxLength: 2 }),
        risk: riskArbitrary,
        source: sourceArbitrary,
        because: textArbitrary,
        uncovered: textArbitrary,
      },
      {
        requiredKeys: [
          "id",
          "phase",
          "verb",
          "kind",
          "key",
          "cause",
          "before",
          "after",
          "needs",
          "risk",
          "source",
        ],
        noNullPrototype: true,
      },
    ) as unknown as fc.Arbitrary<Action>,
);

/** Transfers that are told as one line: the same two owners, names and sources of all kinds. */
const bundleArbitrary: fc.Arbitrary<Action[]> = fc
  .tuple(
    actionArbitrary,
    fc.constantFrom("pipeline", "connection", "schedule"),
    fc.tuple(ownerArbitrary, ownerArbitrary),
    fc.array(fc.tuple(textArbitrary, sourceArbitrary), { minLength: 3, maxLength: 8 }),
  )
  .map(
    ([action, resource, [from, to], things]) =>
      things.map(([name, source]) => ({
        ...action,
        verb: "transfer",
        kind: "ownership",
        key: `${resource}:${name}`,
        before: { resource, name, id: name, owner: from },
        after: { resource, name, id: name, owner: to },
        source,
      })) as unknown as Action[],
  );

const withheldArbitrary = verbAndKind.chain(([verb, kind]) =>
  fc.record(
    {
      code: fc.constantFrom(...withheldCodes),
      verb: fc.constant(verb),
      kind: fc.constant(kind),
      key: keyArbitrary(kind),
      message: textArbitrary,
      waits_for: fc.array(textArbitrary, { maxLength: 2 }),
      id: textArbitrary,
      source: sourceArbitrary,
    },
    { noNullPrototype: true },
  ),
);

const findingArbitrary = fc.record(
  {
    guard: fc.constantFrom(...guardNames),
    severity: fc.constantFrom("block" as const, "warn" as const),
    message: textArbitrary,
    numbers: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.nat(), { noNullPrototype: true }),
  },
  { noNullPrototype: true },
);

const termArbitrary: fc.Arbitrary<TermChange> = fc
  .constantFrom(...kinds, "organization" as const)
  .chain((kind) =>
    fc.record(
      {
        id: textArbitrary,
        organization: textArbitrary,
        kind: fc.constant(kind),
        key: kind === "organization" ? textArbitrary : keyArbitrary(kind),
        what: fc.constantFrom(...termFields),
        before: fc.option(textArbitrary),
        after: fc.option(textArbitrary),
        direction: fc.constantFrom(...termDirections),
        risk: riskArbitrary,
        source: sourceArbitrary,
        held: fc.record(
          { code: fc.constantFrom("unreviewed" as const, "depends" as const), message: textArbitrary },
          { noNullPrototype: true },
        ),
      },
      {
        requiredKeys: [
          "id",
          "organization",
          "kind",
          "key",
          "what",
          "before",
          "after",
          "direction",
          "risk",
          "source",
        ],
        noNullPrototype: true,
      },
    ),
  );

/** A whole plan, every text of it hostile. */
export const planArbitrary: fc.Arbitrary<Plan> = fc.record(
  {
    organization: textArbitrary,
    provider: textArbitrary,
    id: textArbitrary,
    fingerprint: textArbitrary,
    actions: fc
      .tuple(
        fc.array(actionArbitrary, { maxLength: 6 }),
        fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: bundleArbitrary }),
      )
      .map(([actions, bundle]) => [...actions, ...bundle]),
    withheld: fc.array(withheldArbitrary, { maxLength: 4 }),
    findings: fc.array(findingArbitrary, { maxLength: 2 }),
    follow_ups: fc.array(
      fc.record(
        { code: textArbitrary, key: textArbitrary, message: textArbitrary, risk: riskArbitrary },
        { noNullPrototype: true },
      ),
      { maxLength: 2 },
    ),
    counts: fc.dictionary(fc.constantFrom(...verbs), fc.nat(), { noNullPrototype: true }),
    requests: countArbitrary,
    acting: textArbitrary,
    live: fc.record(
      { members: countArbitrary, teams: countArbitrary, service_accounts: countArbitrary },
      { noNullPrototype: true },
    ),
    notes: fc.array(textArbitrary, { maxLength: 2 }),
    new_domains: fc.array(textArbitrary, { maxLength: 2 }),
    terms: fc.array(termArbitrary, { maxLength: 3 }),
  },
  { noNullPrototype: true },
);
