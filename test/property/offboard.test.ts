/** Offboarding, whoever leaves and however the files are written: valid files, and nobody who still counts on them. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offboardFiles } from "../../src/rewrite/offboard.ts";
import { declare } from "../../src/declare/read.ts";
import { treeOf, type Files } from "../fakes/world.ts";
import { arrangementArb, filesOf } from "./accessFiles.ts";
import { among, declaredArb, pick } from "./declarations.ts";

const today = "2026-11-02";
const label = "access";

describe("offboarding", () => {
  it("leaves valid files in which nothing counts on the leaver, and changes nothing the second time", () => {
    fc.assert(
      fc.property(
        declaredArb,
        arrangementArb,
        pick,
        pick,
        pick,
        (declared, arrangement, one, other, third) => {
          const files: Files = {
            ...filesOf(declared, arrangement),
            "acme/visitors.yaml": `members:
  visitor@elsewhere.example: { role: viewer, approved_by: ${among(declared.members, third).email} } # for now
`,
          };
          const who = among(declared.members, one).email;
          const successor = among(declared.members, other).email;
          fc.pre(who.toLowerCase() !== successor.toLowerCase());
          const offboard = (tree: Files) =>
            offboardFiles({ tree: treeOf(tree), label, today, who, successor });
          const done = offboard(files);
          if (!done.ok) throw new Error(JSON.stringify(done));
          const after = {
            ...files,
            ...Object.fromEntries(done.files.map((file) => [file.path, file.after])),
          };
          const { organizations, diagnostics } = declare({ tree: treeOf(after), label, today });
          expect(diagnostics.filter((item) => item.severity === "error")).toEqual([]);
          const ownerless = done.advice.some((item) => item.includes("can answer for the service account"));
          const unapproved = done.advice.some((item) => item.includes("can answer for them"));
          const about = diagnostics.filter(
            ({ code, message }) =>
              code === "departed" && message.toLowerCase().startsWith(`"${who.toLowerCase()}"`),
          );
          const approvals = about.filter(({ message }) => message.includes("has approved visitor@"));
          expect(approvals.length).toBe(unapproved ? 1 : 0);
          if (!ownerless) expect(about).toEqual(approvals);
          const key = who.toLowerCase();
          const desired = organizations[0]?.desired;
          expect(desired?.member.get(key)?.state).not.toBe("active");
          const others = (side: typeof desired) =>
            [...(side?.member.values() ?? [])]
              .filter((member) => member.key !== key)
              .map(({ role, state }) => [role, state]);
          const before = declare({ tree: treeOf(files), label, today }).organizations[0]?.desired;
          expect(others(desired)).toEqual(others(before));
          expect(offboard(after)).toMatchObject({ ok: true, files: [] });
        },
      ),
      { numRuns: 300 },
    );
  });
});
