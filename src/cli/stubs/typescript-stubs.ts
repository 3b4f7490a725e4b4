// The data of each point for editors of JavaScript and TypeScript: overloads of `on`, which merge with the stub of the module.

import type { Field } from "../../model/points/point.ts";
import { listPointNames, type NamedPoint } from "./point-names.ts";

const TYPES: Readonly<Record<Field["type"], string>> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  object: "JsonObject",
  array: "Json[]",
  any: "Json",
};

/** The stub of the module with the points in it. */
export function describeTypescript(stub: string): string {
  const points = listPointNames();
  const interfaces = points.map(describeData).join("\n");
  const table = points.map(({ name, identifier }) => `    ${JSON.stringify(name)}: ${identifier};`).join("\n");
  const added = `
  // ---- The data of each point. Written by \`hookloom stubs\`. ----

${interfaces}
  export interface PointData {
${table}
  }
  export type HandlerOf<Data> = (ctx: Omit<HookContext, "data"> & { readonly data: Data }) => Answer | Promise<Answer>;
  export function on<Point extends keyof PointData>(point: Point, options: HookOptions, handler: HandlerOf<PointData[Point]>): void;
  export function on<Point extends keyof PointData>(point: Point, handler: HandlerOf<PointData[Point]>): void;
`;
  // Overloads are tried in their order, so these stand before the general ones.
  const [before, after] = splitBefore(stub, "  /** Registers a handler at a hook point.");
  return `${before}${added.trimStart()}\n${after}`;
}

function describeData({ identifier, summary, fields }: NamedPoint): string {
  const lines = fields.map(({ name, type, optional, values, description }) => {
    const kind = values === undefined ? TYPES[type] : values.map((value) => JSON.stringify(value)).join(" | ");
    return `    /** ${description} */\n    readonly ${name}${optional === true ? "?" : ""}: ${kind}${optional === true ? " | null" : ""};`;
  });
  return `  /** ${summary} */\n  export interface ${identifier} {\n${lines.join("\n")}\n    readonly [more: string]: unknown;\n  }\n`;
}

function splitBefore(text: string, marker: string): [string, string] {
  const at = text.indexOf(marker);
  if (at === -1) throw new RangeError(`the stub has no ${JSON.stringify(marker)}`);
  return [text.slice(0, at), text.slice(at)];
}
