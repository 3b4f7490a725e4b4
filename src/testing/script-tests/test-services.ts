// What the functions of `testing` in a script ask of the host. The sandbox of the tests serves them with the bench that is at
// work.

import { HookloomError } from "../../foundation/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/json.ts";
import type { HostServices } from "../../sandbox/host-services.ts";
import type { TestBench } from "./test-bench.ts";

/** The services, by the bench that is at work. */
export function createTestServices(bench: () => TestBench): HostServices {
  const serve = (answer: (given: JsonObject) => unknown) => ({
    changes: true,
    serve: async ({ arguments: given }: { arguments: JsonObject }): Promise<JsonValue> =>
      ((await answer(given)) ?? null) as JsonValue,
  });
  return new Map([
    ["testing.run", serve((given) => bench().run(pointOf(given), dataOf(given), optionsOf(given)))],
    [
      "testing.expect",
      serve((given) => {
        if (!isJsonObject(given.expected)) throw wrong("what is expected must be an object");
        return bench().expect(pointOf(given), dataOf(given), given.expected, optionsOf(given));
      }),
    ],
    [
      "testing.advance",
      serve(({ ms }) => {
        if (typeof ms !== "number" || !(ms >= 0)) throw wrong("a number of milliseconds is needed");
        bench().advance(ms);
      }),
    ],
    ["testing.events", serve(({ pattern }) => bench().events(String(pattern)))],
  ]);
}

function pointOf({ point }: JsonObject): string {
  if (typeof point === "string") return point;
  throw wrong("the point must be a text");
}

function dataOf({ data }: JsonObject): JsonObject | undefined {
  if (data === null || data === undefined) return undefined;
  if (isJsonObject(data)) return data;
  throw wrong("the data must be an object");
}

// An empty table of Lua is a list.
function optionsOf({ options }: JsonObject): JsonObject {
  return isJsonObject(options) ? options : {};
}

function wrong(what: string): HookloomError {
  return new HookloomError("REQUEST_INVALID", `A test asks wrongly: ${what}.`);
}
