// What may be asked of a script over HTTP. `app.ts` parses with it.

import { z } from "zod";

const VERSION = "must be the SHA-256 of a text, as lists show it";

/** The body of `POST /v1/scripts/:id/approve`. */
export const approveRequest = z.strictObject(
  {
    version: z
      .string(VERSION)
      .regex(/^[0-9a-f]{64}$/, VERSION)
      .meta({ description: "The SHA-256 of the text that somebody has looked at; no other is approved." }),
  },
  "must be an object",
);
approveRequest.register(z.globalRegistry, { id: "ApproveRequest" });

const LIMIT = "must be an integer from 1 to 1000";

/** The query of `GET /v1/scripts/:id/state`. */
export const stateQuery = z.strictObject({
  prefix: z.string().optional().meta({ description: "What keys begin with." }),
  limit: z
    .string()
    .regex(/^([1-9]\d{0,2}|1000)$/, LIMIT)
    .optional()
    .meta({ description: "How many at most, from 1 to 1000; 100 without it." }),
});
