/** Where a list over REST goes on, as its links say. No address of theirs is ever asked: of it only the page is taken. */

/** The page that follows; undefined at the end, and empty where a link is there and says no page. */
export function nextPage(headers: Readonly<Record<string, string>>): string | undefined {
  const link = (headers["link"] ?? "")
    .split(/,(?=\s*<)/)
    .find((each) => /;\s*rel=(?:next\b|"(?:[^"]* )?next[ "])/i.test(each));
  if (link === undefined) return undefined;
  return /[?&]page=([^&>]*)/.exec(link)?.[1] ?? "";
}
