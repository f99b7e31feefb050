// The web page: read once at start, served from memory. Assets bear their hash in their name and
// never change.

import { type Context, Hono } from "hono";

export interface Pages {
  readonly index: Asset;
  /** By path: `/assets/main-ABC.js`, and what has to have a name of its own: `/sw.js`. */
  readonly assets: ReadonlyMap<string, Asset>;
}

interface Asset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

const types = new Map([
  ["html", "text/html; charset=utf-8"],
  ["js", "text/javascript; charset=utf-8"],
  ["css", "text/css; charset=utf-8"],
  ["svg", "image/svg+xml"],
  ["png", "image/png"],
  ["json", "application/json"],
  ["webmanifest", "application/manifest+json"],
  ["map", "application/json"],
]);

/** Reads what the build left in `dir`: index.html and assets/. Throws when it is not there. */
export async function loadPages(dir: URL): Promise<Pages> {
  const assets = new Map<string, Asset>();
  for await (const { name } of Deno.readDir(new URL("assets/", dir))) {
    assets.set(`/assets/${name}`, await readAsset(new URL(`assets/${name}`, dir)));
  }
  for (const path of plainNames) {
    const asset = await readAsset(new URL(path.slice(1), dir)).catch(() => null);
    if (asset) assets.set(path, asset);
  }
  return { index: await readAsset(new URL("index.html", dir)), assets };
}

/** Found by names that never change: a browser asks for them again each time. */
const plainNames = ["/sw.js", "/manifest.webmanifest"];

/** The page's own addresses; the page finds out by itself what it shows there. */
const addresses = ["/", "/groups", "/groups/:id", "/invite/:token"];

export function pageRoutes({ index, assets }: Pages): Hono {
  const app = new Hono();
  for (const address of addresses) app.get(address, (c) => send(c, index, 200));

  app.get("/assets/*", (c) => {
    const asset = assets.get(c.req.path);
    if (!asset) return c.notFound();
    c.header("cache-control", "public, max-age=31536000, immutable");
    return send(c, asset, 200);
  });

  for (const path of plainNames) {
    app.get(path, (c) => {
      const asset = assets.get(path);
      if (!asset) return c.notFound();
      c.header("cache-control", "no-cache");
      return send(c, asset, 200);
    });
  }

  app.get("*", (c) => send(c, index, 404));
  return app;
}

function send(c: Context, { body, type }: Asset, status: 200 | 404): Response {
  if (type.startsWith("text/html")) c.header("cache-control", "no-cache");
  return c.body(body, status, { "content-type": type });
}

async function readAsset(file: URL): Promise<Asset> {
  const ending = file.pathname.split(".").at(-1) ?? "";
  return { body: await Deno.readFile(file), type: types.get(ending) ?? "application/octet-stream" };
}
