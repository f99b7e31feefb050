// What a page costs on the way: the bytes that the browser says it has received, heads of answers
// included.

import type { Page } from "playwright-core";

export interface WireBytes {
  /** Bytes by the ending of what was asked for, such as `js`; `html` for what has none. */
  readonly byEnding: ReadonlyMap<string, number>;
  /** Bytes of all whose path fits. */
  readonly of: (path: RegExp) => number;
  /** The paths that were asked for, in order. */
  readonly paths: readonly string[];
}

/** Counts from now on; for what the page itself asks for, not its service worker. */
export async function countWireBytes(page: Page): Promise<WireBytes> {
  const byEnding = new Map<string, number>();
  const byPath = new Map<string, number>();
  const paths: string[] = [];
  const pathOf = new Map<string, string>();
  const devtools = await page.context().newCDPSession(page);
  devtools.on("Network.requestWillBeSent", ({ requestId, request }) => {
    const { pathname } = new URL(request.url);
    pathOf.set(requestId, pathname);
    paths.push(pathname);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const path = pathOf.get(requestId) ?? "";
    const ending = /\.(\w+)$/.exec(path)?.[1] ?? "html";
    byPath.set(path, (byPath.get(path) ?? 0) + encodedDataLength);
    byEnding.set(ending, (byEnding.get(ending) ?? 0) + encodedDataLength);
  });
  await devtools.send("Network.enable");
  const of = (fits: RegExp) =>
    [...byPath].reduce((sum, [path, bytes]) => fits.test(path) ? sum + bytes : sum, 0);
  return { byEnding, of, paths };
}
