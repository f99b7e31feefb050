// The suite in real Chromium: the package and the suite are files of the server's own origin, so
// that the browser's cookie counts for who logs in.

import { openBrowser } from "../../support/browser/browser.ts";
import { type Host, resumeMessages } from "./host.ts";
import type { PageOfSuite, Told } from "./run_in_page.ts";

/** Where in the server's origin the files are. */
const folder = "/client-suite";

/** The steps that held; `scripts`: the texts of the files, of which `page.js` is the first. */
export async function runInBrowser(
  host: Host,
  scripts: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  await using browser = await openBrowser();
  // The policy is for Trio's own page.
  const page = await browser.newPage({ bypassCSP: true });
  await page.exposeFunction("host", host.act);
  await page.route(`**${folder}/*`, (route) => {
    const body = scripts[route.request().url().replace(/.*\//, "")] ?? "";
    return route.fulfill({ contentType: "text/javascript", body });
  });
  // Any page of the server's: one that is made up here could not open a socket to this machine.
  await page.goto(`${host.url}/healthz`);
  await page.addScriptTag({ type: "module", url: `${folder}/page.js` });
  const { url, people } = host;
  return await page.evaluate(
    (told: Told) => (globalThis as unknown as PageOfSuite).runSuite(told),
    { url, people, resumeMessages },
  );
}
