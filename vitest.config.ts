import { defineConfig } from "vitest/config";

const shared = {
  environment: "node" as const,
  globals: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  pool: "forks" as const,
  // Machines that run tests are busy.
  expect: { poll: { timeout: 10_000, interval: 20 } },
  // isolated-vm refuses to work in a Node that was started from a snapshot.
  execArgv: ["--no-node-snapshot"],
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "behaviour",
          include: ["test/**/*.test.ts"],
          exclude: ["test/security/**"],
          maxWorkers: 2,
          // Commands of their own processes: more at once are no faster, and each has its limits of time.
          maxConcurrency: 2,
          sequence: { groupOrder: 0 },
        },
      },
      // What these measure is time, so the others do not run beside them.
      {
        test: {
          ...shared,
          name: "security",
          include: ["test/security/**/*.test.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
