/** Tests run in a few processes of their own; none may need longer than half a minute. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { MUSTER_VERSION: JSON.stringify("0.0.0-test") },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    setupFiles: ["test/setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    unstubEnvs: true,
  },
});
