/** Tests run in a few processes of their own. The longest need seconds; a machine that is busy with other things, minutes. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { MUSTER_VERSION: JSON.stringify("0.0.0-test") },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    // More than cores: tests of the action mostly wait, as GitHub asks to.
    maxWorkers: 3,
    globalSetup: ["test/bundle.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
  },
});
