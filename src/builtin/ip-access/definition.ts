// What access by address is to its users: its settings and its page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting } from "../builtin.ts";
import { fieldPaths } from "../fields-of-data.ts";
import { isNetwork } from "./address-list.ts";

const networks = z.array(z.string().min(1).refine(isNetwork)).default([]);
const NETWORKS = 'a list of addresses and networks such as `"10.0.0.0/8"` or `"2001:db8::/32"`';

const schema = z.strictObject({
  enabled: enabledSetting(false),
  allow: networks.register(settingNotes, {
    meaning: "Addresses that may connect. With an empty list all may that `deny` does not name.",
    accepts: NETWORKS,
  }),
  deny: networks.register(settingNotes, {
    meaning: "Addresses that may not, even if `allow` names them.",
    accepts: NETWORKS,
  }),
  points: z.array(z.string().min(1)).default(["Connection"]).register(settingNotes, {
    meaning: "The hook points at which addresses are looked at.",
    accepts: "a list of names of hook points",
  }),
  fields: fieldPaths.default(["peer_ip", "peer_addr"]).register(settingNotes, {
    meaning: "The fields of the data with the address; the first that is there counts.",
    accepts: "a list of paths",
  }),
});

export type IpAccessSettings = CamelKeys<z.output<typeof schema>>;

export const IP_ACCESS = defineBuiltin({
  summary: "Lets clients in by their addresses.",
  details: `IPv4 and IPv6, single addresses and networks. An address with a port is taken without it, and an IPv4 address that is written as IPv6
(\`::ffff:10.0.0.1\`) is the IPv4 address. What is no address, and data without one, is not let in. Refusals are told as the event
\`security.violation\` and at the point \`SecurityViolation\`, with the type \`ip_denied\`.`,
  decides: true,
  schema,
  load: async () => (await import("./ip-access.ts")).openIpAccess,
});
