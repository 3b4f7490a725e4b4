// The directions imports may point, as a function of files: who may import whom, and what may never be loaded where. Design:
// a file imports only from a lower rank or from its own unit; some code must stay clear of some packages altogether.

import { posix } from "node:path";
import { parseAst } from "vitest/node";

/** Files by their path below the root of the repository, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

export interface Import {
  readonly specifier: string;
  /** Erased before the code runs: `import type`, `export type`, `import("x").Type`. */
  readonly typeOnly: boolean;
}

/** A folder (or file) whose files may import each other, and the rank of everything in it. */
interface Unit {
  readonly name: string;
  readonly rank: number;
}

const RANKS: Readonly<Record<string, number>> = {
  "src/foundation": 0,
  "src/model": 1,
  "src/hooks": 2,
  "src/events": 2,
  "src/sandbox": 3,
  "src/observability": 3,
  "src/builtin": 3,
  "src/integrations": 4,
  "src/runtime": 5,
  "src/server": 6,
  "src/agents": 6,
  "src/index.ts": 7,
  "src/cli": 7,
  "src/testing": 6.5,
  "src/client": 6.5,
};
/** Every folder below `bridges` is a unit of its own. */
const BRIDGE_RANK = 4;
/** The list of the languages, which imports all of them. */
const BRIDGE_LIST: Unit = { name: "bridges/index.ts", rank: 4.5 };

function unitOf(file: string): Unit | undefined {
  if (file === BRIDGE_LIST.name) return BRIDGE_LIST;
  const [top, second = ""] = file.split("/");
  const name = `${top}/${second}`;
  if (top === "bridges" && !second.includes(".")) return { name, rank: BRIDGE_RANK };
  const rank = RANKS[name];
  return rank === undefined ? undefined : { name, rank };
}

/** Everything that a TypeScript or JavaScript file imports, in any form, in the order of the text. */
export function listImports(file: string, source: string): Import[] {
  const imports: Import[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const inside of node) visit(inside);
    } else if (typeof node === "object" && node !== null) {
      const { type, source: from, importKind, exportKind } = node as Record<string, unknown>;
      const literal = (from as { type?: unknown; value?: unknown } | undefined | null)?.value;
      if (typeof literal === "string" && typeof type === "string" && /^(Import|Export|TSImportType)/.test(type)) {
        const typeOnly = type === "TSImportType" || importKind === "type" || exportKind === "type";
        imports.push({ specifier: literal, typeOnly });
      }
      for (const inside of Object.values(node)) visit(inside);
    }
  };
  visit(parseAst(source, { lang: file.endsWith(".ts") ? "ts" : "js" }, file).body);
  return imports;
}

/** The file a relative specifier means, or the name of the package. */
function resolve(file: string, specifier: string): { file: string } | { package: string } {
  if (specifier.startsWith(".")) return { file: posix.join(posix.dirname(file), specifier) };
  const [scope = "", name = ""] = specifier.split("/");
  return { package: scope.startsWith("@") ? `${scope}/${name}` : scope };
}

/** Imports that point upwards, sideways, or nowhere. */
export function findRankFaults(sources: Sources): string[] {
  const faults: string[] = [];
  for (const [file, source] of sources) {
    const unit = unitOf(file);
    if (unit === undefined) {
      faults.push(`${file} is in no unit that has a rank`);
      continue;
    }
    for (const { specifier } of listImports(file, source)) {
      const target = resolve(file, specifier);
      if ("package" in target) continue;
      const targetUnit = unitOf(target.file);
      if (!sources.has(target.file)) faults.push(`${file} imports ${target.file}, which does not exist`);
      else if (targetUnit!.name !== unit.name && targetUnit!.rank >= unit.rank) {
        faults.push(
          `${file} (${unit.name}, rank ${unit.rank}) imports ${target.file} (${targetUnit!.name}, rank ${targetUnit!.rank})`,
        );
      }
    }
  }
  return faults;
}

/** Imports in code that runs inside an isolate, where nothing can be imported. */
export function findGuestImports(guests: Sources): string[] {
  return [...guests].flatMap(([file, source]) =>
    listImports(file, source).map(({ specifier }) => `${file} imports ${specifier}`),
  );
}

/**
 * How forbidden packages are reached from some files through what is loaded when they run: each as the chain of files that
 * leads to it. Dynamic imports count, types do not.
 */
export function findForbiddenPackages(sources: Sources, entries: readonly string[], forbidden: readonly string[]): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string, chain: readonly string[]): void => {
    const source = sources.get(file);
    if (seen.has(file) || source === undefined) return;
    seen.add(file);
    for (const { specifier, typeOnly } of listImports(file, source)) {
      if (typeOnly) continue;
      const target = resolve(file, specifier);
      if ("file" in target) visit(target.file, [...chain, target.file]);
      else if (forbidden.includes(target.package)) faults.push([...chain, target.package].join(" -> "));
    }
  };
  for (const entry of entries) visit(entry, [entry]);
  return faults;
}
