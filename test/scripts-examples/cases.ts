// What the example scripts must answer, whatever language they are written in. `examples.test.ts` asks every script alone, and
// all of them together.

import type { JsonObject } from "../../src/foundation/json.ts";

/** One call of a hook point, and the result of the use case's hook at it; `undefined` for "continue". */
export interface Step {
  readonly point: string;
  readonly data: JsonObject;
  readonly metadata?: JsonObject;
  readonly expect: JsonObject | undefined;
}

export interface ExampleCase {
  readonly name: string;
  /** Asked one after another of the same script. */
  readonly steps: readonly Step[];
}

export interface UseCase {
  /** Folder below `scripts-examples`. */
  readonly folder: string;
  /** Name of the script in it, without its ending. */
  readonly file: string;
  readonly cases: readonly ExampleCase[];
}

function cancel(reason: string): JsonObject {
  return { type: "cancel", reason };
}

function modified(data: JsonObject): JsonObject {
  return { type: "modified", data };
}

function single(name: string, step: Step): ExampleCase {
  return { name, steps: [step] };
}

// ---- block-destructive-commands -----------------------------------------------------------------------------------------

function command(text: unknown, danger?: string, toolName = "Bash"): ExampleCase {
  const data = { tool_name: toolName, parameters: { command: text } } as JsonObject;
  const expect = danger === undefined ? undefined : cancel(`The command was stopped: ${danger}.`);
  return single(JSON.stringify(text), { point: "BeforeToolExecution", data, expect });
}

function deletes(text: string | readonly string[], target: string, why: string): ExampleCase {
  return command(text, `rm would delete "${target}", which is ${why}`);
}

const ROOT = "the whole file system";
const SYSTEM = "a system or home folder";
const ABOVE = "a folder above the current one";
const BOMB = "would start itself again and again until the machine stands still";
const FORMATS = "mkfs would erase what is stored where it makes a file system";

const BLOCKED = [
  deletes("rm -rf /", "/", ROOT),
  deletes("rm -r -f /", "/", ROOT),
  deletes("rm -fr /", "/", ROOT),
  deletes("rm -rfv /", "/", ROOT),
  deletes("rm --recursive --force /", "/", ROOT),
  deletes("rm --rec --forc /", "/", ROOT),
  deletes("rm / -rf", "/", ROOT),
  deletes("rm -rf -- /", "/", ROOT),
  deletes("rm -Rf //", "//", ROOT),
  deletes("rm -r /", "/", ROOT),
  deletes("rm -rf /*", "/*", ROOT),
  deletes("rm -rf ./build /", "/", ROOT),
  deletes("sudo rm -rf --no-preserve-root /", "/", ROOT),
  deletes("sudo -u root rm -rf /", "/", ROOT),
  deletes("sudo --user root -n rm -rf /", "/", ROOT),
  deletes("env -i A=1 B=2 nohup rm -rf /", "/", ROOT),
  deletes("timeout -s KILL 5 nice -n 10 rm -rf /", "/", ROOT),
  deletes("find . | xargs -I {} rm -rf / {}", "/", ROOT),
  deletes("ls; rm -rf ~", "~", SYSTEM),
  deletes("rm -rf ~/", "~/", SYSTEM),
  deletes("rm -rf ~/*", "~/*", SYSTEM),
  deletes("rm -rf ~root", "~root", SYSTEM),
  deletes('rm -rf "$HOME"', "$HOME", SYSTEM),
  deletes("rm -rf ${HOME}/", "${HOME}/", SYSTEM),
  deletes("rm -rf ~/..", "~/..", SYSTEM),
  deletes("rm -rf ..", "..", ABOVE),
  deletes("rm -rf ../../*", "../../*", ABOVE),
  deletes("rm -rf build/../..", "build/../..", ABOVE),
  deletes("rm -rf /etc", "/etc", SYSTEM),
  deletes("rm -rf /etc/nginx/", "/etc/nginx/", SYSTEM),
  deletes("rm -rf /usr/*", "/usr/*", SYSTEM),
  deletes("rm -rf /home/me", "/home/me", SYSTEM),
  deletes("rm -rf /Users/me", "/Users/me", SYSTEM),
  deletes("rm -rf /tmp/../etc", "/tmp/../etc", SYSTEM),
  deletes("rm -rf /{bin,etc}", "/{bin,etc}", "more than one folder of the system"),
  deletes("rm -rf /e*", "/e*", "more than one folder of the system"),
  deletes("cd / && rm -rf *", "*", ROOT),
  deletes("cd && rm -rf .", ".", SYSTEM),
  deletes("cd .. ; rm -rf .", ".", ABOVE),
  deletes("true && rm -rf /", "/", ROOT),
  deletes("false || rm -rf /", "/", ROOT),
  deletes("sleep 1 & rm -rf /", "/", ROOT),
  deletes("ls\nrm -rf /", "/", ROOT),
  deletes("rm \\\n  -rf \\\n  /", "/", ROOT),
  deletes("(cd build; rm -rf /)", "/", ROOT),
  deletes("{ rm -rf /; }", "/", ROOT),
  deletes("if true; then rm -rf /; fi", "/", ROOT),
  deletes("for f in a b; do rm -rf /; done", "/", ROOT),
  deletes("! rm -rf /", "/", ROOT),
  deletes("A=1 rm -rf /", "/", ROOT),
  deletes("/bin/rm -rf /", "/", ROOT),
  deletes("\\rm -rf /", "/", ROOT),
  deletes("r'm' \"-rf\" /", "/", ROOT),
  deletes("echo $(rm -rf /)", "/", ROOT),
  deletes('echo "today: $(rm -rf /)"', "/", ROOT),
  deletes("echo `rm -rf /`", "/", ROOT),
  deletes("diff <(rm -rf /) x", "/", ROOT),
  deletes("rm -rf 2>/dev/null /", "/", ROOT),
  deletes("rm -rf &>log /", "/", ROOT),
  deletes("# don't\nrm -rf /", "/", ROOT),
  deletes('bash -c "rm -rf /"', "/", ROOT),
  deletes("sudo sh -ec 'cd /tmp; rm -rf /'", "/", ROOT),
  deletes("bash -c \"bash -c 'rm -rf /'\"", "/", ROOT),
  deletes("su root -c 'rm -rf /'", "/", ROOT),
  deletes('eval "rm -rf /"', "/", ROOT),
  deletes("cat > notes <<EOF\ndon't\nEOF\nrm -rf /", "/", ROOT),
  deletes("echo $((1<<2))\nrm -rf /", "/", ROOT),
  deletes(["bash", "-lc", "rm -rf /"], "/", ROOT),
  command("chmod -R 777 /", `chmod would let everybody change "/", which is ${ROOT}`),
  command("sudo chmod 0777 -R /etc", `chmod would let everybody change "/etc", which is ${SYSTEM}`),
  command("mkfs -t ext4 /dev/sda1", FORMATS),
  command("sudo /sbin/mkfs.ext4 /dev/sda1", FORMATS),
  command("dd if=/dev/zero of=/dev/sda bs=1M", 'dd would overwrite the device "/dev/sda"'),
  command("cat image.iso > /dev/sda", 'its output would overwrite the device "/dev/sda"'),
  command("> /dev/nvme0n1", 'its output would overwrite the device "/dev/nvme0n1"'),
  command("echo x >| //dev/sda", 'its output would overwrite the device "//dev/sda"'),
  command(":(){ :|:& };:", `":" ${BOMB}`),
  command("bomb() {\n  bomb | bomb &\n}\nbomb", `"bomb" ${BOMB}`),
  command(17, "it is neither a text nor a list of words"),
  command([], "it is neither a text nor a list of words"),
  command(["rm", 1], "it is neither a text nor a list of words"),
  command({ text: "ls" }, "it is neither a text nor a list of words"),
  command("rm -rf /", `rm would delete "/", which is ${ROOT}`, "execute_command"),
];

const HARMLESS = [
  command("ls -l"),
  command(""),
  command("rm -rf /tmp/x"),
  command("rm -rf /tmp/*"),
  command("rm -rf ./build"),
  command("rm -rf build dist/*"),
  command("rm -rf ../other/build"),
  command("rm -rf /home/me/project/build"),
  command("rm -rf ~/project/build"),
  command("rm -rf $HOMEBREW/x $HOME/project"),
  command("rm -rf /var/lib/apt/lists/*"),
  command("cd /tmp/x && rm -rf *"),
  command("rm -f /etc/motd"),
  command("rm --force /tmp/file -v"),
  command('echo "rm -rf /"'),
  command("echo 'rm -rf /' \\; rm -rf /tmp/x"),
  command("echo rm -rf /"),
  command('git commit -m "rm -rf /"'),
  command("git commit -m \"$(cat <<'EOF'\nStop rm -rf /\n\nrm -rf /\nEOF\n)\""),
  command("cat > notes.md <<'EOF'\nNever run:\nrm -rf /\nEOF\nls"),
  command("grep -r 'rm -rf' /etc"),
  command("ls # ; rm -rf /"),
  command("man mkfs; which mkfs.ext4"),
  command("dd if=/dev/sda of=backup.img"),
  command("dd if=/dev/urandom of=/dev/null count=1"),
  command("make > /dev/null 2>&1"),
  command("echo x >&2 | tee /tmp/log"),
  command('echo ":(){ :|:& };:"'),
  command("f() { g | h; }; f"),
  command("chmod -R 777 ./public"),
  command("chmod -R u+w /home/me"),
  command("chmod 777 /"),
  command('bash -c "ls /"'),
  command("docker run --rm -rf / || true"),
  command(["git", "commit", "-m", "rm -rf /"]),
  command("rm -rf /", undefined, "Read"),
  single("a call without a command", {
    point: "BeforeToolExecution",
    data: { tool_name: "Bash", parameters: {} },
    expect: undefined,
  }),
];

// ---- redact-secrets -----------------------------------------------------------------------------------------------------

function answer(name: string, result: unknown, expected?: unknown): ExampleCase {
  const data = { tool_name: "Read", parameters: { password: "not part of the answer" }, result } as JsonObject;
  const expect = expected === undefined ? undefined : modified({ result: expected } as JsonObject);
  return single(name, { point: "AfterToolExecution", data, expect });
}

// Put together here, so that no search for secrets finds this file.
const AWS = `AKIA${"IOSFODNN7EXAMPLE"}`;
const GITHUB = `ghp_${"abcdefghijklmnopqrstuvwxyz0123456789"}`;
const SLACK = `xoxb-${"123456789012-abcdefghijkl"}`;
const OPENAI = `sk-proj-${"abcdefghijklmnop-qrst_uvwxyz0123"}`;
const ANTHROPIC = `sk-ant-api03-${"abcdefghijklmnopqrstuvwxyz"}`;
const JWT = `eyJ${"hbGciOiJIUzI1NiJ9"}.eyJ${"zdWIiOiIxIn0"}.${"c2lnbmF0dXJl_-"}`;
const PEM = `-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----`;

const REDACTED = [
  answer("an AWS key", `id: ${AWS}.`, "id: [redacted:aws-access-key]."),
  answer("GitHub tokens", `${GITHUB} github_pat_${GITHUB}`, "[redacted:github-token] [redacted:github-token]"),
  answer("a Slack token", `(${SLACK})`, "([redacted:slack-token])"),
  answer("sk- keys", `${OPENAI}\n${ANTHROPIC}`, "[redacted:api-key]\n[redacted:api-key]"),
  answer("a private key", `before\n${PEM}\nafter`, "before\n[redacted:private-key]\nafter"),
  answer("two private keys", `${PEM}\n${PEM}`, "[redacted:private-key]\n[redacted:private-key]"),
  answer("a private key that was cut off", PEM.slice(0, 40), "[redacted:private-key]"),
  answer("a web token", `Authorization: Bearer ${JWT}`, "Authorization: Bearer [redacted:jwt]"),
  answer("an environment file", "DB_PASSWORD=hunter2\nPORT=80\n", "DB_PASSWORD=[redacted:password]\nPORT=80\n"),
  answer("a colon", "api_key: abc123def", "api_key: [redacted:api-key]"),
  answer("any case", "ApiKey = 'Geheim', API-KEY=\"x y\"", "ApiKey = '[redacted:api-key]', API-KEY=\"[redacted:api-key]\""),
  answer("JSON in a text", '{"password": "it\'s me", "a": 1}', '{"password": "[redacted:password]", "a": 1}'),
  answer("escaped JSON in a text", String.raw`"{\"token\": \"abc\"}"`, String.raw`"{\"token\": \"[redacted:token]\"}"`),
  answer("a quoted text inside another", "cmd = \"login --secret='a b'\"", "cmd = \"login --secret='[redacted:secret]'\""),
  answer("an address", "postgres://me:hunter2@db/x", "postgres://me:[redacted:password]@db/x"),
  answer("an address' query", "https://x.example/?token=abc123&page=2", "https://x.example/?token=[redacted:token]&page=2"),
  answer("Ruby and Go", "passwd => 'x'; secret := \"y\"", "passwd => '[redacted:passwd]'; secret := \"[redacted:secret]\""),
  answer("letters of more than one byte", "password=größe1 ü", "password=[redacted:password] ü"),
  answer("an assigned token", `GITHUB_TOKEN=${GITHUB}`, "GITHUB_TOKEN=[redacted:github-token]"),
  answer("what was redacted in part", `[redacted:jwt] ${AWS}`, "[redacted:jwt] [redacted:aws-access-key]"),
  answer("only the changed fields of objects", { a: { b: AWS, c: null }, d: "x" }, { a: { b: "[redacted:aws-access-key]" } }),
  answer(
    "whole lists",
    { lines: ["x", { text: AWS, other: null, empty: [] }, [], 1.5, true] },
    { lines: ["x", { text: "[redacted:aws-access-key]", other: null, empty: [] }, [], 1.5, true] },
  ),
  answer(
    "fields named as secrets",
    { env: { API_KEY: "x", apiKey: "y" } },
    {
      env: { API_KEY: "[redacted:api-key]", apiKey: "[redacted:api-key]" },
    },
  ),
  single("errors", {
    point: "AfterToolExecution",
    data: { tool_name: "Bash", success: false, error: "login failed: password=hunter2", result: null },
    expect: modified({ error: "login failed: password=[redacted:password]" }),
  }),
];

const NOT_SECRET = [
  answer("plain text", "Nothing to see here."),
  answer("nothing", undefined),
  answer("null", null),
  answer("numbers and flags", { count: 3, ok: true, list: [1, null, []], none: {} }),
  answer("words that begin like tokens", "sk-learn, task-0123456789012345678901234, ghp_short, xox, AKIA, eyJ.a"),
  answer("a public key", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"),
  answer("types and calls", "password: string; const token = next_token(1); token == abc123 ? 1 : 2"),
  answer("placeholders", "password=$DB_PASSWORD1 secret: <your-secret-1> token=\"${TOKEN}\" api_key='{{ key }}'"),
  answer("words around them", "passwords: 123456789, max_tokens=4096000, the secret is out: 2024-01-01"),
  answer("a port", "http://localhost:8080/x@y"),
  answer(
    "what was redacted before",
    `password=[redacted:password] [redacted:jwt] "token": "[redacted:token]" x://a:[redacted:password]@b`,
  ),
  answer("fields that were redacted before", { password: "[redacted:password]", token: "" }),
];

// ---- cap-spend ----------------------------------------------------------------------------------------------------------

function before(data: JsonObject, expect?: JsonObject, metadata: JsonObject = {}): Step {
  return { point: "BeforeProviderCall", data: { provider: "anthropic", model: "small", ...data }, metadata, expect };
}

function after(data: JsonObject, metadata: JsonObject = {}): Step {
  return { point: "AfterProviderCall", data: { provider: "anthropic", success: true, ...data }, metadata, expect: undefined };
}

function overspent(session: string, spent: string): JsonObject {
  return cancel(`The session "${session}" has spent ${spent} of its $2.00.`);
}

// Every case has a session of its own: sums outlive a case.
const SPENDING: ExampleCase[] = [
  { name: "the first call", steps: [before({ session_id: "spend-1" })] },
  {
    name: "a call after the budget was spent exactly",
    steps: [
      after({ session_id: "spend-2", model: "small", input_tokens: 1_000_000, output_tokens: 200_000 }),
      before({ session_id: "spend-2" }, overspent("spend-2", "$2.00")),
    ],
  },
  {
    name: "a call just below the budget",
    steps: [
      after({ session_id: "spend-3", model: "small", input_tokens: 1_999_999, output_tokens: 0 }),
      before({ session_id: "spend-3" }),
      after({ session_id: "spend-3", model: "small", input_tokens: 1 }),
      before({ session_id: "spend-3" }, overspent("spend-3", "$2.00")),
    ],
  },
  {
    name: "several models",
    steps: [
      after({ session_id: "spend-4", model: "large", input_tokens: 10_000, output_tokens: 10_000 }),
      after({ session_id: "spend-4", model: "medium", input_tokens: 200_000, output_tokens: 40_000 }),
      before({ session_id: "spend-4" }, overspent("spend-4", "$2.10")),
    ],
  },
  {
    name: "a model without a price costs as much as the dearest",
    steps: [
      after({ session_id: "spend-5", model: "constructor", output_tokens: 26_667 }),
      before({ session_id: "spend-5" }, overspent("spend-5", "$2.00")),
    ],
  },
  {
    name: "no model, no tokens, or nonsense",
    steps: [
      after({ session_id: "spend-6" }),
      after({ session_id: "spend-6", success: false, error: "refused", input_tokens: -5, output_tokens: 1.5 }),
      after({ session_id: "spend-6", input_tokens: null, output_tokens: "9999999" }),
      before({ session_id: "spend-6" }),
    ],
  },
  {
    name: "another session has its own budget",
    steps: [
      after({ session_id: "spend-7", model: "large", output_tokens: 1_000_000 }),
      before({ session_id: "spend-8" }),
      before({ session_id: "spend-7" }, overspent("spend-7", "$75.00")),
    ],
  },
  {
    name: "the session in the metadata",
    steps: [
      after({ model: "large", output_tokens: 40_000 }, { session_id: "spend-9" }),
      before({}, overspent("spend-9", "$3.00"), { session_id: "spend-9" }),
      before({ session_id: "spend-10" }, undefined, { session_id: "spend-9" }),
    ],
  },
  {
    name: "a session that ended",
    steps: [
      after({ session_id: "spend-11", model: "large", output_tokens: 40_000 }),
      before({ session_id: "spend-11" }, overspent("spend-11", "$3.00")),
      { point: "SessionEnd", data: { session_id: "spend-11" }, expect: undefined },
      before({ session_id: "spend-11" }),
    ],
  },
  {
    name: "calls without a session share one budget",
    steps: [
      before({}),
      after({ model: "large", output_tokens: 20_000 }),
      after({ model: "large", output_tokens: 20_123 }),
      before({}, overspent("default", "$3.00")),
    ],
  },
];

// ---- keep-edits-inside --------------------------------------------------------------------------------------------------

const PROJECT = "/home/me/project";

function write(
  path: unknown,
  complaint?: string,
  toolName = "Write",
  metadata: JsonObject = { project_dir: PROJECT },
): ExampleCase {
  const data = { tool_name: toolName, parameters: { file_path: path, content: "x" } } as JsonObject;
  const expect = complaint === undefined ? undefined : cancel(`${toolName} must not change ${complaint}.`);
  return single(`${toolName} ${JSON.stringify(path)}`, { point: "BeforeToolExecution", data, metadata, expect });
}

function outside(path: string, project = PROJECT): ExampleCase {
  const complaint = `"${path}", which is outside of the project folder "${project}"`;
  return write(path, complaint, "Write", { project_dir: project });
}

function untouchable(path: string, part: string, why: string): ExampleCase {
  return write(path, `"${path}", because "${part}" ${why}`);
}

const WHERE = "because neither metadata.project_dir nor data.cwd says where the project is";

const FENCED = [
  write("/home/me/project/src/a.ts"),
  write("src/a.ts", undefined, "Edit"),
  write("./src/../lib//a.ts"),
  write("/home/me/other/../project/a.ts"),
  write("src\\a.ts"),
  write("..."),
  write("src/..a/b"),
  outside("/etc/passwd"),
  outside("/home/me/project-2/a.ts"),
  outside("/home/me"),
  outside("../a.ts"),
  outside("src/../../a.ts"),
  outside("..\\a.ts"),
  outside("/home/me/project/../a.ts"),
  outside("~/a.ts"),
  outside("C:\\Windows\\a.ts"),
  outside("file:///etc/passwd"),
  outside("C:\\other\\a.ts", "C:\\project"),
  write("C:\\project\\src\\a.ts", undefined, "Write", { project_dir: "C:\\project\\" }),
  untouchable(".git/config", ".git", "belongs to git itself"),
  untouchable("/home/me/project/sub/.git/hooks/pre-commit", ".git", "belongs to git itself"),
  untouchable(".GIT/config", ".GIT", "belongs to git itself"),
  untouchable(".git./config", ".git.", "belongs to git itself"),
  untouchable(".ssh/id_ed25519", ".ssh", "holds keys"),
  untouchable(".env", ".env", "holds secrets"),
  untouchable("app/.env.local", ".env.local", "holds secrets"),
  untouchable("app/.env::$DATA", ".env::$DATA", "holds secrets"),
  write(".env.example"),
  write(".gitignore"),
  write(".github/workflows/test.yml"),
  write("environment.env"),
  write(7, "a file whose path is not a text"),
  write("a.ts", `"a.ts", ${WHERE}`, "Write", {}),
  write("a.ts", `"a.ts", ${WHERE}`, "Write", { project_dir: "project" }),
  write("/etc/passwd", undefined, "Read"),
  single("the working directory as the project", {
    point: "BeforeToolExecution",
    data: { tool_name: "Edit", cwd: "/projects/app", parameters: { path: "/projects/lib/a.ts" } },
    expect: cancel('Edit must not change "/projects/lib/a.ts", which is outside of the project folder "/projects/app".'),
  }),
  single("a relative path from a folder of the project", {
    point: "BeforeToolExecution",
    data: { tool_name: "Edit", cwd: "/projects/app/src", parameters: { path: "../a.ts" } },
    metadata: { project_dir: "/projects/app" },
    expect: undefined,
  }),
  single("a second path", {
    point: "BeforeToolExecution",
    data: { tool_name: "NotebookEdit", cwd: "/projects", parameters: { path: "a.ipynb", notebook_path: "/a.ipynb" } },
    expect: cancel('NotebookEdit must not change "/a.ipynb", which is outside of the project folder "/projects".'),
  }),
  single("no path", {
    point: "BeforeToolExecution",
    data: { tool_name: "Write", cwd: "/projects", parameters: { file_path: null, content: "x" } },
    expect: cancel("Write names no file in file_path, path, notebook_path, target_file."),
  }),
  single("no parameters", {
    point: "BeforeToolExecution",
    data: { tool_name: "Write", cwd: "/projects" },
    expect: cancel("Write names no file in file_path, path, notebook_path, target_file."),
  }),
];

// ---- add-context --------------------------------------------------------------------------------------------------------

const HEADING = "Rules of this project:";
const RULES = ["- Change only what was asked for.", "- Write names in full, without abbreviations."];
const TEST_RULE = "- Run the tests with `npm test` before you call something done.";
const COMMIT_RULE = "- Commit messages say what changed and why; never push to main.";
const DATABASE_RULE = "- Never change a migration that was released: add another one.";

function prompt(text: string, ...hints: string[]): ExampleCase {
  const expect = modified({ prompt: [text, "", HEADING, ...RULES, ...hints].join("\n") });
  return single(JSON.stringify(text), { point: "UserPromptSubmit", data: { prompt: text }, expect });
}

function untouchedPrompt(text: string): ExampleCase {
  return single(JSON.stringify(text), { point: "UserPromptSubmit", data: { prompt: text }, expect: undefined });
}

const PROMPTS = [
  prompt("Rename the function."),
  prompt(""),
  prompt("Fix the test.", TEST_RULE),
  prompt("Commit it, then push.", COMMIT_RULE),
  prompt("PUSH after TESTING the migration", TEST_RULE, COMMIT_RULE, DATABASE_RULE),
  prompt("The contest was a protest; the committee repackages."),
  prompt("Größe ändern, 日本語 🙂"),
  prompt("a/b"),
  untouchedPrompt("/clear"),
  untouchedPrompt("/test the database"),
  untouchedPrompt(["Rename.", "", HEADING, ...RULES].join("\n")),
];

// ---- retry-when-busy ----------------------------------------------------------------------------------------------------

function failure(error: unknown, isRetried: boolean, success = false): ExampleCase {
  const data = { provider: "anthropic", session_id: "retry", success, error } as JsonObject;
  const policy = { type: "retry", max_attempts: 4, delay_ms: 1000, backoff: "exponential", jitter: true };
  return single(`${JSON.stringify(error)}${success ? " of a success" : ""}`, {
    point: "AfterProviderCall",
    data,
    expect: isRetried ? policy : undefined,
  });
}

const FAILURES = [
  failure("529 Overloaded", true),
  failure("HTTP 429: Too Many Requests", true),
  failure("rate_limit_error", true),
  failure("503 Service Temporarily Unavailable", true),
  failure("401 invalid API key", false),
  failure("the conversation is too long", false),
  failure("429: you exceeded your current quota", false),
  failure("529 Overloaded", false, true),
  failure(null, false),
  failure(undefined, false),
];

export const USE_CASES: readonly UseCase[] = [
  { folder: "block-destructive-commands", file: "guard", cases: [...BLOCKED, ...HARMLESS] },
  { folder: "redact-secrets", file: "redact", cases: [...REDACTED, ...NOT_SECRET] },
  { folder: "cap-spend", file: "budget", cases: SPENDING },
  { folder: "keep-edits-inside", file: "fence", cases: FENCED },
  { folder: "add-context", file: "project-rules", cases: PROMPTS },
  { folder: "retry-when-busy", file: "retry", cases: FAILURES },
];
