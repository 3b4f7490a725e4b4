// The lines of the audit log: how an entry looks, and how a line shows its number and hash. The writer makes lines; verifying
// reads them.

import { hash } from "node:crypto";
import type { JsonObject, JsonValue } from "../../foundation/json.ts";

export type AuditFormat = "text" | "json";

/** Something to be recorded. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly event: string;
  readonly fields: JsonObject;
}

/** A line, taken apart. */
export interface AuditLine {
  /** Everything before the number. */
  readonly body: string;
  readonly sequence: number;
  readonly hash: string;
}

/** The hash before the first line. */
export const CHAIN_START = "0".repeat(64);

const MAX_VALUE_CHARACTERS = 2000;
const MAX_FIELDS = 50;

/** The hash of a line that follows one with the hash `previous`. */
export function chainHash(previous: string, sequence: number, body: string): string {
  return hash("sha256", `${previous}\n${sequence}\n${body}`);
}

/** What a line says, without number and hash. Long values are cut, and show it by ending in `…`. */
export function formatBody({ timeMs, event, fields }: AuditEntry, format: AuditFormat): string {
  const time = new Date(timeMs).toISOString();
  const shown = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .slice(0, MAX_FIELDS);
  if (format === "json") {
    const data = Object.fromEntries(shown.map(([name, value]) => [name, typeof value === "string" ? cut(value) : value]));
    const text = JSON.stringify(data);
    const whole = text.length <= MAX_VALUE_CHARACTERS * 4 ? text : JSON.stringify({ cut: cut(text) });
    return `{"time":"${time}","event":${JSON.stringify(event)},"data":${whole}`;
  }
  const pairs = shown.map(([name, value]) => ` ${plainName(name)}=${formatValue(value as JsonValue)}`);
  return `[${time.slice(0, 10)} ${time.slice(11, 23)}] ${plainName(event)}${pairs.join("")}`;
}

/** The whole line, with the line break. */
export function sealLine(body: string, format: AuditFormat, sequence: number, lineHash: string): string {
  return format === "json" ? `${body},"seq":${sequence},"hash":"${lineHash}"}\n` : `${body} #${sequence} ${lineHash}\n`;
}

/** A line without its line break, taken apart; `undefined` when it is none of an audit log. */
export function parseLine(line: string): AuditLine | undefined {
  const match =
    /^(?<body>.*) #(?<sequence>\d{1,15}) (?<hash>[0-9a-f]{64})$/s.exec(line) ??
    /^(?<body>\{.*),"seq":(?<sequence>\d{1,15}),"hash":"(?<hash>[0-9a-f]{64})"\}$/s.exec(line);
  if (match === null) return undefined;
  const { body, sequence, hash } = match.groups as Record<"body" | "sequence" | "hash", string>;
  return { body, sequence: Number(sequence), hash };
}

function formatValue(value: JsonValue): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return quote(cut(typeof value === "string" ? value : JSON.stringify(value)));
}

// Everything that a viewer could take for a line break, or for a command to the terminal, is escaped.
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function cut(text: string): string {
  return text.length <= MAX_VALUE_CHARACTERS ? text : `${text.slice(0, MAX_VALUE_CHARACTERS)}…`;
}

/** A name that cannot be taken for several words. */
function plainName(name: string): string {
  return /^[\w.:-]{1,100}$/.test(name) ? name : quote(cut(name));
}
