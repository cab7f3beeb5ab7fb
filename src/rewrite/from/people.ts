/** The file of all people, with whoever another tool knows by a login: added where they are in it by none. */
import { loginFields } from "../../model/vocabularies/all.ts";
import { fold } from "../../model/text.ts";
import type { People } from "../../declare/facts.ts";
import { peopleFile } from "../../declare/layout.ts";
import { placeText, quoted } from "../../declare/place.ts";
import { isSlug } from "../../declare/schemaWords.ts";
import { editText } from "../edit/edit.ts";
import { mappingFrom, type Plain } from "../edit/plain.ts";
import { textOf } from "../live/freshFiles.ts";
import type { Adopted } from "./adopted.ts";

const comments = [
  "# Who everybody is, in every organization: one line ends a person everywhere (`leaves`). Add `email` for services",
  "# that know people by theirs.",
];

/** The text of the file afterwards, or why there is none. `text` is what it says now; absent where it is not there. */
export function withPeople(
  organizations: readonly Adopted[],
  { people, text }: { readonly people: People; readonly text: string | undefined },
): { readonly text: string } | { readonly error: string } {
  const added = new Map<string, Plain>();
  const known = loginsIn(people);
  for (const { login, id } of organizations.flatMap(({ members }) => members)) {
    const key = fold(login);
    if (known.has(key)) continue;
    known.add(key);
    if (isSlug(login))
      added.set(login, {
        [loginFields.handle]: login,
        ...(id === undefined ? {} : { [loginFields.id]: Number(id) }),
      });
  }
  if (added.size === 0) return { text: text ?? "" };
  if (text === undefined) return { text: textOf(comments, [["people", mappingFrom(added), 1]]) };
  const edits = [...added].map(([key, value]) => ({ op: "set", path: ["people", key], value }) as const);
  const edited = editText({ name: peopleFile, text, edits });
  return edited.ok ? { text: edited.text } : { error: edited.message };
}

function loginsIn({ byKey }: People): Set<string> {
  return new Set([...byKey.values()].flatMap(({ login }) => login?.key ?? []));
}

/** Why a login would be taken for somebody else: the file has a person by that key, and does not say that it is theirs. */
export function mistaken(organizations: readonly Adopted[], people: People): string | undefined {
  const known = loginsIn(people);
  for (const { login } of organizations.flatMap(({ members }) => members)) {
    const person = people.byKey.get(fold(login));
    if (person === undefined || known.has(fold(login))) continue;
    return `The source names the login ${quoted(login)}, and people.yaml has a person of that key (${placeText(person.at)}) without it: write \`${loginFields.handle}: ${login}\` there if it is theirs, or give that person another key. Nothing was written.`;
  }
  return undefined;
}
