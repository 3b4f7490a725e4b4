// A script's hook behind the interface of every hook: sends the run's envelope into the sandbox, answers what comes back.
// The runtime makes one per hook that a script registered and puts it into the registry.

import { HookloomError } from "../foundation/errors.ts";
import { isJsonObject } from "../foundation/json.ts";
import type { HookContext } from "../model/context.ts";
import type { Match } from "../model/match.ts";
import type { Phase } from "../model/phase.ts";
import type { Priority } from "../model/priority.ts";
import { NOT_ASKED, type AskedAhead, type FailureMode, type Hook, type HookAnswer, type HookOptions } from "../hooks/hook.ts";
import type { RunContext } from "../hooks/run-context.ts";
import { parseFields, pickFields, type FieldPaths } from "./pick-fields.ts";
import type { LoadedHook } from "./guest-protocol.ts";
import { didYouMean, suggestNames } from "../foundation/suggest.ts";
import type { ScriptLimits } from "./limits.ts";
import { revealResult, type HiddenSecrets } from "./secret-tokens.ts";
import { readCallReply, type Line, type SandboxedScript } from "./sandboxed-script.ts";

export class ScriptHook implements Hook {
  readonly keepsDeadline = true;
  readonly #script: SandboxedScript;
  readonly #handle: number;
  readonly #timeoutMs: number;
  readonly #fields: FieldPaths | undefined;

  /** Without `fields`, all of the data enters the sandbox. */
  constructor(script: SandboxedScript, handle: number, timeoutMs: number, fields?: FieldPaths) {
    this.#script = script;
    this.#handle = handle;
    this.#timeoutMs = timeoutMs;
    this.#fields = fields;
  }

  // The executor's contexts are run contexts; only they know how to be sent.
  async execute(context: HookContext): Promise<HookAnswer> {
    const run = context as RunContext;
    const { script } = this.#script;
    if (!this.#isSentItsOwn) {
      const reply = await this.#script.call(this.#handle, run.envelope(), this.#limitMs(context), lineOf(run));
      return readCallReply(reply, script.file) as HookAnswer;
    }
    // It stands in no line, and nobody follows who stood in one before it.
    lineOf(run).runner = undefined;
    const { text, hidden } = this.#envelopeFor(run);
    const result = readCallReply(await this.#script.call(this.#handle, text, this.#limitMs(run)), script.file);
    return (hidden === undefined ? result : revealResult(result, hidden)) as HookAnswer;
  }

  /** Whether its envelope is no other hook's. */
  get #isSentItsOwn(): boolean {
    return this.#fields !== undefined || this.#script.tokens !== undefined;
  }

  #envelopeFor(whole: RunContext): { readonly text: string; readonly hidden?: HiddenSecrets<unknown> } {
    const run = this.#fields === undefined ? whole : whole.withData(pickFields(whole.data, this.#fields));
    const { tokens } = this.#script;
    if (tokens === undefined) return { text: run.envelope() };
    // Ids are random, and no secrets.
    const { point, component, correlation_id, deadline, ...content } = run.describe();
    const hidden = tokens.hide(content);
    return { text: JSON.stringify({ point, ...hidden.value, component, correlation_id, deadline }), hidden };
  }

  askAhead(context: HookContext): AskedAhead | undefined {
    if (this.#isSentItsOwn) return undefined;
    let durationMs = 0;
    const reply = this.#script.follow(this.#handle, this.#limitMs(context), lineOf(context as RunContext), (ms) => {
      durationMs = ms;
    });
    if (reply === undefined) return undefined;
    return {
      answer: this.#readFollowed(reply),
      get durationMs() {
        return durationMs;
      },
    };
  }

  async #readFollowed(asked: Promise<string | undefined>): Promise<HookAnswer | typeof NOT_ASKED> {
    const reply = await asked;
    return reply === undefined ? NOT_ASKED : (readCallReply(reply, this.#script.script.file) as HookAnswer);
  }

  #limitMs({ deadline }: HookContext): number {
    if (deadline === undefined) return this.#timeoutMs;
    return Math.min(this.#timeoutMs, Math.max(1, deadline - Date.now()));
  }
}

function lineOf(run: RunContext): Line {
  return (run.line ??= { runner: undefined, id: 0 }) as Line;
}

/** Longest match in JSON: it is compiled and evaluated in the host, at every run of its point. */
const MAX_MATCH_LENGTH = 4096;
const OPTION_NAMES = [
  "id",
  "description",
  "phase",
  "priority",
  "before",
  "after",
  "once",
  "shadow",
  "match",
  "timeout_ms",
  "failure_mode",
  "fields",
];

/**
 * The registry's options from what a script wrote, snake_case and unvalidated. The registry checks the values.
 * @throws HookloomError HOOK_OPTIONS_INVALID
 */
export function readHookOptions(hook: LoadedHook, index: number, file: string, limits: ScriptLimits): HookOptions {
  const { options } = hook;
  const refuse = (option: string, message: string): never => {
    throw new HookloomError("HOOK_OPTIONS_INVALID", message, { place: placeOf(hook, file), details: { script: file, option } });
  };
  for (const name of Object.keys(options)) {
    if (OPTION_NAMES.includes(name)) continue;
    const hint = didYouMean(suggestNames(name, OPTION_NAMES));
    refuse(name, `on() has no option ${JSON.stringify(name)}; there are ${OPTION_NAMES.join(", ")}.${hint}`);
  }
  const timeoutMs = (options.timeout_ms ?? limits.timeoutMs) as number;
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > limits.maxTimeoutMs) {
    refuse(
      "timeout_ms",
      `timeout_ms must be an integer from 1 to ${limits.maxTimeoutMs}, not ${JSON.stringify(options.timeout_ms)}.`,
    );
  }
  const { id, match } = options;
  if (typeof id === "string" && id.includes("#")) {
    refuse("id", 'id must not contain "#": such ids belong to the hooks that have none of their own.');
  }
  if (match !== undefined && JSON.stringify(match).length > MAX_MATCH_LENGTH) {
    refuse("match", `match must be at most ${MAX_MATCH_LENGTH} characters of JSON.`);
  }
  if (options.description !== undefined && typeof options.description !== "string") {
    refuse("description", "description must be a text.");
  }
  return {
    id: (options.id ?? `${file}#${index + 1}`) as string,
    timeoutMs,
    ...(options.description === undefined ? {} : { description: options.description as string }),
    ...(options.phase === undefined ? {} : { phase: options.phase as Phase }),
    ...(options.before === undefined ? {} : { before: options.before as string | string[] }),
    ...(options.after === undefined ? {} : { after: options.after as string | string[] }),
    ...(options.once === undefined ? {} : { once: options.once as boolean }),
    ...(options.priority === undefined ? {} : { priority: options.priority as Priority }),
    ...(options.shadow === undefined ? {} : { shadow: options.shadow as boolean }),
    ...(options.match === undefined ? {} : { match: options.match as unknown as Match }),
    ...(options.failure_mode === undefined ? {} : { failureMode: options.failure_mode as FailureMode }),
  };
}

/**
 * The fields of the data that a hook needs, or `undefined` when it needs all.
 * @throws HookloomError HOOK_OPTIONS_INVALID
 */
export function readFields(hook: LoadedHook, file: string): FieldPaths | undefined {
  const { fields: given } = hook.options;
  if (given === undefined) return undefined;
  // An empty table is no list to some languages.
  const fields = isJsonObject(given) && Object.keys(given).length === 0 ? [] : parseFields(given);
  if (fields !== undefined) return fields;
  const message = 'fields must be a list of at most 100 paths in the data, such as "tool_name" or "parameters.command".';
  throw new HookloomError("HOOK_OPTIONS_INVALID", message, {
    place: placeOf(hook, file),
    details: { script: file, option: "fields" },
  });
}

/** Where a script registered a hook. */
export function placeOf(hook: LoadedHook, file: string): { file: string; line?: number } {
  return hook.line === undefined ? { file } : { file, line: hook.line };
}
