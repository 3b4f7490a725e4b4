// The points of a gateway that clients connect to: connections and authentication. `catalogue.ts` joins them.

import { DECISION_RESULTS, OBSERVER_RESULTS } from "./allowed-results.ts";
import { optional, required } from "./fields.ts";
import type { HookPoint } from "./point.ts";

const PEER = {
  peer_addr: required("string", "Address of the client, with its port."),
  peer_ip: optional("string", "Address of the client, without its port."),
} as const;

const METHOD = optional("string", "How the client authenticated, such as `totp`.");

/** Connections and authentication. */
export const GATEWAY_POINTS = [
  {
    name: "Connection",
    group: "gateway",
    summary: "Fires when a client has connected, before anything it sends is read.",
    mode: "gate",
    fields: PEER,
    allowed: DECISION_RESULTS,
    aliases: [],
    example: { peer_addr: "192.168.1.100:54321", peer_ip: "192.168.1.100" },
  },
  {
    name: "Disconnection",
    group: "gateway",
    summary: "Fires when a client's connection has closed.",
    mode: "observe",
    fields: { ...PEER, duration: optional("number", "How long the connection was open, in seconds.") },
    allowed: OBSERVER_RESULTS,
    aliases: [],
    example: { peer_addr: "192.168.1.100:54321", duration: 812.5 },
  },
  {
    name: "AuthSuccess",
    group: "gateway",
    summary: "Fires when a client's credentials were accepted, before it is let in.",
    mode: "gate",
    fields: { ...PEER, method: METHOD, user_id: optional("string", "The user who authenticated.") },
    allowed: DECISION_RESULTS,
    aliases: [],
    example: { peer_addr: "192.168.1.100:54321", method: "totp" },
  },
  {
    name: "AuthFailure",
    group: "gateway",
    summary: "Fires when a client's credentials were refused.",
    mode: "observe",
    fields: {
      ...PEER,
      method: METHOD,
      attempts: optional("integer", "Failed attempts of this client so far."),
      locked_out: optional("boolean", "Whether the client may not try again for now."),
    },
    allowed: OBSERVER_RESULTS,
    aliases: [],
    example: { peer_addr: "192.168.1.100:54321", method: "totp", attempts: 3, locked_out: false },
  },
] as const satisfies readonly HookPoint[];
