// The contract for machines, as the project keeps it under docs/: read when it is first asked for.

import { Hono } from "hono";

export function descriptionRoutes(): Hono {
  return new Hono()
    .get("/openapi.json", async (c) => {
      const { default: document } = await import("../../docs/openapi.json", {
        with: { type: "json" },
      });
      return c.json(document);
    })
    .get("/asyncapi.json", async (c) => {
      const { default: document } = await import("../../docs/asyncapi.json", {
        with: { type: "json" },
      });
      return c.json(document);
    });
}
