// The data of each point for editors and type checkers of Python: a typed dictionary per point, and overloads of `on`.

import type { Field } from "../../model/points/point.ts";
import { listPointNames, type NamedPoint } from "./point-names.ts";

const TYPES: Readonly<Record<Field["type"], string>> = {
  string: "str",
  integer: "int",
  number: "float",
  boolean: "bool",
  object: "dict[str, Any]",
  array: "list[Any]",
  any: "Any",
};

/** The stub of the module with the points in it. */
export function describePython(stub: string): string {
  const points = listPointNames();
  const start = stub.indexOf("def on(");
  const end = stub.indexOf('"""', stub.indexOf('"""', start) + 3) + 3;
  if (start === -1) throw new RangeError("the stub defines no on");
  const general = stub.slice(start, end);
  const overloads = points.map(({ name, identifier }) => {
    const own = general
      .replace("    point: str,", `    point: Literal[${JSON.stringify(name)}],`)
      .replace("Callable[[_Handler], _Handler]", `Callable[[HandlerOf[${identifier}]], HandlerOf[${identifier}]]`);
    return `@overload\n${own.slice(0, own.lastIndexOf('"""', own.length - 4)).trimEnd()} ...\n`;
  });
  const classes = points.map(describeData).join("\n");
  const head = `# The data of each point. Written by \`hookloom stubs\`.\n
_Data = TypeVar("_Data")
class ContextOf(HookContext, Generic[_Data]):
    data: _Data  # type: ignore[assignment]
type HandlerOf[_D] = Callable[[ContextOf[_D]], Result | None | Awaitable[Result | None]]
`;
  return `${withTyping(stub.slice(0, start))}${head}\n${classes}\n${overloads.join("\n")}\n@overload\n${general}${stub.slice(end)}`;
}

function describeData({ identifier, summary, fields }: NamedPoint): string {
  const lines = fields.map(({ name, type, optional, values }) => {
    const kind = values === undefined ? TYPES[type] : `Literal[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
    return `    ${name}: ${optional === true ? `NotRequired[${kind} | None]` : kind}`;
  });
  const docstring = `    """${summary}"""`;
  return `class ${identifier}(TypedDict):\n${[docstring, ...lines].join("\n")}\n`;
}

function withTyping(imports: string): string {
  return imports.replace("from typing import Any, ", "from typing import Any, Generic, overload, ");
}
