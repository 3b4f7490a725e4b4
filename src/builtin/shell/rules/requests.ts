// Rules on requests that delete or stop something on a server. `rules.ts` joins them.

import type { Invocation } from "../invocation.ts";
import type { Rule } from "../rule.ts";

const CLIENTS = "curl http https xh xhs httpie wget invoke-restmethod invoke-webrequest irm iwr";
const LOCAL = /^(?:https?:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0)?(?::(\d+))?(?:\/|$)/;
/** Ports where databases, search engines, queues, proxies and clusters are administered; what a developer's own program listens on is none of them. */
const ADMINISTRATION = new Set(
  "2019 2375 2379 3100 4646 5984 5985 6333 6443 7474 7700 8001 8086 8108 8123 8200 8444 8500 8529 8983 9090 9091 9093 9200 9201 9600 10250 15672 19530".split(
    " ",
  ),
);
const DELETE = /(?:^|\s)(?:-[a-z]*X\s?|--request[ =]|--method[= ]|-method\s|--http-method[= ])["']?DELETE\b/i;
const CHANGES = /(?:^|\s)(?:-[a-z]*X\s?|--request[ =]|--method[= ]|-method\s)["']?(?:POST|PUT|PATCH)\b/i;
const BODY = /^(?:-d|--data\S*|--json|-F|--form|--post-data\S*|--body\S*)$/;
/** Addresses that delete or stop what they name when something is sent to them. */
const DESTROYING_ADDRESS =
  /\/(?:[\w-]*_|do)?(?:[dD]elete|destroy|purge|terminate|wipe|drop|truncate|flush|shutdown)(?:[-_A-Z][\w-]*)?\/?(?:[?\s]|$)|\/_(?:close|delete_by_query|forcemerge|cluster\/settings|all)\b|\/delete_series\b/;
/** What a body asks a service to delete, as GraphQL has it. */
const DESTROYING_BODY = /\bmutation\b[^]{0,400}\b(?:delete|destroy|remove|purge)\w*\s*\(/i;

/** Whether a request goes to what a developer runs here to try things out. */
function isOwn({ operands, words }: Invocation): boolean {
  const addresses = operands.filter((operand) => /^(?:https?:\/\/|:\d|:\/|localhost|127\.|\[?::1)/.test(operand));
  const local = addresses.map((address) => LOCAL.exec(address));
  return (
    local.length > 0 &&
    local.every((found) => found !== null && !ADMINISTRATION.has(found[1] ?? "")) &&
    !words.some((word) => /\/_all|_query/.test(word))
  );
}

function deletes(call: Invocation): boolean {
  return (
    DELETE.test(call.words.join(" ")) || (/^(?:https?|xhs?|httpie)$/.test(call.name) && /^delete$/i.test(call.operands[0] ?? ""))
  );
}

function changes(call: Invocation): boolean {
  return (
    CHANGES.test(call.words.join(" ")) ||
    call.words.some((word) => BODY.test(word)) ||
    /^(?:post|put|patch)$/i.test(call.operands[0] ?? "")
  );
}

export const REQUEST_RULES: readonly Rule[] = [
  {
    id: "remote-delete",
    risk: "MEDIUM",
    why: "deletes something on a server",
    programs: CLIENTS,
    when: (call) => deletes(call) && !isOwn(call),
    dangerous: "curl -X DELETE https://api.example.com/users/1",
    harmless: "curl -X DELETE http://localhost:3000/items/1",
  },
  {
    id: "remote-change",
    risk: "MEDIUM",
    why: "asks a server to delete or stop something",
    programs: CLIENTS,
    when: (call) =>
      changes(call) &&
      ((call.operands.some((operand) => DESTROYING_ADDRESS.test(operand)) && !isOwn(call)) ||
        call.words.some((word) => DESTROYING_BODY.test(word.slice(0, 20_000)))),
    dangerous: "curl -X POST http://search:9200/orders/_delete_by_query -d @query.json",
    harmless: "curl -X POST http://search:9200/orders/_search -d @query.json",
  },
  {
    id: "cloud-request-delete",
    risk: "HIGH",
    why: "deletes resources in a cloud",
    programs: "az oci gcloud kubectl oc glab aws",
    when: ({ words, operands }) =>
      (/^(?:rest|raw-request|api)$/.test(operands[0] ?? "") && DELETE.test(words.join(" "))) ||
      words.some((word) => /"Action"\s*:\s*"DELETE"|^--raw=?.*delete/i.test(word)),
    dangerous: `aws route53 change-resource-record-sets --hosted-zone-id Z1 --change-batch '{"Changes":[{"Action":"DELETE"}]}'`,
    harmless: `aws route53 change-resource-record-sets --hosted-zone-id Z1 --change-batch '{"Changes":[{"Action":"CREATE"}]}'`,
  },
];
