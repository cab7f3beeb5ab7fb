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

it("ends a leaver's access in all of them, by one line", async () => {
  muster.write({ ...organizations, "access/people.yaml": people("") });
  // The client asks up to four times, and each write of this run is one.
  const sandbox = muster.start(["sandbox", "--fault", "scim:500@writex4"]);
  try {
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
