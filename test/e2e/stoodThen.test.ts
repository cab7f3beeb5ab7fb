/** Of a day of the past, each access is told with the file and line where it stood on that day, wherever it went later. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pastRepository } from "../fakes/pastRepository.ts";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
let folder: string;
const head =
  "organization: { provider: planasonix, id: org_1, guests: { domains: [x.example], max_days: 400 } }\n";
/** The last commit of each day. */
const days = new Map<string, string>();

beforeAll(() => {
  muster = buildMuster();
  folder = muster.path("past");
  const past = pastRepository(folder);
  const robot =
    "service_accounts:\n  ci: { role: viewer, owner: OWNER, keys: { k: { scopes: [pipelines:read] } } }\n";
  const members = (rob: string, above = "") =>
    `${above}members:\n  ana@acme.example: admin\n  ${rob}\n  kim@x.example: { role: viewer, expires: 2026-09-01, approved_by: ana@acme.example, reason: audit }\n`;
  const rob = "rob@acme.example: { role: editor, shares: { pipelines: { nightly: view } } }";
  const team = (slug: string, who: string, more = "") =>
    `${more}teams:\n  ${slug}: { members: [${who}], shares: { pipelines: { daily: view } } }\n`;
  const commit = (day: string, files: Readonly<Record<string, string>>): void =>
    void days.set(day, past.commit(day, `Of ${day}`, files));
  commit("2026-01-05", {
    "acme/organization.yaml": head,
    "acme/members.yaml": members(rob),
    "acme/teams.yaml": team("core", "rob@acme.example"),
    "acme/bots.yaml": robot.replace("OWNER", "core"),
  });
  // Lines move down, and nothing else happens.
  commit("2026-02-05", {
    "acme/organization.yaml": head,
    "acme/members.yaml": members(rob, "# one\n# two\n"),
    "acme/teams.yaml": team("core", "rob@acme.example", "\n\n\n"),
    "acme/bots.yaml": `# moved\n${robot.replace("OWNER", "core")}`,
  });
  commit("2026-02-20", {
    "acme/organization.yaml": head,
    "acme/members.yaml": "members: [\n",
  });
  // Another address, another team's name, other files.
  const robby = `robby@acme.example: { role: editor, previously: [rob@acme.example], shares: { pipelines: { nightly: view } } }`;
  commit("2026-03-05", {
    "acme/organization.yaml": head,
    "acme/people.yaml": members(robby),
    "acme/groups.yaml": team("kernel", "robby@acme.example").replace("{ ", "{ previously: [core], "),
    "acme/robots.yaml": robot.replace("OWNER", "kernel").replace("ci:", "robot:"),
  });
  // The address that was given up is another's, and the organization is called otherwise.
  commit("2026-04-05", {
    "zeta/organization.yaml": head,
    "zeta/people.yaml": members(`${robby}\n  rob@acme.example: viewer`),
    "zeta/groups.yaml": team("kernel", "robby@acme.example, rob@acme.example"),
    "zeta/robots.yaml": robot.replace("OWNER", "kernel").replace("ci:", "robot:"),
  });
  commit("2026-05-05", {
    "zeta/organization.yaml": `${head}${members(robby)}`,
  });
});
afterAll(() => muster.remove());

interface Told {
  readonly kind: string;
  readonly fields: object;
  readonly source?: { readonly file: string; readonly line: number; readonly column: number };
}

async function answer<T>(...args: readonly string[]): Promise<T> {
  const { stdout, code } = await muster.run([...args, "--json"], { cwd: folder });
  expect(code).toBe(0);
  return JSON.parse(stdout) as T;
}

const placeIn = ({ kind, source }: Told): string =>
  `${kind} ${source?.file}:${source?.line}:${source?.column}`;

const listed = async (...args: readonly string[]): Promise<string[]> =>
  (await answer<{ readonly access: readonly Told[] }>("report", "--offline", ...args)).access
    .map(placeIn)
    .sort();

describe("where an access stood", () => {
  it.each([
    ["2026-01-05", "2026-01-05", 9],
    ["2026-02-04", "2026-01-05", 9],
    ["2026-02-05", "2026-02-05", 9],
    // The files of the commit between are invalid.
    ["2026-03-04", "2026-02-05", 9],
    ["2026-03-05", "2026-03-05", 9],
    ["2026-04-05", "2026-04-05", 11],
    ["2026-05-05", "2026-05-05", 4],
    // By then a date has come.
    ["2026-09-02", "2026-05-05", 4],
  ])("on %s is told as it was by the end of %s", async (day, last, count) => {
    const then = await listed("--on", day, "--ref", days.get(last) ?? "");
    expect(then).toHaveLength(count);
    expect(await listed("--on", day)).toEqual(then);
  });

  it("is told of one person, and only of what was so then", async () => {
    const told = async (who: string, ...args: readonly string[]): Promise<string[]> => {
      const { standing } = await answer<{
        readonly standing: readonly { readonly access: readonly Told[] }[];
      }>("explain", who, "--offline", ...args);
      return standing.flatMap(({ access }) => access.map(placeIn));
    };
    const names = { "2026-01-05": "rob", "2026-02-05": "rob", "2026-03-05": "robby", "2026-04-05": "robby" };
    for (const [day, name] of Object.entries(names)) {
      const then = await told(`${name}@acme.example`, "--on", day, "--ref", days.get(day) ?? "");
      expect(then).not.toEqual([]);
      expect(await told("robby@acme.example", "--on", day)).toEqual(then);
    }
    const said = await muster.run(["explain", "rob@acme.example", "--on", "2026-01-05"], { cwd: folder });
    expect(said.stdout).toMatch(/ editor +since .* access\/acme\/members\.yaml:3\n/);
  });

  it("is told of a change by the end of the time that is asked about", async () => {
    const { changes } = await answer<{ readonly changes: readonly Told[] }>("history", "--to", "2026-01-31");
    expect(changes.map(placeIn).sort()).toEqual(await listed("--on", "2026-01-31"));
  });
});
