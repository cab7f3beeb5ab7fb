/** What is told to V8 is known to the one that runs here: whoever asks for the past reads no complaint about it. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

it("is told what it knows", async () => {
  const source = await readFile(
    fileURLToPath(new URL("../../../src/io/compiler.ts", import.meta.url)),
    "utf8",
  );
  const { code } = await transform(source, { loader: "ts", format: "esm" });
  const args = ["--input-type=module", "-e", `${code}\ncompileApart();\nconsole.log("told");`];
  const said = await promisify(execFile)(process.execPath, args);
  expect(said).toMatchObject({ stdout: "told\n", stderr: "" });
});
