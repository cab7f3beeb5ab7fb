/** What is left for people after the files are written: no program should make keys or settings for them. */
import { variableSuffix } from "../../model/address.ts";
import type { WorkflowVariant } from "./workflow.ts";

interface Situation {
  readonly variant: WorkflowVariant | "none";
  readonly defaultBranch: string;
  /** "owner/name", where known. */
  readonly repository: string | null;
  readonly inRepository: boolean;
  /** Keys of all organizations. */
  readonly organizations: readonly string[];
  /** Of those, the ones whose keys no plan is handed. */
  readonly keyless?: readonly string[];
  /** What it takes to read, and to write, at the service. */
  readonly keyHelp: { readonly reading: string; readonly writing: string };
  /** A job keeps the journal on a branch. */
  readonly records: boolean;
  /** Lines to add to a CODEOWNERS file that exists, and its path. */
  readonly codeOwners?: { readonly path: string; readonly lines: string };
  /** Lines that a workflow that exists may lack. */
  readonly workflowLines: readonly string[];
  /** No code owners were named, and there are none yet. */
  readonly lacksOwners: boolean;
}

/** The steps, numbered, ending with a line break. */
export function nextSteps(situation: Situation): string {
  const steps = [
    ...codeOwnerStep(situation),
    ...workflowStep(situation),
    [
      ...(situation.inRepository
        ? []
        : ["Make this folder a git repository (git init), with a home at GitHub."]),
      "Look at the files and check them: muster validate",
    ],
    ...(situation.variant === "none" ? [] : settings(situation)),
  ];
  const numbered = steps.flatMap((lines, index) =>
    lines.map(
      (line, at) => `${at === 0 ? `${index + 1}.`.padEnd(3) : "   "}${line === "" ? "" : ` ${line}`}`,
    ),
  );
  return `Next:\n${numbered.map((line) => line.trimEnd()).join("\n")}\n`;
}

function codeOwnerStep({ codeOwners, lacksOwners }: Situation): string[][] {
  if (lacksOwners) {
    return [
      [
        "Name code owners for the files that hold policy, or anybody who may merge decides alone:",
        "  muster init --owners @ORG/TEAM",
      ],
    ];
  }
  if (codeOwners === undefined) return [];
  const lines = codeOwners.lines.trimEnd().split("\n");
  return [[`Add to ${codeOwners.path}, which exists:`, ...lines.map((line) => `  ${line}`)]];
}

function workflowStep({ workflowLines }: Situation): string[][] {
  if (workflowLines.length === 0) return [];
  return [
    [
      "Look whether the workflow, which exists, hands over every key, to the jobs plan, apply and due alike:",
      ...workflowLines.map((line) => `  ${line}`),
    ],
  ];
}

/** Which key goes where. */
function secretStep({ variant, organizations, keyless = [], keyHelp }: Situation): string[] {
  const hardened = variant !== "simple";
  const secrets = (place: string, keys: readonly string[], what: string): string[] =>
    keys.map((key, index) => {
      const name = `MUSTER_TOKEN_${variableSuffix(key)}`;
      return `  ${index === 0 ? place.padEnd(14) : " ".repeat(14)} ${name}${index === 0 ? `   ${what}` : ""}`;
    });
  return [
    hardened
      ? "Put the secrets into these environments, and nowhere else:"
      : "Put the key that can only read into the secrets of the repository, the one that can write into the environment:",
    ...secrets(
      hardened ? "muster-plan" : "repository",
      organizations.filter((key) => !keyless.includes(key)),
      `a key that can only read (${keyHelp.reading})`,
    ),
    ...(keyless.length > 0
      ? [
          `  No key of ${keyless.join(", ")} goes there: it could write. Plans are held against what apply and due read last.`,
        ]
      : []),
    ...secrets("muster-apply", organizations, `a key that can write (${keyHelp.writing})`),
    ...(hardened
      ? [
          "  both           MUSTER_REVIEW_KEY   one and the same secret text, which you make with: openssl rand -hex 32",
        ]
      : []),
  ];
}

function settings(situation: Situation): string[][] {
  const { variant, defaultBranch, repository, records } = situation;
  const hardened = variant !== "simple";
  const environments = hardened
    ? "environments muster-plan and muster-apply, each"
    : "environment muster-apply,";
  return [
    [`Commit and push them to ${defaultBranch}.`],
    [
      `In the repository of these files, Settings > Environments: make the ${environments} limited to the branch`,
      `${defaultBranch} ("Selected branches and tags").`,
    ],
    secretStep(situation),
    [
      `Settings > Rules: for ${defaultBranch}, require a pull request, review by code owners, and the status check muster.`,
    ],
    ...(records
      ? [
          [
            "Settings > Rules: for the branch muster-journal, restrict deletions and block force pushes. Nobody may rewrite",
            "what was kept there.",
          ],
        ]
      : []),
    [
      `See what is still missing: muster doctor${repository === null ? " --repo OWNER/NAME" : ""} (with GITHUB_TOKEN set, it looks at GitHub's settings too)`,
      hardened
        ? "The first run only reports. What differs then counts as drift: it is applied when `drift: correct` is merged."
        : "The first run only reports what it would do in an organization that is new; the next one applies.",
    ],
  ];
}
