import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["test/**/*.test.ts"],
    globals: false,
    testTimeout: 20_000,
    pool: "forks",
    // isolated-vm refuses to work in a Node that was started from a snapshot.
    execArgv: ["--no-node-snapshot"],
  },
});
