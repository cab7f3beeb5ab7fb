/** One line of people.yaml ends a person's access at three services; where one of them fails, the others go on, and the next run finishes. */
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());

const people = (leaves: string): string => `people:
  ana: { email: ana@acme.example, github: ana-acme }
  ben: { email: ben@acme.example, github: ben-acme }
  cat: { email: cat@acme.example, github: cat-acme }
  rob: { email: rob@acme.example, github: rob-acme${leaves} }
`;
const members = (role: string): string => `members: { ana: admin, ben: admin, cat: ${role}, rob: ${role} }\n`;
const guards = "guards: { max_loss: 50% }";

const organizations = {
  "access/acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme, ${guards} }\n${members("viewer")}`,
  "access/acme-github/organization.yaml": `organization: { provider: github, id: acme, ${guards} }\n${members("member")}teams: { sre: { name: sre, members: [rob] } }\n`,
  "access/acme-wiki/organization.yaml": `organization: { provider: scim, id: acme-wiki, api: "https://wiki.example/scim/v2", ${guards}, scim: { role: { from: roles, admin: owner } } }\n${members("member")}teams: { finance: { name: Finance, members: [cat] } }\n`,
};

interface Served {
  readonly key: string;
  readonly token: string;
  readonly api?: string;
}

/** What reaches the three services of a sandbox, all of them as the files say. */
async function served(fault: readonly string[] = []) {
  muster.write({ ...organizations, "access/people.yaml": people("") });
  const sandbox = muster.start(["sandbox", ...fault]);
  const [line] = (await once(sandbox.stdout, "data")) as [Buffer];
  const ready = JSON.parse(line.toString("utf8")) as { url: string; organizations: readonly Served[] };
  const env = Object.fromEntries(
    ready.organizations.flatMap(({ key, token, api = ready.url }) => {
      const suffix = key.toUpperCase().replaceAll("-", "_");
      return [
        [`MUSTER_TOKEN_${suffix}`, token],
        [`MUSTER_API_${suffix}`, api],
      ];
    }),
  );
  return { sandbox, env };
}

it("ends a leaver's access in all of them, by one line", async () => {
  // The client asks up to four times, and each write of this run is one.
  const { sandbox, env } = await served(["--fault", "scim:500@writex4"]);
  try {
    expect((await muster.run(["plan", "--exit-code"], { env })).code).toBe(0);

    muster.write({ "access/people.yaml": people(", leaves: 2026-01-01") });
    const planned = await muster.run(["plan"], { env });
    expect(planned.stdout).toMatch(/- deactivate +rob@acme\.example/);
    expect(planned.stdout).toMatch(/- remove +rob-acme/);
    expect(planned.stdout.match(/rob@acme\.example/g)?.length).toBeGreaterThanOrEqual(2);

    const first = await muster.run(["apply", "--yes"], { env });
    expect(first.code).toBe(4);
    expect(first.stdout).toMatch(/acme: Applied: 1 deactivated/);
    expect(first.stdout).toMatch(/acme-github: Applied: 1 removed/);
    expect(first.stdout + first.stderr).toContain("the service failed");

    const codes: (number | null)[] = [];
    for (let run = 0; run < 4 && codes.at(-1) !== 0; run += 1)
      codes.push((await muster.run(["apply", "--yes"], { env })).code);
    expect(codes.at(-1)).toBe(0);
    const last = await muster.run(["plan", "--exit-code"], { env });
    expect([last.code, last.stdout.match(/No changes/g)?.length]).toEqual([0, 3]);
  } finally {
    sandbox.kill("SIGTERM");
    await once(sandbox, "exit");
  }
});

it("ends it in two where the third cannot be read, with exit code 4, and there with the next run", async () => {
  const { sandbox, env } = await served();
  // Nobody listens there.
  const down = { ...env, MUSTER_API_ACME_WIKI: "http://127.0.0.1:9/scim/v2" };
  const nowhere = { MUSTER_TOKEN: undefined, MUSTER_API_ACME: "http://127.0.0.1:9" };
  try {
    muster.write({ "access/people.yaml": people(", leaves: 2026-01-01") });
    // A question that is half answered is none.
    const planned = await muster.run(["plan"], { env: down });
    expect([planned.code, planned.stdout.match(/- deactivate|- remove/g)?.length]).toEqual([1, 2]);

    const first = await muster.run(["apply", "--yes", "--json"], { env: down });
    expect(first.code).toBe(4);
    const result = JSON.parse(first.stdout) as {
      organizations: { organization: string; code: number; outcomes: { verb: string }[] }[];
      not_applied?: { organization: string; code: number; message: string }[];
    };
    expect(result.organizations.map(({ organization, code }) => [organization, code])).toEqual([
      ["acme", 0],
      ["acme-github", 0],
    ]);
    expect(result.not_applied?.map(({ organization, code }) => [organization, code])).toEqual([
      ["acme-wiki", 4],
    ]);
    expect(result.not_applied?.[0]?.message).toContain("127.0.0.1");

    // The others have nothing to do any more, which is no reason to call it done.
    const again = await muster.run(["apply", "--yes"], { env: down });
    expect(again.code).toBe(4);
    expect(again.stdout).toMatch(/acme-wiki: Not applied: could not be read\. .*127\.0\.0\.1/);
    expect(again.stdout).toContain("The next run does what is owed there.");

    // Nobody could be read, or the key is missing: that is an error, and not a part left undone.
    const none = await muster.run(["apply", "--yes", "--org", "acme-wiki"], { env: down });
    expect(none.code).toBe(1);
    const { MUSTER_TOKEN_ACME_WIKI: _, ...keyless } = env;
    expect((await muster.run(["apply", "--yes", "--org", "acme-wiki"], { env: keyless })).code).toBe(1);
    const mixed = await muster.run(["apply", "--yes"], { env: { ...keyless, ...nowhere } });
    expect(mixed.code).toBe(1);

    const next = await muster.run(["apply", "--yes"], { env });
    expect(next.code).toBe(0);
    expect(next.stdout).toMatch(/acme-wiki: Applied: 1 deactivated/);
    const last = await muster.run(["plan", "--exit-code"], { env });
    expect([last.code, last.stdout.match(/No changes/g)?.length]).toEqual([0, 3]);
  } finally {
    sandbox.kill("SIGTERM");
    await once(sandbox, "exit");
  }
});
