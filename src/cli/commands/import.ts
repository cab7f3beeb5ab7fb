/** `muster import`: writes the files of a live organization, so that the next plan finds nothing to do. */
import { providerNames, vocabularyOf } from "../../model/vocabularies/all.ts";
import { Option } from "commander";
import type { Connection, ProviderName } from "../../model/organization.ts";
import { defaultScim, scimProfileNames, type ScimProfileName } from "../../model/scim.ts";
import { terminalText } from "../../render/escape.ts";
import type { ExitCode } from "../../run/exitCode.ts";
import type { WrittenFile } from "../../run/import/writeFiles.ts";
import type { Frame } from "../frame.ts";
import type { AdoptRequest } from "../../run/import/adopt.ts";
import { originNames, type OriginName } from "../../model/origins.ts";
import type { Session } from "../session.ts";
import { given } from "../../model/given.ts";

interface Options {
  readonly org?: string;
  readonly provider?: ProviderName;
  readonly id?: string;
  readonly api?: string;
  readonly profile?: ScimProfileName;
  readonly expects?: string;
  readonly ids?: true;
  readonly from?: OriginName;
  readonly people?: true;
}

/** So many remarks on what was left out are shown, unless all are asked for. */
const mostShown = 50;
/** So many files likewise. */
const mostFiles = 30;

const [example] = providerNames;

/** Adds the command. */
export function importCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "import [files]",
      does: "Writes the files of a live organization, so that the next plan is empty; writes nothing to it. With --ids, adds only the service's ids to files that there are. With --from, reads the files of another tool in place of the organization: no key, no request.",
      examples: [
        `muster import --org acme --provider ${example} --id ${vocabularyOf(example).help.organizationId}`,
        "muster import --ids --org acme",
        "muster import --from peribolos config --people",
        "muster import --from terraform state.json",
      ],
    })
    .option("--org <name>", "short name of the organization: its folder, and part of its key's variable")
    .addOption(new Option("--provider <provider>", "the service").choices(providerNames))
    .option("--id <id>", "the organization's id at the service")
    .option("--api <url>", "base address of the service, when it is not its own default")
    .addOption(
      new Option("--profile <profile>", "of a service that is reached by SCIM: whose ways it has").choices(
        scimProfileNames,
      ),
    )
    .option("--expects <user>", "reached by SCIM: user name of somebody who must be there")
    .option(
      "--ids",
      "adds the ids that files lack to ids.yaml and changes nothing else; the files say which organizations, --org picks one",
    );
  command
    .addOption(
      new Option("--from <tool>", "the tool whose files these are: its folder or its file").choices(
        originNames,
      ),
    )
    .option("--people", "with --from: also adds everybody to people.yaml");
  frame.onRun<Options>(command, (session, options, [path]) =>
    options.from === undefined && options.people === undefined && path === undefined
      ? fromService(session, options)
      : fromFiles(session, options, path),
  );
}

async function fromService(session: Session, options: Options): Promise<ExitCode | readonly ExitCode[]> {
  const { org, provider, id, api, ids, profile, expects } = options;
  // The files that ids are added to say where they belong.
  const isSaid = ids === true && provider === undefined && id === undefined && api === undefined;
  if (isSaid) return addAll(session, org);
  if (org === undefined) return lacking(session, "--org <name>");
  if (provider === undefined) return lacking(session, "--provider <provider>");
  if (id === undefined) return lacking(session, "--id <id>");
  if (provider !== "scim" && (profile !== undefined || expects !== undefined))
    return session.fail("--profile and --expects are for --provider scim.");
  if (api === undefined && vocabularyOf(provider).defaultAddress === undefined)
    return lacking(session, "--api <url>");
  const connection = {
    provider,
    id,
    ...given({ api }),
    ...(provider === "scim"
      ? {
          scim: { ...defaultScim, ...given({ profile, expects }) },
        }
      : {}),
  };
  return ids === true ? add(session, { org, connection }) : write(session, { org, connection });
}

/** From the files of another tool. */
async function fromFiles(session: Session, options: Options, path: string | undefined): Promise<ExitCode> {
  const { org, provider, id, api, ids, from, people } = options;
  if (from === undefined)
    return session.fail(
      path === undefined
        ? "--people needs --from."
        : `${path}: files are read with --from ${originNames.join("|")}.`,
    );
  if (path === undefined)
    return session.fail(`--from ${from} needs the folder or file: muster import --from ${from} PATH`);
  if (ids === true || provider !== undefined)
    return session.fail("--from reads files, and no service: leave --ids and --provider out.");
  return writeFrom(session, { from, path, people: people === true, ...given({ org, id, api }) });
}

async function writeFrom(session: Session, request: AdoptRequest): Promise<ExitCode> {
  const { adopt } = await import("../../run/import/adopt.ts");
  const { adoptSteps } = await import("../../run/import/nextSteps.ts");
  const done = await adopt(session.context(), request);
  if ("error" in done) return session.fail(done.error);
  if ("diagnostics" in done) return session.failWith(done.diagnostics);
  warnOf(session, "not carried over", done.leftOut);
  session.result(`${namedFiles(session, done.files)}${adoptSteps(done)}`);
  return 0;
}

interface Request {
  readonly org: string;
  readonly connection: Connection;
}

function lacking(session: Session, flag: string): 1 {
  return session.fail(`required option '${flag}' not specified`);
}

async function write(session: Session, request: Request): Promise<ExitCode> {
  const { importOrganization } = await import("../../run/import.ts");
  const { importSteps } = await import("../../run/import/nextSteps.ts");
  const done = await importOrganization(session.context(), request);
  if ("error" in done) return session.fail(done.error);
  if ("diagnostics" in done) return session.failWith(done.diagnostics);
  warnOf(session, "left out", done.leftOut);
  for (const { what, why } of done.dropped) session.warn(`taken out: ${what}: ${why}.`);
  for (const line of done.upkeep)
    session.warn(`The next plan will still hold this, whatever the files say: ${line}.`);
  for (const { message } of done.plan.findings) session.warn(`The next plan will be blocked: ${message}`);
  session.result(`${namedFiles(session, done.files)}${importSteps(request.org, done)}`);
  return 0;
}

/** Ids for the organization that is named, or for all that the files declare. */
async function addAll(session: Session, org: string | undefined): Promise<readonly ExitCode[]> {
  if (org !== undefined) return [await add(session, { org })];
  const { listOrganizations } = await import("../../run/orgs.ts");
  const listed = await listOrganizations(session.context(), undefined);
  if ("error" in listed) return [session.fail(listed.error)];
  if ("diagnostics" in listed) return [session.failWith(listed.diagnostics)];
  const codes: ExitCode[] = [];
  for (const { key } of listed.organizations) codes.push(await add(session, { org: key }));
  return codes;
}

async function add(session: Session, request: Partial<Request> & Pick<Request, "org">): Promise<ExitCode> {
  const { addIds } = await import("../../run/import/ids.ts");
  const { idsSummary } = await import("../../run/import/nextSteps.ts");
  const done = await addIds(session.context(), request);
  if ("error" in done) return session.fail(done.error);
  if ("diagnostics" in done) return session.failWith(done.diagnostics);
  warnOf(session, "no id written", [...done.unclear, ...done.absent]);
  session.result(`${namedFiles(session, done.files)}${idsSummary(request.org, done)}`);
  return 0;
}

function warnOf(
  session: Session,
  label: string,
  all: readonly { readonly what: string; readonly why: string }[],
): void {
  const shown = session.verbose ? all : all.slice(0, mostShown);
  for (const { what, why } of shown) session.warn(`${label}: ${what}: ${why}.`);
  if (all.length > shown.length)
    session.warn(`${label}: ${all.length - shown.length} more; --verbose names them all.`);
}

function namedFiles(session: Session, all: readonly WrittenFile[]): string {
  const named = session.verbose ? all : all.slice(0, mostFiles);
  const files = named.map(({ path, status }) => `${session.paint.green(status)}  ${terminalText(path)}\n`);
  if (all.length > named.length)
    files.push(`... and ${all.length - named.length} more; --verbose names them all.\n`);
  return files.join("");
}
