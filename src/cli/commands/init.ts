/** `muster init`: sets muster up in a repository, asking on a terminal what was not said. */
import { providerNames, vocabularyOf, type ProviderName } from "../../model/vocabularies/all.ts";
import { Option } from "commander";
import { ask, canAsk } from "../../io/terminal.ts";
import { terminalText } from "../../render/escape.ts";
import type { Answers } from "../../setup/init/answers.ts";
import type { Survey } from "../../setup/init/survey.ts";
import { helpProse, type Frame } from "../frame.ts";
import { collect } from "../options.ts";
import type { Session } from "../session.ts";
import { given } from "../../model/given.ts";

interface Options {
  readonly org?: string;
  readonly id?: string;
  readonly provider: ProviderName;
  readonly api?: string;
  readonly admin: readonly string[];
  readonly action?: string;
  readonly owners: readonly string[];
  readonly branch?: string;
  readonly simple?: true;
  readonly matrix?: true;
  readonly record?: true;
  readonly publicJournal?: true;
  /** False after `--no-workflow`. */
  readonly workflow: boolean;
}

const [first] = providerNames;

const onOldServers =
  'A GitHub Enterprise Server that lacks the newest artifact actions ("not currently supported on GHES") takes ' +
  "upload-artifact v3.2.2 or later, by commit, in their place, without `overwrite`; see docs/reference/action.md.";

/** Adds the command. */
export function initCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "init",
      does: "Writes a first access folder, the editor schema and the workflow; changes nothing that exists.",
      examples: [
        "muster init",
        `muster init --org acme --id ${vocabularyOf(first).help.organizationId} --admin ana@acme.example --admin sam@acme.example --no-workflow`,
      ],
    })
    .option("--org <name>", "short name of the organization: its folder, and part of its key's variable")
    .option("--id <id>", "the organization's id at the service")
    .addOption(new Option("--provider <provider>", "the service").choices(providerNames).default(first))
    .option("--api <url>", "base address of the service, when it is not its own default")
    .addOption(repeated("--admin <email>", "an admin; name two at least"))
    .option(
      "--action <uses>",
      "muster's action: OWNER/REPO@COMMIT with the full commit, OWNER/REPO@vX.Y.Z (its commit is written), or ./FOLDER of the repository",
    )
    .addOption(
      repeated("--owners <owner>", "a code owner of the files that hold policy, such as @acme/platform"),
    )
    .option("--branch <name>", "the default branch, when git does not tell")
    .option("--simple", "the simple workflow: the read-only key is a secret of the repository")
    .option("--matrix", "the workflow for many organizations: many jobs plan a pull request")
    .option("--record", "one more job, which keeps the journal on the branch muster-journal for good")
    .option("--public-journal", "with --record, also in a public repository: everybody can read who has what")
    .option("--no-workflow", "no workflow: for use at the command line only")
    .addHelpText("after", ({ command: it }) => helpProse(it, onOldServers));
  frame.onRun<Options>(command, async (session, options) => {
    if (options.simple === true && options.matrix === true)
      return session.fail("--simple and --matrix are two workflows: choose one.");
    if (options.publicJournal === true && options.record !== true)
      return session.fail("--public-journal says where --record may keep the journal: give both.");
    if (!options.workflow && options.record === true)
      return session.fail("--no-workflow leaves no workflow that could keep the journal: choose one.");
    if (!options.workflow && (options.simple === true || options.matrix === true))
      return session.fail("--no-workflow leaves no workflow to be simple or a matrix: choose one.");
    const { survey } = await import("../../setup/init/survey.ts");
    const { init } = await import("../../setup/init.ts");
    const found = await survey(session.context());
    if ("error" in found) return session.fail(found.error);
    const answers = await completed(session, found, await answersOf(options));
    if (answers === undefined) return 1;
    const done = await init(session.context(), found, answers);
    if ("error" in done) return session.fail(done.error);
    const files = done.files.map(({ path, status }) =>
      status === "written"
        ? `${session.paint.green("written")}  ${terminalText(path)}\n`
        : `${session.paint.magenta("kept")}     ${terminalText(path)} (it exists; nothing in it was changed)\n`,
    );
    session.result(`${files.join("")}\n${done.next}`);
    return 0;
  });
}

function repeated(flag: string, about: string): Option {
  return new Option(flag, `${about} (may be given several times)`).argParser(collect).default([], "none");
}

async function answersOf(options: Options): Promise<Answers> {
  const { publishedAction } = await import("../../setup/init/pins.ts");
  const action = options.action ?? publishedAction ?? undefined;
  const variant = options.simple === true ? "simple" : options.matrix === true ? "matrix" : "hardened";
  return {
    provider: options.provider,
    admins: options.admin,
    owners: options.owners.flatMap((names) => names.split(/[\s,]+/).filter((name) => name !== "")),
    workflow: options.workflow ? variant : "none",
    ...(options.record === true
      ? { record: options.publicJournal === true ? ("public" as const) : ("private" as const) }
      : {}),
    ...given({ org: options.org, id: options.id, api: options.api, branch: options.branch, action }),
  };
}

/** The answers with all that was missing, asked for on a terminal; undefined when they stay incomplete. */
async function completed(session: Session, survey: Survey, given: Answers): Promise<Answers | undefined> {
  const { missingFlags, objectionTo, questionOf, withAnswer } = await import("../../setup/init/answers.ts");
  let answers = given;
  for (;;) {
    const missing = missingFlags(survey, answers);
    const [flag] = missing;
    if (flag === undefined) return answers;
    if (!canAsk()) {
      const flags = [...new Set(missing)].map((name) => `--${name}`).join(", ");
      const instead = missing.includes("action")
        ? " Without a workflow (--no-workflow) it needs no --action."
        : "";
      session.fail(`There is no terminal to ask on, so this has to be given: ${flags}.${instead}`);
      return undefined;
    }
    const answer = await ask(questionOf(flag, answers));
    if (answer === null) {
      session.fail("Interrupted; nothing was written.");
      return undefined;
    }
    const objection = objectionTo(flag, answer, answers);
    if (objection === undefined) answers = withAnswer(answers, flag, answer);
    else session.warn(objection);
  }
}
