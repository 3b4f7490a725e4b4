// Whatever an example script is asked, it answers the same in every language. The inputs are random, made of pieces that the
// scripts treat specially.

import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../../src/foundation/json.ts";
import { mergeObjects } from "../../src/foundation/merge-patch.ts";
import type { ModifiedResult } from "../../src/model/results.ts";
import { ask, createSandbox, LANGUAGES, loadExample } from "./example-scripts.ts";

const sandboxes = LANGUAGES.map(createSandbox);
afterAll(() => {
  for (const sandbox of sandboxes) sandbox.close();
});

/** Texts of these pieces, with something else in between now and then. */
function textOf(pieces: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 4 }) },
  );
  return fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(""));
}

/** Compares the answers at a point, and asks once more for data that an answer has changed: there is nothing left to change. */
async function compare(name: string, point: string, datas: fc.Arbitrary<JsonObject>, metadata: JsonObject = {}): Promise<void> {
  const scripts = await Promise.all(sandboxes.map((sandbox) => loadExample(sandbox, name)));
  const property = fc.asyncProperty(datas, async (data) => {
    const [first, ...others] = await Promise.all(scripts.map((script) => ask(script, point, data, metadata)));
    for (const other of others) expect(other).toEqual(first);
    if ((first as ModifiedResult | undefined)?.type !== "modified") return;
    const changed = mergeObjects(data, (first as ModifiedResult).data);
    for (const script of scripts) expect(await ask(script, point, changed, metadata)).toBeUndefined();
  });
  await fc.assert(property, { numRuns: 300 });
}

test("block-destructive-commands", async () => {
  const beginnings = fc.constantFrom(
    "",
    "rm -rf ",
    "sudo -x rm -r ",
    "chmod -R 777 ",
    "dd of=",
    "bash -c '",
    "(cd / ; rm -fr ",
    'echo "$(rm -rf ',
  );
  const rest = textOf([
    ..." / /etc ~ .. ../ $HOME ${HOME} * .* . ' \" \\ $( ( ) ` ; | & > < <<EOF EOF \nEOF\n # usr home/me {a,b} /dev/sda null rm -r f -c cd".split(
      " ",
    ),
    ..." ;\n;\t;\0;\r;sudo -u ;A=1 ;eval ;{ ; }".split(";"),
  ]);
  const commands = fc.tuple(beginnings, rest).map((parts) => parts.join(""));
  const datas = commands.map((command) => ({ tool_name: "Bash", parameters: { command } }));
  await compare("block-destructive-commands/guard", "BeforeToolExecution", datas);
});

test("redact-secrets", async () => {
  const texts = textOf([
    ..." = : \" ' \\ - _ . $ ( , > @ / :// [redacted:x] password PASSWORD api_key apiKey secret token hunter2 größe1 \u0130 \u017f \u212a".split(
      " ",
    ),
    ..."abcdefghij0123456789 ghp_ sk- xoxb- AKIA eyJ \n \r \u00a0 \u2028 \0".split(" "),
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "-----BEGIN RSA ",
  ]);
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      texts,
      fc.constantFrom(null, 1, true, 1.5),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom("a", "password", "API-KEY", "next_token", "1"), tie("value"), { maxKeys: 3 }),
    ),
  }));
  const datas = fc.oneof(texts, value).map((result) => ({ tool_name: "Read", result }));
  await compare("redact-secrets/redact", "AfterToolExecution", datas);
});

test("keep-edits-inside", async () => {
  const paths = textOf("/ \\ . .. /p p home .git .GIT .env .env.x .env.example .ssh : C: ~ a /p/".split(" "));
  const datas = fc.tuple(paths, paths).map(([path, cwd]) => ({ tool_name: "Write", cwd, parameters: { path } }));
  await compare("keep-edits-inside/fence", "BeforeToolExecution", datas);
  await compare("keep-edits-inside/fence", "BeforeToolExecution", datas, { project_dir: "/p" });
});

test("add-context", async () => {
  const prompts = textOf([
    " ",
    "\n",
    ..."/ - é s test TEST commit database Rules of this project:".split(" "),
    "Rules of this project:",
  ]);
  await compare(
    "add-context/project-rules",
    "UserPromptSubmit",
    prompts.map((prompt) => ({ prompt })),
  );
});
