// The web page: read once at start, served from memory, in the form that suits the client. Assets
// bear their hash in their name and never change.

import { type Context, Hono } from "hono";
import { etag } from "hono/etag";
import { getMimeType } from "hono/utils/mime";
import { type Coding, codingFor } from "./http/content_coding.ts";

export interface Pages {
  readonly index: Asset;
  /** By path: `/assets/main-ABC.js`, and what has to have a name of its own: `/sw.js`. */
  readonly assets: ReadonlyMap<string, Asset>;
}

interface Asset {
  readonly type: string;
  /** The file itself, and what the build compressed of it. */
  readonly forms: ReadonlyMap<Coding, Form>;
}

interface Form {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

/** What the build put behind the name of a file. */
const endings = [["identity", ""], ["br", ".br"], ["gzip", ".gz"]] as const;

/** Reads what the build left in `dir`: index.html and assets/. Throws when it is not there. */
export async function loadPages(dir: URL): Promise<Pages> {
  const assets = new Map<string, Asset>();
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

const forever = "public, max-age=31536000, immutable";
const askEachTime = "no-cache";

export function pageRoutes({ index, assets }: Pages): Hono {
  const app = new Hono();
  for (const address of addresses) {
    app.get(address, etag(), (c) => send(c, index, { cache: askEachTime }));
  }
  for (const path of plainNames) {
    app.get(path, etag(), (c) => {
      const asset = assets.get(path);
      return asset ? send(c, asset, { cache: askEachTime }) : c.notFound();
    });
  }
  app.get("/assets/*", etag(), (c) => {
    const asset = assets.get(c.req.path);
    return asset ? send(c, asset, { cache: forever }) : c.notFound();
  });
  app.get("*", (c) => send(c, index, { cache: askEachTime, status: 404 }));
  return app;
}

interface SendOptions {
  readonly cache: string;
  readonly status?: 200 | 404;
}

function send(c: Context, { type, forms }: Asset, { cache, status = 200 }: SendOptions): Response {
  c.header("vary", "accept-encoding");
  const coding = codingFor(c, [...forms.keys()]);
  const form = forms.get(coding);
  if (!form) throw new Error(`A file of the page is not there in the form ${coding}`);
  if (coding !== "identity") c.header("content-encoding", coding);
  c.header("cache-control", cache);
  return c.body(form.bytes, status, {
    "content-type": type,
    // Told, for HEAD has no body to count it from.
    "content-length": String(form.bytes.length),
    etag: form.etag,
  });
}

async function readAsset(file: URL): Promise<Asset> {
  const forms = new Map<Coding, Form>();
  for (const [coding, ending] of endings) {
    const bytes = await Deno.readFile(new URL(file.href + ending)).catch((error) => {
      if (coding === "identity") throw error;
      return null;
    });
    if (bytes !== null) forms.set(coding, { bytes, etag: await etagOf(bytes) });
  }
  return { type: getMimeType(file.pathname) ?? "application/octet-stream", forms };
}

/** Each form has a tag of its own: they are equal in meaning and not in their bytes. */
async function etagOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return `"${new Uint8Array(hash).slice(0, 16).toBase64({ alphabet: "base64url" })}"`;
}
