/**
 * Where the new secret of a service account's key goes. A target is one definition: how files, plans and messages write
 * it. What delivers to it stands in `run/deliver.ts`.
 */
import { fold } from "./text.ts";

/** Where a new secret goes, as the files say it. */
export type DeliveryTarget =
  | {
      readonly kind: "github_secret";
      /** owner/repo */
      readonly repository: string;
      /** Without it, the secret is the repository's. */
      readonly environment?: string;
      readonly name: string;
    }
  | { readonly kind: "file"; readonly path: string };

export type TargetKind = DeliveryTarget["kind"];
type TargetOf<K extends TargetKind> = Extract<DeliveryTarget, { readonly kind: K }>;

/** A target as a plan holds it: by its kind, in the words of the files. */
export type TargetFields = { [K in TargetKind]: { readonly [F in K]: string } }[TargetKind];

/** A kind of target. */
interface TargetSpec<T extends DeliveryTarget = DeliveryTarget> {
  /** For whoever writes files: what it is, and how its text looks. */
  readonly about: string;
  /** What is wrong with any other text; left out where each line of text will do. */
  readonly must?: string;
  /** The target that a text of the files is; undefined when it is something else. */
  read(text: string): T | undefined;
  /** As the files write it. */
  write(target: T): string;
  /** As messages and plans name it. */
  named(target: T): string;
  /** The same for two targets that are one place. */
  place(target: T): string;
}

const targets: { readonly [K in TargetKind]: TargetSpec<TargetOf<K>> } = {
  github_secret: {
    about: "A secret of GitHub Actions: owner/repo/NAME, or owner/repo@environment/NAME.",
    must: "must be owner/repo/NAME or owner/repo@environment/NAME, the name in capitals as GitHub has it",
    read: githubTargetOf,
    write: githubText,
    named: githubText,
    // GitHub tells neither owners and repositories nor environments apart by letter case.
    place: (target) => fold(githubText(target)),
  },
  file: {
    about: "A file on the machine that runs muster; never in GitHub Actions.",
    read: (path) => ({ kind: "file", path }),
    write: ({ path }) => path,
    named: ({ path }) => `file ${path}`,
    place: ({ path }) => `file ${path}`,
  },
};

/** In the order in which messages list them. */
export const targetKinds: readonly TargetKind[] = Object.keys(targets) as TargetKind[];

/** A kind of target. */
export function targetSpec(kind: TargetKind): TargetSpec {
  return targets[kind];
}

/** As messages and plans name it: `acme/dbt@production/NAME`, `file PATH`. */
export function targetText(target: DeliveryTarget): string {
  return targetSpec(target.kind).named(target);
}

/** The same for two targets that are one place. */
export function targetPlace(target: DeliveryTarget): string {
  return targetSpec(target.kind).place(target);
}

/** A target as a plan holds it. */
export function targetFields(target: DeliveryTarget): TargetFields {
  return targetFieldsOf(target.kind, targetSpec(target.kind).write(target));
}

/** A text as a target of that kind, unread. */
export function targetFieldsOf(kind: TargetKind, text: string): TargetFields {
  // A computed name is any string to the compiler.
  return { [kind]: text } as TargetFields;
}

/** The first kind of target of which there is a text, and what the text says; undefined when there is none. */
export function targetOf(textOf: (kind: TargetKind) => string | undefined): DeliveryTarget | undefined {
  for (const kind of targetKinds) {
    const text = textOf(kind);
    if (text !== undefined) return targetSpec(kind).read(text);
  }
  return undefined;
}

/** `acme/dbt/NAME` or `acme/dbt@production/NAME` as a target; undefined when the text is something else. */
export function githubTargetOf(text: string): TargetOf<"github_secret"> | undefined {
  const end = text.lastIndexOf("/");
  const place = /^([^/@]+\/[^/@]+)(?:@(.*))?$/s.exec(text.slice(0, Math.max(end, 0)));
  if (place === null) return undefined;
  const [, repository = "", environment] = place;
  const name = text.slice(end + 1);
  if (!isRepository(repository) || !isSecretName(name)) return undefined;
  if (environment === undefined) return { kind: "github_secret", repository, name };
  return isEnvironment(environment) ? { kind: "github_secret", repository, environment, name } : undefined;
}

function githubText({ repository, environment, name }: TargetOf<"github_secret">): string {
  return `${repository}${environment === undefined ? "" : `@${environment}`}/${name}`;
}

/** Owners are logins (of at most 39 characters; managed ones hold a "_"); no repository ends as GitHub's own addresses do. */
function isRepository(text: string): boolean {
  return (
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(text) &&
    !/\.(?:git|wiki)$/i.test(text)
  );
}

/**
 * A comma would end the name in MUSTER_DELIVER_TO; no part is "." or "..", which addresses would drop; and no
 * character is one that nobody sees.
 */
function isEnvironment(text: string): boolean {
  if (text.length > 255 || !/^(?! )(?:[^\p{C}\p{Z},]| )+(?<! )$/u.test(text)) return false;
  return !text.split("/").some((part) => part === "." || part === "..");
}

function isSecretName(text: string): boolean {
  return /^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/.test(text);
}
