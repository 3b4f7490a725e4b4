// The guides to the languages: each of their scripts is loaded, and each command below it prints what the page says.

import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRuntime, type HookOutcome, type JsonObject, type Logger, type Runtime } from "../../src/index.ts";
import { alignColumns } from "../../src/cli/columns.ts";
import { describeOutcome, describeReport } from "../../src/cli/describe-outcome.ts";
import { createTextLogger } from "../../src/cli/text-logger.ts";
import { loadConfig } from "../../src/runtime/config/load-config.ts";
import { RunRecorder } from "../../src/server/run-recorder.ts";
import { runHookloom } from "../cli/hookloom.ts";
import { eventually } from "../support/eventually.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { blocksOf, expectPrinted, findExamples } from "./guide-examples.ts";

const PAGES = ["lua", "javascript", "python"] as const;
/** The server that the pages ask, which is elsewhere here. */
const SERVER = "localhost:8080";

/** What is 100 in the pages: machines that run tests are busy. */
const TIMEOUT_MS = 1000;

const pages = PAGES.map((name) => ({
  name,
  text: readFileSync(new URL(`../../docs/guide/${name}.md`, import.meta.url), "utf8"),
}));

let folder: TemporaryFolder;
let policy: Server;
let runtime: Runtime;
let logged: string[] = [];

beforeAll(async () => {
  policy = createServer((request, response) => {
    request.setEncoding("utf8").once("data", (body) => {
      response.statusCode = (JSON.parse(body) as JsonObject).tool === "Bash" ? 403 : 200;
      response.end(response.statusCode === 403 ? "no shell today" : "");
    });
  });
  await new Promise<void>((resolve) => policy.listen(0, "localhost", resolve));
  folder = createTemporaryFolder({
    "hooks/.keep": "",
    "hookloom.toml": here(pages.map(({ text }) => blocksOf(text, "toml").join("\n")).join("\n")),
  });
  const { grants } = loadConfig({ cwd: folder.path, env: {} });
  const limits = { timeoutMs: TIMEOUT_MS };
  runtime = await createRuntime({
    scriptsDir: join(folder.path, "hooks"),
    watch: false,
    grants,
    limits,
    logger: recordingLogger(),
  });
});
afterAll(async () => {
  await runtime.close();
  policy.close();
  folder.dispose();
});

describe.each(pages)("the guide to $name", ({ text }) => {
  const examples = findExamples(text);

  it("has examples, each with what comes of it", () => {
    expect(examples.length).toBeGreaterThan(10);
    for (const { commands } of examples) expect(commands.length).toBeGreaterThan(0);
  });

  it.each(examples.map((example) => ({ ...example, name: Object.keys(example.files)[0]! })))(
    "shows what is so: $name",
    async ({ files, commands }) => {
      for (const [file, text] of Object.entries(files)) folder.write(file, here(text));
      try {
        await runtime.reload();
        for (const { line, prints } of commands) {
          logged = [];
          const [command, ...words] = wordsOf(line).slice(2);
          const output = command === "run" ? await runHere(words) : await runInProcess([command!, ...words], files);
          await eventually(() => expectPrinted(asInPages([...logged, output].join("\n")), prints, line));
        }
      } finally {
        // The other examples have the folder for themselves.
        for (const file of Object.keys(files)) folder.remove(file);
        await runtime.reload();
      }
    },
    20_000,
  );
});

/** What `hookloom run` prints, asked of the runtime that all pages share. */
async function runHere([point, ...words]: readonly string[]): Promise<string> {
  const flag = (name: string): string | undefined => words[words.indexOf(name) + 1 || words.length];
  const object = (name: string): JsonObject => JSON.parse(flag(name) ?? "{}") as JsonObject;
  const observer = new RunRecorder();
  const component = { id: flag("--component") ?? "host" };
  const options = { metadata: object("--metadata"), component, observer };
  const outcome: HookOutcome = await runtime.run(point!, object("--data"), options);
  await runtime.drain();
  return stripVTControlCharacters(`${describeOutcome(outcome)}\n${alignColumns(observer.reports.map(describeReport))}`);
}

/** What any other command prints, in a folder with the files of the example. */
async function runInProcess(words: readonly string[], files: Readonly<Record<string, string>>): Promise<string> {
  using project = createTemporaryFolder(files);
  const { stdout, stderr } = await runHookloom(project.path, words);
  return (stderr + stdout).trimEnd();
}

/** The words of a command line, of which those in single quotes may have blanks. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

function here(text: string): string {
  return text.replaceAll(SERVER, `localhost:${(policy.address() as AddressInfo).port}`);
}

function asInPages(text: string): string {
  return text.replaceAll(/\b(?:1000|2000)\b/g, (ms) => String((Number(ms) / TIMEOUT_MS) * 100));
}

/** Takes down what `hookloom run` shows of the log: warnings, and what scripts say; failures are in what it prints. */
function recordingLogger(): Logger {
  const text = createTextLogger({ level: "info", write: (line) => void logged.push(stripVTControlCharacters(line)) });
  const info: Logger["info"] = (details, message) => (details.by === "script" ? text.info(details, message) : undefined);
  const error: Logger["error"] = (details, message) => ("hook" in details ? undefined : text.error(details, message));
  return { ...text, info, error };
}
