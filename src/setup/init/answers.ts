/** What only the user can say, which of it is missing, and what is wrong with an answer. */
import { vocabularyOf, type ProviderName } from "../../model/vocabularies/all.ts";
import { fold } from "../../model/text.ts";
import { isPinned, releaseOf } from "./pins.ts";
import { objectionToId, objectionToKey } from "../../run/naming.ts";
import type { Survey } from "./survey.ts";
import type { WorkflowVariant } from "./workflow.ts";

export interface Answers {
  /** Key of the first organization. */
  readonly org?: string;
  readonly provider: ProviderName;
  readonly id?: string;
  readonly api?: string;
  readonly admins: readonly string[];
  /** muster's action as `uses` takes it. */
  readonly action?: string;
  /** For CODEOWNERS. */
  readonly owners: readonly string[];
  readonly branch?: string;
  readonly workflow: WorkflowVariant | "none";
  /** A job keeps the journal on a branch; absent: none does. */
  readonly record?: "private" | "public";
}

/** What can be asked for, by the flag that answers it. */
type Flag = "org" | "id" | "admin" | "action";

/** The guard `min_admins` wants two unless told otherwise. */
const fewestAdmins = 2;

/** Whether an organization is to be written: one was named, or there is none yet. */
export function wantsOrganization(survey: Survey, { org }: Answers): boolean {
  return org === undefined ? survey.organizations.length === 0 : !survey.organizations.includes(org);
}

/** What has still to be said before the files can be written; `admin` once for each that is missing. */
export function missingFlags(survey: Survey, answers: Answers): Flag[] {
  const flags: Flag[] = [];
  if (wantsOrganization(survey, answers)) {
    if (answers.org === undefined) flags.push("org");
    if (answers.id === undefined) flags.push("id");
    for (let count = answers.admins.length; count < fewestAdmins; count++) flags.push("admin");
  }
  if (answers.workflow !== "none" && !survey.hasWorkflow && answers.action === undefined)
    flags.push("action");
  return flags;
}

/** The answers with one more. */
export function withAnswer(answers: Answers, flag: Flag, value: string): Answers {
  switch (flag) {
    case "org":
      return { ...answers, org: value };
    case "id":
      return { ...answers, id: value };
    case "action":
      return { ...answers, action: value };
    case "admin":
      return { ...answers, admins: [...answers.admins, value] };
  }
}

/** The question behind a flag, and how an answer looks. */
export function questionOf(flag: Flag, { provider }: Pick<Answers, "provider">): string {
  const { handle, help } = vocabularyOf(provider);
  switch (flag) {
    case "org":
      return "Short name of the organization, which names its folder (such as acme): ";
    case "id":
      return `Its id at the service (such as ${help.organizationId}): `;
    case "admin":
      return `E-mail${handle === undefined ? "" : ` or ${handle.kind.replace("_", " ")}`} of an admin (there have to be two): `;
    case "action":
      return "muster's action: OWNER/REPO@COMMIT with the full commit, OWNER/REPO@vX.Y.Z, or ./FOLDER of this repository: ";
  }
}

/** Why an answer cannot be taken, as a sentence; undefined when it can. */
export function objectionTo(flag: Flag, value: string, answers: Answers): string | undefined {
  switch (flag) {
    case "org":
      return objectionToKey(value);
    case "id":
      return objectionToId(answers.provider, value);
    case "admin":
      if (!isAdmin(value, answers)) return notAnAdmin(answers);
      return answers.admins.some((other) => fold(other) === fold(value))
        ? "That admin is named already: name another one."
        : undefined;
    case "action":
      return isPinned(value) || releaseOf(value) !== undefined
        ? undefined
        : "The action has to be OWNER/REPO@COMMIT with a full commit of 40 digits, OWNER/REPO@vX.Y.Z (its commit is " +
            "looked up and written, since others can move a tag), or ./FOLDER of this repository.";
  }
}

function isAdmin(value: string, { provider }: Answers): boolean {
  const { handle } = vocabularyOf(provider);
  return (
    /^[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(value) ||
    (handle !== undefined && new RegExp(`^(?:${handle.pattern})$`).test(value))
  );
}

function notAnAdmin({ provider }: Answers): string {
  const { handle } = vocabularyOf(provider);
  return handle === undefined
    ? "That is no e-mail address."
    : `That is neither an e-mail address nor ${handle.noun}.`;
}

/** The first answer that cannot be taken, with its flag. */
export function firstObjection(answers: Answers): string | undefined {
  const told = (flag: Flag, value: string | undefined, before: Answers): string | undefined => {
    const objection = value === undefined ? undefined : objectionTo(flag, value, before);
    return objection === undefined ? undefined : `--${flag}: ${objection}`;
  };
  const owner = answers.owners.find((name) => !isOwner(name));
  return (
    told("org", answers.org, answers) ??
    told("id", answers.id, answers) ??
    answers.admins
      .map((email, index) => told("admin", email, { ...answers, admins: answers.admins.slice(0, index) }))
      .find((objection) => objection !== undefined) ??
    told("action", answers.action, answers) ??
    (answers.api === undefined && vocabularyOf(answers.provider).defaultAddress === undefined
      ? `--api: Each organization at ${answers.provider} has an address of its own: give its base address.`
      : undefined) ??
    (answers.api === undefined || URL.canParse(answers.api)
      ? undefined
      : "--api: That is no address: it looks like https://api.example.com.") ??
    (owner === undefined ? undefined : "--owners: A code owner is @ORG/TEAM, @LOGIN or an e-mail address.") ??
    (answers.branch === undefined || /^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$/.test(answers.branch)
      ? undefined
      : "--branch: The name of the default branch has to be plain letters, digits, dots, dashes and slashes.")
  );
}

function isOwner(name: string): boolean {
  return /^(?:@[A-Za-z0-9-]+(?:\/[A-Za-z0-9._-]+)?|[^\s@#]+@[^\s@#]+)$/.test(name);
}
