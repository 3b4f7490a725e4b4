// Takes secrets out of what tools answer, before a model sees it or a log keeps it.
//
// Texts are searched wherever they are inside the answer. What is found becomes `[redacted:<kind>]`, which is never found
// again, so running this twice changes nothing more. Every search goes through a text once, however it is made.
import { on, modified } from "hookloom";

// Tokens that their makers gave a beginning of their own: kind, beginning, and how many characters follow at least.
const TOKENS = [
  ["aws-access-key", "AKIA", 16],
  ["aws-access-key", "ASIA", 16],
  ["github-token", "ghp_", 20],
  ["github-token", "gho_", 20],
  ["github-token", "ghu_", 20],
  ["github-token", "ghs_", 20],
  ["github-token", "ghr_", 20],
  ["github-token", "github_pat_", 20],
  ["slack-token", "xox", 12],
  ["api-key", "sk-", 20], // OpenAI, Anthropic and others
];

// What secrets are called where they are assigned; a blank stands for `_`, `-` or nothing. Take `token` out when your tools
// turn pages with tokens.
const NAMES = ["password", "passwd", "passphrase", "secret", "token", "api key", "access key", "secret key", "private key"];

const options = {
  description: "Replaces secrets in the answers of tools",
  priority: "low", // After the hooks that change answers.
  timeout_ms: 1000, // Answers can be long.
  failure_mode: "fail_closed", // An answer that could not be searched is withheld.
};

on("AfterToolExecution", options, (ctx) => {
  const { result, error } = ctx.data;
  const changes = redact({ result, error }, false);
  if (changes !== undefined) return modified(changes);
});

/**
 * The value without secrets, or `undefined` when it has none. Of an object only the changed fields, which is what `modified`
 * needs; all of them when it is in a list, because `modified` can only replace a list as a whole.
 */
function redact(value, inList) {
  if (typeof value === "string") {
    const text = redactText(value);
    return text === value ? undefined : text;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => redact(item, true));
    return items.every((item) => item === undefined) ? undefined : items.map((item, index) => item ?? value[index]);
  }
  if (typeof value !== "object" || value === null) return undefined;
  const changes = {};
  for (const [key, field] of Object.entries(value)) {
    const change = redactField(key, field) ?? redact(field, inList);
    if (change !== undefined) changes[key] = change;
  }
  if (Object.keys(changes).length === 0) return undefined;
  return inList ? { ...value, ...changes } : changes;
}

/** A text under the key of a secret is a secret, whatever it looks like. */
function redactField(key, field) {
  if (typeof field !== "string" || field === "" || isPlaceholder(field)) return undefined;
  const name = NAMES.find((candidate) => key.toLowerCase().replace(/[_-]/g, "").endsWith(candidate.replace(" ", "")));
  return name && mark(name.replace(" ", "-"));
}

function redactText(original) {
  let text = original;
  // A private key that was cut off is still one, so the end may be missing.
  const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g;
  if (text.includes("PRIVATE KEY-----")) text = text.replace(privateKey, mark("private-key"));
  for (const [kind, beginning, length] of TOKENS) {
    if (!text.includes(beginning)) continue;
    text = text.replace(new RegExp(`(?<![\\w-])${beginning}[\\w-]{${length},}`, "g"), mark(kind));
  }
  if (text.includes("eyJ")) text = text.replace(/(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g, mark("jwt"));
  // https://user:password@host
  text = text.replace(/(:\/\/[^ \t\r\n/:@]*:)([^ \t\r\n/@]+)@/g, (all, before, password) =>
    isPlaceholder(password) ? all : `${before}${mark("password")}@`,
  );
  const lowerCase = text.toLowerCase();
  for (const name of NAMES) {
    // A cheap look first: most texts hold none of the names.
    if (lowerCase.includes(name.split(" ")[0])) text = redactAssignments(text, name);
  }
  return text;
}

function redactAssignments(text, name) {
  const spelling = name.replace(" ", "[_-]?");
  const marked = mark(name.replace(" ", "-"));
  // `password = "..."`, `"password": "..."`, and the same inside a quoted text, where the quotes are escaped.
  const quoted = new RegExp(`(${spelling}\\\\?["']?[ \\t]*[:=][=>]?[ \\t]*\\\\?)(["'])([^\\n]*?)\\2`, "gi");
  // `password=...` and `password: ...`
  const bare = new RegExp(`(${spelling}\\\\?["']?[ \\t]*[:=][ \\t]*)([^ \\t\\r\\n"'\\\\,;&]+)`, "gi");
  return text
    .replace(quoted, (all, before, quote, value) => {
      if (value === "" || isPlaceholder(value)) return all;
      const escape = value.endsWith("\\") ? "\\" : "";
      return before + quote + marked + escape + quote;
    })
    .replace(bare, (all, before, value) => {
      // Without quotes it may be code: `password: string`, `token = next_token(1)`.
      const isSecret = [...value].length >= 6 && /[0-9]/.test(value) && !value.includes("(") && !isPlaceholder(value);
      return isSecret ? before + marked : all;
    });
}

/** `$PASSWORD`, `${password}`, `{{ password }}`, `<password>`, `%s`, `[redacted:password]` and the rest of an operator. */
function isPlaceholder(value) {
  return /^[$<[{%=>]/.test(value);
}

function mark(kind) {
  return `[redacted:${kind}]`;
}
