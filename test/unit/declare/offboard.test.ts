/** Offboarding, place by place: what becomes of whatever names a leaver, in every style that people write. */
import { describe, expect, it } from "vitest";
import { offboardFiles } from "../../../src/rewrite/offboard.ts";
import { declared, fileOf, organization, remarksOn, today } from "./tree.ts";

type Files = Readonly<Record<string, string>>;

function offboarded(files: Files, who = "rob@acme.example", successor = "lee@acme.example") {
  const tree = Object.entries(files).map(([path, text]) => fileOf(path, text));
  return offboardFiles({ tree, label: "access", today, who, successor });
}

/** All files as they are afterwards, and the advice. */
function after(files: Files, who?: string, successor?: string): { files: Files; advice: readonly string[] } {
  const done = offboarded(files, who, successor);
  if (!done.ok) throw new Error(JSON.stringify(done));
  const edited = Object.fromEntries(done.files.map((file) => [file.path, file.after]));
  return { files: { ...files, ...edited }, advice: done.advice };
}

/** One file with everything in it, before and after. */
function one(text: string, who?: string, successor?: string): { text: string; advice: readonly string[] } {
  const path = "acme/organization.yaml";
  const { files, advice } = after({ [path]: text }, who, successor);
  return { text: files[path] ?? "", advice };
}

const people = "  ana@acme.example: admin\n  lee@acme.example: editor\n";

describe("somebody whom one service knows by e-mail and another by a login", () => {
  const both: Files = {
    "people.yaml":
      "people:\n  ana: { email: ana@acme.example, github: Ana-X }\n  rob: { email: rob@acme.example, github: Rob-GH }\n  zoe: { github: zoe-gh }\n",
    "acme/organization.yaml": `${organization}members: { ana: admin, rob: editor }\n`,
    "code/organization.yaml":
      "organization: { provider: github, id: acme }\nmembers: { ana: admin, rob: member, zoe: member }\nteams: { web: { name: Web, members: [rob, { member: zoe, role: lead }] } }\n",
  };

  it.each(["rob", "rob@acme.example", "ROB-gh"])("%s leaves both", (who) => {
    const { files, advice } = after(both, who, "ana");
    expect(files["acme/organization.yaml"]).toContain("rob: { state: deactivated, successor: ana }");
    expect(files["code/organization.yaml"]).toContain("rob: { state: removed }");
    expect(files["code/organization.yaml"]).toContain("members: [{ member: zoe, role: lead }]");
    expect(advice).toEqual([]);
  });

  it.each(["zoe", "zoe-gh"])("%s, who has no e-mail, leaves where they are", (who) => {
    const { files, advice } = after(both, who, "ana");
    expect(files["acme/organization.yaml"]).toBe(both["acme/organization.yaml"]);
    expect(files["code/organization.yaml"]).toContain("zoe: { state: removed }");
    expect(files["code/organization.yaml"]).toContain("members: [rob]");
    expect(advice).toEqual([]);
  });

  it("a bare login in the files is the person whose login it is", () => {
    const bare = (both["code/organization.yaml"] ?? "").replaceAll("rob", "rob-gh");
    const { files } = after({ ...both, "code/organization.yaml": bare }, "rob", "ana");
    expect(files["code/organization.yaml"]).toContain("rob-gh: { state: removed }");
    expect(files["code/organization.yaml"]).toContain("members: [{ member: zoe, role: lead }]");
  });

  it("nobody is their own successor, by whatever name", () => {
    expect(offboarded(both, "zoe", "zoe-gh")).toMatchObject({ ok: false });
  });
});

describe("the leaver's own entry", () => {
  it("keeps who they are and its comments, and loses what they could do", () => {
    const before = `${organization}members:
${people}  # head of data
  Rob@acme.example: # since 2019
    successor: ana@acme.example # for now
    # until the reorganisation
    role: maintainer
    shares: { pipelines: { nightly: edit } }
`;
    const { text, advice } = one(before);
    expect(text).toBe(`${organization}members:
${people}  # head of data
  Rob@acme.example: # since 2019
    successor: lee@acme.example # for now
    state: deactivated
`);
    expect(advice).toEqual([]);
  });

  it("is removed where leaving means that, and stays as it is for somebody who has left", () => {
    const before = `${organization}  on_leave: remove\nmembers:\n${people}  rob@acme.example: viewer\n`;
    const { text } = one(before);
    expect(text).toContain("  rob@acme.example: { state: removed, successor: lee@acme.example }\n");
    expect(one(text).text).toBe(text);
    const gone = text.replace("state: removed", "state: deactivated");
    expect(one(gone).text).toBe(gone);
  });
});

describe("what names the leaver", () => {
  const before = `${organization}  successor: rob@acme.example
  guards: { min_admins: 1, protected: [ana@acme.example, rob@acme.example] }
members:
${people}  rob@acme.example: maintainer
  old@acme.example: { state: deactivated, successor: rob@acme.example } # left in May
teams:
  flow: { manager: rob@acme.example, members: [ana@acme.example, rob@acme.example] }
  block:
    manager: ana@acme.example
    members:
      # the lead
      - { member: rob@acme.example, role: lead } # since June
      - lee@acme.example
  alone:
    members:
      - rob@acme.example
service_accounts:
  ci: { role: editor, owner: rob@acme.example }
ownership:
  pipelines: { nightly: rob@acme.example }
`;

  it("names the successor afterwards, or nobody", () => {
    const { text, advice } = one(before);
    expect(text).toBe(
      before
        .replace("successor: rob@acme.example\n", "successor: lee@acme.example\n")
        .replace(", rob@acme.example] }\nmembers", "] }\nmembers")
        .replace(
          "rob@acme.example: maintainer",
          "rob@acme.example: { state: deactivated, successor: lee@acme.example }",
        )
        .replace("successor: rob@acme.example }", "successor: lee@acme.example }")
        .replace(
          "{ manager: rob@acme.example, members: [ana@acme.example, rob@",
          "{ manager: lee@acme.example, members: [ana@acme.example, rob@",
        )
        .replace(", rob@acme.example] }\n  block", "] }\n  block")
        .replace("      - { member: rob@acme.example, role: lead } # since June\n", "")
        .replace("    members:\n      - rob@acme.example\n", "    members: []\n")
        .replace("owner: rob@acme.example", "owner: lee@acme.example")
        .replace("nightly: rob@acme.example", "nightly: lee@acme.example"),
    );
    expect(advice).toHaveLength(1);
    expect(advice[0]).toContain("`protected` blocks their leaving. Merge that line alone first");
    expect(remarksOn({ "acme/organization.yaml": text }).filter((line) => !line.includes("no-team"))).toEqual(
      [],
    );
  });

  it("is taken out when the successor could not receive, and that is said with what to do", () => {
    const { text, advice } = one(before.replace("lee@acme.example: editor", "lee@acme.example: viewer"));
    expect(text).toContain("  rob@acme.example: { state: deactivated }\n");
    expect(text).toContain("  old@acme.example: { state: deactivated } # left in May\n");
    expect(text).toContain("  flow: { manager: lee@acme.example, members: [ana@acme.example] }\n");
    expect(text).toContain("owner: lee@acme.example }\nownership:\n  pipelines: {}\n");
    expect(text).not.toContain("  successor: rob@acme.example");
    expect(advice[0]).toBe(
      "acme: lee@acme.example has the role viewer there, which may own nothing (owning takes editor or above), so that they were not written as the successor there. " +
        "Write who receives into the entry of rob@acme.example, or name one for the organization (`successor`).",
    );
  });

  it("goes to the organization's successor where the named one is no member", () => {
    const elsewhere = "beta/organization.yaml";
    const files: Files = {
      "acme/organization.yaml": before,
      [elsewhere]: `${organization.replace("org_1", "org_2")}  successor: ana@acme.example
members:
  ana@acme.example: admin
  rob@acme.example: editor # on loan
service_accounts:
  ci: { role: editor, owner: rob@acme.example }
`,
    };
    const done = after(files);
    expect(done.files[elsewhere]).toBe(
      files[elsewhere]
        ?.replace("rob@acme.example: editor #", "rob@acme.example: { state: deactivated } #")
        .replace("owner: rob@acme.example", "owner: ana@acme.example"),
    );
    expect(done.advice.join("\n")).toContain(
      "beta: lee@acme.example is no member, so that they were not written as the successor there. What they own goes to ana@acme.example",
    );
  });

  it("stays as the owner of a service account when nobody else is there, and that is said", () => {
    const { text, advice } = one(
      `${organization}members:\n  ana@acme.example: admin\n  rob@acme.example: editor\n  lee@acme.example: { state: removed }\nservice_accounts:\n  ci: { role: editor, owner: rob@acme.example }\n`,
    );
    expect(text).toContain("owner: rob@acme.example");
    expect(advice).toContain(
      "acme: nobody there can answer for the service account ci; write another `owner`.",
    );
  });

  it("never makes somebody their own successor", () => {
    const { text } = one(
      `${organization}members:\n  lee@acme.example: { role: editor, successor: rob@acme.example }\n  rob@acme.example: editor\n`,
    );
    expect(text).toContain("  lee@acme.example: { role: editor }\n");
  });
});

describe("guests and people with an end", () => {
  const guests = `${organization}  guests: { domains: [contractor.example], approvers: [lee@acme.example] }
members:
${people}  rob@acme.example: admin
`;
  const kim = (approver: string, more = "") =>
    `  kim@contractor.example: { role: editor, expires: 2026-12-31, approved_by: ${approver}, reason: audit${more} }\n`;

  it("have somebody else as who approved them, and that is said", () => {
    const before = guests + kim("rob@acme.example");
    const { text, advice } = one(before);
    expect(text).toBe(
      before
        .replace(
          "rob@acme.example: admin",
          "rob@acme.example: { state: deactivated, successor: lee@acme.example }",
        )
        .replace("approved_by: rob@", "approved_by: lee@"),
    );
    expect(advice).toEqual([
      "acme: rob@acme.example let the guest kim@contractor.example in; lee@acme.example is written as who approves of them now, and should know.",
    ]);
    expect(remarksOn({ "acme/organization.yaml": text }).join("\n")).not.toContain("departed");
  });

  it("have the organization's successor as that, where who was named may let nobody in", () => {
    const before = `${guests
      .replace(", approvers: [lee@acme.example]", "")
      .replace("members:", "  successor: ana@acme.example\nmembers:")}${kim("rob@acme.example")}`;
    const { text, advice } = one(before);
    expect(text).toContain("successor: lee@acme.example }");
    expect(text).toContain("approved_by: ana@acme.example");
    expect(advice).toEqual([
      expect.stringContaining("ana@acme.example is written as who approves of them now"),
    ]);
    const nobody = one(before.replace("  successor: ana@acme.example\n", ""));
    expect(nobody.text).toContain("approved_by: rob@acme.example");
    expect(nobody.advice[0]).toContain("nobody there can answer for them");
  });

  it("who have left keep theirs, and so does who would approve themselves or has nobody", () => {
    const gone = kim("rob@acme.example", ", state: deactivated");
    expect(one(guests + gone)).toMatchObject({ text: expect.stringContaining(gone) as string, advice: [] });
    const { text, advice } = one(guests + kim("rob@acme.example"), undefined, "kim@contractor.example");
    expect(text).toContain(kim("rob@acme.example"));
    expect(advice).toEqual([
      "acme: kim@contractor.example is a guest there, so that they were not written as the successor there. " +
        "Write who receives into the entry of rob@acme.example, or name one for the organization (`successor`).",
      "acme: rob@acme.example let the guest kim@contractor.example in, and nobody there can answer for them; write another `approved_by`, or let them go.",
    ]);
  });

  it.each([
    ["{ role: editor, expires: 2026-12-01 }", "has no access there from 2026-12-01 on"],
    ["{ role: editor, expires: 2026-01-01 }", "is deactivated there"],
    [
      "{ role: admin, until: 2026-12-01, then: viewer }",
      "has the role viewer there from 2026-12-01 on, which may own nothing (owning takes editor or above)",
    ],
  ])("receive nothing: %s", (lee, why) => {
    const before = `${guests}  old@acme.example: { state: deactivated, successor: rob@acme.example }\n`;
    const { text, advice } = one(before.replace("lee@acme.example: editor", `lee@acme.example: ${lee}`));
    expect(text).toContain(
      "  rob@acme.example: { state: deactivated }\n  old@acme.example: { state: deactivated }\n",
    );
    expect(advice[0]).toContain(`acme: lee@acme.example ${why}, so that they were not written`);
  });

  it("pass the places on to the organization's successor, unless that one does not stay either", () => {
    const before =
      `${guests.replace("members:", "  successor: ana@acme.example\nmembers:")}service_accounts:\n  ci: { role: editor, owner: rob@acme.example }\n`.replace(
        "lee@acme.example: editor",
        "lee@acme.example: { role: editor, expires: 2026-12-01 }",
      );
    expect(one(before).text).toContain("owner: ana@acme.example");
    const ending = before.replace(
      "ana@acme.example: admin",
      "ana@acme.example: { role: admin, expires: 2026-12-01 }",
    );
    expect(one(ending).advice).toContain(
      "acme: nobody there can answer for the service account ci; write another `owner`.",
    );
  });

  it("lose their end and their approval when they leave, and keep who they are", () => {
    const { text } = one(
      guests + kim("ana@acme.example", ", previously: [k@contractor.example]"),
      "kim@contractor.example",
    );
    expect(text).toMatch(
      /  kim@contractor.example: { previously: \[k@contractor.example\],\s+state: deactivated, successor: lee@acme.example }\n/,
    );
    const { text: lowered } = one(
      guests.replace(
        "rob@acme.example: editor",
        "rob@acme.example: { role: admin, until: 2026-12-01, then: editor }",
      ),
    );
    expect(lowered).toContain("rob@acme.example: { state: deactivated, successor: lee@acme.example }\n");
  });
});

describe("people of people.yaml", () => {
  const files: Files = {
    "people.yaml": `people:
  rob: { name: Rob Ito, email: rob@acme.example }
  lee: { email: lee@acme.example, successor: rob } # until then
  kim: { email: kim@acme.example, successor: rob@acme.example }
`,
    "acme/organization.yaml": `${organization}members:
  ana@acme.example: admin
  rob: { role: editor } # by key
  lee: editor
teams:
  data: { manager: rob@acme.example, members: [rob, lee] }
service_accounts:
  ci: { role: editor, owner: rob }
`,
    "beta/organization.yaml": `${organization.replace("org_1", "org_2")}members:
  rob@acme.example: editor # by e-mail
  lee@acme.example: editor
`,
  };

  it.each([
    ["rob", "lee"],
    ["rob@acme.example", "lee@acme.example"],
  ])("are found by every name, and named as each file does: %s", (who, successor) => {
    const done = after(files, who, successor);
    expect(done.files).toEqual({
      "people.yaml": `people:
  rob: { name: Rob Ito, email: rob@acme.example }
  lee: { email: lee@acme.example } # until then
  kim: { email: kim@acme.example, successor: ${successor} }
`,
      "acme/organization.yaml": `${organization}members:
  ana@acme.example: admin
  rob: { state: deactivated, successor: lee } # by key
  lee: editor
teams:
  data: { manager: lee, members: [lee] }
service_accounts:
  ci: { role: editor, owner: lee }
`,
      "beta/organization.yaml": `${organization.replace("org_1", "org_2")}members:
  rob@acme.example: { state: deactivated, successor: lee@acme.example } # by e-mail
  lee@acme.example: editor
`,
    });
    expect(after(done.files, who, successor).files).toEqual(done.files);
  });

  it("keep the day on which they leave, and who leaves is nobody's successor", () => {
    const dated = {
      ...files,
      "people.yaml":
        files["people.yaml"]?.replace(
          "rob@acme.example }\n  lee",
          "rob@acme.example, leaves: 2026-12-01, successor: kim }\n  lee",
        ) ?? "",
    };
    const { files: edited, advice } = after(dated, "rob", "lee");
    expect(edited["people.yaml"]).toContain(
      "email: rob@acme.example, leaves: 2026-12-01, successor: kim }\n",
    );
    expect(advice).toEqual([
      "rob leaves on 2026-12-01 by people.yaml; with these edits their access ends when they are merged.",
    ]);
    expect(offboarded(dated, "lee", "rob")).toEqual({
      ok: false,
      error: '"rob" leaves every organization on 2026-12-01 (people.yaml): name somebody who stays.',
    });
  });

  it("may be in no organization, and that is said", () => {
    const { files: edited, advice } = after(files, "kim", "lee");
    expect(edited).toEqual(files);
    expect(advice).toEqual(["kim stands in people.yaml, and is a member of no organization."]);
  });
});

describe("files as they are", () => {
  it("keep CRLF line ends and a byte-order mark, and offboarding twice changes no byte", () => {
    const before = `\ufeff${organization}members:\n${people}  rob@acme.example: admin\n`.replaceAll(
      "\n",
      "\r\n",
    );
    const { text } = one(before);
    expect(text).toBe(
      before.replace(
        "rob@acme.example: admin",
        "rob@acme.example: { state: deactivated, successor: lee@acme.example }",
      ),
    );
    expect(offboarded({ "acme/organization.yaml": text })).toMatchObject({
      ok: true,
      files: [],
      organizations: [],
    });
  });
});

describe("what cannot be", () => {
  it.each([
    ["a team as successor", "lee@acme.example", "ops", /^ops is a team; a successor is a person\./],
    ["a team that leaves", "ops", "ana@acme.example", /^ops is a team; who leaves is a person\./],
    ["a service account that leaves", "ci", "ana@acme.example", /^ci is a service account; who leaves/],
  ])("is %s", (_, who, successor, said) => {
    const things =
      "teams: { ops: {} }\nservice_accounts: { ci: { role: viewer, owner: ana@acme.example } }\n";
    const files = { "acme/organization.yaml": `${organization}members:\n${people}${things}` };
    const { error } = offboarded(files, who, successor) as { readonly error: string };
    expect(error).toMatch(said);
  });

  const files = { "acme/organization.yaml": `${organization}members:\n${people}` };

  it("is somebody unknown, oneself, or files with errors", () => {
    expect(offboarded(files, "lea@acme.example", "ana@acme.example")).toEqual({
      ok: false,
      error: 'No file names "lea@acme.example" as a member. Did you mean lee@acme.example?',
    });
    expect(offboarded(files, "LEE", "ana@acme.example")).toEqual({
      ok: false,
      error: 'No file names "LEE" as a member. Did you mean lee@acme.example?',
    });
    expect(offboarded(files, "ana@acme.example", "who@other.example")).toMatchObject({ ok: false });
    expect(offboarded(files, "ana@acme.example", "ANA@acme.example")).toEqual({
      ok: false,
      error: "Nobody is their own successor: name somebody who stays.",
    });
    const faulty = { "acme/organization.yaml": `${files["acme/organization.yaml"]}teams: 1\n` };
    expect(declared(faulty).diagnostics).not.toEqual([]);
    expect(offboarded(faulty, "ana@acme.example")).toMatchObject({
      ok: false,
      diagnostics: [{ code: "wrong-kind" }],
    });
  });
});
