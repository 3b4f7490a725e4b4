// The types of points' data are checked by the compiler: what is expected to be an error is one, or the check of types fails.

import { describe, expect, it } from "vitest";
import { HOOK_POINTS } from "../../../src/model/points/catalogue.ts";
import { findDataProblem } from "../../../src/model/points/check-data.ts";
import type { PointData } from "../../../src/model/points/point-data.ts";

/** Makes the compiler compare a value with the data of a point. */
function data<const Name extends string>(_name: Name, value: PointData<Name>): PointData<Name> {
  return value;
}

describe("the type of a point's data", () => {
  it("has the point's fields, and lets hosts send more", () => {
    const call = data("BeforeToolExecution", { tool_name: "Bash", parameters: { command: "ls" }, more: [1] });
    const name: string = call.tool_name;
    expect(name).toBe("Bash");
    // @ts-expect-error the name of a tool is a text
    data("BeforeToolExecution", { tool_name: 7 });
    // @ts-expect-error it cannot be left out
    data("BeforeToolExecution", { parameters: {} });
    // @ts-expect-error parameters are an object
    data("BeforeToolExecution", { tool_name: "Bash", parameters: "ls" });
    data("BeforeToolExecution", { tool_name: "Bash", parameters: null, tool_id: undefined });
  });

  it("has the field names of the system whose name of the point it is", () => {
    expect(data("PreToolUse", { tool_name: "Bash", tool_input: { command: "ls" } }).tool_input).toEqual({ command: "ls" });
    // @ts-expect-error the name of a tool is a text in every system
    data("PreToolUse", { tool_name: 7, tool_input: { command: "ls" } });
  });

  it("is any object for points of one's own, and for names that are not known before the program runs", () => {
    data("acme:deploy", { anything: [1] });
    data("BeforeToolExecution" as string, {});
  });

  it("agrees with the check at run time about every example", () => {
    for (const point of HOOK_POINTS) expect(findDataProblem(point, point.example)).toBeUndefined();
  });
});
