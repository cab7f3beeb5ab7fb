/**
 * Files that there are brought to what is live, in place: what is live and not declared is added, what differs is
 * changed, and what is declared and not live is taken out. Fields that an entry leaves out stay left out.
 */
import type { Connection } from "../../../model/organization.ts";
import type { Facts } from "../../../declare/facts.ts";
import { freshFiles } from "../freshFiles.ts";
import { withoutPersonalIds } from "../ids.ts";
import { importedOf } from "../fromLive.ts";
import type { Imported, LeftOut } from "../imported.ts";
import { underKeys } from "../names.ts";
import { placeAccounts } from "./accounts.ts";
import { placeGrants } from "./grants.ts";
import { placeRoles } from "./roles.ts";
import { barredFrom, unapproved } from "./barred.ts";
import { Book, type OldFile } from "./book.ts";
import { placeIds } from "./ids.ts";
import type { LiveSide, PlaceInput } from "./input.ts";
import { placePeople, stayingIn } from "./people.ts";
import { placeSettings } from "./settings.ts";
import { placeOwnership } from "./shares.ts";
import { placeTeams } from "./teams.ts";

interface InPlace {
  /** Path below the organization's folder -> text, of what changes or is new. */
  readonly files: ReadonlyMap<string, string>;
  /** Live, and in no file. */
  readonly leftOut: readonly LeftOut[];
  /** What the files said of people, dates and profiles that does not hold, and say no more. */
  readonly dropped: readonly LeftOut[];
}

/** The files of an organization that has none. */
export function writeAnew(connection: Connection, side: LiveSide): InPlace {
  const { imported } = sayable(side);
  const files = freshFiles(connection, asWritten(imported, side));
  return { files, leftOut: imported.leftOut, dropped: [] };
}

/** The edited texts, or why a file cannot be edited. The files have to be valid. */
export function editInPlace(files: readonly OldFile[], side: LiveSide): InPlace | { readonly error: string } {
  const dropped: LeftOut[] = [];
  const book = new Book(files, side.facts.people);
  const { imported, staying } = sayable(side);
  const placing = { ...side, book, imported: asWritten(imported, side), staying, dropped };
  const profiled = placePeople(placing, placeSettings(placing));
  if (side.live.vocabulary.roles.granted === true) placeGrants(placing);
  else placeRoles(placing);
  placeTeams(placing, profiled);
  placeAccounts(placing);
  placeOwnership(placing);
  placeIds(placing);
  const texts = book.result();
  return "error" in texts ? texts : { files: texts, leftOut: imported.leftOut, dropped };
}

function asWritten(imported: Imported, { facts }: LiveSide): Imported {
  return withoutPersonalIds(underKeys(imported, facts.people), facts.people, facts.key);
}

type Sayable = Pick<PlaceInput, "imported" | "staying">;

/** What the files can say, and who stays in them. */
function sayable(side: LiveSide): Sayable {
  const barred = barredFrom(side);
  const rotated = rotatedIn(side.facts);
  const without = (all: ReadonlyMap<string, string>): Sayable => {
    const imported = importedOf(side.live, side.holdings, { barred: all, rotated });
    return { imported, staying: stayingIn(side, imported) };
  };
  const found = without(barred);
  const more = unapproved(side, found);
  return more.size === 0 ? found : without(new Map([...barred, ...more]));
}

/** Keys with a place to which a new one goes. */
function rotatedIn({ service_accounts: serviceAccounts }: Facts): ReadonlySet<string> {
  return new Set(
    [...serviceAccounts.values()].flatMap(({ key: account, keys = [] }) =>
      keys.flatMap(({ key, deliverTo }) => (deliverTo === undefined ? [] : [`${account}/${key}`])),
    ),
  );
}
