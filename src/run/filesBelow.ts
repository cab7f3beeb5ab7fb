/** Where access files are written: below the folder that the user named, and never through a link on the way. */
import { isAbsolute, relative, resolve, sep } from "node:path";
import { linkOnWay, throughLink, type PlaceBelow } from "../io/newFile.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./load.ts";

/** The place of a file of the access folder: from the present folder, where the access folder lies in it. */
export function placeOf({ cwd, access }: Context, path: string): PlaceBelow {
  const folder = resolve(cwd, access);
  const way = relative(cwd, folder);
  const isInside = way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  return isInside ? { below: cwd, path: `${way.split(sep).join("/")}/${path}` } : { below: folder, path };
}

/** Why these files, by their paths in the access folder, may not be written; undefined when they may. */
export function refusedLink(context: Context, paths: Iterable<string>): Failure | undefined {
  for (const path of paths) {
    const link = linkOnWay(placeOf(context, path));
    if (link !== undefined) return { error: `${throughLink(link)} Nothing was written.` };
  }
  return undefined;
}
