// The suite in real Chromium: the package and the suite are files of the server's own origin, so
// that the browser's cookie counts for who logs in.

import { openBrowser } from "../../support/browser/browser.ts";
import { type Host, resumeMessages } from "./host.ts";
import type { SuiteOptions } from "./suite.ts";

/** Where in the server's origin the files are. */
const folder = "/client-suite";

type Told = Pick<SuiteOptions, "url" | "people" | "resumeMessages">;

/** Runs in the page: what is imported is named by where it is. */
async function inPage({ told, folder }: { readonly told: Told; readonly folder: string }) {
  const { runSuite } = await import(`${folder}/suite.js`);
  const trio = await import(`${folder}/trio.js`);
  const { host } = globalThis as unknown as Pick<SuiteOptions, "host">;
  return await runSuite({ ...told, trio, WebSocket, host });
}

/** The steps that held; `scripts`: the texts of `suite.js` and `trio.js`. */
export async function runInBrowser(
  host: Host,
  scripts: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  await using browser = await openBrowser();
  const page = await browser.newPage();
  await page.exposeFunction("host", host.act);
  await page.route(`**${folder}/*`, (route) => {
    const body = scripts[route.request().url().replace(/.*\//, "")] ?? "";
    return route.fulfill({ contentType: "text/javascript", body });
  });
  // Any page of the server's: one that is made up here could not open a socket to this machine.
  await page.goto(`${host.url}/healthz`);
  const { url, people } = host;
  return await page.evaluate(inPage, { told: { url, people, resumeMessages }, folder });
}
