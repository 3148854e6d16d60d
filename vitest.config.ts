import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/support/global-setup.ts",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Graphs and kernels are many small objects: fewer collections of young ones.
    execArgv: ["--max-semi-space-size=64"],
    // The compiler is loaded, and compiled by the engine, once for each worker, not for each file.
    isolate: false,
  },
});
