// Turns what a guest says into typed values and errors, trusting none of it: the isolate, or the whole runner, may be in the
// hands of a script.

import { HookloomError } from "../foundation/errors.ts";
import type { ErrorCode } from "../foundation/error-codes.ts";
import { isJsonObject, isNestedDeeper } from "../foundation/json.ts";
import {
  GuestReply,
  MAX_NAME_LENGTH,
  MODULES_FOLDER,
  type DeclaredVersion,
  type GuestFrame,
  type LoadedHook,
  type LoadReport,
} from "./guest-protocol.ts";

const MAX_HOOKS = 1000;
const MAX_MESSAGE = 2000;
const MAX_FRAMES = 20;
/** Faults told of one delivery; the guest tells no more. */
const MAX_FAULTS = 20;
const MAX_DEPTH = 100;
/** A text that parses in no time, whatever it holds. */
const SMALL_TEXT = 4096;
/** Values accepted in one text: parsing and checking so many takes the host no longer than 50 ms. */
const MAX_VALUES = 20_000;
/** What an error of a script may say it is in besides the script. */
const MODULE_FILE = new RegExp(`^${MODULES_FOLDER}/(?!.*\\.\\.)[^\\p{C}]{1,300}$`, "u");
const [QUOTE, COMMA, BACKSLASH, BRACKET, BRACKET_END, BRACE, BRACE_END] = [0x22, 0x2c, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Reads the reply to a load.
 * @throws HookloomError SCRIPT_SYNTAX or SCRIPT_LOAD_FAILED with the place, SANDBOX_PROTOCOL
 */
export function parseLoadReport(reply: string, file: string): LoadReport {
  if (!reply.startsWith(GuestReply.loaded)) throw parseGuestError(reply, file, "SCRIPT_LOAD_FAILED");
  const report = parseGuestJson(reply.slice(1), file);
  const hooks = isJsonObject(report) && Array.isArray(report.hooks) ? (report.hooks as unknown[]) : undefined;
  if (hooks === undefined || hooks.length > MAX_HOOKS) throw protocolError(file, "a load report without a list of hooks");
  const { subscriptions, components, wants, modules, script } = report as Record<string, unknown>;
  const wanted = isJsonObject(wants) ? wants : {};
  return {
    hooks: hooks.map((hook) => parseLoadedHook(hook, file)),
    subscriptions: parseNamed(subscriptions, "pattern", file),
    components: parseNamed(components, "name", file),
    wants: {
      publish: parseTexts(wanted.publish, file),
      http: parseTexts(wanted.http, file),
      state: parseTexts(wanted.state, file),
    },
    modules: parseTexts(modules, file),
    ...(script !== undefined && { script: parseVersion(script, file) }),
  };
}

function parseVersion(script: unknown, file: string): DeclaredVersion {
  if (!isJsonObject(script) || !isCount(script.version)) throw protocolError(file, "a malformed version");
  const { version, migrate, line } = script;
  return { version, ...(isCount(migrate) && { migrate }), ...(isCount(line) && { line }) };
}

/** A list of what the script registered under a name. */
function parseNamed<Name extends string>(
  list: unknown,
  name: Name,
  file: string,
): ({ readonly handle: number; readonly line?: number } & Record<Name, string>)[] {
  return parseList(list, file).map((item) => {
    const text = isJsonObject(item) ? item[name] : undefined;
    if (!isJsonObject(item) || !isName(text) || !isCount(item.handle)) throw protocolError(file, `a malformed ${name}`);
    const place = isCount(item.line) ? { line: item.line } : {};
    return { handle: item.handle, ...place, [name]: text } as { handle: number } & Record<Name, string>;
  });
}

function parseTexts(list: unknown, file: string): string[] {
  return parseList(list, file).map((text) => {
    if (!isName(text)) throw protocolError(file, "a malformed pattern");
    return text;
  });
}

// An empty table is an object to some languages.
function parseList(list: unknown, file: string): readonly unknown[] {
  if (list === undefined || (isJsonObject(list) && Object.keys(list).length === 0)) return [];
  if (!Array.isArray(list) || list.length > MAX_HOOKS) throw protocolError(file, "a load report without its lists");
  return list;
}

function isName(text: unknown): text is string {
  return typeof text === "string" && text !== "" && text.length <= MAX_NAME_LENGTH;
}

function parseLoadedHook(hook: unknown, file: string): LoadedHook {
  if (!isJsonObject(hook) || typeof hook.point !== "string" || !isCount(hook.handle)) {
    throw protocolError(file, "a malformed hook in the load report");
  }
  // An empty table is a list to some languages.
  const options = isJsonObject(hook.options) ? hook.options : {};
  const loaded = { handle: hook.handle, point: hook.point, options };
  return isCount(hook.line) ? { ...loaded, line: hook.line } : loaded;
}

/**
 * What a reply to a delivery says went wrong.
 * @throws HookloomError SANDBOX_PROTOCOL
 */
export function parseDeliveryReport(text: string, file: string): HookloomError[] {
  const report = parseGuestJson(text, file);
  const faults = isJsonObject(report) && Array.isArray(report.faults) ? (report.faults as unknown[]) : undefined;
  if (faults === undefined || faults.length > MAX_FAULTS) throw protocolError(file, "a malformed report of a delivery");
  return faults.map((fault) => describeGuestError(fault, file, "SUBSCRIBER_FAILED"));
}

/** The error an `E` reply describes, with its place in the script. */
export function parseGuestError(reply: string, file: string, exceptionCode: ErrorCode): HookloomError {
  if (!reply.startsWith(GuestReply.error)) return protocolError(file, `an unknown reply ${JSON.stringify(reply.slice(0, 20))}`);
  return describeGuestError(parseGuestJson(reply.slice(1), file), file, exceptionCode);
}

function describeGuestError(error: unknown, file: string, exceptionCode: ErrorCode): HookloomError {
  if (!isJsonObject(error) || typeof error.message !== "string") return protocolError(file, "a malformed error");
  const code = error.kind === "syntax" ? "SCRIPT_SYNTAX" : error.kind === "result" ? "RESULT_INVALID" : exceptionCode;
  const frames = Array.isArray(error.frames) ? error.frames.filter(isFrame).slice(0, MAX_FRAMES) : [];
  const line = isCount(error.line) ? error.line : frames[0]?.line;
  const place = {
    file: typeof error.file === "string" && MODULE_FILE.test(error.file) ? error.file : file,
    ...(line === undefined ? {} : { line }),
    ...(isCount(error.column) ? { column: error.column } : {}),
  };
  return new HookloomError(code, error.message.slice(0, MAX_MESSAGE), { place, details: { script: file, frames } });
}

function isFrame(frame: unknown): frame is GuestFrame {
  return (
    isJsonObject(frame) &&
    typeof frame.file === "string" &&
    isCount(frame.line) &&
    (frame.function === undefined || typeof frame.function === "string")
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/**
 * JSON text of a guest.
 * @throws HookloomError SANDBOX_PROTOCOL when it is none; `tooMuch` when it is nested too deep or holds too many values
 */
export function parseGuestJson(text: string, file: string, tooMuch: ErrorCode = "SANDBOX_PROTOCOL"): unknown {
  // Building a megabyte of brackets takes JSON.parse a hundred times as long as counting them, and holds the host up.
  if (text.length > SMALL_TEXT) {
    const { depth, values } = measureJson(text);
    if (depth > MAX_DEPTH) throw tooDeep(file, tooMuch);
    if (values > MAX_VALUES) throw refusal(tooMuch, file, `${values} values, more than the ${MAX_VALUES} that are accepted`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw protocolError(file, "text that is not JSON", cause);
  }
  if (isNestedDeeper(value, MAX_DEPTH)) throw tooDeep(file, tooMuch);
  return value;
}

/** How deep brackets are nested in JSON text, and how many values it holds, or a few more. */
function measureJson(text: string): { depth: number; values: number } {
  let open = 0;
  let depth = 0;
  let values = 1;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) quoted = !quoted;
    else if (quoted) index += unit === BACKSLASH ? 1 : 0;
    else if (unit === COMMA) values += 1;
    else if (unit === BRACKET_END || unit === BRACE_END) open -= 1;
    else if (unit === BRACKET || unit === BRACE) {
      open += 1;
      values += 1;
      if (open > depth) depth = open;
    }
  }
  return { depth, values };
}

function tooDeep(file: string, code: ErrorCode): HookloomError {
  return refusal(code, file, `JSON nested deeper than ${MAX_DEPTH} levels`);
}

function protocolError(file: string, what: string, cause?: unknown): HookloomError {
  return refusal("SANDBOX_PROTOCOL", file, what, cause);
}

function refusal(code: ErrorCode, file: string, what: string, cause?: unknown): HookloomError {
  return new HookloomError(code, `The sandbox of ${file} sent ${what}.`, { place: { file }, cause });
}
