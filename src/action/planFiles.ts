/**
 * What a plan job leaves for the steps and runs after it, as files: `plan.json`; `reviewed.json`, the signed list of
 * what counts as reviewed; `part.json`, for the job that puts the parts of a matrix together.
 */
import { readText, subfolders, writeText } from "../io/file.ts";
import { Reading } from "../io/github/reading.ts";
import type { PlanFailure, PlanShown } from "../render/planReport.ts";
import { planJson } from "../render/json.ts";
import { parsePlanFile } from "../render/planFile.ts";
import { readReviewed, signReviewed, type Signed } from "../run/reviewed.ts";
import type { Desk } from "./desk.ts";
import type { PullRequestEvent } from "./event.ts";
import type { Commits } from "./trees.ts";

export interface Keeping {
  readonly event: PullRequestEvent;
  readonly commits: Commits;
  readonly shown: { readonly plans: readonly PlanShown[]; readonly failures: readonly PlanFailure[] };
  readonly signed: readonly Signed[];
}

/** Writes the files; the reason when one could not be written, or not be signed. */
export async function keepPlans(desk: Desk, keeping: Keeping): Promise<string | undefined> {
  const { runner } = desk;
  const { plans, failures } = keeping.shown;
  const part = {
    failures,
    plans: plans.map(({ plan, ...said }) => ({ organization: plan.organization, ...said })),
  };
  const files: Record<string, string> = {
    "plan.json": planJson(plans.map((item) => item.plan)),
    "part.json": `${JSON.stringify(part)}\n`,
  };
  if ((desk.env["MUSTER_REVIEW_KEY"] ?? "") !== "") {
    const reviewed = signedList(desk, keeping);
    if ("error" in reviewed) return reviewed.error;
    files["reviewed.json"] = reviewed.text;
  }
  for (const [name, text] of Object.entries(files)) {
    const unwritten = await writeText(runner.file(name), runner.redact(text));
    if (unwritten !== undefined) return unwritten.error;
  }
  runner.output("plan", runner.file("plan.json"));
  return undefined;
}

function signedList(desk: Desk, { event, commits, signed }: Keeping): ReturnType<typeof signReviewed> {
  return signReviewed({
    key: desk.env["MUSTER_REVIEW_KEY"] ?? "",
    repositoryId: desk.repository.id,
    pullRequest: event.number,
    head: event.headSha,
    base: commits.base,
    runId: desk.runId,
    plans: signed,
  });
}

/** What the parts of a matrix say together. */
export interface Parts {
  readonly plans: readonly PlanShown[];
  readonly failures: readonly PlanFailure[];
  readonly signed: readonly Signed[];
}

/** Reads the parts that earlier jobs of this run uploaded, each in a folder below `parts`; or what is wrong with one. */
export async function readParts(
  desk: Desk,
  about: Pick<Keeping, "event" | "commits">,
): Promise<Parts | { readonly error: string }> {
  const root = desk.runner.file("parts");
  const plans: PlanShown[] = [];
  const failures: PlanFailure[] = [];
  const signed: Signed[] = [];
  for (const folder of await subfolders(root)) {
    const part = await readPart(desk, { ...about, folder });
    if ("error" in part) return { error: `${folder}: ${part.error}` };
    plans.push(...part.plans);
    failures.push(...part.failures);
    signed.push(...part.signed);
  }
  return { plans, failures, signed };
}

type PartPlace = Pick<Keeping, "event" | "commits"> & { readonly folder: string };

async function readPart(desk: Desk, place: PartPlace): Promise<Parts | { readonly error: string }> {
  const plan = await readText(`${place.folder}/plan.json`);
  if ("error" in plan) return plan;
  const parsed = parsePlanFile(plan.text);
  if ("error" in parsed) return parsed;
  const text = await readText(`${place.folder}/part.json`);
  if ("error" in text) return text;
  const part = partOf(text.text);
  if ("error" in part) return part;
  const signed = await readSigned(desk, place);
  if ("error" in signed) return signed;
  const plans = parsed.organizations.map((item): PlanShown => {
    return { plan: item, ...part.plans.get(item.organization) };
  });
  return { plans, failures: part.failures, signed: signed.signed };
}

async function readSigned(
  desk: Desk,
  { folder, event }: PartPlace,
): Promise<{ readonly signed: readonly Signed[] } | { readonly error: string }> {
  const key = desk.env["MUSTER_REVIEW_KEY"] ?? "";
  if (key === "") return { signed: [] };
  const text = await readText(`${folder}/reviewed.json`);
  if ("error" in text) return text;
  const list = readReviewed({ text: text.text, key });
  if ("error" in list) return list;
  if (list.runId !== desk.runId || list.head !== event.headSha || list.pullRequest !== event.number) {
    return { error: "the list of reviewed actions is of another run" };
  }
  const signed = Object.entries(list.organizations).map(([organization, ids]) => ({
    organization,
    actions: ids.map((id) => ({ id })),
  }));
  return { signed };
}

interface PartSaid {
  readonly failures: readonly PlanFailure[];
  readonly plans: ReadonlyMap<string, Omit<PlanShown, "plan">>;
}

function partOf(text: string): PartSaid | { readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: "part.json is no JSON" };
  }
  const reading = new Reading();
  const failures = reading.list(value, "failures").map((item) => ({
    organization: reading.text(item, "organization"),
    message: reading.text(item, "message"),
  }));
  const plans = reading.list(value, "plans").map((item) => {
    const offline = reading.textOrNull(item, "offline");
    const said = {
      ...(offline === null ? {} : { offline }),
      hidden: reading.countOrNull(item, "hidden") ?? 0,
      hiddenHighRisk: reading.countOrNull(item, "hiddenHighRisk") ?? 0,
    };
    return [reading.text(item, "organization"), said] as const;
  });
  if (reading.problem !== undefined) return { error: `part.json: ${reading.problem}` };
  return { failures, plans: new Map(plans) };
}
