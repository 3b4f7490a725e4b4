// Hooks around the methods of objects that the host did not write.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRuntime, results, type Runtime } from "../../src/index.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";

class Files {
  readonly root = "/srv";
  read({ path }: { path: string }): string {
    return `${this.root}/${path}`;
  }
  async join(first: string, second: string): Promise<string> {
    return `${this.root}: ${first}-${second}`;
  }
}

let runtime: Runtime;
beforeEach(async () => {
  runtime = await createRuntime({ logger: createRecordingLogger() });
});
afterEach(() => runtime.close());

describe("an instrumented object", () => {
  it("has hooks asked before its methods, which get the data as they left it, and after", async () => {
    const files = new Files();
    runtime.instrument(files, { read: "BeforeToolExecution", join: "acme:join" });
    runtime.register("BeforeToolExecution", ({ data }) => {
      return data.tool_name === "read" ? results.modified({ parameters: { path: "b" } }) : undefined;
    });
    runtime.register("AfterToolExecution", ({ data }) => results.modified({ result: `${String(data.result)}!` }));
    runtime.register("acme:join", ({ data }) => results.modified({ arguments: (data.arguments as string[]).toReversed() }));
    expect(await files.read({ path: "a" })).toBe("/srv/b!");
    expect(await files.join("1", "2")).toBe("/srv: 2-1");
  });

  it("is not called when a hook cancels", async () => {
    const files = new Files();
    runtime.instrument(files, { read: "BeforeToolExecution" });
    runtime.register("BeforeToolExecution", () => results.cancel("no reading"));
    await expect(files.read({ path: "a" })).rejects.toMatchObject({ reason: "no reading" });
  });

  it("takes data and calls as the host describes them", async () => {
    const files = new Files();
    runtime.instrument(files, {
      join: {
        point: "acme:join",
        data: ([first], method) => ({ what: `${method} ${String(first)}` }),
        call: (data, [, second]) => [data.what, second],
      },
    });
    expect(await files.join("1", "2")).toBe("/srv: join 1-2");
  });

  it("is as it was when the disposer is called", async () => {
    const files = new Files();
    const own = Object.assign(new Files(), { read: () => "own" });
    const disposers = [files, own].map((each) => runtime.instrument(each, { read: "BeforeToolExecution" }));
    runtime.register("BeforeToolExecution", () => results.cancel("no"));
    for (const dispose of disposers) dispose();
    expect(Object.keys(files)).toEqual(["root"]);
    expect([files.read({ path: "a" }), own.read({ path: "a" } as never)]).toEqual(["/srv/a", "own"]);
  });

  it("lets calls through when somebody else has wrapped it meanwhile", () => {
    const files = new Files();
    const dispose = runtime.instrument(files, { read: "BeforeToolExecution" });
    runtime.register("BeforeToolExecution", () => results.cancel("no"));
    const ours = files.read;
    files.read = (given) => ours.call(files, given);
    dispose();
    expect(files.read({ path: "a" })).toBe("/srv/a");
  });

  it("must have the methods", () => {
    expect(() => runtime.instrument({ read: 7 }, { read: "acme:x" } as never)).toThrow(
      expect.objectContaining({ code: "OPERATION_INVALID", message: 'There is no method "read" to instrument.' }),
    );
  });
});
