// JSON values for property tests, with the keys that trip code up.

import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../src/foundation/json.ts";

const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", "c", "") },
  { weight: 2, arbitrary: fc.constantFrom("__proto__", "constructor", "toString", "0") },
  { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
);

const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.string({ maxLength: 6 }),
);

/** An object built as `JSON.parse` builds it: every key its own, `__proto__` too. */
function fromEntries(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  return Object.fromEntries(entries);
}

const { value, object } = fc.letrec<{ value: JsonValue; list: readonly JsonValue[]; object: JsonObject }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, depthIdentifier: "json", withCrossShrink: true }, scalar, tie("object"), tie("list")),
  list: fc.array(tie("value"), { maxLength: 3, depthIdentifier: "json" }),
  object: fc.array(fc.tuple(key, tie("value")), { maxLength: 4, depthIdentifier: "json" }).map(fromEntries),
}));

/** Any JSON value. */
export const anyJson: fc.Arbitrary<JsonValue> = value;
/** Any JSON object. */
export const anyJsonObject: fc.Arbitrary<JsonObject> = object;

/** Freezes a value all the way down, so that whoever changes it throws. */
export function deepFreeze<Value>(frozen: Value): Value {
  if (typeof frozen === "object" && frozen !== null) {
    for (const inside of Object.values(frozen)) deepFreeze(inside);
    Object.freeze(frozen);
  }
  return frozen;
}
