/** The tests that must notice a fault: those of the rules, which need neither the bundle nor a server. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { MUSTER_VERSION: JSON.stringify("0.0.0-test") },
  test: {
    include: [
      "test/unit/{plan,journal,declare,kinds}/*.test.ts",
      "test/unit/io/{hosts,redact}.test.ts",
      "test/unit/run/reviewed.test.ts",
      "test/unit/action/{pastRuns,reviewedPlans}.test.ts",
    ],
    setupFiles: ["test/setup.ts"],
    testTimeout: 120_000,
    unstubEnvs: true,
  },
});
