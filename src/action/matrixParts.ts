/**
 * The parts of a matrix, as earlier jobs of this run uploaded them. A part counts as its job signed it, and only with
 * the same commits, workflow, run and attempt as the job that puts them together: one of an earlier attempt would be
 * shown, and signed anew, as if it had been planned from what the branch is now.
 */
import { basename } from "node:path";
import { readText, subfolders } from "../io/file.ts";
import { digestOf } from "../io/hmac.ts";
import { Reading } from "../forge/github/reading.ts";
import type { PlanFailure, PlanShown } from "../render/planReport.ts";
import { parsePlanFile } from "../render/planFile.ts";
import { readReviewed, type Origin, type Reviewed, type ReviewedOrganization } from "../run/reviewed.ts";
import type { Desk } from "./desk.ts";
import { originHere, reviewKeyOf, signedFiles, type About } from "./signing.ts";
import { jsonIn } from "../model/jsonIn.ts";

/** What the parts say together. */
export interface Parts {
  readonly plans: readonly PlanShown[];
  readonly failures: readonly PlanFailure[];
  readonly organizations: Readonly<Record<string, ReviewedOrganization>>;
  /** A part of another attempt was left out. */
  readonly hasLeftOut: boolean;
}

type Part = Omit<Parts, "hasLeftOut">;

interface Broken {
  readonly error: string;
}

/** Reads the parts, each in a folder below `parts`; or what is wrong with one. */
export async function readParts(desk: Desk, about: About): Promise<Parts | Broken> {
  const here = originHere(desk, about);
  const plans: PlanShown[] = [];
  const failures: PlanFailure[] = [];
  const organizations = new Map<string, ReviewedOrganization>();
  let hasLeftOut = false;
  for (const folder of await subfolders(desk.runner.file("parts"))) {
    const part = await readPart(desk, { here, folder });
    if (part === "of another attempt") {
      hasLeftOut = true;
      continue;
    }
    if ("error" in part) return { error: `${basename(folder)}: ${part.error}` };
    plans.push(...part.plans);
    failures.push(...part.failures);
    for (const [key, organization] of Object.entries(part.organizations))
      organizations.set(key, organization);
  }
  const keys = [...plans.map(({ plan }) => plan.organization), ...failures.map((item) => item.organization)];
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) return { error: `Two parts are about ${twice}. Run all jobs again.` };
  return { plans, failures, organizations: Object.fromEntries(organizations), hasLeftOut };
}

interface Place {
  readonly here: Origin;
  readonly folder: string;
}

async function readPart(desk: Desk, place: Place): Promise<Part | Broken | "of another attempt"> {
  const list = await readList(desk, place);
  if (list === "of another attempt" || "error" in list) return list;
  const texts: Record<string, string> = {};
  for (const name of ["plan.json", "part.json"]) {
    const file = await readText(`${place.folder}/${name}`);
    if ("error" in file) return file;
    if (list.files !== undefined && list.files[name] !== digestOf(file.text)) {
      return { error: `${name} is not the one that its job signed. Run all jobs again.` };
    }
    texts[name] = file.text;
  }
  const parsed = parsePlanFile(texts["plan.json"] ?? "");
  if ("error" in parsed) return parsed;
  const part = partOf(texts["part.json"] ?? "");
  if ("error" in part) return part;
  const plans = parsed.organizations.map((item): PlanShown => {
    return { plan: item, ...part.plans.get(item.organization) };
  });
  return { plans, failures: part.failures, organizations: list.organizations };
}

type List = Pick<Reviewed, "organizations"> & Partial<Pick<Reviewed, "files">>;

/** What the part's job signed. Without a key nothing was, and nothing of it will count as reviewed. */
async function readList(desk: Desk, { here, folder }: Place): Promise<List | Broken | "of another attempt"> {
  const key = reviewKeyOf(desk);
  if (key === "") return { organizations: {} };
  const text = await readText(`${folder}/${signedFiles.part}`);
  if ("error" in text) return text;
  const list = readReviewed({ text: text.text, key, kind: "part" });
  if ("error" in list) return list;
  const odd = differenceOf(list, here);
  if (odd !== undefined) return { error: `it was planned ${odd}. Run all jobs again.` };
  return list.attempt === here.attempt ? list : "of another attempt";
}

/** In what a part does not fit, but for the attempt. */
function differenceOf(list: Origin, here: Origin): string | undefined {
  if (list.repositoryId !== here.repositoryId) return "in another repository";
  if (list.pullRequest !== here.pullRequest) return "for another pull request";
  if (list.runId !== here.runId) return "in another run";
  if (list.head !== here.head) return "for another commit of the pull request";
  if (list.workflow !== here.workflow || list.workflowCommit !== here.workflowCommit) {
    return "by another workflow file";
  }
  // That of an earlier attempt may well be older: such a part is left out anyway.
  if (list.attempt === here.attempt && list.base !== here.base) {
    return `when the default branch was at ${list.base.slice(0, 7)}, and it is at ${here.base.slice(0, 7)} by now`;
  }
  return undefined;
}

interface PartSaid {
  readonly failures: readonly PlanFailure[];
  readonly plans: ReadonlyMap<string, Omit<PlanShown, "plan">>;
}

function partOf(text: string): PartSaid | Broken {
  const value = jsonIn(text);
  if (value === undefined) return { error: "part.json is no JSON" };
  const reading = new Reading();
  const failures = reading.list(value, "failures").map((item) => ({
    organization: reading.text(item, "organization"),
    message: reading.text(item, "message"),
  }));
  const plans = reading.list(value, "plans").map((item) => {
    const offline = reading.textOrNull(item, "offline");
    const says = reading.textOrNull(item, "snapshot", "says");
    const isOld = reading.flagOrNull(item, "snapshot", "isOld") === true;
    const said = {
      ...(offline === null ? {} : { offline }),
      ...(says === null ? {} : { snapshot: { says, isOld } }),
      hidden: reading.countOrNull(item, "hidden") ?? 0,
      hiddenHighRisk: reading.countOrNull(item, "hiddenHighRisk") ?? 0,
    };
    return [reading.text(item, "organization"), said] as const;
  });
  if (reading.problem !== undefined) return { error: `part.json: ${reading.problem}` };
  return { failures, plans: new Map(plans) };
}
