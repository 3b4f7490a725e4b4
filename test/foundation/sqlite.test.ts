import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openSharedDatabase } from "../../src/foundation/sqlite.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";

const OPEN = `
const { openSharedDatabase } = await import(${JSON.stringify(new URL("../../src/foundation/sqlite.ts", import.meta.url).href)});
const [path, at] = process.argv.slice(1);
while (Date.now() < Number(at));
const database = openSharedDatabase(path);
database.exec("BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS opened (id INTEGER PRIMARY KEY); INSERT INTO opened DEFAULT VALUES; COMMIT;");
database.close();`;

function openInProcess(path: string, atMs: number): Promise<string> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", OPEN, path, String(atMs)]);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  return new Promise((resolve) => child.on("close", (code) => resolve(code === 0 ? "opened" : said)));
}

it("a database is opened by every process that makes it new at the same time", async () => {
  using folder = createTemporaryFolder();
  for (let round = 0; round < 4; round += 1) {
    const path = join(folder.path, `${round}.db`);
    const atMs = Date.now() + 500;
    const opened = await Promise.all(Array.from({ length: 4 }, () => openInProcess(path, atMs)));
    expect(opened).toEqual(["opened", "opened", "opened", "opened"]);
    const database = openSharedDatabase(path);
    expect(database.prepare("SELECT count(*) AS count FROM opened").get()).toEqual({ count: 4 });
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    database.close();
  }
});

it("a file that is no database is said to be none, and is not waited for", () => {
  using folder = createTemporaryFolder({ "not.db": "this is a text that is longer than the header of a database".repeat(40) });
  expect(() => openSharedDatabase(join(folder.path, "not.db"))).toThrow("not a database");
});
