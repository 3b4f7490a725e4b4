// Takes secrets out of texts and values. The built-in hook, scripts and hosts call it. Searching is bounded and linear, and what
// was redacted stays as it is when it is redacted again.

import { looksRandom } from "./entropy.ts";
import { SECRET_SHAPES, type SecretShape } from "./secret-shapes.ts";

export interface RedactOptions {
  /** Whether long texts that look random count as secrets although nothing else says so. Default true. */
  readonly entropy?: boolean;
}

/** How many secrets were found, by their kind. */
export type Found = ReadonlyMap<string, number>;

export interface Redaction<Value> {
  readonly value: Value;
  readonly found: Found;
}

/** What stands in the place of secrets. */
export interface SecretMarks {
  /** What a text is searched for secrets as; what it becomes here is searched no more. Default: as it is. */
  prepare?(text: string): string;
  mark(kind: string, secret: string): string;
  /** Whether a text holds a mark, and so no secret. */
  holdsMark(text: string): boolean;
}

const PLACEHOLDER =
  /^(?:[*•.x-]+|\$\{?\w*\}?.*|<[^>]*>|\{\{.*\}\}|%\w+%|null|none|undefined|true|false|changeme|example|(?:your|my|the)[-_ ].*|process\.env.*|os\.environ.*|env\(.*|\[redacted.*|function.*|\(.*|await .*|new .*|string|number|boolean|str|int|bytes|required|optional)$/i;
const SECRET_KEY =
  /^(?:.*[_-])?(?:password|passwd|pwd|passphrase|secret|secrets|api[_-]?key|apikey|access[_-]?key|private[_-]?key|secret[_-]?key|client[_-]?secret|auth[_-]?token|access[_-]?token|refresh[_-]?token|id[_-]?token|session[_-]?token|bearer[_-]?token|token|authorization|credentials?|cookie|set-cookie)$/i;
const PAGE_KEY = /(?:next|page|continuation|cursor|sync|csrf|push|device|cancel|sub)[_-]?token$/i;
const MAX_DEPTH = 64;

/** Takes secrets out of a value: out of its texts, and the values of keys that say they are secret. The value itself stays as it is. */
export function redactSecrets<Value>(value: Value, { entropy = true }: RedactOptions = {}): Redaction<Value> {
  const found = new Map<string, number>();
  const marks: SecretMarks = {
    mark(kind) {
      found.set(kind, (found.get(kind) ?? 0) + 1);
      return `[redacted:${kind}]`;
    },
    holdsMark: (text) => text.includes("[redacted:"),
  };
  return { value: replaceSecrets(value, marks, { entropy }), found };
}

/** A value with marks in the place of its secrets. The value itself stays as it is. */
export function replaceSecrets<Value>(value: Value, marks: SecretMarks, { entropy = true }: RedactOptions = {}): Value {
  return redactValue(value, entropy, marks, 0) as Value;
}

function redactValue(value: unknown, entropy: boolean, marks: SecretMarks, depth: number): unknown {
  if (typeof value === "string") return redactText(value, entropy, marks);
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => redactValue(item, entropy, marks, depth + 1));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, inside]) => {
    const redacted = isSecretField(key, inside)
      ? marks.mark("secret-field", inside)
      : redactValue(inside, entropy, marks, depth + 1);
    changed ||= redacted !== inside;
    return [key, redacted] as const;
  });
  return changed ? Object.fromEntries(entries) : value;
}

function isSecretField(key: string, value: unknown): value is string {
  if (typeof value !== "string" || value.length < 4 || key.length > 100) return false;
  const name = key.replaceAll(/([a-z])([A-Z])/g, "$1_$2");
  return SECRET_KEY.test(name) && !PAGE_KEY.test(name) && !PLACEHOLDER.test(value) && !/\s.*\s/.test(value);
}

function redactText(text: string, entropy: boolean, marks: SecretMarks): string {
  if (text.length < 8) return text;
  const lower = text.toLowerCase();
  let result = marks.prepare?.(text) ?? text;
  for (const shape of SECRET_SHAPES) {
    if (shape.hints.some((hint) => lower.includes(hint))) result = applyShape(result, shape, marks);
  }
  if (!entropy || text.length < 32) return result;
  return result.replaceAll(/(?<![A-Za-z0-9+/=_.-])[A-Za-z0-9+/_-]{32,200}={0,2}(?![A-Za-z0-9+/=_-])/g, (word) =>
    looksRandom(word) && !marks.holdsMark(word) ? marks.mark("random-text", word) : word,
  );
}

function applyShape(text: string, { kind, pattern }: SecretShape, marks: SecretMarks): string {
  return text.replaceAll(pattern, (...all) => {
    const whole = all[0] as string;
    const last: unknown = all.at(-1);
    const groups = typeof last === "object" ? (last as Record<string, string | undefined>) : undefined;
    const secret = groups === undefined ? whole : (groups.secret ?? groups.quoted ?? groups.bare ?? whole);
    if (marks.holdsMark(secret)) return whole;
    if (groups !== undefined && PLACEHOLDER.test(secret)) return whole;
    if (kind === "assigned-secret" && isCode(secret, groups)) return whole;
    const at = whole.lastIndexOf(secret);
    return `${whole.slice(0, at)}${marks.mark(kind, secret)}${whole.slice(at + secret.length)}`;
  });
}

/** Names, calls and sentences stand behind `password =` more often than passwords do. */
function isCode(secret: string, groups: Record<string, string | undefined> | undefined): boolean {
  if (groups?.bare !== undefined) return /[()[\]{}$]|^[a-z]+(?:\.[a-z]\w*)+$|^https?:|^\.{0,2}\//i.test(secret);
  return /\s\S+\s/.test(secret) || /^https?:\/\/[^@]*$/.test(secret);
}
