// `hookloom doctor`: whether scripts can run on this machine, and which layers of the sandbox stand.

import { Command } from "commander";
import { LANGUAGES } from "../../../bridges/index.ts";
import { formatError } from "../../foundation/errors.ts";
import { systemClock } from "../../foundation/clock.ts";
import type { Logger } from "../../observability/logger.ts";
import type { Config } from "../../runtime/config/config.ts";
import { ScriptSettings } from "../../runtime/scripts/script-settings.ts";
import { createSandboxes } from "../../runtime/scripts/create-sandboxes.ts";
import { probeConfinement } from "../../sandbox/confinement.ts";
import type { LanguageSandbox, SandboxObserver } from "../../sandbox/language-sandbox.ts";
import { describeLayers, type SandboxLayer } from "../../sandbox/layers.ts";
import { LIMITS, type ScriptLimits } from "../../sandbox/limits.ts";
import { SandboxedScript } from "../../sandbox/sandboxed-script.ts";
import { alignColumns } from "../columns.ts";
import { printable } from "../printable.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";
import { createCommandLogger } from "../text-logger.ts";

interface DoctorFlags extends CommonFlags {
  readonly json?: boolean;
}

interface LanguageReport {
  readonly language: string;
  readonly works: boolean;
  readonly durationMs: number;
  readonly error?: string;
}

/** What stands for a number that is not there. */
const NO_NUMBER: Partial<Record<keyof ScriptLimits, string>> = {
  loadMs: LANGUAGES.map(({ name, loadTimeoutMs }) => `${name} ${loadTimeoutMs}`).join(", "),
  memoryMb: LANGUAGES.map(({ name, memoryLimitMb }) => `${name} ${memoryLimitMb}`).join(", "),
  cpuMs: "none beyond the wall time",
  cpuMsPerMinute: "none",
};

const MORE_HELP = `
Exits with 1 when a language does not work or a layer is missing that the config requires (sandbox.require).`;

/** The command. */
export function doctorCommand(): Command {
  return withCommonOptions(new Command("doctor"))
    .description("say whether scripts of each language run here, and which layers of the sandbox stand")
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(doctor);
}

async function doctor(flags: DoctorFlags): Promise<void> {
  const config = readConfig(flags);
  const logger = createCommandLogger(flags.logLevel);
  const languages: LanguageReport[] = [];
  let layers: readonly SandboxLayer[] = [];
  const scripts = new ScriptSettings(config.limits, config.scripts);
  const settings = { clock: systemClock, cacheDir: config.cacheDir, observer: createObserver(logger), scripts };
  for (const sandbox of createSandboxes(LANGUAGES, settings)) {
    try {
      languages.push(await tryLanguage(sandbox));
      if (layers.length === 0) layers = describeLayers(await sandbox.walls(), probeConfinement());
    } catch (thrown) {
      languages.push({ language: sandbox.language.name, works: false, durationMs: 0, error: formatError(thrown) });
    } finally {
      await sandbox.close();
    }
  }
  const required = layers.filter(({ name, active }) => !active && config.sandbox.require.includes(name));
  if (flags.json === true)
    console.log(JSON.stringify({ languages, layers, required: config.sandbox.require, limits: viewLimits(config) }));
  else printReport(languages, layers, config);
  if (required.length > 0 || languages.some(({ works }) => !works)) process.exitCode = 1;
}

/** The limits of all scripts by name; null where their language or nobody sets one. */
function viewLimits({ limits }: Config): Record<string, number | null> {
  return Object.fromEntries(LIMITS.map(({ name, key, default: value }) => [name, limits[key] ?? value ?? null]));
}

function createObserver(logger: Logger): SandboxObserver {
  return {
    scriptLogged: () => {},
    limitExceeded: () => {},
    scriptQuarantined: () => {},
    scriptReleased: () => {},
    runnerEnded: () => {},
    notice: (level, message, details) => logger[level](details, message),
  };
}

/** Loads an empty script, twice: the first time may have to make what is made once per machine. */
async function tryLanguage(sandbox: LanguageSandbox): Promise<LanguageReport> {
  const script = { file: `doctor${sandbox.language.extensions[0]}`, source: "" };
  await (await SandboxedScript.load(sandbox, script)).unload();
  const startedMs = systemClock.monotonicMs();
  await (await SandboxedScript.load(sandbox, script)).unload();
  return { language: sandbox.language.name, works: true, durationMs: Math.round(systemClock.monotonicMs() - startedMs) };
}

function printReport(languages: readonly LanguageReport[], layers: readonly SandboxLayer[], config: Config): void {
  const said = (good: boolean): string => (good ? styled("green", "ok") : styled("red", "no"));
  const rows = languages.map(({ language, works, durationMs, error }) => [
    said(works),
    language,
    works ? `a script loads in ${durationMs} ms` : (error ?? ""),
  ]);
  console.log(`${styled("bold", "Languages")}\n${alignColumns(rows)}`);
  const walls = layers.map(({ name, active, keepsOut, why }) => [
    said(active),
    config.sandbox.require.includes(name) ? `${name} (required)` : name,
    active ? `keeps out: ${keepsOut}` : `missing: ${why}`,
  ]);
  console.log(`\n${styled("bold", "Layers of the sandbox")}\n${alignColumns(walls)}`);
  console.log(`\n${styled("bold", "Limits of a script")}\n${alignColumns(describeLimits(config))}`);
}

/** Those of all scripts, and under them what single scripts have instead. */
function describeLimits({ limits, scripts }: Config): string[][] {
  return LIMITS.flatMap(({ name, key, default: value }) => {
    const general = limits[key] ?? value;
    const own = Object.entries(scripts).flatMap(([id, section]) => {
      const given = section.limits?.[key];
      return given === undefined ? [] : [["", printable(id), String(given)]];
    });
    return [[name, "all scripts", general === undefined ? NO_NUMBER[key]! : String(general)], ...own];
  });
}
