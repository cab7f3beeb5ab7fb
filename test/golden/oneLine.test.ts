/** One line of people.yaml ends a person's access at three services, of which one is down for a while: what the demo tells of it, byte for byte. `npm run bless` writes it anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { plainPaint } from "../../src/render/paint.ts";
import type { Context } from "../../src/run/context.ts";
import { tellLeaving } from "../../src/run/demoLeaving.ts";
import { fakeClock } from "../fakes/clock.ts";

const path = join(import.meta.dirname, "oneLine.txt");

it("goes on where it can, and ends the rest with the next run", async () => {
  const context: Context = {
    access: "access",
    cwd: import.meta.dirname,
    env: {},
    clock: fakeClock(),
    random: () => 0.5,
    runId: "run-1",
    progress: () => undefined,
    warn: () => undefined,
    hide: () => undefined,
  };
  const said: string[] = [];
  const code = await tellLeaving(context, { paint: plainPaint, say: (text) => void said.push(text) });
  const text = said.join("");
  if (process.env["BLESS"] === "1") writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
  expect(code).toBe(0);
});
