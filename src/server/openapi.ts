// The OpenAPI document, made of the routes and their schemas. The daemon answers it at `/openapi.json`, and `npm run docs`
// writes it to docs/reference.

import { z } from "zod";
import { readPackageVersion } from "../foundation/package-version.ts";
import { REFUSALS, ROUTES, type Route } from "./routes.ts";
import { refusal } from "./schemas.ts";

const COMPONENTS = "#/components/schemas/";

let document: object | undefined;

/** The document, in version 3.1 of OpenAPI; made when it is first asked for. */
export function describeApi(): object {
  return (document ??= makeDocument());
}

function makeDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of ROUTES) {
    (paths[route.path.replaceAll(/:(\w+)/g, "{$1}")] ??= {})[route.method.toLowerCase()] = describeRoute(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Hookloom",
      version: readPackageVersion(),
      description: "Asks hooks, shows what they do, and switches them. Names are in snake_case.",
    },
    paths,
    components: {
      schemas: describeSchemas(),
      responses: describeRefusals(),
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "A token of the daemon's state folder." } },
    },
  };
}

function describeRoute({ path, summary, role, query, body, answer, refusals = [] }: Route): object {
  const statuses = [...refusals, 429, ...(role === "nothing" ? [] : ([401, 403, 503] as const))].sort();
  return {
    summary,
    ...(role !== "nothing" && { description: `Needs the role \`${role}\`.`, security: [{}, { token: [] }] }),
    parameters: [
      ...Array.from(path.matchAll(/:(\w+)/g), ([, name]) => ({ name, in: "path", required: true, schema: { type: "string" } })),
      ...Object.entries(query?.shape ?? {}).map(([name, schema]) => {
        const { description } = z.globalRegistry.get(schema as z.ZodType) ?? {};
        return { name, in: "query", description, schema: { type: "string" } };
      }),
    ],
    ...(body && { requestBody: { content: { "application/json": { schema: refer(body) } } } }),
    responses: {
      200: { description: "Done.", content: describeAnswer(answer) },
      ...Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }])),
    },
  };
}

function describeRefusals(): object {
  const content = { "application/json": { schema: refer(refusal) } };
  return Object.fromEntries(Object.entries(REFUSALS).map(([status, description]) => [status, { description, content }]));
}

function describeAnswer(answer: Route["answer"]): object {
  return typeof answer === "string" ? { [answer]: {} } : { "application/json": { schema: refer(answer) } };
}

function refer(schema: z.ZodType): object {
  return { $ref: `${COMPONENTS}${z.globalRegistry.get(schema)!.id}` };
}

/** Every schema that has an id. */
function describeSchemas(): object {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    io: "input",
    unrepresentable: "any",
    uri: (id) => `${COMPONENTS}${id}`,
  });
  const named = Object.keys(schemas).sort();
  // The place in the document says already which one it is.
  return Object.fromEntries(named.map((id) => [id, { ...schemas[id], $schema: undefined, $id: undefined, id: undefined }]));
}
