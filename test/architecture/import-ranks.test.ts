// Imports point one way only, the engines stay out of the host, and what runs elsewhere takes nothing along that it must not.

import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findForbiddenPackages, findGuestImports, findRankFaults, listImports, type Sources } from "./import-ranks.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const GUEST = /\/guest\//;
const STUBS = /^bridges\/[^/]+\/stubs\//;
/** Engines of the sandbox, which the host's process never loads. */
const ENGINES = ["isolated-vm", "wasmoon", "pyodide"];
/** Packages of the host, which a runner process never loads. */
const HOST_PACKAGES = ["zod", "pino", "prom-client", "chokidar", "commander", "hono", "@hono/node-server"];

function readSources(ending: string): Sources {
  const paths = ["src", "bridges"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map(
      (path) => `${folder}/${path.split(sep).join("/")}`,
    ),
  );
  const files = paths.filter((path) => path.endsWith(ending) && !STUBS.test(path)).sort();
  return new Map(files.map((path) => [path, readFileSync(join(ROOT, path), "utf8")]));
}

const typescript = readSources(".ts");
const guests = new Map([...typescript, ...readSources(".js")].filter(([path]) => GUEST.test(path)));

function pick(pattern: RegExp): string[] {
  const files = [...typescript.keys()].filter((path) => pattern.test(path));
  expect(files).not.toEqual([]);
  return files;
}

describe("the code", () => {
  it("imports only from lower ranks and its own unit", () => {
    expect(typescript.size).toBeGreaterThan(50);
    expect(findRankFaults(typescript)).toEqual([]);
  });

  it("imports nothing at all where it runs inside an isolate", () => {
    expect(guests.size).toBeGreaterThan(3);
    expect(findGuestImports(guests)).toEqual([]);
  });

  it("loads no package of the host in a runner process", () => {
    const entries = pick(/^src\/sandbox\/runner\/|^bridges\/[^/]+\/bridge\.ts$/);
    expect(findForbiddenPackages(typescript, entries, HOST_PACKAGES)).toEqual([]);
  });

  it("loads no engine in the host's process", () => {
    expect(findForbiddenPackages(typescript, pick(/^src\/index\.ts$|^src\/runtime\//), ENGINES)).toEqual([]);
  });
});

// ---- That the checks above can fail ----------------------------------------------------------------------------------------

function made(files: Record<string, string>): Sources {
  return new Map(Object.entries(files));
}

describe("listImports", () => {
  it("finds every form of import, and knows the ones that are erased", () => {
    const source = `
      import a from "a";
      import * as b from "b";
      import "c";
      import type { D } from "d";
      import { type E } from "e";
      export { f } from "f";
      export * from "g";
      export type { H } from "h";
      export type * from "i";
      const j = await import("j");
      function k(): import("k").K { return import("l") as never; }
    `;
    expect(listImports("x.ts", source).map(({ specifier, typeOnly }) => `${specifier}${typeOnly ? " type" : ""}`)).toEqual([
      "a",
      "b",
      "c",
      "d type",
      "e",
      "f",
      "g",
      "h type",
      "i type",
      "j",
      "k type",
      "l",
    ]);
  });

  it("is not taken in by texts and comments", () => {
    const source =
      'const text = `import "a"`; // import "b"\n/* import "c" */ const more = "import \'d\'"; export const e = 1; const source = { source: "f" };';
    expect(listImports("x.ts", source)).toEqual([]);
  });

  it("reads the classic scripts of the guests too", () => {
    expect(listImports("x.js", '(function (base) { "use strict"; delete globalThis.x; return import("y"); });')).toHaveLength(1);
  });
});

describe("findRankFaults", () => {
  const FILES = {
    "src/foundation/json.ts": "",
    "src/model/points/point.ts": 'import "../results.ts"; import { x } from "../../foundation/json.ts"; import zod from "zod";',
    "src/model/results.ts": "",
    "src/hooks/hook.ts": 'import type { R } from "../model/results.ts";',
    "src/events/bus.ts": "",
    "src/sandbox/bridge.ts": 'import type ivm from "isolated-vm";',
    "src/sandbox/runner/main.ts": 'import "../bridge.ts";',
    "src/runtime/runtime.ts": 'import "../hooks/hook.ts"; import "../events/bus.ts";',
    "bridges/lua/language.ts": 'import "../../src/sandbox/bridge.ts";',
    "bridges/python/language.ts": "",
    "bridges/index.ts": 'import "./lua/language.ts"; import "./python/language.ts";',
    "src/index.ts": 'import "../bridges/index.ts"; export * from "./runtime/runtime.ts";',
  };

  it("finds nothing in imports that point downwards or stay in their unit", () => {
    expect(findRankFaults(made(FILES))).toEqual([]);
  });

  it.each([
    ["upwards", "src/foundation/json.ts", 'import "../model/results.ts";'],
    ["upwards for a type", "src/model/results.ts", 'import type { H } from "../hooks/hook.ts";'],
    ["upwards as a type expression", "src/model/results.ts", 'type H = import("../hooks/hook.ts").H;'],
    ["upwards by re-exporting", "src/sandbox/bridge.ts", 'export * from "../runtime/runtime.ts";'],
    ["upwards dynamically", "src/hooks/hook.ts", 'await import("../sandbox/bridge.ts");'],
    ["sideways", "src/hooks/hook.ts", 'import "../events/bus.ts";'],
    ["back sideways", "src/events/bus.ts", 'import "../hooks/hook.ts";'],
    ["from one language to another", "bridges/lua/language.ts", 'import "../python/language.ts";'],
    ["from a language to the list", "bridges/lua/language.ts", 'import "../index.ts";'],
    ["from src to the list of languages", "src/sandbox/bridge.ts", 'import "../../bridges/index.ts";'],
    ["to nowhere", "src/index.ts", 'import "./missing.ts";'],
  ])("finds an import %s", (_, file, source) => {
    const faults = findRankFaults(made({ ...FILES, [file]: source }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`${file} `);
  });

  it("finds a file in a folder that has no rank", () => {
    expect(findRankFaults(made({ "src/misc/file.ts": "" }))).toEqual(["src/misc/file.ts is in no unit that has a rank"]);
    expect(findRankFaults(made({ "src/toString/file.ts": "", "src/other.ts": "" }))).toHaveLength(2);
  });
});

describe("findGuestImports", () => {
  it("finds any import, even of a type", () => {
    const guest = {
      "bridges/lua/guest/a.js": 'import "x";',
      "bridges/lua/guest/b.js": 'import("./y.js");',
      "src/sandbox/guest/c.ts": 'import type z from "z";',
    };
    expect(findGuestImports(made(guest))).toEqual([
      "bridges/lua/guest/a.js imports x",
      "bridges/lua/guest/b.js imports ./y.js",
      "src/sandbox/guest/c.ts imports z",
    ]);
    expect(findGuestImports(made({ "src/sandbox/guest/base.js": "(function () {})" }))).toEqual([]);
  });
});

describe("findForbiddenPackages", () => {
  const FILES = made({
    "src/a.ts": 'import type ivm from "isolated-vm"; import "./b.ts"; import type { D } from "./d.ts";',
    "src/b.ts": 'export * from "./c.ts"; import "pino";',
    "src/c.ts": 'import { x } from "@scope/name/inside"; import "./a.ts"; const later = () => import("zod/mini");',
    "src/d.ts": 'import "isolated-vm";',
  });

  it("follows what is loaded, to the package and by which way", () => {
    expect(findForbiddenPackages(FILES, ["src/a.ts"], ["zod", "@scope/name", "isolated-vm", "hono"])).toEqual([
      "src/a.ts -> src/b.ts -> src/c.ts -> @scope/name",
      "src/a.ts -> src/b.ts -> src/c.ts -> zod",
    ]);
    expect(findForbiddenPackages(FILES, ["src/d.ts"], ["isolated-vm"])).toEqual(["src/d.ts -> isolated-vm"]);
  });

  it("finds nothing when types are all that is taken", () => {
    expect(findForbiddenPackages(FILES, ["src/a.ts"], ["isolated-vm"])).toEqual([]);
  });
});
