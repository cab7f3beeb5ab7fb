/** `muster rename`: edits the access files for people under new addresses, and shows what that comes to. */
import { showEdits } from "../edits.ts";
import type { Frame } from "../frame.ts";
import type { Renaming } from "../../run/rename.ts";

interface Options {
  readonly email?: string;
  readonly domain?: string;
}

/** Adds the command. */
export function renameCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "rename [who-or-new-domain]",
      does:
        "Edits every file that names somebody, for a new e-mail address of theirs, or everybody of a domain, and shows " +
        "the differences and the plan. Commits nothing and changes no organization: you open the pull request.",
      examples: [
        "muster rename mia --email mia.haas@acme.example",
        "muster rename --domain acme.example acme-group.example",
      ],
    })
    .option("--email <new>", "their new address; the former one stays on record")
    .option("--domain <old>", "everybody with an address at this domain gets one at the other");
  frame.onRun<Options>(command, async (session, options, [named = ""]) => {
    const asked = askedFor(options, named);
    if (asked === undefined || named === "")
      return session.fail(
        "Say WHO --email NEW for one person, or --domain OLD NEW for everybody of a domain.",
      );
    const { rename } = await import("../../run/rename.ts");
    return showEdits(session, await rename(session.context(), asked));
  });
}

function askedFor({ email, domain }: Options, named: string): Renaming | undefined {
  if (email !== undefined && domain === undefined) return { who: named, email };
  // A domain is often written with its @.
  const bare = (text: string): string => text.replace(/^@/, "");
  return domain !== undefined && email === undefined ? { domain: bare(domain), to: bare(named) } : undefined;
}
