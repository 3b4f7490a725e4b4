import { expect, it } from "vitest";
import { isTraceparent } from "../../src/foundation/traceparent.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

it.each([
  ["is one", `00-${TRACE}-${SPAN}-01`, true],
  ["of a later version may have more", `01-${TRACE}-${SPAN}-01-more`, true],
  ["of version 00 has four parts", `00-${TRACE}-${SPAN}-01-more`, false],
  ["of version ff is none", `ff-${TRACE}-${SPAN}-01`, false],
  ["with a trace of zeros is none", `00-${"0".repeat(32)}-${SPAN}-01`, false],
  ["with a span of zeros is none", `00-${TRACE}-${"0".repeat(16)}-01`, false],
  ["in upper case is none", `00-${TRACE.toUpperCase()}-${SPAN}-01`, false],
  ["that is no text is none", 1, false],
])("a traceparent %s", (_, value, expected) => {
  expect(isTraceparent(value)).toBe(expected);
});
