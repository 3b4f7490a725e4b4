// SQLite as Node has it, loaded when it is wanted: most programs keep nothing, and some builds of Node have none.

/** @throws Error when this Node has no SQLite */
export function loadSqlite(): typeof import("node:sqlite") {
  const sqlite = process.getBuiltinModule("node:sqlite") as typeof import("node:sqlite") | undefined;
  if (sqlite === undefined) throw new Error(`Node ${process.version} has no SQLite; it takes Node 24`);
  return sqlite;
}
