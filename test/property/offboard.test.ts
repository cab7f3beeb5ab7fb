/** Offboarding, whoever leaves and however the files are written: valid files, and nobody who still counts on them. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offboardFiles } from "../../src/declare/offboard.ts";
import { declare } from "../../src/declare/read.ts";
import { treeOf, type Files } from "../fakes/world.ts";
import { arrangementArb, filesOf } from "./accessFiles.ts";
import { among, declaredArb, pick } from "./declarations.ts";

const today = "2026-11-02";
const label = "access";

describe("offboarding", () => {
  it("leaves valid files in which nothing counts on the leaver, and changes nothing the second time", () => {
    fc.assert(
      fc.property(declaredArb, arrangementArb, pick, pick, (declared, arrangement, one, other) => {
        const files = filesOf(declared, arrangement);
        const who = among(declared.members, one).email;
        const successor = among(declared.members, other).email;
        fc.pre(who.toLowerCase() !== successor.toLowerCase());
        const offboard = (tree: Files) => offboardFiles({ tree: treeOf(tree), label, today, who, successor });
        const done = offboard(files);
        if (!done.ok) throw new Error(JSON.stringify(done));
        const after = { ...files, ...Object.fromEntries(done.files.map((file) => [file.path, file.after])) };
        const { organizations, diagnostics } = declare({ tree: treeOf(after), label, today });
        expect(diagnostics.filter((item) => item.severity === "error")).toEqual([]);
        const ownerless = done.advice.some((item) => item.includes("can answer for the service account"));
        const about = diagnostics.filter(
          ({ code, message }) =>
            code === "departed" && message.toLowerCase().startsWith(`"${who.toLowerCase()}"`),
        );
        if (!ownerless) expect(about).toEqual([]);
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
      }),
      { numRuns: 300 },
    );
  });
});
