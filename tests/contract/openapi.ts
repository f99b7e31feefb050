// docs/openapi.json: the paths that the program serves, with the very schemas that their requests
// are held against, and what tests/contract/operations.ts says of their answers.

import type { Hono } from "hono";
import { type Accepted, type AcceptedFields, whatAccepts } from "../../routes/http/accepted.ts";
import { type ProblemCode, statusOf } from "../../routes/http/problem.ts";
import { accepted, components, type Json, told } from "./json_schema.ts";
import { type Operation, operations } from "./operations.ts";

/** Every path under /api that the app serves, and the process's own, as "METHOD /path". */
export function servedBy(app: Hono): ReadonlyMap<string, readonly Accepted[]> {
  const served = new Map<string, Accepted[]>();
  for (const { method, path, handler } of app.routes) {
    if (method === "ALL" || !/^\/(api\/[^*]+|healthz|readyz)$/.test(path)) continue;
    const name = `${method} ${path}`;
    const accepts = whatAccepts(handler);
    served.set(name, [...served.get(name) ?? [], ...accepts ? [accepts] : []]);
  }
  return served;
}

export function openapiOf(app: Hono): Json {
  const served = servedBy(app);
  const paths: Record<string, Record<string, Json>> = {};
  const responses: Record<string, Json> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const [method = "", route = ""] = name.split(" ");
    const path = route.replaceAll(/:(\w+)/g, "{$1}");
    const accepts = served.get(name) ?? [];
    (paths[path] ??= {})[method.toLowerCase()] = {
      ...operationOf(method, path, operation, accepts),
      responses: {
        [operation.status]: done(operation),
        ...refusals(codesOf(method, operation, accepts), responses),
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Trio",
      version: "1",
      description: "The HTTP side of the Trio protocol. docs/protocol.md is normative; " +
        "what this file and it say of the same is held together by tests.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: { ...components(), Problem: problem },
      responses,
      securitySchemes: {
        session: {
          type: "apiKey",
          in: "cookie",
          name: "trio",
          description: "`__Host-trio` over TLS, `trio-PORT` where the host has one; see " +
            '"Sessions" in docs/protocol.md',
        },
        token: {
          type: "http",
          scheme: "bearer",
          description: 'What it may do its scopes say; see "API tokens" in docs/protocol.md',
        },
      },
    },
  };
}

const problem = {
  type: "object",
  required: ["type", "title", "status", "detail", "code"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "For people" },
    code: { type: "string", description: "A stable word for programs" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: {
          path: { type: "string" },
          message: { type: "string" },
          fault: { type: "string" },
        },
      },
    },
  },
};

function operationOf(
  method: string,
  path: string,
  operation: Operation,
  accepts: readonly Accepted[],
): Json {
  const { summary, asker } = operation;
  const body = fieldsIn("body", accepts);
  const query = fieldsIn("query", accepts);
  const parameters = [...pathParameters(path), ...query ? queryParameters(query) : []];
  return {
    operationId: operationId(method, path),
    summary,
    ...asker === "moderator" && { tags: ["moderation"] },
    ...asker === "operator" && { tags: ["ops"] },
    security: asker === "anybody" ? [] : [{ session: [] }, ...byToken(accepts)],
    ...parameters.length > 0 && { parameters },
    ...body && {
      requestBody: {
        required: body.isOptional !== true,
        content: { "application/json": { schema: accepted(body.schema) } },
      },
    },
  };
}

function done({ answer }: Operation): Json {
  const content = answer && { "application/json": { schema: told(answer) } };
  return { description: "Done", ...content && { content } };
}

function fieldsIn(
  where: AcceptedFields["in"],
  accepts: readonly Accepted[],
): AcceptedFields | undefined {
  return accepts.find((one): one is AcceptedFields => one.in === where);
}

/** Each scope that suffices; none where no token may ask. */
function byToken(accepts: readonly Accepted[]): Json[] {
  const scopes = accepts.find((one) => one.in === "authorization")?.scopes ?? [];
  return scopes.map((scope) => ({ token: [scope] }));
}

/** "PUT", "/api/groups/{id}/seat": "putGroupsIdSeat". */
function operationId(method: string, path: string): string {
  const words = path.replace(/^\/api\//, "").match(/\w+/g) ?? [];
  const capitals = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return method.toLowerCase() + capitals.join("");
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => {
    const isUuid = name === "user" || name === "id" && !path.includes("passkeys");
    const schema = { type: "string", ...isUuid && { format: "uuid" } };
    return { name, in: "path", required: true, schema };
  });
}

function queryParameters({ schema }: AcceptedFields): Json[] {
  const { properties = {}, required = [] } = accepted(schema) as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema: of,
  }));
}

/** Those of the operation and those that may meet any request of its kind. */
export function codesOf(
  method: string,
  { asker, refusals }: Operation,
  accepts: readonly Accepted[],
): readonly ProblemCode[] {
  const isRead = method === "GET";
  const common: readonly (ProblemCode | false)[] = [
    "invalid",
    asker !== "anybody" && "unauthenticated",
    asker !== "anybody" && "insufficient_scope",
    !isRead && "cross_origin",
    !isRead && "too_slow",
    accepts.some((one) => one.in === "body") && "too_large",
    ...["slow_down", "internal", "unavailable"] as const,
  ];
  return [...new Set([...refusals, ...common.filter((code) => code !== false)])];
}

/** Refers to one response for each set of codes, which it adds to `responses` where it is new. */
function refusals(
  codes: readonly ProblemCode[],
  responses: Record<string, Json>,
): Record<string, Json> {
  const byStatus = Object.groupBy(codes.toSorted(), (code) => String(statusOf(code)));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes = []]) => {
      const name = codes.join("_or_");
      responses[name] = {
        description: codes.map((code) => `\`${code}\``).join(", "),
        content: { "application/problem+json": { schema: problemWith(codes) } },
      };
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function problemWith(codes: readonly ProblemCode[]): Json {
  return {
    allOf: [
      { $ref: "#/components/schemas/Problem" },
      { properties: { code: { enum: codes } } },
    ],
  };
}
