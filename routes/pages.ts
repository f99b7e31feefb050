// The web page: read once at start, served from memory, in the form that suits the client. Assets
// bear their hash in their name and never change.

import { Hono } from "hono";
import { etag } from "hono/etag";
import { getMimeType } from "hono/utils/mime";
import type { Coding } from "./http/content_coding.ts";
import {
  askEachTime,
  forever,
  type Form,
  formOf,
  type PreparedFile,
  sendPrepared,
} from "./http/prepared_file.ts";

export interface Pages {
  readonly index: PreparedFile;
  /** By path: `/assets/main-ABC.js`, and what has to have a name of its own: `/sw.js`. */
  readonly assets: ReadonlyMap<string, PreparedFile>;
}

/** What the build put behind the name of a file. */
const endings = [["identity", ""], ["br", ".br"], ["gzip", ".gz"]] as const;

/** Reads what the build left in `dir`: index.html and assets/. Throws when it is not there. */
export async function loadPages(dir: URL): Promise<Pages> {
  const assets = new Map<string, PreparedFile>();
  for await (const { name } of Deno.readDir(new URL("assets/", dir))) {
    if (/\.(br|gz)$/.test(name)) continue;
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
const addresses = [
  "/",
  "/groups",
  "/groups/:id",
  "/account",
  "/moderation",
  "/ops",
  "/invite/:token",
];

export function pageRoutes({ index, assets }: Pages): Hono {
  const app = new Hono();
  for (const address of addresses) {
    app.get(address, etag(), (c) => sendPrepared(c, index, { cache: askEachTime }));
  }
  for (const path of plainNames) {
    app.get(path, etag(), (c) => {
      const asset = assets.get(path);
      return asset ? sendPrepared(c, asset, { cache: askEachTime }) : c.notFound();
    });
  }
  app.get("/assets/*", etag(), (c) => {
    const asset = assets.get(c.req.path);
    return asset ? sendPrepared(c, asset, { cache: forever }) : c.notFound();
  });
  app.get("*", (c) => sendPrepared(c, index, { cache: askEachTime, status: 404 }));
  return app;
}

async function readAsset(file: URL): Promise<PreparedFile> {
  const forms = new Map<Coding, Form>();
  for (const [coding, ending] of endings) {
    const bytes = await Deno.readFile(new URL(file.href + ending)).catch((error) => {
      if (coding === "identity") throw error;
      return null;
    });
    if (bytes !== null) forms.set(coding, await formOf(bytes));
  }
  return { type: getMimeType(file.pathname) ?? "application/octet-stream", forms };
}
