// The page as the build left it, from a server of its own that can give it a new version, or be
// away. Nobody is logged in here: its API refuses everything.

import { getMimeType } from "hono/utils/mime";

const dist = new URL("../../../web/dist/", import.meta.url);

export interface Site {
  readonly url: string;
  /** Which version is given from now on: it stands in the page's root element and in the worker. */
  version: number;
  /** Whether every request is dropped. */
  isDown: boolean;
  /** Whether it has the files that the pages of before name. */
  hasAssets: boolean;
  [Symbol.asyncDispose](): Promise<void>;
}

export function servePage(): Promise<Site> {
  const { promise, resolve } = Promise.withResolvers<Site>();
  const stopping = new AbortController();
  const site = { version: 1, isDown: false, hasAssets: true };
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: stopping.signal,
    onListen: ({ port }) => {
      const end = async () => {
        stopping.abort();
        await server.finished;
      };
      const url = `http://127.0.0.1:${port}`;
      resolve(Object.assign(site, { url, [Symbol.asyncDispose]: end }));
    },
  }, (request) => answer(new URL(request.url).pathname, site));
  return promise;
}

async function answer(
  path: string,
  { version, isDown, hasAssets }: Pick<Site, "version" | "isDown" | "hasAssets">,
): Promise<Response> {
  if (isDown) return new Response(null, { status: 503 });
  if (path.startsWith("/api/")) return Response.json({ code: "unauthenticated" }, { status: 401 });
  const name = path.includes(".") ? path.slice(1) : "index.html";
  const headers = {
    "content-type": getMimeType(name) ?? "",
    "cache-control": "no-cache",
  };
  const content = await Deno.readFile(new URL(name, dist)).catch(() => null);
  if (content === null || (!hasAssets && name.startsWith("assets/"))) {
    return new Response(null, { status: 404 });
  }
  const isText = name === "index.html" || name === "sw.js";
  return new Response(isText ? asVersion(new TextDecoder().decode(content), version) : content, {
    headers,
  });
}

/** The root element says which version it is, and so does the name of the worker's cache. */
function asVersion(text: string, version: number): string {
  return text.replace("<html", `<html data-version="${version}"`).replace(
    /trio-(?=[0-9a-f]{8})[0-9a-f]+/,
    `trio-${version}`,
  );
}

/**
 * Runs in the page: the shelves of its workers, or none while one of them is about to take over.
 */
export async function namesOfShelves(): Promise<string[]> {
  const worker = await navigator.serviceWorker.getRegistration();
  const isSettled = worker?.installing === null && worker.active?.state === "activated";
  return isSettled ? await caches.keys() : [];
}
