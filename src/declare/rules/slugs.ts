/** Where the service makes the slug of a team of its name, the files call the team by that slug, or they would never agree with it. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { fold, sortedBy } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import { errorAt, quoted } from "../place.ts";

/** An error for each name of which another slug follows for certain. */
export function checkSlugs({ teams, vocabulary: { slugOf } }: Facts): Diagnostic[] {
  if (slugOf === undefined) return [];
  return sortedBy(teams.values(), ({ key }) => key).flatMap(({ key, slug, name }) => {
    if (name === undefined) return [];
    const made = slugOf(name.text);
    if (mayBe({ made, slug: key, name: name.text })) return [];
    const message = `The service makes the slug ${quoted(made)} of the name ${quoted(name.text)}, and the files call the team ${slug}.`;
    const hint = `Call it ${made} in the files (with ${quoted(fold(slug))} under \`previously\` where it is live), or give it another name.`;
    return [errorAt(name.at, { code: "team-slug", message, hint })];
  });
}

/** What becomes of signs and of letters of other scripts is not certain; nor is the number behind a slug that was taken. */
function mayBe({
  made,
  slug,
  name,
}: {
  readonly made: string;
  readonly slug: string;
  readonly name: string;
}): boolean {
  const numbered = slug.replace(/-[0-9]{1,2}$/, "");
  if (slug === made || numbered === made) return true;
  if (/^[\w -]*$/.test(name)) return false;
  const rest = name.normalize("NFD").replaceAll(/\p{M}/gu, "");
  if (/[^\p{Script=Latin}\P{L}]/u.test(rest)) return true;
  const letters = (text: string): string => text.replaceAll(/[^a-z0-9]/g, "");
  return letters(slug) === letters(made) || letters(numbered) === letters(made);
}
