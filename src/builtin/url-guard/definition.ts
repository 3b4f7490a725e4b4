// What the URL guard is to its users: its settings and its page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting } from "../builtin.ts";
import { fieldPaths } from "../fields-of-data.ts";
import { isNetwork } from "../ip-access/address-list.ts";

const texts = z.array(z.string().min(1));
const HOSTS = "a list of names of hosts or globs of them";

const schema = z.strictObject({
  enabled: enabledSetting(false),
  points: texts.default(["BeforeToolExecution"]).register(settingNotes, {
    meaning: "The hook points at which addresses are looked at.",
    accepts: "a list of names of hook points",
  }),
  fields: fieldPaths
    .default(["parameters.url", "parameters.uri", "parameters.urls", "parameters.endpoint", "parameters.webhook_url"])
    .register(settingNotes, {
      meaning: "The fields of the data with addresses: a text, or a list of texts.",
      accepts: "a list of paths such as `parameters.url`",
    }),
  schemes: texts.default(["http", "https"]).register(settingNotes, {
    meaning: "The schemes that may be opened.",
    accepts: "a list of schemes without the colon",
  }),
  allow_hosts: texts
    .default([])
    .register(settingNotes, { meaning: "Hosts that may be opened whatever they are.", accepts: HOSTS }),
  deny_hosts: texts.default([]).register(settingNotes, { meaning: "Hosts that may not be opened.", accepts: HOSTS }),
  allow_networks: z.array(z.string().min(1).refine(isNetwork)).default([]).register(settingNotes, {
    meaning: "Networks that may be opened although they are not public.",
    accepts: 'a list of addresses and networks such as `"10.0.0.0/8"`',
  }),
});

export type UrlGuardSettings = CamelKeys<z.output<typeof schema>>;

export const URL_GUARD = defineBuiltin({
  summary: "Keeps tools from opening addresses inside your network (server-side request forgery).",
  details: `An address is cancelled when its scheme is not allowed, when it has a user or password in it, when programs do not agree on its host, and when
its host is a private, local, link-local or reserved address, a name inside a network, or the service that gives out the credentials of cloud
machines. Addresses are judged in every spelling: decimal, octal, hexadecimal, IPv4 inside IPv6. A name is judged by itself and not looked up:
whoever connects must also refuse what it resolves to, and where it is redirected. Refusals are told as the event \`security.violation\`
and at the point \`SecurityViolation\`, with the type \`ssrf\`.`,
  decides: true,
  schema,
  load: async () => (await import("./url-guard.ts")).openUrlGuard,
});
