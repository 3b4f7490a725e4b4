// Runs tests of scripts in the real sandbox: loads the scripts, then the tests, and tells what came of each. `hookloom test`
// calls it.

import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { LANGUAGES } from "../../../bridges/index.ts";
import { systemClock } from "../../foundation/clock.ts";
import { HookloomError, toHookloomError } from "../../foundation/errors.ts";
import type { RuntimeOptions } from "../../runtime/runtime-options.ts";
import { createSandboxes } from "../../runtime/scripts/create-sandboxes.ts";
import { ScriptGrants } from "../../runtime/scripts/script-grants.ts";
import { SharedModules } from "../../runtime/scripts/shared-modules.ts";
import { defaultCacheFolder } from "../../runtime/user-folders.ts";
import type { LanguageSandbox, SandboxObserver } from "../../sandbox/language-sandbox.ts";
import { SandboxedScript } from "../../sandbox/sandboxed-script.ts";
import { Coverage, type HookCoverage } from "./coverage.ts";
import type { TestFile } from "./find-tests.ts";
import { TestBench } from "./test-bench.ts";
import { parseTestCases } from "./test-cases.ts";
import { createTestServices } from "./test-services.ts";

/** What came of one test. */
export interface TestResult {
  /** The script under test, or the file with the tests when they are about several. */
  readonly subject: string;
  /** The file with the test. */
  readonly file: string;
  readonly name: string;
  readonly durationMs: number;
  /** Why it failed; `undefined` when it did not. */
  readonly failure: HookloomError | undefined;
}

export interface TestReport {
  readonly results: readonly TestResult[];
  /** The hooks of all scripts under test. */
  readonly coverage: readonly HookCoverage[];
}

export interface RunTestsOptions {
  /** What the scripts under test run with. */
  readonly runtime: RuntimeOptions;
  /** Wall time of one test. */
  readonly timeoutMs: number;
  /** Told of each result as soon as it is there. */
  readonly onResult: (result: TestResult) => void;
}

interface Test {
  readonly name: string;
  run(): Promise<unknown>;
}

const TEST_PREFIX = "test:";
/** Tests may import every shared module, also such that no script is granted yet. */
const ALL_MODULES = new ScriptGrants({ "*": { modules: ["*"] } });

/** Runs all tests, one after another. */
export async function runTests(files: readonly TestFile[], options: RunTestsOptions): Promise<TestReport> {
  const run = new TestRun(options);
  try {
    for (const file of files) await run.file(file);
    return run.report();
  } finally {
    await run.close();
  }
}

class TestRun {
  readonly #options: RunTestsOptions;
  readonly #sandboxes: readonly LanguageSandbox[];
  readonly #results: TestResult[] = [];
  readonly #coverage = new Coverage();
  #bench: TestBench | undefined;

  constructor(options: RunTestsOptions) {
    this.#options = options;
    const { cacheDir = defaultCacheFolder() } = options.runtime;
    const services = createTestServices(() => this.#bench!);
    const sandboxes = { clock: systemClock, cacheDir, observer: observe(options.runtime), services, onPublished: () => {} };
    this.#sandboxes = createSandboxes(LANGUAGES, sandboxes);
  }

  /** Runs the tests of a file: for each of its scripts, or for all of the folder together. */
  async file({ folder, id, scripts }: TestFile): Promise<void> {
    for (const script of scripts.length === 0 ? [undefined] : scripts) {
      const subject = script ?? id;
      try {
        const only = script === undefined ? {} : { onlyScripts: (each: string) => each === script };
        this.#bench = await TestBench.open({ ...this.#options.runtime, ...only, scriptsDir: folder }, subject, this.#coverage);
        await this.#runAll(subject, folder, id);
      } catch (thrown) {
        const failure = toHookloomError(thrown, "SCRIPT_LOAD_FAILED");
        this.#tell({ subject: failure.place?.file ?? subject, file: id, name: "can be loaded", durationMs: 0, failure });
      } finally {
        await this.#bench?.close();
        this.#bench = undefined;
      }
    }
  }

  report(): TestReport {
    return { results: this.#results, coverage: this.#coverage.report() };
  }

  async close(): Promise<void> {
    await Promise.all(this.#sandboxes.map((sandbox) => sandbox.close()));
  }

  async #runAll(subject: string, folder: string, id: string): Promise<void> {
    const source = readFileSync(join(folder, id), "utf8");
    if (extname(id) === ".json") return this.#runEach(subject, id, this.#casesOf(id, source));
    const sandbox = this.#sandboxes.find(({ language }) => language.extensions.includes(extname(id)))!;
    const modules = await new SharedModules(folder, ALL_MODULES, undefined).of(id, sandbox.language.extensions);
    const script = await SandboxedScript.load(sandbox, { file: id, source, modules });
    try {
      await this.#runEach(subject, id, this.#testsOf(script));
    } finally {
      await script.unload();
    }
  }

  #casesOf(id: string, source: string): Test[] {
    return parseTestCases(id, source).map(({ name, point, data, options, expected, advanceMs }) => ({
      name,
      run: () => {
        this.#bench!.advance(advanceMs);
        return this.#bench!.expect(point, data, expected, options);
      },
    }));
  }

  #testsOf(script: SandboxedScript): Test[] {
    const tests = script.report.components.filter(({ name }) => name.startsWith(TEST_PREFIX));
    return tests.map(({ name, handle }) => ({
      name: name.slice(TEST_PREFIX.length),
      run: () => script.perform(handle, "{}", this.#options.timeoutMs),
    }));
  }

  async #runEach(subject: string, file: string, tests: readonly Test[]): Promise<void> {
    for (const { name, run } of tests) {
      const startedMs = performance.now();
      this.#bench!.beginTest();
      let failure: HookloomError | undefined;
      try {
        await run();
      } catch (thrown) {
        failure = describeFailure(toHookloomError(thrown, "TEST_FAILED"), file);
      }
      this.#tell({ subject, file, name, durationMs: performance.now() - startedMs, failure });
    }
  }

  #tell(result: TestResult): void {
    this.#results.push(result);
    this.#options.onResult(result);
  }
}

/** A failure as people read it: without what the ways through the sandbox added to its message. */
function describeFailure({ code, message, place, cause }: HookloomError, file: string): HookloomError {
  const said = message.replace(/^(?:Error|RuntimeError): /, "").replace(/ \[TEST_FAILED\]$/, "");
  return new HookloomError(code === "COMPONENT_FAILED" ? "TEST_FAILED" : code, said, { place: place ?? { file }, cause });
}

/** What tests themselves log goes where the runtime's lines go. */
function observe({ logger }: RuntimeOptions): SandboxObserver {
  return {
    scriptLogged(script, lines) {
      for (const { level, text } of lines) logger?.[level]({ script, by: "script" }, text);
    },
    limitExceeded: (script, { message, code }) => logger?.warn({ script }, `${message} [${code}]`),
    scriptQuarantined: (script, kills) => logger?.error({ script, kills }, `${script} ended its runner ${kills} times`),
    scriptReleased: () => {},
    runnerEnded: (language) => logger?.warn({ language }, `the ${language} runner ended and is being replaced`),
    notice: (level, message, details) => logger?.[level](details, message),
  };
}
