// What a section `[grants.<name>]` holds. `config-schema.ts` makes it a part of the table of settings.

import { z } from "zod";
import { settingNotes } from "../../model/setting-notes.ts";
import { parseHostPattern } from "../http/host-pattern.ts";

const globs = z.array(z.string().min(1));

export const grantSchema = z.strictObject({
  publish: globs.default([]).register(settingNotes, {
    meaning: "Types of events that the scripts may publish.",
    accepts: "a list of event types or patterns of them",
  }),
  subscribe: globs.default([]).register(settingNotes, {
    meaning: "Types of events that the scripts are told of when they subscribe.",
    accepts: "a list of event types or patterns of them",
  }),
  http: z
    .array(
      z
        .string()
        .min(1)
        .refine((host) => parseHostPattern(host) !== undefined),
    )
    .default([])
    .register(settingNotes, {
      meaning: "Servers that the scripts may reach; without a port, at the usual one.",
      accepts: 'a list of hosts, such as `"api.example.com"`, `"*.example.com:8443"`, `"[2001:db8::1]"` or `"*"`',
    }),
  http_private: z.boolean().default(false).register(settingNotes, {
    meaning: "Whether these servers may be at private addresses: this machine, or one of its networks.",
  }),
  state: globs.default([]).register(settingNotes, {
    meaning: "Shared states that the scripts may read and change, each other's values included.",
    accepts: "a list of names or globs of them",
  }),
  modules: globs.default([]).register(settingNotes, {
    meaning: "Shared modules that the scripts may import: files below the folder `modules` of the scripts folder.",
    accepts: "a list of their paths there, without endings, or globs of them",
  }),
});
