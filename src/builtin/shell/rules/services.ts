// Rules on the command lines of services that keep something for others. `rules.ts` joins them.

import { hasFlag, type Invocation } from "../invocation.ts";
import type { Rule } from "../rule.ts";
import { SHELLS, WRAPPERS } from "../wrappers.ts";
import { DESTROYS, READS } from "./cloud.ts";

/** Words for deleting, for good or for now, that services use. */
const FORGETS =
  /(?:^|\s)(?:forget\w*|prune|compact|recreate|break-lock|unlock|uninstall|unregister|revoke|clear|del|disable|archive|kill|roll|clean|unset|reset)(?:\s|$)/;

/** Programs whose operands are texts, files, tests or names that are up to the user; and those with rules of their own for all of this. */
const WORDY: ReadonlySet<string> = new Set([
  ...Object.keys(WRAPPERS),
  ...SHELLS,
  ...(
    "echo printf grep egrep fgrep rg ag ack sed awk gawk find fd locate cat bat less more head tail cut sort uniq wc tr tee diff comm jq yq xmllint " +
    "ls dir tree stat file du df cd pushd mkdir rmdir touch rm mv cp ln chmod chown install test [ [[ type which man info apropos whatis tldr " +
    "export declare local readonly typeset unset set let read alias function hash trap return exit source . basename dirname realpath " +
    "vi vim nvim nano emacs code open xdg-open notify-send say logger wall write mail basenc base64 sleep kill pgrep pkill " +
    "git hg svn jj pytest jest vitest mocha ava tap cypress playwright rspec phpunit ctest go cargo dotnet mvn gradle bazel " +
    "node python python3 ruby perl php deno tsx lua pip pip3 gem bundle composer brew apt apt-get dnf yum pacman " +
    "psql mysql sqlite3 mongosh redis-cli valkey-cli curl wget http xh scp rsync tar zip dig nslookup host kubectl oc docker podman kind minikube k3d ansible terraform tofu expect tmux"
  ).split(" "),
]);
/** Programs that run what a project calls by a name of its own. */
const TASKS = new Set("npm pnpm yarn bun make gmake just task rake mage invoke nox tox ant grunt gulp nx turbo".split(" "));
const VERB =
  /^(?:delete|destroy|purge|terminate|nuke|wipe|erase|drop|undeploy|deprovision|decommission|deregister)(?:$|[-_:][\w:-]*$)/;
const TASK_VERB = /^(?:destroy|teardown|tear-down)$/;
const PROGRAM_VERB = /^(?:destroy|nuke|wipe|teardown|undeploy|decommission)(?:$|[-_.])/;
/** Verbs after which a word says what is looked for or made. */
const OTHER_VERBS = new Set(
  "search find grep list ls get show describe help view log logs create add new rename run test read query filter watch".split(
    " ",
  ),
);
/** Options that take no value, so that what follows may be a verb. */
const SWITCH = /^(?:-[yfvqn]|--(?:yes|force|verbose|quiet|debug|json|assume-yes|no-\S+)|--\S+=.*)$/;
const DRY = ["--dry-run", "--dryrun", "--help", "--check", "--what-if"];
/** Words of a command line that may stand before its verb. */
const BEFORE_VERB = 4;

/** Whether the words are `[service] [resource] <verb> <what>`. */
function deletesSomething(call: Invocation): boolean {
  const { name, words } = call;
  if (WORDY.has(name)) return false;
  const isTask = TASKS.has(name);
  const verb = isTask ? TASK_VERB : VERB;
  let before = 0;
  for (let at = 0; at < words.length && before < BEFORE_VERB; at += 1) {
    const word = words[at]!;
    if (word.startsWith("-")) continue;
    before += 1;
    // A verb may stand behind its resource in one word, such as `cache:purge`.
    if (!verb.test(word) && !(word.includes(":") && verb.test(word.slice(word.lastIndexOf(":") + 1)))) continue;
    const option = words[at - 1] ?? "";
    if (option.startsWith("-") && !SWITCH.test(option)) continue;
    return (
      !hasFlag(call, ...DRY) && (isTask || (words.length > at + 1 && !words.slice(0, at).some((other) => OTHER_VERBS.has(other))))
    );
  }
  return PROGRAM_VERB.test(name) && !hasFlag(call, ...DRY);
}

export const SERVICE_RULES: readonly Rule[] = [
  {
    id: "service-delete",
    risk: "HIGH",
    why: "deletes what a service or a backup keeps",
    programs:
      "velero restic borg borgmatic nats rabbitmqadmin rpk algolia circleci op vault doppler infisical consul azcopy databricks confluent ccloud atlas pscale neonctl turso kamal fastly mc lakefs dolt gitlab-runner " +
      "stripe square twilio auth0 okta sentry-cli newrelic pd splunk datadog-ci grafana-cli ldcli apigeecli deck rabbitmqctl kafkactl temporal tctl boundary contentful cloudflared mongocli crictl ctr duplicity kopia tarsnap wal-g pgbackrest barman",
    unless: "--dry-run --help -h --dryrun",
    when: (call) => {
      const given = call.operands.slice(0, 6).join(" ");
      return !READS.test(given) && (DESTROYS.test(given) || FORGETS.test(given));
    },
    dangerous: "restic forget latest --prune",
    harmless: "restic snapshots",
  },
  {
    id: "delete-by-verb",
    risk: "MEDIUM",
    why: "says that it deletes something, by a program that is not known",
    programs: "*",
    when: deletesSomething,
    dangerous: "sometool projects delete shop",
    harmless: "npm run delete-old-builds",
  },
  {
    id: "queue-delete",
    risk: "HIGH",
    why: "deletes messages, or what is known of who has read them",
    programs:
      "kafka-consumer-groups kafka-consumer-groups.sh kafka-configs kafka-configs.sh kafka-acls kafka-acls.sh kafka-delete-records kafka-delete-records.sh",
    unless: "--dry-run --help",
    when: (call) => call.name.includes("delete") || hasFlag(call, "--delete", "--remove", "--reset-offsets", "--delete-config"),
    dangerous: "kafka-consumer-groups --bootstrap-server b:9092 --delete --group g",
    harmless: "kafka-consumer-groups --bootstrap-server b:9092 --list",
  },
  {
    id: "server-stop",
    risk: "MEDIUM",
    why: "stops a server that others use",
    programs:
      "nginx openresty haproxy apachectl apache2ctl httpd caddy pg_ctl pg_ctlcluster mongod catalina.sh rabbitmqctl kafka-server-stop.sh zkServer.sh pm2",
    when: (call) => {
      const given = call.words.join(" ");
      if (call.name === "haproxy") return hasFlag(call, "-sf", "-st");
      if (call.name === "pm2") return /^(?:kill|(?:stop|delete|del) all)\b/.test(given);
      return (
        call.name === "kafka-server-stop.sh" ||
        /(?:^|\s)(?:-[sk] ?)?(?:stop|quit|graceful-stop|shutdown|--shutdown|stop_app)(?:\s|$)/.test(given)
      );
    },
    dangerous: "nginx -s stop",
    harmless: "nginx -s reload",
  },
  {
    id: "names-change",
    risk: "HIGH",
    why: "changes under which names machines are found",
    programs: "nsupdate knotc rndc pdnsutil",
    when: ({ name, words }) =>
      name === "nsupdate"
        ? !/^-[hV]$/.test(words[0] ?? "")
        : /\b(?:zone-(?:unset|purge|abort|begin)|delzone|halt|stop|delete-zone|delete-rrset)\b/.test(words.join(" ")),
    dangerous: "echo 'delete example.com' | nsupdate",
    harmless: "nsupdate -V",
  },
  {
    id: "names-copy",
    risk: "MEDIUM",
    why: "asks for all names of a network at once",
    programs: "dig host",
    when: ({ words }) => words.some((word) => /^-?(?:axfr|ixfr(?:=.*)?)$|^-l$/i.test(word)),
    dangerous: "dig axfr example.com @ns1.example.com",
    harmless: "dig example.com",
  },
];
