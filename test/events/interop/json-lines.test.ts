import fc from "fast-check";
import { expect, it } from "vitest";
import { formatLine, parseLine } from "../../../src/events/interop/json-lines.ts";
import { anyEvent } from "./arbitrary-event.ts";

const PLACE = { file: "events.jsonl", line: 3 };

it("an event comes back from its line, in either format", () => {
  fc.assert(
    fc.property(anyEvent, fc.constantFrom("hookloom" as const, "cloudevents" as const), (event, format) => {
      const line = formatLine(event, format);
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(parseLine(line, PLACE)).toEqual(JSON.parse(JSON.stringify(event)));
    }),
  );
});

const GOOD = {
  id: "1",
  event_type: "a.b",
  timestamp: "2026-01-01T00:00:00Z",
  version: "1.0",
  source: { component: "x" },
  data: {},
};

it.each([
  ["that is no JSON", "{", "no JSON"],
  ["that is no object", "[]", "no object"],
  ["with a field that no event has", JSON.stringify({ ...GOOD, extra: 1 }), '"extra"'],
  ["with a field that no source has", JSON.stringify({ ...GOOD, source: { component: "x", extra: 1 } }), '"source.extra"'],
  ["without an id", JSON.stringify({ ...GOOD, id: "" }), '"id"'],
  ["with a time that is none", JSON.stringify({ ...GOOD, timestamp: "soon" }), '"timestamp"'],
  ["with a type that is none", JSON.stringify({ ...GOOD, event_type: "A" }), '"event_type"'],
  [
    "with a key that changes prototypes",
    `{"data":{"__proto__":{}},${JSON.stringify(GOOD).slice(1)}`.replace(',"data":{}}', "}"),
    "__proto__",
  ],
])("a line %s is refused with its place", (_, line, named) => {
  expect(() => parseLine(line, PLACE)).toThrowError(
    expect.objectContaining({ code: "EVENT_DATA_INVALID", place: PLACE, message: expect.stringContaining(named) as string }),
  );
});
