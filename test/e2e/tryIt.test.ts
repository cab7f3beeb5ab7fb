/** Pages that need nothing but a shell, followed to the letter in one each; `BLESS=1` writes what was printed into the page. */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildMuster, endOf, type Muster } from "./muster.ts";
import { onAnyDay } from "./printed.ts";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => {
  muster.remove();
});

/** A page's port may be somebody's on this machine. */
const pages = [
  ["docs/try-it.md", "8431"],
  ["docs/github.md", "8432"],
] as const;

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

/** A command as the page shows it: its lines, without what was printed. */
function commandsIn(block: string): string[] {
  const commands: string[] = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("$ ")) commands.push(line.slice(2));
    else if (line.startsWith("> ")) commands.push(`${commands.pop() ?? ""}\n${line.slice(2)}`);
  }
  return commands;
}

it.each(pages)("%s shows what is printed", async (page, portOfThePage) => {
  const written = readFileSync(page, "utf8");
  const bin = muster.path("bin");
  mkdirSync(bin, { recursive: true });
  const program = join(bin, "muster");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${muster.path("bundle/cli.js")}" "$@"\n`);
  chmodSync(program, 0o755);
  const blocks = [...written.matchAll(/```console\n(.*?)```/gs)].map(([, block = ""]) => commandsIn(block));
  const commands = blocks.flat();
  const port = await freePort();
  const script = commands
    .map((command) => `${command.replaceAll(portOfThePage, port)}\necho "@@ done"\n`)
    .join("");
  const child = spawn("bash", ["-c", `exec 2>&1\ntrap 'kill $(jobs -p) 2>&-' EXIT\n${script}`], {
    cwd: muster.folder,
    // As wide as a page on GitHub.
    env: { PATH: `${bin}:${process.env["PATH"] ?? ""}`, HOME: muster.folder, COLUMNS: "96" },
    stdio: "pipe",
    // A page that waits for what does not come fails, with what was printed until then.
    timeout: 120_000,
  });
  const { stdout } = await endOf(child);
  const outputs = stdout.replaceAll(port, portOfThePage).split("@@ done\n");
  expect(outputs, stdout).toHaveLength(commands.length + 1);
  let at = 0;
  const printed = written.replace(/```console\n.*?```/gs, () => {
    const shown = blocks.shift()?.map((command) => {
      const output = onAnyDay(outputs[at] ?? "").replace(/\n+$/, "");
      at += 1;
      return `$ ${command.replaceAll("\n", "\n> ")}\n${output === "" ? "" : `${output}\n`}`;
    });
    return `\`\`\`console\n${shown?.join("") ?? ""}\`\`\``;
  });
  if (process.env["BLESS"] === "1") writeFileSync(page, printed);
  else expect(printed).toBe(written);
});
