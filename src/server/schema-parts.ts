// What the schemas of answers are made of, whatever they are about.

import { z } from "zod";
import { isJsonObject, type JsonObject } from "../foundation/json.ts";

/** Data of others, which is passed on as it is. */
export const object = z.custom<JsonObject>(isJsonObject).meta({ type: "object" });
export const time = z.string().meta({ format: "date-time" });
export const count = z.int().min(0);
