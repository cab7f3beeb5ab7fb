/** Tests run in a few processes of their own. The longest need a minute; a machine that is busy with other things, several. */
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest files first, as `.ci/run` measured them, so that no core waits for one at the end. */
const longest = [
  "/property/twoYears.",
  "/property/twoYears",
  "/e2e/actionThreatsReviews",
  "/property/lawsLive",
  "/e2e/exceptions",
  "/e2e/actionThreatsFiles",
  "/e2e/faults.",
  "/e2e/githubFaults",
  "/e2e/signals",
  "/e2e/action",
  "Faults.",
  "/e2e/fiveMinutes",
  "/e2e/",
  "/property/",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((part) => moduleId.includes(part));
      return found < 0 ? longest.length : found;
    };
    return [...(await super.sort(files))].sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  define: { MUSTER_VERSION: JSON.stringify("0.0.0-test") },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    // More than cores: tests that start processes mostly wait for them.
    maxWorkers: 3,
    // Property tests make much that lives for one case: room for it spares a tenth of their time.
    execArgv: ["--max-semi-space-size=64"],
    // Modules keep nothing between files, so that each process loads them once.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    globalSetup: ["test/bundle.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
  },
});
