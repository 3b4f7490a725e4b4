// Verdicts on commands: every rule and finding by its own examples, positions, evasions, bounds, options, and the labelled corpus.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assessCommand, createAssess } from "../../../src/builtin/shell/assess.ts";
import { FINDINGS } from "../../../src/builtin/shell/findings.ts";
import { RULE_GROUPS } from "../../../src/builtin/shell/rules.ts";
import { isAtLeast, RISKS } from "../../../src/model/risk.ts";
import { confusion, type Corpus } from "./corpus/corpus.ts";
import { FIRST_LOOK, HELD_OUT } from "./corpus/held-out.ts";
import { ONCE_HELD_OUT } from "./corpus/once-held-out.ts";
import { TUNING } from "./corpus/tuning.ts";

const rules = Object.values(RULE_GROUPS).flat();
const findings = Object.entries(FINDINGS).filter(([id]) => id !== "assessment-failed");
const isDangerous = (command: string): boolean => isAtLeast(assessCommand(command).risk, "MEDIUM");

describe("a rule", () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "%s decides its dangerous example and not its harmless one",
    (_, rule) => {
      expect(assessCommand(rule.dangerous)).toMatchObject({ rule: rule.id, risk: rule.risk });
      if (rule.risk !== "LOW")
        expect(assessCommand(rule.harmless), rule.harmless).toSatisfy(({ risk }) => !isAtLeast(risk, "MEDIUM"));
      expect(assessCommand(rule.harmless).rule).not.toBe(rule.id);
    },
  );

  it("has an id of its own", () => {
    const ids = [...rules.map(({ id }) => id), ...Object.keys(FINDINGS)];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("a finding", () => {
  it.each(findings)("%s decides its dangerous example and not its harmless one", (id, finding) => {
    expect(assessCommand(finding.dangerous)).toMatchObject({ rule: id, risk: finding.risk });
    expect(assessCommand(finding.harmless), finding.harmless.slice(0, 100)).toSatisfy(({ risk }) => !isAtLeast(risk, "MEDIUM"));
  });
});

describe("assessCommand", () => {
  it.each<[string, string]>([
    ["ls && rm -r -f /; pwd", "rm -r -f /"],
    ["ls; sh -c 'x; rm -rf /'", "rm -rf /"],
    ["a; echo `rm -rf ~`", "rm -rf ~"],
    ["ssh host \"cd /; sudo bash -c 'rm -rf /etc'\"", "rm -rf /etc"],
    ["echo x > notes; echo y >> ~/.bashrc", ">> ~/.bashrc"],
  ])("points at the part of %j that is at fault", (command, text) => {
    const start = command.indexOf(text);
    expect(assessCommand(command).part).toEqual({ text, start, end: start + text.length });
  });

  it("points at the command that hides a text which does not stand there as it is", () => {
    const command = "ls; echo cm0gLXJmIC8= | base64 -d | sh";
    expect(assessCommand(command)).toMatchObject({ risk: "CRITICAL", part: { text: "sh", start: command.length - 2 } });
  });

  it("says that a command cannot be parsed, and why", () => {
    expect(assessCommand("echo 'a")).toMatchObject({
      risk: "MEDIUM",
      rule: "unparsable",
      why: expect.stringContaining("cannot be parsed: "),
    });
    expect(assessCommand("rm -rf / 'a")).toMatchObject({ risk: "CRITICAL" });
  });

  it("calls an empty command safe", () => {
    expect(assessCommand(" \n")).toMatchObject({ risk: "SAFE", rule: "none" });
  });

  it("gives a verdict of known shape on any text, with a part that is in the text", () => {
    const pieces = fc.constantFrom(
      "rm",
      " ",
      "-rf",
      "/",
      "$(",
      ")",
      "`",
      "'",
      '"',
      "|",
      ";",
      "&",
      "{",
      "}",
      "<<E",
      "\n",
      "$X",
      "sh -c ",
      "eval ",
      "${",
      "x=",
      "[",
      "((",
      "\\",
      "сurl",
      "\u200b",
      "> ",
    );
    const commands = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.array(pieces, { maxLength: 30 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(commands, (command) => {
        const { risk, rule, part } = assessCommand(command);
        expect(RISKS).toContain(risk);
        expect(rule).not.toBe("assessment-failed");
        expect(command.slice(part.start, part.end)).toBe(part.text);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    "apigeecli apis delete --name orders",
    "java -jar jenkins-cli.jar -s http://ci.example.com/ delete-job nightly",
    "sometool -y --profile=prod environments purge staging",
    "make destroy",
    "./destroy-environment.sh staging",
    "http POST :9200/orders/_delete_by_query",
    `curl https://api.example.com/graphql -d '{"query":"mutation { deleteEntity(guid: 1) }"}'`,
    "curl -sX DELETE localhost:8001/services/orders",
    'rails runner "Order.destroy_all"',
    "zip -rm etc.zip /etc",
    "pm2 delete all",
    "haproxy -sf $(cat /run/haproxy.pid)",
    "mv ~/.ssh /tmp/old",
    "lxc delete web --force",
    "gcloud sql instances patch main --no-deletion-protection",
  ])("finds that a program nobody has described deletes something: %s", (command) => {
    expect(isDangerous(command)).toBe(true);
  });

  it.each([
    "npm run delete-old-builds",
    "make clean",
    "sometool projects list --filter delete",
    "sometool projects delete --help",
    "sometool -k delete -v",
    "gcloud logging read delete --limit 5",
    "kind delete cluster --name test",
    "yarn nuke",
    "pm2 stop web",
    "sudo grep delete /var/log/app.log",
    "notify-send delete done",
    "vitest run delete --reporter dot",
    "gh search repos delete me",
    "curl -X DELETE http://localhost:3000/items/1",
    "curl https://api.example.com/deleted/items -d '{}'",
    "curl -X POST localhost:3000/items/1/delete",
    `node -e "items.clear(); cache.delete('a')"`,
    "truncate -s 0 table.txt",
    "update-alternatives --list editor",
  ])("passes what only names deleting, or deletes nothing that lasts: %s", (command) => {
    expect(isDangerous(command)).toBe(false);
  });

  it.each([
    ["an alias of the same command", "alias x='rm -rf'; x /"],
    ["a name that Python code gives to what runs commands", `python3 -c "from os import system as s; s('rm -rf /')"`],
    ["a name that JavaScript gives to it", `node -e "const { execSync: e } = require('child_process'); e('rm -rf /')"`],
    ["a variable that holds it", `python3 -c "import os; r = os.system; r('rm -rf /')"`],
    ["Tcl that is fed", "echo 'puts [exec rm -rf /]' | tclsh"],
    ["Tcl in an argument", "expect -c 'set timeout 5; spawn rm -rf /'"],
  ])("reads what is run by %s", (_, command) => {
    expect(assessCommand(command)).toMatchObject({ rule: "delete-everything" });
  });

  it.each([
    ["git clone https://example.com/a && cd a && sudo bash setup.sh", true],
    ["curl -L https://example.com/a.tgz | tar xz && ./a/install.sh", true],
    ["curl -LO https://example.com/a.zip && unzip a.zip && ./a/run", true],
    ["git clone https://example.com/a && cd a && npm install && bash -c ls", false],
    ["tar xf a.tgz && ./a/run", false],
    ["alias ll='ls -l'; ll /", false],
  ])("knows whether scripts come from elsewhere: %s", (command, dangerous) => {
    expect(isDangerous(command)).toBe(dangerous);
  });

  it("says that a single pod may be deleted, and more than one not", () => {
    expect(assessCommand("kubectl delete pod web-0")).toMatchObject({ risk: "MEDIUM" });
    expect(assessCommand("kubectl delete pods --all")).toMatchObject({ risk: "HIGH" });
  });

  it("finds what is dangerous however it is wrapped", () => {
    const wrappers: readonly ((command: string) => string)[] = [
      (command) => `sh -c '${command.replaceAll("'", "'\\''")}'`,
      (command) => `eval '${command.replaceAll("'", "'\\''")}'`,
      (command) => `( ${command} )`,
      (command) => `if true; then ${command}; fi`,
      (command) => `echo $( ${command} )`,
      (command) => `f() { ${command}; }; f`,
      (command) => `cd /tmp && ${command}`,
      (command) => `env A=b sh -c '${command.replaceAll("'", "'\\''")}'`,
      (command) => `timeout 5 bash -c '${command.replaceAll("'", "'\\''")}'`,
      (command) => `bash <<'END'\n${command}\nEND`,
      (command) => `ssh host '${command.replaceAll("'", "'\\''")}'`,
      (command) => `echo ${Buffer.from(command).toString("base64")} | base64 -d | sh`,
      (command) => `for x in 1; do ${command}; done`,
    ];
    fc.assert(
      fc.property(
        fc.constantFrom<string[]>("rm -rf /", "mkfs.ext4 /dev/sda", "git push --force", "cat ~/.ssh/id_rsa"),
        fc.array(fc.constantFrom<((command: string) => string)[]>(...wrappers), { maxLength: 4 }),
        (command, wrap) => {
          const wrapped = wrap.reduce<string>((inner, next) => next(inner), command);
          expect(isAtLeast(assessCommand(wrapped).risk, "HIGH"), wrapped).toBe(true);
        },
      ),
    );
  });
});

describe("a command that is made to be hard to read", () => {
  const repeat = (text: string, count: number): string => text.repeat(count);
  const functions = Array.from({ length: 9 }, (_, at) => `f${at}() { ${repeat(`f${at + 1}; `, 10)} }; `).join("");

  it.each([
    ["variables that double themselves", `a=aaaaaaaa; ${repeat("a=$a$a; ", 60)} echo $a`],
    ["many long words", `a=aaaaaaaaaaaaaaaaaaaa; ${repeat("a=$a$a; ", 12)} echo ${repeat("$a ", 20_000)}`],
    ["braces in braces", `${repeat("{a,b}", 30)} ${repeat("{a,b,c} ", 5000)}`],
    ["substitutions in substitutions", `sh -c "${repeat("$(", 30_000)}"`],
    ["functions that call functions", `${functions} f9() { ls; }; f0`],
    ["quotes in code that do not end", `python -c '${repeat('"', 19_000)}%x('`],
    ["statements that do not end", `psql -c '${repeat("alter table ", 1600)}'`],
    ["wrappers in wrappers", repeat("sudo ", 19_000)],
    ["lines without a command for Tcl", `tclsh <<'END'\n${repeat("\n", 90_000)}END`],
    ["lines without a command for a server", `nc host 1 <<'END'\n${repeat("\n", 90_000)}END`],
    ["an address that nearly deletes", `curl -X POST https://example.com/delete${repeat("_A", 30_000)}!`],
    ["options that nearly unprotect", `aws ${repeat("--no-", 18_000)}`],
    ["a renaming in code that does not end", `python -c 'import a; a=${repeat("a.", 9000)}'`],
    ["a long path", `cat ${repeat("/private", 11_000)}`],
  ])("takes no long time to be judged: %s", (_, command) => {
    const began = performance.now();
    expect(assessCommand(command).rule).not.toBe("assessment-failed");
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe("createAssess", () => {
  it("holds commands against rules of the user", () => {
    const assess = createAssess({
      rules: [{ id: "no-deploy", risk: "HIGH", why: "deploys", programs: ["./deploy", "deploy"], word: "^prod" }],
    });
    expect(assess("sudo ./deploy production")).toMatchObject({ risk: "HIGH", rule: "no-deploy", why: "deploys" });
    expect(assess("deploy staging")).toMatchObject({ risk: "SAFE" });
  });

  it("lets a program pass that is allowed with these arguments, and nothing beside it", () => {
    const assess = createAssess({ allow: ["git push --force origin gh-pages", "npm publish*"] });
    expect(assess("git push --force origin gh-pages")).toMatchObject({ risk: "SAFE" });
    expect(assess("git push --force origin main")).toMatchObject({ risk: "HIGH" });
    expect(assess("npm publish; rm -rf /")).toMatchObject({ risk: "CRITICAL" });
    expect(assess("npm publish $(rm -rf /)")).toMatchObject({ risk: "CRITICAL" });
    expect(assess("npm publish > /dev/sda")).toMatchObject({ risk: "CRITICAL" });
  });

  it("calls a command critical when it fails itself", () => {
    const assess = createAssess({ allow: [null as unknown as string] });
    expect(assess("ls")).toMatchObject({ risk: "CRITICAL", rule: "assessment-failed", part: { text: "ls", start: 0, end: 2 } });
  });

  it("answers from its cache, and forgets the verdict that was asked for longest ago", () => {
    const assess = createAssess({ maxCachedVerdicts: 2 });
    const first = assess("rm -rf /");
    expect(assess("rm -rf /")).toBe(first);
    assess("ls");
    assess("rm -rf /");
    assess("pwd");
    expect(assess("rm -rf /")).toBe(first);
    assess("ls");
    assess("pwd");
    expect(assess("rm -rf /")).not.toBe(first);
    expect(assess("rm -rf /")).toEqual(first);
  });
});

describe("the labelled corpus", () => {
  it.each<[string, Corpus]>([
    ["it was tuned on", TUNING],
    ["that was held out once", ONCE_HELD_OUT],
    ["that was held out", HELD_OUT],
  ])("%s: finds the dangerous and passes the harmless", (_, corpus) => {
    const { found, missed, passed, flagged } = confusion(corpus, isDangerous);
    expect(missed.length / (found + missed.length), missed.join("\n")).toBeLessThanOrEqual(0.02);
    expect(flagged.length / (passed + flagged.length), flagged.join("\n")).toBeLessThanOrEqual(0.02);
  });

  it("says of as many commands what was made of them at first as are held out", () => {
    const { dangerous, harmless } = HELD_OUT;
    expect(FIRST_LOOK).toMatchObject({
      dangerous: Object.values(dangerous).flat().length,
      harmless: Object.values(harmless).flat().length,
    });
  });
});
