// The contract for machines, as the project keeps it under docs/: read and prepared when it is
// first asked for. It may be compressed, as no answer of the API may that tells of anybody: it
// holds no secret that its length could tell.

import { type Context, Hono } from "hono";
import { etag } from "hono/etag";
import { askEachTime, formOf, type PreparedFile, sendPrepared } from "../http/prepared_file.ts";

export function descriptionRoutes(): Hono {
  const app = new Hono();
  for (const [path, read] of Object.entries(documents)) {
    let prepared: Promise<PreparedFile> | null = null;
    app.get(path, etag(), async (c: Context) => {
      prepared ??= read().then(({ default: document }) => prepare(document));
      return sendPrepared(c, await prepared, { cache: askEachTime });
    });
  }
  return app;
}

const documents = {
  "/openapi.json": () => import("../../docs/openapi.json", { with: { type: "json" } }),
  "/asyncapi.json": () => import("../../docs/asyncapi.json", { with: { type: "json" } }),
};

async function prepare(document: object): Promise<PreparedFile> {
  const plain = new Blob([JSON.stringify(document)]);
  const packed = plain.stream().pipeThrough(new CompressionStream("gzip"));
  return {
    type: "application/json",
    forms: new Map([
      ["identity", await formOf(await plain.bytes())],
      ["gzip", await formOf(await new Response(packed).bytes())],
    ]),
  };
}
