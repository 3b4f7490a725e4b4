// Which reference pages are generated, and from what. `generate-docs.ts` writes them; a test compares them with the files.

import { describeConfig } from "../src/runtime/config/describe-config.ts";
import { describeApi } from "../src/server/openapi.ts";
import { describeAgents } from "./describe-agents.ts";
import { describeBuiltins } from "./describe-builtins.ts";
import { describeErrors } from "./describe-errors.ts";
import { describePointSchemas } from "./describe-point-schemas.ts";
import { describePoints } from "./describe-points.ts";

/** The text of each generated page, by its path from the root of the project. */
export const REFERENCE_PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  "docs/reference/agents.md": describeAgents,
  "docs/reference/built-in-hooks.md": describeBuiltins,
  "docs/reference/configuration.md": describeConfig,
  "docs/reference/errors.md": describeErrors,
  "docs/reference/openapi.json": () => `${JSON.stringify(describeApi(), undefined, 2)}\n`,
  "docs/reference/points.md": describePoints,
  "docs/reference/points.schema.json": describePointSchemas,
};
