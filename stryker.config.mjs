/** `npm run mutate`: Stryker puts small faults into the code that guards and vouches, and the unit tests must notice them. */
import { tmpdir } from "node:os";
import { join } from "node:path";

export default {
  mutate: [
    "src/plan/guards/*.ts",
    "src/plan/{order,adminMinimum,needs}.ts",
    "src/kinds/*/{verbs,given,loss}.ts",
    "src/declare/{standing,dates,endings}.ts",
    "src/io/{hosts,redact}.ts",
    "src/journal/{chain,lastRun,runs}.ts",
    "src/run/reviewed.ts",
    "src/action/{home,pastArtifacts,pastRuns,reviewedFiles,reviewedPlans}.ts",
  ],
  plugins: ["@stryker-mutator/vitest-runner", "./test/mutate/wording.mjs"],
  ignorers: ["wording"],
  testRunner: "vitest",
  vitest: { configFile: "test/mutate/vitest.config.ts", related: false },
  coverageAnalysis: "perTest",
  concurrency: 1,
  thresholds: { high: 95, low: 90, break: 90 },
  reporters: ["clear-text", "progress"],
  clearTextReporter: { logTests: false, allowEmojis: false },
  ignorePatterns: ["dist"],
  tempDirName: join(tmpdir(), "muster-stryker"),
};
