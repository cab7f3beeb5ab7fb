/** Which variable holds the key to which organization. */
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Environment } from "../../../src/io/env.ts";
import { exposedKeyFile, namesFor, tokenFor } from "../../../src/io/env.ts";
import { variableSuffix } from "../../../src/model/address.ts";

const secret = "plnx_live_canary1234";
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "muster-env-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function fileWith(text: string): string {
  const path = join(folder, `key-${text.length}`);
  writeFileSync(path, text);
  return path;
}

const token = (env: Environment, count = 1): unknown => tokenFor({ env, key: "acme-labs", count });
const refused = (message: RegExp): unknown => ({
  ok: false,
  message: expect.stringMatching(message) as unknown,
});

describe("tokenFor", () => {
  it("takes a key that a service makes of JSON, with its blanks and line breaks, and no slip that only begins so", () => {
    const app = JSON.stringify(
      { app_id: "7", private_key: "-----BEGIN PRIVATE KEY-----\nEXAMPLE\n-----END PRIVATE KEY-----" },
      null,
      2,
    );
    expect(token({ MUSTER_TOKEN: app })).toEqual({ ok: true, token: app });
    expect(token({ MUSTER_TOKEN: '{ "app_id": ' })).toEqual(refused(/^MUSTER_TOKEN holds blanks/));
  });

  it("names variables in upper case, with _ for -", () => {
    expect(variableSuffix("acme-labs-2")).toBe("ACME_LABS_2");
  });

  it("takes the organization's own variable before the general one", () => {
    expect(token({ MUSTER_TOKEN_ACME_LABS: "own", MUSTER_TOKEN: "general" })).toEqual({
      ok: true,
      token: "own",
    });
    expect(token({ MUSTER_TOKEN_ACME_LABS: "", MUSTER_TOKEN: "general" })).toEqual({
      ok: true,
      token: "general",
    });
  });

  it("takes the general one for a single organization only", () => {
    expect(token({ MUSTER_TOKEN: "general" })).toEqual({ ok: true, token: "general" });
    expect(token({ MUSTER_TOKEN: "general" }, 2)).toEqual(
      refused(
        /set MUSTER_TOKEN_ACME_LABS, .*MUSTER_TOKEN is not used, since the files declare 2 organizations/,
      ),
    );
  });

  it("says which variable to set", () => {
    expect(token({})).toEqual(
      refused(
        /^There is no key for acme-labs: set MUSTER_TOKEN_ACME_LABS, or MUSTER_TOKEN_ACME_LABS_FILE to a file/,
      ),
    );
  });

  it.each(["", "\n", "\r\n"])("reads a file that ends in %j", (ending) => {
    const file = fileWith(`${secret}${ending}`);
    expect(token({ MUSTER_TOKEN_ACME_LABS_FILE: file })).toEqual({ ok: true, token: secret });
    expect(token({ MUSTER_TOKEN_FILE: file })).toEqual({ ok: true, token: secret });
  });

  it("refuses a variable and its file together", () => {
    expect(token({ MUSTER_TOKEN_ACME_LABS: "own", MUSTER_TOKEN_ACME_LABS_FILE: "/x" })).toEqual(
      refused(/^Both MUSTER_TOKEN_ACME_LABS and MUSTER_TOKEN_ACME_LABS_FILE are set/),
    );
  });

  it.each([
    `${secret}\n`,
    ` ${secret}`,
    `${secret} x`,
    `${secret}\u0000`,
    `${secret}\u00a0`,
    `${secret}\nX-Other: 1`,
  ])("refuses %j without showing it", (value) => {
    const answer = token({ MUSTER_TOKEN: value });
    expect(answer).toEqual(refused(/^MUSTER_TOKEN holds blanks, line breaks or other characters/));
    expect(JSON.stringify(answer)).not.toContain("canary");
  });

  it("refuses files that are empty, absent, or hold more than a line", () => {
    const of = (text: string): unknown => token({ MUSTER_TOKEN_FILE: fileWith(text) });
    expect(of("")).toEqual(refused(/MUSTER_TOKEN_FILE names is empty/));
    expect(of(`${secret}\n\n`)).toEqual(refused(/MUSTER_TOKEN_FILE names holds blanks/));
    expect(of("x".repeat(20_000))).toEqual(refused(/MUSTER_TOKEN_FILE names is too large/));
    for (const quote of ["'", '"', "`"])
      expect(of(`${quote}${secret}${quote}`)).toEqual(refused(/holds quotes around the key: take them off/));
    expect(token({ MUSTER_TOKEN_FILE: folder })).toEqual(refused(/MUSTER_TOKEN_FILE names a folder/));
    expect(token({ MUSTER_TOKEN_FILE: join(folder, "none") })).toEqual(
      refused(/MUSTER_TOKEN_FILE names could not be read: .*it does not exist/),
    );
  });
});

describe("a key file that others may read", () => {
  const names = namesFor({ key: "acme-labs", count: 1 });

  it.each([
    [0o600, false],
    [0o400, false],
    [0o700, false],
    [0o611, false],
    [0o644, true],
    [0o640, true],
    [0o604, true],
    [0o444, true],
    [0o666, true],
  ])("of mode %o is warned of: %s", (mode, isExposed) => {
    const file = fileWith(secret);
    chmodSync(file, mode);
    symlinkSync(file, join(folder, `link-${mode}`));
    for (const path of [file, join(folder, `link-${mode}`)]) {
      for (const variable of ["MUSTER_TOKEN_ACME_LABS_FILE", "MUSTER_TOKEN_FILE"]) {
        const told = exposedKeyFile({ [variable]: path }, names);
        if (!isExposed) expect(told).toBeUndefined();
        else
          expect(told).toMatch(
            new RegExp(`^The file that ${variable} names .*mode ${mode.toString(8)}\\): ${path}\\.`),
          );
        expect(told ?? "").not.toContain(secret);
      }
    }
    chmodSync(file, 0o600);
  });

  it("is not looked for where another variable holds the key, or none does", () => {
    const file = fileWith(secret);
    chmodSync(file, 0o644);
    expect(
      exposedKeyFile({ MUSTER_TOKEN_ACME_LABS: secret, MUSTER_TOKEN_FILE: file }, names),
    ).toBeUndefined();
    expect(
      exposedKeyFile({ MUSTER_TOKEN_FILE: file }, namesFor({ key: "acme-labs", count: 2 })),
    ).toBeUndefined();
    expect(exposedKeyFile({}, names)).toBeUndefined();
    expect(exposedKeyFile({ MUSTER_TOKEN_FILE: join(folder, "nowhere") }, names)).toBeUndefined();
    expect(exposedKeyFile({ MUSTER_TOKEN_FILE: folder }, names)).toBeUndefined();
  });
});
