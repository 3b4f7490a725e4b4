// Rules on reading secrets. `rules.ts` joins them; sending them away is in `feeds.ts`.

import { hasFlag, type Invocation } from "../invocation.ts";
import { isCredential, isSecretSettings, SECRET_NAME, SECRET_SHAPE } from "../paths.ts";
import { WRAPPING } from "../wrappers.ts";
import type { Rule } from "../rule.ts";

/** Programs that only handle files by name, or are told which key to use. */
const KEEPERS = new Set(
  "ls ll dir stat file test [ [[ chmod chown chgrp ssh ssh-add ssh-keygen ssh-copy-id ssh-keyscan mkdir touch rm mv find fd locate which export declare local set unset alias echo printf git git-crypt kubectl helm oc k9s docker docker-compose podman terraform tofu ansible ansible-playbook ansible-vault vagrant cd pushd shellcheck source . trap eval exec du df basename dirname realpath readlink aws gcloud az npm yarn pnpm read wc chattr lsattr visudo rmdir return exit true false cmp md5sum sha256sum sha1sum shred man history".split(
    " ",
  ),
);
/** Programs that print, copy or send what is in files. */
const READERS =
  "cat tac head tail less more bat batcat nl od xxd hexdump strings base64 base32 grep egrep fgrep rg ag awk gawk mawk sed cut sort uniq tee cp scp sftp rsync rclone curl wget nc ncat tar zip gzip 7z 7za openssl dd pbcopy xclip xsel jq yq python python3 perl ruby node php paste diff fold rev mail mutt sendmail gist gh type get-content gc copy-item aws gsutil ftp tftp lftp socat column pr fmt dos2unix busybox";
/** The value of an option that only says which key to use. */
const KEY_OPTION = /^(?:-i|--identity|--kubeconfig|-F|--key|--cert|-E|--netrc-file|--env-file|--cacert|-inkey|--exclude|-f)$/;

function reads(call: Invocation, test: (path: string) => boolean): boolean {
  // What is copied to is not read.
  const target = COPIES.test(call.name) ? call.operands.at(-1) : undefined;
  return call.words.some((word, at) => {
    if (word === target) return false;
    const before = call.words[at - 1] ?? "";
    if (KEY_OPTION.test(before) && (call.name !== "curl" || before !== "-F")) return false;
    return test(word) || (word.includes("=") && test(word.slice(word.indexOf("=") + 1)));
  });
}

const COPIES = /^(?:cp|mv|ln|install|scp|rsync)$/;

export const CREDENTIAL_RULES: readonly Rule[] = [
  {
    id: "credentials",
    risk: "HIGH",
    why: "reads credentials",
    programs: "*",
    when: (call) => !KEEPERS.has(call.name) && !WRAPPING.has(call.name) && reads(call, isCredential),
    dangerous: "cat ~/.ssh/id_rsa",
    harmless: "cat ~/.ssh/id_rsa.pub",
  },
  {
    id: "secret-settings",
    risk: "MEDIUM",
    why: "shows settings that are usually secret",
    programs: READERS,
    when: (call) => {
      if (COPIES.test(call.name)) return /^(?:scp|rsync)$/.test(call.name) && reads(call, isSecretSettings);
      return call.output !== "captured" && reads(call, isSecretSettings) && !hasFlag(call, "-q", "--quiet", "-c");
    },
    dangerous: "cat .env",
    harmless: "cp .env.example .env",
  },
  {
    id: "secret-store",
    risk: "HIGH",
    why: "takes secrets out of the place that keeps them",
    programs:
      "security gh aws gcloud az vault op pass gpg gpg2 bw lpass heroku keyring secret-tool git npm doppler chamber infisical sops gopass dashlane kwallet-query kadmin netlify vercel fly",
    when: ({ name, words, output }) => {
      const text = words.join(" ");
      return new RegExp(STORES[name] ?? "^$").test(text) && !(output === "captured" && TOKENS.test(text));
    },
    dangerous: "aws secretsmanager get-secret-value --secret-id db",
    harmless: "aws secretsmanager list-secrets",
  },
  {
    id: "delete-keys",
    risk: "HIGH",
    why: "deletes secret keys, which nothing brings back",
    programs: "gpg gpg2",
    word: /^--delete-secret/,
    dangerous: "gpg --delete-secret-keys me@example.com",
    harmless: "gpg --list-secret-keys",
  },
  {
    id: "secret-variables",
    risk: "MEDIUM",
    why: "shows secrets of the environment",
    programs: "echo printf printenv",
    when: (call) =>
      call.source.length < 300 &&
      (SECRET_NAME.test(call.source) || (call.name === "printenv" && SECRET_NAME.test(`$${call.operands.join(" $")}`))) &&
      call.output === "shown" &&
      !/[<>]|:_authToken|\$\{#|\$\{\w+:?\+|\$\{\w+:0:/.test(call.source),
    dangerous: "echo $AWS_SECRET_ACCESS_KEY",
    harmless: "echo $HOME",
  },
  {
    id: "process-memory",
    risk: "HIGH",
    why: "reads the memory of another process",
    programs: "gcore gdb procdump mimipenguin lldb",
    when: ({ name, words }) =>
      name !== "gdb" && name !== "lldb"
        ? words.length > 0
        : /(?:^| )-p ?\d|attach \d|generate-core|dump memory|call (?:\(\w+\))?system/.test(words.join(" ")),
    dangerous: "gcore 1234",
    harmless: "gdb ./program",
  },
  {
    id: "find-secrets",
    risk: "MEDIUM",
    why: "looks for credentials all over the machine",
    programs: "find locate grep rg fd egrep",
    when: ({ name, words, operands, flags }) => {
      const text = words.join(" ");
      const everywhere = operands.some((path) => /^(?:\/|~|\/home|\/etc|\/root|\/var)\/?$/.test(path)) || name === "locate";
      const wanted = SECRET_SHAPE.test(text) || /-perm.*(?:4000|u=s|6000|\/2000)/.test(text);
      return (
        everywhere &&
        wanted &&
        (name === "find" || name === "locate" || name === "fd" || flags.has("-r") || flags.has("-R") || name === "rg")
      );
    },
    dangerous: "find / -name id_rsa",
    harmless: "find . -name '*.key'",
  },
];

/** Tokens that programs are meant to be given. */
const TOKENS = /auth token|print-(?:access|identity)-token|get-access-token/;
const STORES: Readonly<Record<string, string>> = {
  security: "^(?:find-(?:generic|internet)-password.* -(?:w|g)|dump-keychain|export|find-identity.*-p)",
  aws: "secretsmanager get-secret-value|ssm get-parameters?\\b.*--with-decryption|configure get .*secret|kms decrypt|configure export-credentials|sts get-session-token",
  gcloud:
    "secrets versions access|auth (?:application-default )?print-(?:access|identity)-token|iam service-accounts keys create",
  gh: "^auth token",
  az: "keyvault secret (?:show|download)|account get-access-token|storage account keys list|acr credential show",
  vault: "^(?:kv get|read|token lookup|print token)",
  op: "^(?:read|item get)",
  pass: "^(?:show|-c) ?\\S|^(?:ls )?[\\w]+/[\\w]",
  gopass: "^show",
  gpg: "--export-secret",
  gpg2: "--export-secret",
  bw: "^(?:get|export|list items)",
  lpass: "^(?:show|export)",
  heroku: "^config(?:$| |:get)",
  keyring: "^get",
  "secret-tool": "^(?:lookup|search)",
  git: "^credential (?:fill|approve)|^credential-\\w+ get",
  npm: "^token (?:create|list)",
  doppler: "^secrets(?: get| download|$)",
  chamber: "^(?:export|read)",
  infisical: "^(?:secrets|export)",
  sops: "(?:^| )(?:-d|--decrypt|decrypt)(?: |$)",
  "kwallet-query": "-r",
  kadmin: "ktadd|xst",
  netlify: "^env:(?:list|get)",
  vercel: "^env pull",
  fly: "^secrets list -",
};
