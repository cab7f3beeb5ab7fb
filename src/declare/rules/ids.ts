/** The lines of `ids` lead from one declared name to one id, and say nothing else than the entries themselves. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { nearest, nearestPerson } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import type { ListedId, Reference } from "../items.ts";
import { formerEmails, ownId } from "../persons.ts";
import { errorAt, placeText, quoted, warningAt } from "../place.ts";

/** Remarks on lines whose name no file declares, whose id is another's, or that contradict an entry. */
export function checkIds(facts: Facts): Diagnostic[] {
  if (facts.ids.length === 0) return [];
  const names = namesIn(facts);
  return [
    ...facts.ids.flatMap((line) => undeclared(facts, line, names[line.kind])),
    ...facts.ids.flatMap((line) => contradicting(facts, line)),
    ...claimedTwice(facts),
  ];
}

type Names = Readonly<Record<ListedId["kind"], ReadonlySet<string>>>;

function namesIn({ members, teams, roles, service_accounts: serviceAccounts }: Facts): Names {
  const keys = [...serviceAccounts.values()].flatMap((account) =>
    (account.keys ?? []).map(({ key }) => `${account.key}/${key}`),
  );
  return {
    member: new Set(members.keys()),
    team: new Set(teams.keys()),
    role: new Set(roles.keys()),
    service_account: new Set(serviceAccounts.keys()),
    key: new Set(keys),
  };
}

function undeclared(facts: Facts, { kind, name }: ListedId, names: ReadonlySet<string>): Diagnostic[] {
  if (!facts.readable || names.has(name.key)) return [];
  const message = `\`ids\` names the ${kind.replaceAll("_", " ")} ${quoted(name.text)}, which no file declares.`;
  const now = calledNow(facts, { kind, name });
  if (now !== undefined) {
    const hint = `It is a former name of ${now}: write ${now} in its place.`;
    return [warningAt(name.at, { code: "unknown-id-name", message, hint })];
  }
  // What has an id is another one: to give it this one would make one of two.
  const known = new Set(facts.ids.flatMap((line) => (line.kind === kind ? [line.name.key] : [])));
  const near = (kind === "member" ? nearestPerson : nearest)(
    name.key,
    [...names].filter((key) => !known.has(key) && !hasOwnId(facts, { kind, key })),
  );
  const guess = near === undefined ? "" : `Did you mean ${near}? `;
  const hint = `${guess}If the files call it otherwise by now, write that name here, so that it stays the same one; if it is gone, remove the line.`;
  return [warningAt(name.at, { code: "unknown-id-name", message, hint })];
}

function hasOwnId(
  facts: Facts,
  { kind, key }: { readonly kind: ListedId["kind"]; readonly key: string },
): boolean {
  const member = kind === "member" ? facts.members.get(key) : undefined;
  return member !== undefined && ownId(facts.key, member) !== undefined;
}

/** What somebody or a team is called that had this name once. */
function calledNow(
  { members, teams }: Facts,
  { kind, name }: Pick<ListedId, "kind" | "name">,
): string | undefined {
  if (kind === "team") {
    return [...teams.values()].find(({ previously }) => previously.some(({ key }) => key === name.key))?.slug;
  }
  if (kind !== "member") return undefined;
  return [...members.values()].find((member) => formerEmails(member).some(({ key }) => key === name.key))
    ?.email;
}

function contradicting(facts: Facts, { kind, name, id }: ListedId): Diagnostic[] {
  const member = kind === "member" ? facts.members.get(name.key) : undefined;
  const own = member === undefined ? undefined : ownId(facts.key, member);
  if (own === undefined || own.text === id.text) return [];
  const message = `The id ${quoted(id.text)} of ${quoted(name.text)} is another than the one at ${placeText(own.at)}.`;
  return [
    errorAt(id.at, { code: "id-contradicts", message, hint: "Correct one of them, or remove this line." }),
  ];
}

/** Errors for an id that leads to two, here or by the entry of somebody else. */
function claimedTwice(facts: Facts): Diagnostic[] {
  const owners = new Map<string, { readonly key: string; readonly id: Reference }>();
  for (const member of facts.members.values()) {
    const id = ownId(facts.key, member);
    if (id !== undefined) owners.set(id.text, { key: member.key, id });
  }
  for (const { email, ids } of facts.people.byKey.values()) {
    const id = ids.find(({ organization }) => organization.text === facts.key)?.id;
    if (id !== undefined && email !== undefined) owners.set(id.text, { key: email.key, id });
  }
  return facts.ids.flatMap(({ name, id }) => {
    const first = owners.get(id.text);
    if (first === undefined) owners.set(id.text, { key: name.key, id });
    if (first === undefined || first.key === name.key) return [];
    const message = `The id ${quoted(id.text)} is given to two; first at ${placeText(first.id.at)}.`;
    return [errorAt(id.at, { code: "same-id", message, hint: "It is one of the two: correct the other." })];
  });
}
