// A real browser, and a real server with a database of its own, for the journeys of a test file;
// both gone at the end.

import type { Browser } from "playwright-core";
import { openBrowser } from "./browser.ts";
import { newDataDir } from "../store/kept_pglite.ts";
import { type Server, startServer } from "../server/process.ts";

export interface BrowserHouse extends AsyncDisposable {
  readonly browser: Browser;
  readonly dataDir: string;
  /** Whoever stops it puts another one in its place. */
  server: Server;
}

/** Opens both beside each other; `env`: further settings of the server. */
export async function openHouse(env: Readonly<Record<string, string>> = {}): Promise<BrowserHouse> {
  const folder = await newDataDir("trio_browser_");
  const dataDir = folder.path;
  const [browser, server] = await Promise.all([openBrowser(), startServer({ dataDir, env })]);
  const house: BrowserHouse = {
    browser,
    dataDir,
    server,
    async [Symbol.asyncDispose]() {
      await Promise.all([browser.close(), house.server.stop()]);
      await folder[Symbol.asyncDispose]();
    },
  };
  return house;
}
