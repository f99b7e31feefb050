// What a page costs on the way: the bytes that the browser says it has received, heads of answers
// included.

import type { Page } from "playwright-core";

export interface WireBytes {
  /** Bytes by the ending of what was asked for, such as `js`; `html` for what has none. */
  readonly byEnding: ReadonlyMap<string, number>;
  /** The paths that were asked for, in order. */
  readonly paths: readonly string[];
}

/** Counts from now on; for what the page itself asks for, not its service worker. */
export async function countWireBytes(page: Page): Promise<WireBytes> {
  const byEnding = new Map<string, number>();
  const paths: string[] = [];
  const pathOf = new Map<string, string>();
  const devtools = await page.context().newCDPSession(page);
  devtools.on("Network.requestWillBeSent", ({ requestId, request }) => {
    const { pathname } = new URL(request.url);
    pathOf.set(requestId, pathname);
    paths.push(pathname);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const ending = /\.(\w+)$/.exec(pathOf.get(requestId) ?? "")?.[1] ?? "html";
    byEnding.set(ending, (byEnding.get(ending) ?? 0) + encodedDataLength);
  });
  await devtools.send("Network.enable");
  return { byEnding, paths };
}
