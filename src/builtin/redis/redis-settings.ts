// The settings of built-ins that can keep what they know in Redis.

import { z } from "zod";
import { settingNotes } from "../../model/setting-notes.ts";

/** `redis_url`: where to keep it instead of in memory. */
export function redisUrlSetting(): z.ZodExactOptional<z.ZodString> {
  return z
    .string()
    .regex(/^rediss?:\/\/[^\s/]+/)
    .exactOptional()
    .register(settingNotes, {
      meaning:
        "The Redis server that several processes share. While it is away, each goes on in its own memory, and says so once.",
      accepts: "a text like `redis://user:password@host:6379/0`, or `rediss://` for TLS",
      defaultText: "none: in the memory of the process",
    });
}
