import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LANGUAGES } from "../../bridges/index.ts";
import { runHookloom, temporaryProject } from "./hookloom.ts";

const project = temporaryProject({});
afterAll(() => project[Symbol.dispose]());

const hookloom = (...args: string[]) => runHookloom(project.path, args);

describe("hookloom new", () => {
  it("writes a script that works as it is, and says how to try it", async () => {
    const { code, stdout } = await hookloom("new", "js", "guard");
    expect(stdout).toMatch(/^Wrote hooks\/guard\.js\. Try it:\n {2}npx hookloom run BeforeToolExecution --data '.+'\n$/);
    expect(code).toBe(0);
    const tried = await hookloom("run", "BeforeToolExecution", "--data", /'(.+)'/.exec(stdout)![1]!);
    expect(tried.stdout).toMatch(/^cancel by guard\.js#1: guard: /);
  });

  it("leaves a file alone that is there already", async () => {
    const before = readFileSync(join(project.path, "hooks/guard.js"), "utf8");
    const { code, stderr } = await hookloom("new", "javascript", "guard.js");
    expect(stderr).toBe(
      "error: hooks/guard.js exists already. [FILE_EXISTS]\n  Choose another name, or delete the file first.\n",
    );
    expect(code).toBe(1);
    expect(readFileSync(join(project.path, "hooks/guard.js"), "utf8")).toBe(before);
  });

  it("says which languages there are", async () => {
    const { code, stderr } = await hookloom("new", "rb", "guard");
    const endings = LANGUAGES.map(({ extensions }) => extensions[0]!.slice(1)).join(", ");
    expect(stderr).toBe(`error: There is no language "rb". [REQUEST_INVALID]\n  Languages: ${endings}.\n`);
    expect(code).toBe(1);
  });

  it("refuses a name that leads out of the folder", async () => {
    const { code, stderr } = await hookloom("new", "js", "../guard");
    expect(stderr).toMatch(/^error: "\.\.\/guard" is no name for a script\. \[REQUEST_INVALID\]/);
    expect(code).toBe(1);
  });
});
