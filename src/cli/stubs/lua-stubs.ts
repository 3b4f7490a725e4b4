// The data of each point for editors of Lua, as annotations of LuaLS: one class of context per point, and overloads of `on`.

import type { Field } from "../../model/points/point.ts";
import { listPointNames, type NamedPoint } from "./point-names.ts";

const TYPES: Readonly<Record<Field["type"], string>> = {
  string: "string",
  integer: "integer",
  number: "number",
  boolean: "boolean",
  object: "table",
  array: "any[]",
  any: "any",
};

/** The stub of the module with the points in it. */
export function describeLua(stub: string): string {
  const points = listPointNames();
  const classes = points.map(describeData).join("\n");
  const overloads = points.flatMap(({ name, identifier }) => {
    const handler = `fun(ctx: hookloom.context.${identifier}): hookloom.Result?`;
    const point = JSON.stringify(name);
    return [
      `---@overload fun(point: ${point}, options: hookloom.Options, handler: ${handler})`,
      `---@overload fun(point: ${point}, handler: ${handler})`,
    ];
  });
  const marker = "function hookloom.on(";
  const at = stub.indexOf(marker);
  if (at === -1) throw new RangeError("the stub defines no hookloom.on");
  const start = stub.lastIndexOf("\n\n", at) + 2;
  const own = stub.slice(start, at);
  return `${stub.slice(0, start)}-- The data of each point. Written by \`hookloom stubs\`.\n\n${classes}\n${own}${overloads.join("\n")}\n${stub.slice(at)}`;
}

function describeData({ identifier, summary, fields }: NamedPoint): string {
  const lines = fields.map(({ name, type, optional, values, description }) => {
    const kind = values === undefined ? TYPES[type] : values.map((value) => JSON.stringify(value)).join("|");
    return `---@field ${name}${optional === true ? "?" : ""} ${kind} ${description}`;
  });
  return [
    `---@class hookloom.data.${identifier} ${summary}`,
    ...lines,
    `---@class hookloom.context.${identifier}: hookloom.Context`,
    `---@field data hookloom.data.${identifier}`,
    "",
  ].join("\n");
}
